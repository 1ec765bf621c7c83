"""Whether it is to be asked if a plan works: no change, rising risk, a date not kept, drift (CP-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kith.kernel.now import now, today
from kith.plans.models import Alternative, Goal, GoalProgress, Plan, PlanMeeting
from kith.record.clocks import rule_of
from kith.record.models import Clock
from kith.record.own_numbers import number
from kith.standards.due import add_months
from kith.standards.words import local_day, plural
from kith.ui.forms.words import lower_first

Risk, Stands = PlanMeeting.Risk, Goal.Stands
NEARER = (Stands.BETTER, Stands.DONE)


@dataclass(frozen=True)
class Question:
    """What raises the question today, and what would if a meeting that is being written down is counted.

    Attributes:
        since: when a manager last decided what is done instead: what was raised before that was answered.
        still: for each meeting since, newest first, whether it found a goal nearer.
        standing: what stands against the plan whatever a meeting finds: dates that passed, and drift.
    """

    plan: Plan
    since: datetime | None
    still: tuple[bool, ...]
    rising: bool
    not_working: bool
    standing: tuple[str, ...]

    @property
    def raised(self) -> list[str]:
        """In words; empty where nothing asks."""
        found = ["It was found not to work"] if self.not_working else []
        found += self._no_change(self.still)
        found += ["The risk to the child rises"] if self.rising else []
        return [*found, *self.standing]

    def raised_with(self, risk: str, nearer: bool) -> list[str]:
        """As `raised`, once this meeting is counted."""
        found = self._no_change((nearer, *self.still))
        found += ["The risk to the child rises"] if risk == Risk.RISING else []
        return [*found, *self.standing]

    def _no_change(self, still: Sequence[bool]) -> list[str]:
        several = number("plan.no_change", self.plan.opened_at)
        run = next((place for place, nearer in enumerate(still) if nearer), len(still))
        return [f"No goal has come nearer in {plural(run, 'meeting')}"] if run >= several else []


def question_of(
    plan: Plan,
    meetings: Sequence[PlanMeeting],
    progress: Sequence[GoalProgress],
    goals: Sequence[Goal],
    alternatives: Sequence[Alternative],
    clocks: Sequence[Clock],
) -> Question:
    """What raises the question on one plan, from what stands on it. Meetings come newest first."""
    since = max((one.decided_at for one in alternatives if one.decided_at), default=None)
    new = [one for one in meetings if since is None or one.held_at > since]
    nearer = {row.meeting_id for row in progress if row.stands in NEARER}
    about = {row.meeting_id for row in progress}
    newest = next(iter(new), None)
    asked = next((one for one in new if one.working is not None), None)
    return Question(
        plan,
        since,
        tuple(one.pk in nearer for one in new if one.pk in about),
        newest is not None and newest.risk == Risk.RISING,
        asked is not None and asked.working is False,
        (*_breaches(clocks, since), *_drift(plan, goals, since)) if plan.is_open else (),
    )


def _breaches(clocks: Sequence[Clock], since: datetime | None) -> list[str]:
    """Dates of the plan that have passed."""
    running = [(one, one.due_at) for one in clocks if one.stopped_at is None and one.due_at]
    late = [one for one, due in running if due < now() and (since is None or due > since)]
    return [f"Not kept to: {lower_first(rule_of(one).title)}" for one in late]


def _drift(plan: Plan, goals: Sequence[Goal], since: datetime | None) -> list[str]:
    months = number("plan.drift", plan.opened_at)
    found = []
    # What was decided before it was brought in stands in the other system: it counts from when it was written here.
    began = plan.agreed_at if plan.brought_in_from else plan.opened_at
    if (counts := since or began) is not None and add_months(local_day(counts), months) < today():
        asked = "Nothing was decided about it for" if since else "It has been open for longer than"
        found.append(f"{asked} {plural(months, 'month')}")
    if late := [one for one in goals if one.late and (since is None or one.by_on > local_day(since))]:
        found.append(f"The day of {plural(len(late), 'goal')} has passed")
    return found
