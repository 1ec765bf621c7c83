"""Clocks: started and stopped by events, computed from dates, and able to explain themselves (CL-01, promise 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from kith.access.models import Matter
from kith.kernel.now import LONDON, now
from kith.record.choices import chosen_at
from kith.record.models import Clock, PracticeStandardChoice, StepEvent
from kith.standards import deadlines, engine
from kith.standards.calendar import england
from kith.standards.deadlines import Deadline, Profile, Unit
from kith.standards.words import local_day


def happened(
    event: StepEvent,
    what: str,
    also: Iterable[Matter] = (),
    *,
    unborn: bool = False,
    counts_from: date | None = None,
    aim: date | datetime | None = None,
    ends: str = "",
) -> None:
    """Start the clocks that `what` starts on the event's matter, and stop the ones it stops there and on `also`.

    Nobody can visit a child who is not born: `unborn` leaves out the clocks of what waits for the birth.

    Args:
        counts_from: the day to count from where it is not the event's own: an expected birth. What already counts from
            that happening, there or on `also`, is counted again from scratch, and its history keeps the earlier date.
        aim: the day set for what begins, where its rule gives no number; or the day or moment that somebody set for it
            earlier than its number. What is looked at on a day of its own does not begin without one.
        ends: of several rules that `what` may end, the one that it ends here; another rule ends none of them.
    """
    if event.matter_id is None or not deadlines.is_awaited(what):
        return
    choices = _chosen_at(event.happened_at)
    profiles = {rule: Profile(choice.profile) for rule, choice in choices.items()}
    bound = deadlines.bound_to(what, profiles, on=local_day(event.happened_at))
    matters = [event.matter_id, *(matter.pk for matter in also)]
    if stops := [rule.key for rule in bound.stops if not ends or rule.key == ends]:
        # A visit of last week, written down after this week's, does not take the days of this week's away.
        newer = Q(rule__in={rule.key for rule in bound.starts}, started_at__gt=event.happened_at)
        Clock.objects.filter(~newer, matter_id__in=matters, rule__in=stops, stopped_at=None).update(
            stopped_at=event.happened_at, stopped_by=event
        )
    starts = [rule for rule in bound.starts if not (unborn and rule.unborn_from) and (aim or not rule.on_its_own_day)]
    since = event.happened_at if counts_from is None else engine.start_of_day(counts_from)
    begun = [_started(_as_chosen(rule, choices.get(rule.key)), event, since, aim) for rule in starts]
    if counts_from is not None:
        _count_again(event, matters, {rule.starts for rule in starts}, since)
    # One that runs already on this matter runs on: a rule has one running clock there.
    Clock.objects.bulk_create(begun, ignore_conflicts=True)


def _started(rule: Deadline, event: StepEvent, since: datetime, aim: date | datetime | None) -> Clock:
    due = engine.due(rule, since, england())
    aimed: dict[str, Any] = {}
    until = aim if aim is None or isinstance(aim, datetime) else engine.end_of_day(aim)
    if until is not None and (due.at is None or until < due.at):
        aimed = {"needed_by": until, "needed_by_set_by_id": event.actor_id}
    return Clock(
        matter=event.matter,
        rule=rule.key,
        profile=rule.profile,
        edition=rule.edition,
        limit_number=rule.limit_number,
        unit=rule.unit or "",
        calendar=due.calendar_version,
        started_at=since,
        started_by=event,
        due_at=due.at,
        **aimed,
    )


def _count_again(event: StepEvent, matters: list[int], starts: set[str], since: datetime) -> None:
    """What counts from a day that has changed is due another day, under the rule it began under (CL-01)."""
    for clock in Clock.objects.select_for_update().filter(matter_id__in=matters, stopped_at=None):
        rule = rule_of(clock)
        if rule.starts not in starts:
            continue
        due = engine.due(rule, since, england())
        clock.started_at, clock.started_by, clock.due_at, clock.calendar = since, event, due.at, due.calendar_version
        if clock.needed_by and due.at and clock.needed_by > due.at:  # what is asked for never lies past the limit
            clock.needed_by = due.at
        clock.save(update_fields=["started_at", "started_by", "due_at", "calendar", "needed_by"])


def _chosen_at(moment: datetime) -> dict[str, PracticeStandardChoice]:
    """What has been chosen of the rules that clocks count, and not of our own numbers."""
    return {rule: choice for rule, choice in chosen_at(moment).items() if choice.profile}


def choices_at(moment: datetime) -> dict[str, Profile]:
    """Which profile the authority follows for each rule it has chosen one for, at a moment."""
    return {rule: Profile(choice.profile) for rule, choice in _chosen_at(moment).items()}


def tightened(rule: Deadline, moment: datetime) -> Deadline:
    """The rule with the authority's own, tighter target where it has set one."""
    return _as_chosen(rule, _chosen_at(moment).get(rule.key))


def _as_chosen(rule: Deadline, choice: PracticeStandardChoice | None) -> Deadline:
    return rule if choice is None else _kept(rule, choice.limit_number, choice.unit)


def rule_of(clock: Clock) -> Deadline:
    """The rule as this clock started under it, whatever the authority has chosen since (CL-01)."""
    return _kept(deadlines.edition(clock.edition), clock.limit_number, clock.unit)


def _kept(rule: Deadline, number: int | None, unit: str) -> Deadline:
    return rule if number is None else replace(rule, limit_number=number, unit=Unit(unit))


@dataclass(frozen=True)
class ClockFace:
    """A clock as a page shows it: its words, its state, and everything it can say for itself (promise 4)."""

    clock: Clock
    deadline: Deadline
    standing: engine.Standing
    explanation: engine.Explanation | None

    @property
    def state(self) -> str:
        return self.standing.state.value.replace("_", "-")  # as the stylesheet calls it

    @property
    def words(self) -> str:
        return self.standing.words

    @property
    def used(self) -> int:
        return self.standing.used_percent

    @property
    def title(self) -> str:
        return self.deadline.title

    @property
    def rule(self) -> str:
        return self.explanation.says if self.explanation else ""

    @property
    def source(self) -> str:
        return self.explanation.source if self.explanation else ""

    @property
    def started_by(self) -> str:
        return self.explanation.started if self.explanation else ""

    @property
    def due(self) -> str:
        return self.explanation.limit if self.explanation else ""

    @property
    def needed_by(self) -> str:
        return self.explanation.needed_by if self.explanation else ""

    @property
    def counted(self) -> str:
        return self.explanation.counted if self.explanation else ""

    @property
    def href(self) -> str:
        return f"/clock/{self.clock.ref}/"


def face(clock: Clock, moment: datetime | None = None, *, explained: bool = True) -> ClockFace:
    """How this clock stands now; `explained` False leaves out the explanation where a list has no room for it."""
    rule = rule_of(clock)
    moment = moment or now()
    standing = engine.standing(rule, clock.started_at, clock.due_at, moment, clock.stopped_at, clock.needed_by)
    explanation = None
    if explained:
        explanation = engine.explain(
            rule,
            clock.started_at,
            engine.due(rule, clock.started_at, england()),
            started_by=clock.started_by.line,
            needed_by=clock.needed_by,
            needed_by_reason=clock.needed_by_reason,
            today=moment.astimezone(LONDON).date(),
        )
    return ClockFace(clock, rule, standing, explanation)


def running(matters: Iterable[int]) -> QuerySet[Clock]:
    """Clocks still running on these matters, most pressing first."""
    clocks = Clock.objects.filter(matter_id__in=list(matters), stopped_at=None, not_needed_because="")
    return clocks.select_related("started_by").order_by("due_at", "id")


def pressing(matters: Iterable[int]) -> dict[int, ClockFace]:
    """For each matter the clock that presses most, in one query."""
    faces: dict[int, ClockFace] = {}
    for clock in running(matters):
        faces.setdefault(clock.matter_id, face(clock))
    return faces


def late(moment: datetime | None = None) -> Q:
    """Running clocks past their due date."""
    return Q(stopped_at=None, due_at__lt=moment or now())


RUNNING = "select edition, limit_number, unit, started_at, due_at from kith_clocks_running()"
DUE = "select kith_clocks_due(%s, %s, %s, %s, %s, %s)"


def rebuild() -> int:
    """Compute every cached due date again from its rule and its start; gives back how many clocks had drifted.

    For Kith itself, and for restricted work as for any other: the database hands out rules and beginnings, not whose
    they are (decision 6).
    """
    drifted = 0
    with connection.cursor() as cursor:
        cursor.execute(RUNNING)
        for edition, number, unit, started_at, was in cursor.fetchall():
            rule = _kept(deadlines.edition(edition), number, unit)
            due = engine.due(rule, started_at, england()).at
            if due != was:
                cursor.execute(DUE, [edition, number, unit, started_at, was, due])
                drifted += cursor.fetchone()[0]
    return drifted
