"""Core groups, reviews, and what is decided where a plan does not work (CP-08 to CP-10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from kith.access.models import User
from kith.actions.queries import offered
from kith.actions.steps import agree
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.plans import policies
from kith.plans.forms import CoreGroupForm, DecideForm, ReviewForm, WorkingForm
from kith.plans.models import Alternative, Attended, Goal, Plan, PlanMeeting
from kith.plans.options import option_words
from kith.plans.queries import view_of
from kith.plans.steps import keeping
from kith.ui.forms.words import lower_first

Kind = PlanMeeting.Kind


class HoldCoreGroup(Step):
    """Record a core group."""

    name = "plans.core_group_held"
    form = CoreGroupForm
    may = policies.core_group
    done = "Core group held: the risk is {risk}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Plan) -> dict[str, Any]:
        goals = Goal.objects.filter(matter=target.matter, ended_at=None)
        return {"goals": list(goals), "since": target.opened_at, **offered(actor, target.matter)}

    def apply(self, act: Act, **said: Any) -> PlanMeeting:
        """Its day stops the clock and begins the next (CL-10)."""
        return _held(act, Kind.CORE_GROUP, **said)


class ReviewNeedPlan(Step):
    """Record a review."""

    name = "plans.need_plan_reviewed"
    form = ReviewForm
    may = policies.review
    done = "Child in need plan reviewed: {works}; the risk is {risk}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Plan) -> dict[str, Any]:
        return {**_asks(target), **offered(actor, target.matter)}

    def apply(self, act: Act, **said: Any) -> PlanMeeting:
        """Whether it works; where it does not, what else was considered and what should be done (CP-10)."""
        return _held(act, Kind.REVIEW, **said)


class AskWorking(Step):
    """Ask whether the plan works."""

    name = "plans.working_asked"
    form = WorkingForm
    may = policies.ask
    done = "Is the plan working? {works}; the risk is {risk}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Plan) -> dict[str, Any]:
        return _asks(target)

    def apply(self, act: Act, **said: Any) -> PlanMeeting:
        """Before its conference reviews it, or whenever something raises the question (CP-10)."""
        return _held(act, Kind.ASKED, held_at=act.now, **said)


class DecideAlternative(Step):
    """Decide what is done instead."""

    name = "plans.alternative_decided"
    form = DecideForm
    may = policies.decide
    done = "Plan: {chosen}, as a manager decided"

    @classmethod
    def form_kwargs(cls, actor: User, target: Alternative) -> dict[str, Any]:
        return {"protection": target.matter.plan.is_protection}

    def apply(self, act: Act, chosen: str, why: str) -> Alternative:
        """What was proposed, or something else, with why. Where that is the legal gateway, its meeting is asked for in
        the same act (kith.journeys).

        Raises:
            Breach: another manager decided, or the plan ended, a moment ago.
        """
        plan = keeping.held(act, act.target.matter.plan)
        one: Alternative = lock(act.target)
        if one.decided_at is not None:
            raise Breach("Somebody was quicker: this was decided a moment ago. Look at it again.")
        one.chosen, one.why, one.decided_by, one.decided_at = chosen, why, act.actor, act.now
        one.save()
        act.words = {"chosen": lower_first(option_words(chosen))}
        keeping.tell_holders(act, plan, one.proposed_by)
        return one


def _asks(plan: Plan) -> dict[str, Any]:
    view = view_of(plan)
    return {
        "goals": view.open_goals,
        "since": plan.opened_at,
        "raised": view.question.raised_with,
        "protection": plan.is_protection,
        "waits": view.waiting is not None,
    }


def _held(
    act: Act,
    kind: Kind,
    progress: Mapping[str, Mapping[str, str]],
    attended: Iterable[Mapping[str, Any]] = (),
    actions: Iterable[Mapping[str, Any]] = (),
    triggers: list[str] | None = None,
    options: list[str] | None = None,
    proposed: str = "",
    proposed_why: str = "",
    **said: Any,
) -> PlanMeeting:
    plan = keeping.held(act, act.target)
    held_at: datetime = said["held_at"]
    meeting = PlanMeeting.objects.create(
        matter=plan.matter, kind=kind, recorded_by=act.actor, recorded_at=act.now, **said
    )
    rows = [Attended(matter=plan.matter, meeting=meeting, **row) for row in attended]
    Attended.objects.bulk_create(rows)
    goals = {one.ref: one for one in Goal.objects.filter(matter=plan.matter, ref__in=progress)}
    for ref, one in progress.items():
        keeping.progressed(act, goals[ref], one["stands"], one["words"], meeting)
    agree(act, plan.matter, actions, f"{meeting.get_kind_display()}, {plan.number}", several=True)
    act.happened_at = held_at
    works = "it works" if meeting.working else "it does not work"
    act.words = {"risk": meeting.get_risk_display().lower(), "works": works}
    if proposed:
        act.stands_out = f"The plan is in question: {'; '.join(triggers or [])}"
        _propose(act, plan, meeting, triggers or [], options or [], proposed, proposed_why)
    keeping.tell_holders(act, plan)
    return meeting


def _propose(
    act: Act, plan: Plan, meeting: PlanMeeting, triggers: list[str], options: list[str], proposed: str, why: str
) -> None:
    if Alternative.objects.filter(matter=plan.matter, decided_at=None).exists():
        raise Breach("What was proposed before waits for a manager: they decide on it first.", "working")
    Alternative.objects.create(
        matter=plan.matter, meeting=meeting, triggers=[words[:300] for words in triggers], options=options,
        proposed=proposed, proposed_why=why, proposed_by=act.actor, proposed_at=act.now,
    )  # fmt: skip
