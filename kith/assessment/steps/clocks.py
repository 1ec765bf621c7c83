"""What people may do to a date: bring it forward, never back; and say why it was missed (CL-02 to CL-07)."""

from __future__ import annotations

from datetime import date

from kith.access.roles import Ability
from kith.assessment import policies
from kith.assessment.forms import LateForm, NeededByForm
from kith.assessment.models import FollowOn
from kith.assessment.queries.following import by_clock
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.record.clocks import rule_of
from kith.record.models import Clock
from kith.standards import engine
from kith.standards.words import full_day, local_day


def bring_forward(act: Act, clock: Clock, needed_by: date, reason: str, field: str = "needed_by") -> None:
    """Set an earlier date on a running clock.

    Raises:
        Breach: the clock has stopped, or the date is before it began, after its limit or after the day that was set
            for it (CL-07).
    """
    if clock.stopped_at is not None:
        raise Breach("This clock has stopped: what it waited for is done.", field)
    rule = rule_of(clock)
    if rule.on_its_own_day and clock.needed_by and needed_by > local_day(clock.needed_by):
        raise Breach(f"It was set for {full_day(local_day(clock.needed_by))}. Give that day or a sooner one.", field)
    try:
        engine.check_needed_by(rule, clock.started_at, clock.due_at, needed_by)
    except ValueError as no:
        raise Breach(str(no), field) from no
    clock.needed_by, clock.needed_by_set_by, clock.needed_by_reason = engine.end_of_day(needed_by), act.actor, reason
    clock.save(update_fields=["needed_by", "needed_by_set_by", "needed_by_reason"])


def explain_late(act: Act, clock: Clock | None, reason: str) -> None:
    """Keep the reason with the clock; lateness itself stays as it is."""
    if clock is None:
        return
    clock.late_reason, clock.late_reason_by = reason, act.actor
    clock.save(update_fields=["late_reason", "late_reason_by"])


class SetNeededBy(Step):
    """Ask for it sooner."""

    name = "clock.needed_by_set"
    form = NeededByForm
    may = policies.bring_forward
    done = "{title}: needed by {day}{instead}"

    def apply(self, act: Act, needed_by: date, reason: str) -> Clock:
        """A manager's earlier date, with the reason; the limit stands behind it (CL-07)."""
        asked = by_clock([act.target]).get(act.target.pk)
        again: FollowOn | None = lock(asked) if asked is not None and asked.is_exception else None
        clock: Clock = lock(act.target)
        bring_forward(act, clock, needed_by, reason)
        if again is not None:  # an exception waits from then on
            again.again_on = needed_by
            again.save(update_fields=["again_on"])
        act.matter = clock.matter
        limit = f" instead of {full_day(local_day(clock.due_at))}" if clock.due_at else ""
        act.words = {"title": rule_of(clock).title, "day": full_day(needed_by), "instead": limit}
        return clock


class ExplainLate(Step):
    """Record that it will be late, and why."""

    name = "clock.late_explained"
    form = LateForm
    may = policies.explain_late
    done = "{title}: the reason for lateness recorded"

    def apply(self, act: Act, reason: str) -> Clock:
        """A date that is missed stays missed; the reason stands beside it."""
        clock: Clock = lock(act.target)
        if clock.late_reason and clock.late_reason_by_id != act.actor.pk and not act.actor.may(Ability.SUPERVISE):
            raise Breach("Somebody else gave a reason already. A manager may change it.", "reason")
        explain_late(act, clock, reason)
        act.matter, act.words = clock.matter, {"title": rule_of(clock).title}
        return clock
