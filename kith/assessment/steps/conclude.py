"""The conclusion, by two people, and what becomes of the referral (AS-19, CL-06)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kith.access.models import Involvement, Matter, User
from kith.access.notices import tell
from kith.assessment import policies
from kith.assessment.cohorts import NOBODY_RESPONSIBLE
from kith.assessment.forms import AuthoriseForm, ProposeForm, SendBackForm
from kith.assessment.forms.concluding import CLOSES
from kith.assessment.models import Assessment, FamilyAsDrawn, FollowOn, ProposedConclusion
from kith.assessment.queries.following import discussion_held
from kith.assessment.queries.lacking import UNSEEN, lacking, left_undone, stands_in_the_way
from kith.assessment.queries.pathways import applying_to, by_factors
from kith.assessment.queries.waiting import late_ends
from kith.assessment.steps.clocks import explain_late
from kith.assessment.steps.following import CLOSING, look_again
from kith.assessment.steps.visits import also
from kith.frontdoor.models import Referral
from kith.kernel.now import LONDON, now
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.network.queries import frozen
from kith.record.models import Clock, StepEvent
from kith.standards.engine import end_of_day
from kith.standards.words import full_day

REVIEW = "assessment.initial_review"
NAMED = 2  # of what was missing in the line of the chronology; all of it stands with the conclusion


class Authorise(Step):
    """Authorise the conclusion."""

    name = "assessment.authorised"
    form = AuthoriseForm
    may = policies.answer
    done = "Assessment {number} authorised: {outcome}{again}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        lacks = lacking(target)
        not_seen = any(lack.asked_by == "not_seen_because" for lack in lacks)
        return {
            "not_seen": not_seen,
            "late": [clock.late_reason for clock in late_ends(target.referral, now())],
            "incomplete": bool(stands_in_the_way(lacks)),
            "lacked": [lack.for_good for lack in lacks],
            "adds": by_factors(target),
            "held": discussion_held(target),
            "proposed": ProposedConclusion.objects.filter(matter_id=target.matter_id, state="sent").first(),
            "unread": lambda read: _unread(actor, target, read),
        }

    def apply(
        self,
        act: Act,
        late_reason: str = "",
        read_up_to: str = "",
        again_on: date | None = None,
        another: bool = False,
        **cleaned: Any,
    ) -> Assessment:
        """The conclusion stands, by somebody who did not write it; the referral closes where nothing more follows.

        Raises:
            Breach: somebody wrote in the assessment after the manager opened it, or it was authorised a moment ago.
        """
        assessment: Assessment = lock(act.target)
        if assessment.state != Assessment.State.OPEN:
            raise Breach("This was authorised a moment ago.")
        if new := _unread(act.actor, assessment, read_up_to):  # even while the form was checked
            raise Breach(new)
        for clock in late_ends(assessment.referral, act.now) if late_reason else []:
            if not clock.late_reason or clock.late_reason not in late_reason:  # who said it first stays
                explain_late(act, clock, late_reason)
        for name, value in cleaned.items():
            setattr(assessment, name, value)
        assessment.state = Assessment.State.AUTHORISED
        assessment.authorised_on, assessment.authorised_by = act.now.astimezone(LONDON).date(), act.actor
        assessment.save(update_fields=[*cleaned, "state", "authorised_on", "authorised_by"])
        _answered(act, assessment, ProposedConclusion.State.AUTHORISED)
        _draw(act, assessment)
        if assessment.referral:
            _review_falls_away(assessment.referral)
        if assessment.outcome in CLOSES:
            again = end_of_day(again_on) if again_on else None  # nor before what was missing is looked at again
            close_case(act, assessment, assessment.matter, CLOSES[assessment.outcome], again)
        act.matter, act.clocks_of = assessment.matter, also(assessment)
        act.words = {"number": assessment.number, "outcome": assessment.outcome_words.lower(), "again": ""}
        if again_on is not None:
            why = "\n\n".join(words for words in (assessment.not_seen_because, assessment.why_incomplete) if words)
            look_again(act, assessment, FollowOn.Kind.CONCLUSION, why, again_on)
            act.words["again"] = f"{_missing(assessment.lacked)}. Looked at again on {full_day(again_on)}"
        assessment.asks_for_another = another  # a strategy discussion, where one was held (kith.journeys)
        return assessment


class SendBack(Step):
    """Send the conclusion back."""

    name = "assessment.sent_back"
    form = SendBackForm
    may = policies.answer
    done = "Conclusion sent back"

    def apply(self, act: Act, answer: str) -> ProposedConclusion:
        """It waits for nobody any more; what is to be done first stands beside it, and the worker is told (AS-19)."""
        assessment: Assessment = lock(act.target)
        act.matter = assessment.matter
        proposed = _answered(act, assessment, ProposedConclusion.State.RETURNED, answer)
        tell(proposed.sent_by, f"/assessments/{assessment.ref}/")
        return proposed


class ProposeConclusion(Step):
    """Send the conclusion for approval."""

    name = "assessment.conclusion_proposed"
    form = ProposeForm
    may = policies.propose
    done = "Conclusion sent for approval: {outcome}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        lacks = lacking(target)
        return {
            "incomplete": bool(left_undone(lacks)),
            "lacked": [lack.for_good for lack in lacks],
            "nobody_responsible": NOBODY_RESPONSIBLE in applying_to(target),
            "adds": by_factors(target),
            "held": discussion_held(target),
        }

    def apply(self, act: Act, **cleaned: Any) -> ProposedConclusion:
        """What was found, what the law asks and what follows, for a manager to authorise or send back (AS-19).

        Raises:
            Breach: one waits already.
        """
        assessment: Assessment = lock(act.target)
        act.matter = assessment.matter
        if ProposedConclusion.objects.filter(matter=assessment.matter, state="sent").exists():
            raise Breach("A conclusion waits for approval already. To change it, ask for it to be sent back.")
        proposed = ProposedConclusion.objects.create(
            matter=assessment.matter,
            sent_by=act.actor,
            sent_at=act.now,
            **cleaned,
        )
        if assessment.supervisor:
            tell(assessment.supervisor, f"/assessments/{assessment.ref}/")
        act.words = {"outcome": proposed.get_outcome_display().lower()}
        return proposed


def _unread(actor: User, assessment: Assessment, read_up_to: str) -> str:
    """Nobody approves what they have not read: who wrote after the page was opened, in a sentence; else nothing."""
    if not read_up_to.isdecimal():
        return ""
    since = StepEvent.objects.filter(matter_id=assessment.matter_id, pk__gt=int(read_up_to)).exclude(actor=actor)
    newest = since.filter(actor__is_system=False).select_related("actor").order_by("-pk").first()
    if newest is None:
        return ""
    return (
        f"{newest.actor.name} wrote in the assessment after you opened this page. "
        "Read what is new, then authorise it again."
    )


def _draw(act: Act, assessment: Assessment) -> None:
    """The family as it is known now belongs to what was concluded from it (FA-01)."""
    drawn = frozen(act.target.child.person, act.actor)
    FamilyAsDrawn.objects.create(
        matter=assessment.matter,
        said=drawn.data,
        genogram=drawn.genogram,
        network=drawn.network,
        by=act.actor,
        at=act.now,
    )


def _answered(act: Act, assessment: Assessment, state: str, answer: str = "") -> ProposedConclusion:
    proposed = (
        ProposedConclusion.objects.select_for_update().filter(matter_id=assessment.matter_id, state="sent").first()
    )
    if proposed is None:
        raise Breach("It was answered a moment ago: open the assessment to see how.")
    proposed.state, proposed.answer = state, answer
    proposed.answered_by, proposed.answered_at = act.actor, act.now
    proposed.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    return proposed


def _missing(lacked: list[str]) -> str:
    """What was missing when it was approved, in its own words, as far as a line has room."""
    unseen = f". {UNSEEN}" if UNSEEN in lacked else ""
    others = [words for words in lacked if words != UNSEEN]
    if not others:
        return unseen
    more = f"; and {len(others) - NAMED} more" if len(others) > NAMED else ""
    return f"{unseen}. Missing: {'; '.join(others[:NAMED])}{more}"


def _review_falls_away(referral: Referral) -> None:
    """Whether to go on is asked of assessments still open: a review that nobody held before the end is not due now."""
    asked = Clock.objects.filter(matter=referral.matter, rule=REVIEW, stopped_at=None, not_needed_because="")
    asked.update(not_needed_because="The assessment was concluded before its length was reviewed")


def close_case(
    act: Act, assessment: Assessment | None, work: Matter, reason: str, until: datetime | None = None
) -> None:
    """The case closes with the census's reason: the referral it came by, and, a month on, the door to the record.

    Args:
        assessment: which the case rests on; none where another authority handed it over to us.
        work: those who do it keep the door so long, and those who did the assessment.
        until: at least until then.
    """
    if assessment is not None and assessment.referral:
        referral: Referral = lock(assessment.referral)
        referral.state, referral.closed_on = Referral.State.CLOSED, act.now.astimezone(LONDON).date()
        referral.closure_reason = reason
        referral.no_further_action = assessment.outcome == "nfa"
        referral.save(update_fields=["state", "closed_on", "closure_reason", "no_further_action"])
    those = {work.pk, *([assessment.matter_id] if assessment else [])}
    ends = max(act.now + CLOSING, until or act.now)
    Involvement.objects.filter(matter__in=those, until=None).update(until=ends)
