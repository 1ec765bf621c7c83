"""What a conclusion or a manager asks for begins at once, and waits until somebody says what came of it.

AS-12, AS-18, AS-19, CP-02, CP-08. What is allowed by exception is looked at again on its day: AS-05, AS-09, PR-06.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet

from kith.access.models import Involvement, User
from kith.access.notices import tell
from kith.access.roles import Ability
from kith.assessment import policies
from kith.assessment.forms.following import BeginsForm, FollowOnForm
from kith.assessment.models import Assessment, FollowOn, ProposedConclusion
from kith.assessment.queries.workload import holders_of
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.record.models import Clock
from kith.standards.engine import end_of_day
from kith.standards.words import local_day
from kith.ui.forms import KithForm
from kith.ui.forms.words import lower_first

Kind = FollowOn.Kind
# Letters are sent and the family is told after a case closes: those who did the work can still open it so long.
CLOSING = timedelta(days=28)


class _Begins(Step):
    """One thing that is asked for begins, in the same act as the conclusion or the decision that asks for it."""

    form = BeginsForm
    kind: ClassVar[FollowOn.Kind]

    def apply(self, act: Act, why: str = "") -> FollowOn:
        """It carries what it follows from and the help that was agreed, and those who are to do it are told. One that
        waits already goes on waiting, by the clock that it has."""
        assessment: Assessment = act.target
        act.matter = assessment.matter
        for user in those_who_act(assessment, self.kind):
            if user != act.actor:
                tell(user, f"/assessments/{assessment.ref}/")
        services: list[dict[str, str]] = []
        if not why:
            sent = ProposedConclusion.objects.filter(matter_id=assessment.matter_id, state="authorised").latest("pk")
            why, services = sent.urgent if self.kind == Kind.EMERGENCY else sent.concern, sent.services
        act.words = {"services": ", ".join(one["service"] for one in services)}
        asked = {"why": why, "services": services, "begun_by": act.actor, "begun_at": act.now}
        row, _ = FollowOn.objects.get_or_create(matter=assessment.matter, kind=self.kind, answer="", defaults=asked)
        return row


def those_who_act(assessment: Assessment, kind: FollowOn.Kind) -> set[User]:
    """The lead agrees a plan with the family; a discussion is called by a manager of the team (CP-02)."""
    near = {assessment.lead, assessment.supervisor}
    if kind != Kind.PLAN:
        near |= {grant.user for grant in holders_of(Ability.ALLOCATE) if grant.team_id == assessment.team_id}
    return {user for user in near if user is not None}


class ConcludedChildInNeed(_Begins):
    """Begin the child in need plan."""

    name = "assessment.concluded_child_in_need"
    may = policies.follow_conclusion
    done = "Child in need plan to be agreed: {services}"
    kind = Kind.PLAN


class HarmSuspected(_Begins):
    """Ask for a strategy discussion."""

    name = "assessment.strategy_discussion_asked"
    event = "protection.significant_harm_suspected"
    may = policies.ask_for_protection
    done = "Strategy discussion asked for"
    kind = Kind.STRATEGY


class EmergencyDecided(_Begins):
    """Ask for emergency action."""

    name = "assessment.emergency_action_asked"
    event = "protection.emergency_action_decided"
    may = policies.ask_for_protection
    done = "Emergency action asked for"
    kind = Kind.EMERGENCY


def look_again(act: Act, assessment: Assessment, kind: FollowOn.Kind, why: str, day: date) -> None:
    """What the act allows by exception has its day: its clock begins with the act and runs to it, and from then on it
    waits until somebody looked again.

    To allow it anew is to have looked again at the one before, which keeps its own day and when it was answered.
    """
    earlier = FollowOn.objects.select_for_update().filter(matter=assessment.matter, kind=kind, answer="").first()
    if earlier is not None:
        _answered(act, earlier, FollowOn.Answer.AGAIN, why)
        _running(earlier).update(stopped_at=act.now)  # now, for the act begins the next
    FollowOn.objects.create(
        matter=assessment.matter, kind=kind, why=why, again_on=day, begun_by=act.actor, begun_at=act.now
    )
    act.aim = day


class AnswerFollowOn(Step):
    """Say what came of it."""

    name = "assessment.follow_on_answered"
    form = FollowOnForm
    may = policies.answer_follow_on
    done = "{what}: {answer}"

    @classmethod
    def form_kwargs(cls, actor: User, target: FollowOn) -> dict[str, Any]:
        return {"asked": target}

    def apply(self, act: Act, answer: str, words: str, done_at: datetime | None = None) -> FollowOn:
        """Done, which stops its clock at that moment; or not needed, with the reason, and the clock is not needed.

        To look at an exception again is what its clock waits for, whatever is answered.

        Raises:
            Breach: somebody answered a moment ago.
        """
        row: FollowOn = lock(act.target)
        if row.answer:
            raise Breach("This was answered a moment ago.")
        row.done_at = done_at
        _answered(act, row, answer, words)
        act.ends = row.rule  # and no exception's beside it
        if row.is_exception:
            act.happened_at = _when(act, row)
            if row.kind == Kind.CONCLUSION and row.again_on:
                _closes_as_usual(act, row, end_of_day(row.again_on))
        elif answer == FollowOn.Answer.NOT_NEEDED:
            _not_needed(act, row, words)
        act.matter, act.words = row.matter, {"what": str(row), "answer": lower_first(row.answer_words)}
        return row


def withdraw(act: Act, row: FollowOn, why: str) -> None:
    """What asked for it does not hold any more, so that nobody is asked for it: the reason is the act's own."""
    _answered(act, row, FollowOn.Answer.NOT_NEEDED, why)
    _not_needed(act, row, why)


def _not_needed(act: Act, row: FollowOn, why: str) -> None:
    # Stopped too, so that another may run when it is asked for again.
    _running(row).update(not_needed_because=why[:1000], stopped_at=act.now)


def _answered(act: Act, row: FollowOn, answer: str, words: str) -> None:
    row.answer, row.words = answer, words
    row.answered_by, row.answered_at = act.actor, act.now
    row.save(update_fields=["answer", "words", "done_at", "answered_by", "answered_at"])
    if row.begun_by != act.actor:
        tell(row.begun_by, f"/assessments/{row.matter.ref}/")


def _closes_as_usual(act: Act, row: FollowOn, day: datetime) -> None:
    """Nobody keeps the door to a closed case for a day on which nothing is left to look at."""
    kept = Involvement.objects.filter(matter=row.matter, until=day, until__gt=act.now)
    kept.update(until=max(row.begun_at + CLOSING, end_of_day(local_day(act.now))))


def _running(row: FollowOn) -> QuerySet[Clock]:
    return Clock.objects.filter(matter=row.matter, rule=row.rule, stopped_at=None)


def _when(act: Act, row: FollowOn) -> datetime:
    """What was done before it was asked for counts from when it was asked for."""
    return max(row.done_at or act.now, row.begun_at)


class _Ends(Step):
    """What was done stops its clock, at the moment it was done, in the same act as the answer."""

    form = KithForm

    def apply(self, act: Act) -> FollowOn:
        row: FollowOn = act.target
        act.matter, act.happened_at = row.matter, _when(act, row)
        return row


class NeedPlanAgreed(_Ends):
    """Agree the child in need plan."""

    name = "assessment.need_plan_agreed"
    event = "protection.need_plan_agreed"
    may = policies.answer_follow_on
    done = "Child in need plan agreed"


class StrategyDiscussionHeld(_Ends):
    """Hold the strategy discussion."""

    name = "assessment.strategy_discussion_held"
    event = "protection.strategy_discussion_held"
    may = policies.answer_follow_on
    done = "Strategy discussion held"


class EmergencyActionTaken(_Ends):
    """Take emergency action."""

    name = "assessment.emergency_action_taken"
    event = "protection.emergency_action_taken"
    may = policies.answer_follow_on
    done = "Emergency action taken"
