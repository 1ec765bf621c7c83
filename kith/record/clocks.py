"""Clocks: started and stopped by events, computed from dates, and able to explain themselves (CL-01, promise 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from kith.access.models import Matter
from kith.kernel.now import LONDON, now
from kith.record.models import Clock, PracticeStandardChoice, StepEvent
from kith.standards import deadlines, engine
from kith.standards.calendar import england
from kith.standards.deadlines import Deadline, Profile, Unit
from kith.standards.words import local_day


def happened(event: StepEvent, what: str, also: Iterable[Matter] = ()) -> None:
    """Start the clocks that `what` starts on the event's matter, and stop the ones it stops there and on `also`."""
    if event.matter_id is None:
        return
    bound = deadlines.bound_to(what, choices_at(event.happened_at), on=local_day(event.happened_at))
    if bound.stops:
        matters = [event.matter_id, *(matter.pk for matter in also)]
        Clock.objects.filter(matter_id__in=matters, rule__in=[r.key for r in bound.stops], stopped_at=None).update(
            stopped_at=event.happened_at, stopped_by=event
        )
    for rule in bound.starts:
        _start(tightened(rule, event.happened_at), event)


def _start(rule: Deadline, event: StepEvent) -> None:
    due = engine.due(rule, event.happened_at, england())
    Clock.objects.get_or_create(
        matter=event.matter,
        rule=rule.key,
        stopped_at=None,
        defaults={
            "profile": rule.profile,
            "edition": rule.edition,
            "limit_number": rule.limit_number,
            "unit": rule.unit or "",
            "calendar": due.calendar_version,
            "started_at": event.happened_at,
            "started_by": event,
            "due_at": due.at,
        },
    )


def choices_at(moment: datetime) -> dict[str, Profile]:
    """Which profile the authority follows for each rule it has chosen one for, at a moment."""
    rows = PracticeStandardChoice.objects.filter(since__lte=moment).order_by("rule", "-since").distinct("rule")
    return {row.rule: Profile(row.profile) for row in rows}


def tightened(rule: Deadline, moment: datetime) -> Deadline:
    """The rule with the authority's own, tighter target where it has set one."""
    choice = PracticeStandardChoice.objects.filter(rule=rule.key, since__lte=moment).order_by("-since").first()
    if choice is None or choice.limit_number is None:
        return rule
    return replace(rule, limit_number=choice.limit_number, unit=Unit(choice.unit))


def rule_of(clock: Clock) -> Deadline:
    """The rule as this clock started under it, whatever the authority has chosen since (CL-01)."""
    rule = deadlines.edition(clock.edition)
    if clock.limit_number is None:
        return rule
    return replace(rule, limit_number=clock.limit_number, unit=Unit(clock.unit))


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


def rebuild() -> int:
    """Compute every cached due date again from its rule and its start; gives back how many had drifted."""
    drifted = 0
    for clock in Clock.objects.filter(stopped_at=None).iterator():
        due = engine.due(rule_of(clock), clock.started_at, england()).at
        if due != clock.due_at:
            Clock.objects.filter(pk=clock.pk).update(due_at=due)
            drifted += 1
    return drifted
