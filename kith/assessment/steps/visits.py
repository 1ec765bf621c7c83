"""Child and parents are seen, and the time the assessment needs is reviewed (CL-04, CL-05; AS-05 to AS-07)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kith.access.notices import tell
from kith.assessment import policies
from kith.assessment.forms import NextStepForm, ParentSeenForm, ReviewForm, SeenForm, TriedForm, WaiveForm
from kith.assessment.models import Assessment, FollowOn, InterpreterWaiver, LengthReview, ParentSeen, Visit
from kith.assessment.queries.reading import waiver_of
from kith.assessment.queries.visits import carers_of, kept_from
from kith.assessment.queries.waiting import CONCLUDE, FIRST_VISIT, REVIEW, clock_of, late_clock
from kith.assessment.steps.clocks import SetNeededBy, explain_late
from kith.assessment.steps.following import look_again
from kith.kernel.now import LONDON, now
from kith.kernel.perform import Breach, lock, perform
from kith.kernel.step import Act, Step
from kith.people.queries import communication_of, interpreter_for
from kith.standards.words import full_day


def began(assessment: Assessment) -> datetime:
    """When the work began: the referral, or the start where there was none."""
    return assessment.referral.received_at if assessment.referral else assessment.opened_at


def also(assessment: Assessment) -> list[Any]:
    """The pieces of work whose clocks an assessment stops: its referral's run from there (AS-01)."""
    return [assessment.referral.matter] if assessment.referral else []


class RecordSeen(Step):
    """Record that the child was seen."""

    name = "assessment.child_seen"
    form = SeenForm
    may = policies.work
    done = "Child seen {alone}: {place}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        person = target.child.person
        clock = late_clock(target.referral, FIRST_VISIT, now())
        return {
            "since": began(target),
            "language": interpreter_for(person),
            "waived": waiver_of(target) is not None,
            "needs": communication_of(person),
            "see_by": clock.due_at if clock else None,
        }

    def apply(self, act: Act, late_reason: str = "", **cleaned: Any) -> Visit:
        """The first time the child is seen stops the clock of the first visit, at the moment of the visit; where that
        was after its limit, the reason stands beside it (CL-04)."""
        assessment: Assessment = lock(act.target)
        if late_reason:
            explain_late(act, late_clock(assessment.referral, FIRST_VISIT, cleaned["at"]), late_reason)
        visit = _visit(act, assessment, seen=True, **cleaned)
        if assessment.seen_at is None or visit.at < assessment.seen_at:
            assessment.seen_at = visit.at
            assessment.save(update_fields=["seen_at"])
        act.clocks_of = also(assessment)
        act.words = {"alone": "alone" if visit.alone else "with others there", "place": visit.place}
        return visit


class WaiveInterpreter(Step):
    """Agree to do without an interpreter."""

    name = "assessment.interpreter_waived"
    form = WaiveForm
    may = policies.waive
    done = "Seen without an interpreter until {until}: agreed"

    def apply(self, act: Act, reason: str, until: date) -> InterpreterWaiver:
        """A team manager's exception, with its reason and the day on which it is looked at again (AS-09)."""
        assessment: Assessment = lock(act.target)
        act.matter, act.words = assessment.matter, {"until": full_day(until)}
        look_again(act, assessment, FollowOn.Kind.INTERPRETER, reason, until)
        return InterpreterWaiver.objects.create(
            matter=assessment.matter, reason=reason, until=until, by=act.actor, at=act.now
        )


class RecordTried(Step):
    """Record a visit when the child was not seen."""

    name = "assessment.visit_tried"
    form = TriedForm
    may = policies.work
    done = "Visit tried, child not seen: {place}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"since": began(target)}

    def apply(self, act: Act, **cleaned: Any) -> Visit:
        """Counted, against no number, and the clock runs on. Where the family keeps us from the child, whoever
        supervises hears of it and decides what happens next (CL-04)."""
        assessment: Assessment = lock(act.target)
        visit = _visit(act, assessment, seen=False, **cleaned)
        if visit.obstructed and assessment.supervisor not in (None, act.actor):
            tell(assessment.supervisor, f"/assessments/{assessment.ref}/next-step/")
        act.words = {"place": visit.place}
        return visit


class DecideNextStep(Step):
    """Decide what happens next with a family that keeps us from the child."""

    name = "assessment.next_step_decided"
    form = NextStepForm
    may = policies.manage
    done = "A manager decided what happens next, after {visits}"

    def apply(self, act: Act, next_step: str) -> Assessment:
        """One decision answers every visit at which we were refused since the last (CL-04). Whoever leads hears of it.

        Raises:
            Breach: nothing waits for a decision.
        """
        assessment: Assessment = lock(act.target)
        waits = kept_from(assessment.pk)
        count = waits.update(next_step=next_step, next_by=act.actor, next_at=act.now)
        if not count:
            raise Breach("No visit waits for a decision: somebody decided, or the child was seen since.")
        if assessment.lead is not None and assessment.lead != act.actor:
            tell(assessment.lead, f"/assessments/{assessment.ref}/")
        visits = "a visit" if count == 1 else f"{count} visits"
        act.matter, act.words = assessment.matter, {"visits": f"{visits} at which we were refused or avoided"}
        return assessment


class RecordParentSeen(Step):
    """Record that a parent or carer was seen."""

    name = "assessment.parent_seen"
    form = ParentSeenForm
    may = policies.work
    done = "A parent or carer was seen: {place}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        carers = carers_of(target.child.person)
        languages = {one.person.ref: one.language for one in carers if one.language}
        return {
            "since": began(target),
            "parents": [(one.person.ref, one.label) for one in carers],
            "languages": languages,
            "language": ", ".join(sorted(set(languages.values()))),
            "waived": waiver_of(target) is not None,
        }

    def apply(self, act: Act, whom: str, **cleaned: Any) -> ParentSeen:
        """What they say and were told, each by name; it stops no clock, for the child was not seen (AS-07)."""
        assessment: Assessment = lock(act.target)
        known = {one.person.ref: one.person for one in carers_of(act.target.child.person)}
        act.matter, act.happened_at, act.words = assessment.matter, cleaned["at"], {"place": cleaned["place"]}
        return ParentSeen.objects.create(
            matter=assessment.matter,
            person_id=known[whom].pk if whom in known else None,
            recorded_by=act.actor,
            recorded_at=act.now,
            **cleaned,
        )


def _visit(act: Act, assessment: Assessment, **fields: Any) -> Visit:
    act.matter, act.happened_at = assessment.matter, fields["at"]
    return Visit.objects.create(
        matter=assessment.matter,
        child_id=assessment.child_id,
        recorded_by=act.actor,
        recorded_at=act.now,
        **fields,
    )


class ReviewLength(Step):
    """Review how long the assessment needs."""

    name = "assessment.reviewed"
    form = ReviewForm
    may = policies.manage
    done = "Length reviewed: {decision}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"late": late_clock(target.referral, REVIEW, now()) is not None}

    def apply(
        self,
        act: Act,
        review_decision: str,
        review_words: str,
        needed_by: date | None,
        late_reason: str = "",
        **said: Any,
    ) -> LengthReview:
        """Whether the child must be protected now (AS-18), the review's decision, and its new target, which comes no
        later than a limit still to come (CL-05, CL-07); held after its day, it says why. Each review is kept, and what
        is to be done at once is asked for (kith.journeys)."""
        assessment: Assessment = lock(act.target)
        if late_reason:
            explain_late(act, late_clock(assessment.referral, REVIEW, act.now), late_reason)
        if assessment.reviewed_at is None:  # the census asks for the first
            assessment.reviewed_at = act.now
            assessment.save(update_fields=["reviewed_at"])
        review = LengthReview.objects.create(
            matter=assessment.matter, decision=review_decision, words=review_words, target=needed_by,
            by=act.actor, at=act.now, **said,
        )  # fmt: skip
        act.words = {"decision": review.get_decision_display().lower()}
        act.matter, act.clocks_of = assessment.matter, also(assessment)
        clock = clock_of(assessment.referral, CONCLUDE) if assessment.referral else None
        if needed_by is not None and clock is not None:
            _sooner(act, clock, needed_by, review_words)
        return review


def _sooner(act: Act, clock: Any, needed_by: date, review_words: str) -> None:
    """A target before the limit is the date that counts, until a later review sets another, the limit itself among
    them. Once the limit has passed, a target only stands beside it."""
    limit = clock.due_at.astimezone(LONDON).date() if clock.due_at else None
    if limit is None or clock.due_at < act.now or (needed_by == limit and clock.needed_by is None):
        return
    if needed_by > limit:
        raise Breach(f"The new target must be on or before {limit.day} {limit:%B %Y}, the limit.", "needed_by")
    perform(SetNeededBy, act.actor, clock, {"needed_by": needed_by.isoformat(), "reason": review_words[:1000]})
