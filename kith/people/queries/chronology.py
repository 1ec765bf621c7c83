"""The merged chronology of one identity: every entry with where it comes from, what stands out, and gaps (AS-15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, F, Func, Max, Min, Q, QuerySet, Value, Window
from django.db.models.functions import Lag

from kith.access.models import Subject
from kith.access.policies import identity_of
from kith.access.prepared import lists_of
from kith.kernel.now import now
from kith.record.models import EntryMark, StepEvent
from kith.record.own_numbers import number
from kith.record.registry import MatterPage, Source, events_of, pages_of, sources_of, told_steps
from kith.standards.significant import significant
from kith.standards.words import full_day, local_day, plural

PAGE = 50  # entries at a time
MOST_GAPS = 12
NOTHING = "Nothing that you can see is recorded"
OURS = Source("Children’s social care")
# What is put right in the record, and dates that are set, say nothing of what happened to anybody.
NOT_EVENTS = Q(step__startswith="people.") | Q(step__startswith="clock.")


@dataclass(frozen=True)
class Entry:
    """One entry: what happened, who wrote it down, where it comes from, and whether it stands out."""

    event: StepEvent
    page: MatterPage | None
    source: Source
    mark: EntryMark | None

    @property
    def happened_at(self) -> datetime:
        return self.event.happened_at

    @property
    def line(self) -> str:
        return self.event.line

    @property
    def who(self) -> str:
        return self.event.actor.name

    @property
    def because(self) -> str:
        """Why it is significant before anybody has said anything; empty where it is not."""
        return significant().get(self.event.step, "") if self.mark is None else ""

    @property
    def is_significant(self) -> bool:
        return self.mark.significant if self.mark else bool(self.because)


@dataclass(frozen=True)
class Gap:
    """A stretch in which nothing is recorded, or nothing from another agency, as far as the reader may see."""

    since: datetime
    until: datetime
    agencies_only: bool
    open_ended: bool  # it goes on today

    @property
    def words(self) -> str:
        # Said so to everybody: work may be hidden from whoever reads, and that it is may not be told.
        who = "No other agency told us anything that you can see" if self.agencies_only else NOTHING
        since, until = full_day(local_day(self.since)), full_day(local_day(self.until))
        return f"{who} since {since}" if self.open_ended else f"{who} from {since} to {until}"

    @property
    def long(self) -> str:
        """How long it is, in months."""
        return plural(_months(self.since, self.until), "month")


@dataclass(frozen=True)
class Chronology:
    """A page of the chronology: its entries, where the next page begins if there is one, and the gaps of it all."""

    entries: list[Entry]
    earlier: str = ""
    gaps: list[Gap] = field(default_factory=list)
    months: int = 0


def chronology(people: Iterable[int], room: str = "", before: str = "", only_significant: bool = False) -> Chronology:
    """Everything that happened, newest first, in pages that stay fast: each begins where the last one ended.

    Args:
        people: one identity.
        room: only what this room did.
        before: `earlier` of the page before.
        only_significant: only what stands out, by itself or because somebody said so.
    """
    ids = set(people)
    marks = marks_of(ids)
    events = events_of(ids).order_by("-happened_at", "-pk")
    if room:
        events = events.filter(step__startswith=f"{room}.")
    if only_significant:
        yes = [pk for pk, one in marks.items() if one.significant]
        events = events.filter(Q(pk__in=yes) | Q(step__in=list(significant())) & ~Q(pk__in=set(marks) - set(yes)))
    if mark := _mark(before):
        moment, pk = mark
        events = events.filter(Q(happened_at__lt=moment) | Q(happened_at=moment, pk__lt=pk))
    rows = list(events[: PAGE + 1])
    shown = rows[:PAGE]
    earlier = f"{shown[-1].happened_at.isoformat()}_{shown[-1].pk}" if len(rows) > PAGE else ""
    months = number("chronology.gap", now())
    whole = not (room or before or only_significant)
    return Chronology(entries(shown, marks), earlier, gaps_of(ids, months) if whole else [], months)


def entries(rows: list[StepEvent], marks: dict[int, EntryMark] | None = None) -> list[Entry]:
    """Events as entries, each with the page of its work and where it comes from."""
    pages = pages_of([(row.matter_id, row.matter.kind) for row in rows if row.matter and row.matter_id])
    told, held = sources_of(rows), marks or {}
    return [Entry(row, pages.get(row.matter_id or 0), told.get(row.pk, OURS), held.get(row.pk)) for row in rows]


def marks_of(people: Iterable[int]) -> dict[int, EntryMark]:
    """What was last said of each entry of one identity, by the entry's id."""
    rows = EntryMark.objects.filter(person_id__in=list(people)).select_related("by")
    return {one.event_id: one for one in rows.order_by("event_id", "-pk").distinct("event_id")}


def mark_of(subject: Subject, event: StepEvent) -> EntryMark | None:
    """What was last said of one entry."""
    return history_of(subject, event).first()


def history_of(subject: Subject, event: StepEvent) -> QuerySet[EntryMark]:
    """Everything that was said of one entry, newest first."""
    rows = EntryMark.objects.filter(person_id__in=identity_of(subject), event=event)
    return rows.select_related("by").order_by("-pk")


def entry_of(subject: Subject, ref: Any) -> StepEvent | None:
    """One entry of somebody's chronology."""
    return events_of(identity_of(subject)).filter(ref=ref).first()


def gaps_of(people: set[int], months: int) -> list[Gap]:
    """Stretches of more than so many months in which nothing is recorded, or nothing from another agency; newest first.

    Args:
        people: one identity.
        months: from how many months on it is a gap.
    """
    happened = events_of(people).exclude(NOT_EVENTS)
    last = Window(Lag("happened_at"), order_by=[F("happened_at"), F("pk")])
    late = ExpressionWrapper(
        F("last") + Func(Value(months), template="make_interval(months => %(expressions)s)"), DateTimeField()
    )
    long = happened.annotate(last=last).filter(happened_at__gt=late).order_by("-happened_at")[:MOST_GAPS]
    between, told = lists_of(long, happened.filter(step__in=told_steps()).order_by("happened_at", "pk"))
    found = [Gap(row.last, row.happened_at, False, False) for row in between]
    ends = happened.order_by().aggregate(first=Min("happened_at"), last=Max("happened_at"))
    if ends["first"] is None:
        return []
    moment = now()
    if _months(ends["last"], moment) >= months:
        found.append(Gap(ends["last"], moment, False, True))
    whence = sources_of(told)
    heard = [one.happened_at for one in told if one.pk in whence and whence[one.pk].agency]
    silent = list(found)
    for since, until in pairwise([ends["first"], *heard, moment]):
        if _months(since, until) >= months and not any(_covers(gap, since, until, months) for gap in silent):
            found.append(Gap(since, until, True, until == moment))
    return sorted(found, key=lambda one: one.until, reverse=True)[:MOST_GAPS]


def _covers(gap: Gap, since: datetime, until: datetime, months: int) -> bool:
    """Whether a stretch without an agency is little more than one without anything, which is listed already."""
    within = since <= gap.since and gap.until <= until
    return within and _months(since, gap.since) + _months(gap.until, until) < months


def _months(since: datetime, until: datetime) -> int:
    """Whole months from one moment to another."""
    first, last = local_day(since), local_day(until)
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _mark(text: str) -> tuple[datetime, int] | None:
    moment, _, pk = text.partition("_")
    try:
        return datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None
