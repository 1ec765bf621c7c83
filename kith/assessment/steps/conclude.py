"""The conclusion, by two people, and what becomes of the referral (AS-19, CL-06)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kith.access.models import Involvement
from kith.assessment import policies
from kith.assessment.forms import AuthoriseForm
from kith.assessment.models import Assessment
from kith.assessment.queries.waiting import CONCLUDE, clock_of, is_late
from kith.assessment.steps.clocks import explain_late
from kith.assessment.steps.visits import also
from kith.frontdoor.models import Referral
from kith.kernel.now import LONDON, now
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.queries import not_yet_born
from kith.record.models import Clock

# Outcomes after which the case is closed, with the census's reason; after the others the help goes on.
CLOSES = {"nfa": "RC8", "universal": "RC8", "early_help": "RC9"}
# Letters are sent and the family is told after a case closes: those who did the work can still open it so long.
CLOSING = timedelta(days=28)
REVIEW = "assessment.initial_review"


class Authorise(Step):
    """Authorise the conclusion."""

    name = "assessment.authorised"
    form = AuthoriseForm
    may = policies.manage
    done = "Assessment {number} authorised: {outcome}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        late = bool(target.referral) and is_late(target.referral, CONCLUDE, now())
        not_seen = target.seen_at is None and not not_yet_born(target.child)  # nobody can see who is not born
        return {"not_seen": not_seen, "late": late}

    def apply(self, act: Act, late_reason: str = "", **cleaned: Any) -> Assessment:
        """The conclusion stands, by somebody who did not write it; the referral closes where nothing more follows."""
        assessment: Assessment = lock(act.target)
        if assessment.state != Assessment.State.OPEN:
            raise Breach("This was authorised a moment ago.")
        if late_reason and assessment.referral:
            explain_late(act, clock_of(assessment.referral, CONCLUDE), late_reason)
        for name, value in cleaned.items():
            setattr(assessment, name, value)
        assessment.state = Assessment.State.AUTHORISED
        assessment.authorised_on, assessment.authorised_by = act.now.astimezone(LONDON).date(), act.actor
        assessment.save(update_fields=[*cleaned, "state", "authorised_on", "authorised_by"])
        if assessment.referral:
            _review_falls_away(assessment.referral)
        if assessment.outcome in CLOSES:
            _close(act, assessment)
        act.matter, act.clocks_of = assessment.matter, also(assessment)
        act.words = {"number": assessment.number, "outcome": assessment.outcome_words.lower()}
        return assessment


def _review_falls_away(referral: Referral) -> None:
    """Whether to go on is asked of assessments still open: a review that nobody held before the end is not due now."""
    asked = Clock.objects.filter(matter=referral.matter, rule=REVIEW, stopped_at=None, not_needed_because="")
    asked.update(not_needed_because="The assessment was concluded before its length was reviewed")


def _close(act: Act, assessment: Assessment) -> None:
    if assessment.referral:
        referral: Referral = lock(assessment.referral)
        referral.state, referral.closed_on = Referral.State.CLOSED, assessment.authorised_on
        referral.closure_reason = CLOSES[assessment.outcome]
        referral.no_further_action = assessment.outcome == "nfa"
        referral.save(update_fields=["state", "closed_on", "closure_reason", "no_further_action"])
    Involvement.objects.filter(matter=assessment.matter, until=None).update(until=act.now + CLOSING)
