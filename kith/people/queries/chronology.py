"""The merged chronology of one identity: every entry with where it comes from, what stands out, and gaps (AS-15)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import ExtractYear

from kith.access.models import MatterSubject, Subject
from kith.access.policies import identity_of
from kith.access.prepared import lists_of
from kith.kernel.now import LONDON, now
from kith.people.queries.gaps import Gap, gaps_of
from kith.record.models import EntryMark, StepEvent, StepEventPerson
from kith.record.own_numbers import number
from kith.record.registry import MatterPage, Source, events_of, pages_of, sources_of, told_steps
from kith.standards.lanes import OURS, Lane, lane_of, lanes
from kith.standards.significant import significant

PAGE = 50  # entries at a time
MOST_ON_PAPER = 5000  # entries that are printed or leave for a spreadsheet at once
US = Source("Children’s social care")


@dataclass(frozen=True)
class Asked:
    """What the address asks of a chronology: codes, days and references, and nothing about anybody.

    Attributes:
        room: only what this room did.
        lane: only the entries of this lane.
        since, until: only what happened from this day on, and to this day.
        only_significant: only what stands out, by itself or because somebody said so.
        beside: the references of brothers and sisters whose entries are laid beside.
        before: `earlier` of the page before.
    """

    room: str = ""
    lane: str = ""
    since: date | None = None
    until: date | None = None
    only_significant: bool = False
    beside: tuple[str, ...] = ()
    before: str = ""

    @classmethod
    def of(cls, sent: Any, rooms: Collection[str]) -> Asked:
        """What was sent, as far as there is such a thing."""
        room, lane = sent.get("room", ""), sent.get("lane", "")
        return cls(
            room if room in rooms else "", lane if lane in lanes() else "", _day(sent.get("from", "")),
            _day(sent.get("to", "")), sent.get("significant") == "1", tuple(dict.fromkeys(sent.getlist("with")))[:20],
            sent.get("before", ""),
        )  # fmt: skip

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.room or self.lane or self.since or self.until or self.only_significant)

    @property
    def address(self) -> str:
        """The same, for an address; without the place on the page."""
        said = [("room", self.room), ("lane", self.lane), ("from", self.since), ("to", self.until)]
        said += [("significant", "1" if self.only_significant else ""), *(("with", ref) for ref in self.beside)]
        return urlencode([(name, str(value)) for name, value in said if value])

    def but(self, **changes: Any) -> str:
        """The address with something asked otherwise."""
        return replace(self, before="", **changes).address


@dataclass(frozen=True)
class Entry:
    """One entry: what happened, who wrote it down, where it comes from, and whether it stands out."""

    event: StepEvent
    page: MatterPage | None
    source: Source
    mark: EntryMark | None
    about: tuple[int, ...] = ()  # whose it is, where brothers and sisters are laid beside

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

    @property
    def lane(self) -> Lane:
        """By agency: who told us of it, or whose doing it was."""
        return lanes()[lane_of(self.event.step, self.source.kind)]


@dataclass(frozen=True)
class Chronology:
    """A page of the chronology: its entries, where the next page begins if there is one, and the gaps of it all."""

    entries: list[Entry]
    earlier: str = ""
    gaps: list[Gap] = field(default_factory=list)
    months: int = 0
    years: list[int] = field(default_factory=list)
    by_lane: list[tuple[Lane, list[tuple[int, int]]]] = field(default_factory=list)  # entries of each year


def chronology(people: Iterable[int], asked: Asked | None = None, others: Mapping[str, Iterable[int]] | None = None,
               most: int = PAGE) -> Chronology:  # fmt: skip
    """Everything that happened, newest first, in pages that stay fast: each begins where the last one ended.

    Args:
        people: one identity.
        asked: what is left out.
        others: the identities laid beside, by reference: of records that are open to the reader, and of no other.
        most: how many entries.
    """
    asked, ids = asked or Asked(), set(people)
    whom = ids.union(*(others or {}).values())
    told, marks = lists_of(events_of(whom).filter(step__in=told_steps()).order_by("happened_at", "pk"), _marks(whom))
    whence, held = sources_of(told), _newest(marks, ids)
    events = events_of(whom).filter(_asked(asked, whence, held))
    placed = events.order_by("-happened_at", "-pk")
    if mark := _mark(asked.before):
        moment, pk = mark
        placed = placed.filter(Q(happened_at__lt=moment) | Q(happened_at=moment, pk__lt=pk))
    rows = list(placed[: most + 1])
    shown = rows[:most]
    earlier = f"{shown[-1].happened_at.isoformat()}_{shown[-1].pk}" if len(rows) > most else ""
    months = number("chronology.gap", now())
    whole = not (asked.narrowed or asked.before or others)
    heard = [one.happened_at for one in told if one.pk in whence and whence[one.pk].agency]
    gaps = gaps_of(ids, months, heard) if whole else []
    drawn = entries(shown, held, whence, _whose(shown, whom) if others else {})
    years, by_lane = _by_lane(events, {pk: lane_of("", one.kind) for pk, one in whence.items() if one.kind})
    return Chronology(drawn, earlier, gaps, months, years, by_lane)


def entries(
    rows: list[StepEvent],
    marks: Mapping[int, EntryMark] | None = None,
    whence: Mapping[int, Source] | None = None,
    whose: Mapping[int, tuple[int, ...]] | None = None,
) -> list[Entry]:
    """Events as entries, each with the page of its work and where it comes from."""
    pages = pages_of([(row.matter_id, row.matter.kind) for row in rows if row.matter and row.matter_id])
    told, held, of = sources_of(rows) if whence is None else whence, marks or {}, whose or {}
    return [
        Entry(row, pages.get(row.matter_id or 0), told.get(row.pk, US), held.get(row.pk), of.get(row.pk, ()))
        for row in rows
    ]


def _asked(asked: Asked, whence: Mapping[int, Source], marks: Mapping[int, EntryMark]) -> Q:
    """What is asked for, as a condition on events. A lane is known of what was told; the rest go by their step."""
    wanted = Q(step__startswith=f"{asked.room}.") if asked.room else Q()
    if asked.since:
        wanted &= Q(happened_at__gte=_midnight(asked.since))
    if asked.until:
        wanted &= Q(happened_at__lt=_midnight(asked.until + timedelta(days=1)))
    if asked.only_significant:
        yes = [pk for pk, one in marks.items() if one.significant]
        wanted &= Q(pk__in=yes) | Q(step__in=list(significant())) & ~Q(pk__in=set(marks) - set(yes))
    if asked.lane:
        lane, theirs = lanes()[asked.lane], {pk: lane_of("", one.kind) for pk, one in whence.items() if one.kind}
        in_it = Q(pk__in=[pk for pk, key in theirs.items() if key == lane.key])
        others = [step for one in lanes().values() if one.key != lane.key for step in one.steps]
        by_step = ~Q(step__in=others) if lane.key == OURS else Q(step__in=lane.steps)
        wanted &= in_it | by_step & ~Q(pk__in=list(theirs))
    return wanted


def _by_lane(
    events: QuerySet[StepEvent], theirs: Mapping[int, str]
) -> tuple[list[int], list[tuple[Lane, list[tuple[int, int]]]]]:
    """How many entries each lane has in each year of what is asked for: what fifteen years look like at a glance."""
    told = [When(pk__in=[pk for pk, key in theirs.items() if key == lane], then=Value(lane)) for lane in lanes()]
    steps = [When(step__in=one.steps, then=Value(one.key)) for one in lanes().values() if one.steps]
    lane = Case(*told, *steps, default=Value(OURS), output_field=CharField())
    counted = events.order_by().annotate(lane=lane, year=ExtractYear("happened_at", tzinfo=LONDON))
    rows = {(row["lane"], row["year"]): row["n"] for row in counted.values("lane", "year").annotate(n=Count("pk"))}
    found = sorted({year for _, year in rows})
    years = list(range(found[0], found[-1] + 1)) if found else []
    return years, [(one, [(year, rows.get((one.key, year), 0)) for year in years]) for one in lanes().values()]


def _whose(rows: Iterable[StepEvent], whom: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Whose each entry is, of these people: whom it was about, or whom its work is about."""
    found: dict[int, set[int]] = {}
    shown = list(rows)
    about = StepEventPerson.objects.filter(event__in=[row.pk for row in shown], person_id__in=list(whom))
    for event, person in about.values_list("event_id", "person_id"):
        found.setdefault(event, set()).add(person)
    of_work = {row.pk: row.matter_id for row in shown if row.pk not in found and row.matter_id}
    if of_work:
        named = MatterSubject.objects.filter(matter_id__in=of_work.values(), person_id__in=list(whom))
        pairs = list(named.values_list("matter_id", "person_id"))
        found |= {pk: {person for work, person in pairs if work == matter} for pk, matter in of_work.items()}
    return {pk: tuple(sorted(people)) for pk, people in found.items()}


def _marks(people: Iterable[int]) -> QuerySet[EntryMark]:
    rows = EntryMark.objects.filter(person_id__in=list(people)).select_related("by")
    return rows.order_by("event_id", "person_id", "-pk").distinct("event_id", "person_id")


def _newest(marks: Iterable[EntryMark], ids: Collection[int]) -> dict[int, EntryMark]:
    """Of each entry what counts: what was last said of it for the child whose page it is, else for another."""
    found: dict[int, EntryMark] = {}
    for one in sorted(marks, key=lambda one: (one.person_id in ids, one.pk)):
        found[one.event_id] = one
    return found


def marks_of(people: Iterable[int]) -> dict[int, EntryMark]:
    """What was last said of each entry of one identity, by the entry's id."""
    return _newest(_marks(people), ())


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


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None


def _mark(text: str) -> tuple[datetime, int] | None:
    moment, _, pk = text.partition("_")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), int(pk)
    except (ValueError, OverflowError):
        return None
