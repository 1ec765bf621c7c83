"""What a conference decides about plans: one begins, ends, or becomes a child in need plan, in the same act (CP-09)."""

from __future__ import annotations

from typing import Any

from kith.assessment.models import Assessment
from kith.assessment.steps import close_case
from kith.conferences.models import Conference, ConferenceChild
from kith.conferences.queries import last_decision
from kith.kernel.step import Act, Step
from kith.plans import policies
from kith.plans.forms import StepDownForm
from kith.plans.models import Plan
from kith.plans.queries import open_of
from kith.plans.steps import keeping
from kith.ui.forms import KithForm
from kith.ui.forms.words import lower_first

GOES_ON = ("outside", "services", "sees", "contingency", "child_says")
ENDS: dict[str, Plan.Ended] = {"early_help": Plan.Ended.EARLY, "care": Plan.Ended.CARE}
NO_LONGER = "RC7"  # services ceased for any other reason


class MakeProtectionPlan(Step):
    """Begin the child protection plan."""

    name = "plans.protection_plan_made"
    form = KithForm
    may = policies.make
    done = "Child protection plan {number} made: {category}{stepped}"

    def apply(self, act: Act) -> Plan:
        """It counts from the conference. A child in need plan ends with it, stepped up; the first core group writes it.

        Raises:
            Breach: a child protection plan is open about the child.
        """
        row: ConferenceChild = act.target
        conference = Conference.objects.get(matter=row.matter_id)
        assert conference.held_at is not None  # the policy asked
        before = open_of(row.child)
        if before is not None and not before.is_protection:
            before = keeping.ended(act, before, Plan.Ended.UP, row.why or str(conference))
        plan = keeping.begun(
            act, row.child, Plan.Kind.PROTECTION, conference.held_at, conference=row, came_from=before,
            assessment=_assessment(row, before), outside=row.outside,
        )  # fmt: skip
        if before is not None:
            keeping.carried_on(act, before, plan)
        keeping.leads_here(act, plan, conference.asked_by)
        stepped = f". {before} ended, stepped up" if before else ""
        act.words = {"number": plan.number, "category": lower_first(row.category_words), "stepped": stepped}
        keeping.tell_holders(act, plan)
        return plan


class StepDown(Step):
    """Step down to a child in need plan."""

    name = "plans.stepped_down"
    event = "plans.need_plan_began"
    form = StepDownForm
    may = policies.end_protection
    done = "Child protection plan ended; child in need plan {number} goes on"

    def apply(self, act: Act, ended_words: str) -> Plan:
        """One ends and the other begins, or neither; what it said goes on, until it is agreed with the family."""
        before = keeping.ended(act, act.target, Plan.Ended.DOWN, ended_words)
        said = {name: getattr(before, name) for name in GOES_ON}
        plan = keeping.begun(
            act, before.child, Plan.Kind.NEED, act.now, came_from=before, assessment=before.assessment, **said
        )
        keeping.carried_on(act, before, plan)
        act.words = {"number": plan.number}
        keeping.tell_holders(act, plan)
        return plan


class EndProtection(Step):
    """End the child protection plan."""

    name = "plans.protection_plan_ended"
    form = StepDownForm
    may = policies.end_protection
    done = "Child protection plan ended: {how}"

    def apply(self, act: Act, ended_words: str) -> Plan:
        """With what the conference decided instead; the case closes with it, unless legal advice on care is taken."""
        row = last_decision(act.target.child)
        assert row is not None  # the policy asked
        how = ENDS.get(row.instead, Plan.Ended.CLOSED)
        closes: dict[str, Any] = {} if how == Plan.Ended.CARE else {"closure": NO_LONGER}
        plan = keeping.ended(act, act.target, how, ended_words, **closes)
        if closes:
            close_case(act, plan.assessment, plan.matter, NO_LONGER)
        act.words = {"how": lower_first(plan.get_ended_as_display())}
        keeping.tell_holders(act, plan)
        return plan


def _assessment(row: ConferenceChild, before: Plan | None) -> Assessment | None:
    if row.enquiry is not None and row.enquiry.assessment is not None:
        return row.enquiry.assessment
    if before is not None:
        return before.assessment
    return Assessment.objects.filter(child=row.child_id).order_by("-opened_at").first()
