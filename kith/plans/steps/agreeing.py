"""A plan is agreed, changed, and its goals are added and followed (CP-07 to CP-09)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kith.access.models import Subject, User
from kith.actions.queries import offered, offered_about
from kith.actions.steps import agree
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.plans import policies
from kith.plans.forms import AgreeForm, ChangeForm, GoalForm, ProgressForm
from kith.plans.models import Goal, GoalProgress, Plan
from kith.plans.queries import basis_of
from kith.plans.steps import keeping
from kith.standards.words import plural


class AgreeNeedPlan(Step):
    """Agree a child in need plan."""

    name = "plans.need_plan_agreed"
    event = "plans.need_plan_began"
    form = AgreeForm
    may = policies.begin
    done = "Child in need plan {number} agreed: {goals}{whence}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Subject) -> dict[str, Any]:
        basis = basis_of(target)
        return {
            "since": basis.since,
            "asks_whence": basis.is_none,
            **offered_about(actor, [target]),
        }

    def apply(
        self,
        act: Act,
        agreed_at: datetime,
        goals: list[dict[str, Any]],
        actions: list[dict[str, Any]],
        stance: dict[str, Any] | None,
        from_authority: str = "",
        **said: Any,
    ) -> Plan:
        """With the family's agreement, from what the assessment found; of what another authority began, from there.

        Raises:
            Breach: a plan is open about the child.
        """
        child: Subject = act.target
        plan = keeping.begun(
            act, child, Plan.Kind.NEED, agreed_at, assessment=basis_of(child).assessment, agreed_at=agreed_at,
            agreed_by=act.actor, from_authority=from_authority, **said,
        )  # fmt: skip
        keeping.write_goals(act, plan.matter, goals)
        keeping.write_stance(act, plan.matter, stance)
        keeping.leads_here(act, plan, act.actor)
        agree(act, plan.matter, actions, "Child in need plan", several=True)
        whence = f". Taken over from {from_authority}" if from_authority else ""
        act.words = {"number": plan.number, "goals": plural(len(goals), "goal"), "whence": whence}
        keeping.tell_holders(act, plan)
        return plan


class AgreePlan(Step):
    """Write the plan."""

    name = "plans.plan_agreed"
    form = AgreeForm
    may = policies.agree
    done = "{kind} agreed: {goals}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Plan) -> dict[str, Any]:
        return {"since": target.opened_at, "protection": target.is_protection, **offered(actor, target.matter)}

    def apply(
        self,
        act: Act,
        agreed_at: datetime,
        goals: list[dict[str, Any]],
        actions: list[dict[str, Any]],
        stance: dict[str, Any] | None,
        **said: Any,
    ) -> Plan:
        """The words of a plan that a conference decided, by the core group; or of one it stepped down to, with the
        family.

        Raises:
            Breach: somebody wrote it, or ended it, a moment ago.
        """
        plan = keeping.held(act, act.target)
        if plan.agreed_at is not None:
            raise Breach("Somebody was quicker: this plan was agreed a moment ago. Look at it again.")
        for name, value in said.items():
            setattr(plan, name, value)
        plan.agreed_at, plan.agreed_by = agreed_at, act.actor
        plan.save()
        keeping.write_goals(act, plan.matter, goals)
        keeping.write_stance(act, plan.matter, stance)
        agree(act, plan.matter, actions, plan.get_kind_display(), several=True)
        act.happened_at = agreed_at
        act.words = {"kind": plan.get_kind_display(), "goals": plural(len(goals), "goal")}
        keeping.tell_holders(act, plan)
        return plan


class ChangePlan(Step):
    """Change the plan."""

    name = "plans.plan_changed"
    form = ChangeForm
    may = policies.change
    done = "Plan changed: {why}"

    def apply(self, act: Act, why: str, **said: Any) -> Plan:
        """What it said before stays in its history."""
        plan = keeping.held(act, act.target)
        for name, value in said.items():
            setattr(plan, name, value)
        plan.save(update_fields=list(said))
        act.words = {"why": why}
        keeping.tell_holders(act, plan)
        return plan


class AddGoal(Step):
    """Add a goal."""

    name = "plans.goal_added"
    form = GoalForm
    may = policies.change
    done = "Plan: a goal was added"

    def apply(self, act: Act, **said: Any) -> Plan:
        """One thing more that must change."""
        plan = keeping.held(act, act.target)
        keeping.write_goals(act, plan.matter, [said])
        return plan


class RecordProgress(Step):
    """Say how a goal stands."""

    name = "plans.goal_progressed"
    form = ProgressForm
    may = policies.follow
    done = "Goal of the plan: {stands}"

    def apply(self, act: Act, stands: str, words: str) -> GoalProgress:
        """Between meetings; it stands after what was written before."""
        goal: Goal = act.target
        keeping.held(act, goal.matter.plan)
        row = keeping.progressed(act, goal, stands, words)
        act.words = {"stands": row.get_stands_display().lower()}
        return row
