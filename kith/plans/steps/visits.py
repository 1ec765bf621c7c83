"""A child on a plan is seen, or is not (CL-10): kept as the visits of an assessment are."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.access.notices import tell
from kith.assessment.models import Visit
from kith.kernel.step import Act, Step
from kith.people.queries import communication_of, interpreter_for
from kith.people.steps import those_who_hold
from kith.plans import policies
from kith.plans.forms import SeenOnPlanForm, TriedOnPlanForm
from kith.plans.models import Plan
from kith.plans.steps import keeping


class _Seen(Step):
    """The child was seen, alone or not, and what they said."""

    form = SeenOnPlanForm

    @classmethod
    def form_kwargs(cls, actor: User, target: Plan) -> dict[str, Any]:
        person = target.child.person
        return {
            "since": target.opened_at,
            "language": interpreter_for(person),
            "waived": False,
            "needs": communication_of(person),
        }

    def apply(self, act: Act, **said: Any) -> Visit:
        """The day they were seen stops the clock of this visit, and begins the next."""
        visit = _visit(act, seen=True, **said)
        act.words = {"alone": "alone" if visit.alone else "with others there", "place": visit.place}
        return visit


class SeenOnNeedPlan(_Seen):
    """Record that the child was seen."""

    name = "plans.child_seen_on_need_plan"
    may = policies.see_on_need
    done = "Child seen {alone}, on the plan: {place}"


class SeenOnProtectionPlan(_Seen):
    """Record that the child was seen."""

    name = "plans.child_seen_on_protection_plan"
    may = policies.see_on_protection
    done = "Child seen {alone}, on the child protection plan: {place}"


class NotSeenOnPlan(Step):
    """Record a visit when the child was not seen."""

    name = "plans.visit_tried"
    form = TriedOnPlanForm
    may = policies.work
    done = "Visit on the plan, child not seen: {place}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Plan) -> dict[str, Any]:
        return {"since": target.opened_at}

    def apply(self, act: Act, **said: Any) -> Visit:
        """With why, and what happens next. No clock stops; where we were refused, whoever supervises is told."""
        visit = _visit(act, seen=False, **said)
        act.words = {"place": visit.place}
        return visit


def _visit(act: Act, **said: Any) -> Visit:
    plan = keeping.held(act, act.target)
    act.happened_at = said["at"]
    said.pop("late_reason", None)
    if said.get("obstructed"):
        for user in set(those_who_hold(plan.child.person)) - {act.actor}:
            tell(user, plan.href)
    return Visit.objects.create(
        matter=plan.matter, child_id=plan.child_id, recorded_by=act.actor, recorded_at=act.now, **said
    )
