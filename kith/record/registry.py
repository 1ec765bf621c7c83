"""What rooms offer the pages that gather a child's story. Rooms register at start-up; this room knows none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, Q, QuerySet, Value
from django.db.models.functions import Concat

from kith.access.models import MatterSubject
from kith.record.models import StepEvent, StepEventPerson


@dataclass(frozen=True)
class MatterPage:
    """Where a matter is read: its title ("Contact C-26-04417") and its address."""

    title: str
    href: str


# kind of matter -> rows of a set of them: (id, title, address), so that all kinds are read in one query
Titled = QuerySet[Any, tuple[int, str, str]]
_matters: dict[str, Callable[[list[int]], Titled]] = {}


def offers_matters(kind: str, pages: Callable[[list[int]], Titled]) -> None:
    """A room says how its matters are named and reached; see `titled`."""
    _matters[kind] = pages


def titled(rows: QuerySet[Any], word: str, number: str, folder: str, ref: str) -> Titled:
    """Rows of matters as (id, title, address): "Contact C-26-04417", "/contacts/4fk.../".

    Args:
        rows: of a model whose key is its matter.
        word: what such a matter is called.
        number: the field that holds its number.
        folder: the first part of its address.
        ref: the path to the reference its page is found by.
    """
    title, address = Concat(Value(f"{word} "), number), Concat(Value(f"/{folder}/"), ref, Value("/"))
    return rows.order_by().values_list("matter_id", title, address)


def pages_of(matters: list[tuple[int, str]]) -> dict[int, MatterPage]:
    """Name and address of each matter."""
    asked = {kind: [pk for pk, of_kind in matters if of_kind == kind] for kind in _matters}
    rows = [_matters[kind](ids) for kind, ids in asked.items() if ids]
    return {pk: MatterPage(title, href) for pk, title, href in rows[0].union(*rows[1:])} if rows else {}


@dataclass(frozen=True)
class Source:
    """Where an entry of a story comes from: its name, whether it is another agency, and of which kind."""

    name: str
    agency: bool = False
    kind: str = ""  # a key of standards/data/agency_kinds.csv; empty for our own work


# Some events -> whence each comes, by the event's id; what is not among them is our own.
Told = Callable[[list[StepEvent]], dict[int, Source]]
_told: dict[str, Told] = {}


def offers_sources(steps: Iterable[str], told: Told) -> None:
    """A room says who told us what these steps write down (AS-15)."""
    _told.update(dict.fromkeys(steps, told))


def told_steps() -> list[str]:
    """The steps that write down what somebody told us."""
    return list(_told)


def sources_of(events: Iterable[StepEvent]) -> dict[int, Source]:
    """Whence these events come, by id; what is missing is our own."""
    asked: dict[Told, list[StepEvent]] = {}
    for event in events:
        if event.step in _told:
            asked.setdefault(_told[event.step], []).append(event)
    return {pk: source for told, rows in asked.items() for pk, source in told(rows).items()}


@dataclass(frozen=True)
class Correction:
    """That what an entry tells of was put right: when, in a few words, and where that is read."""

    at: datetime
    words: str
    href: str = ""


# Some events -> what of them was put right since, by the event's id.
_corrections: list[Callable[[list[StepEvent]], dict[int, Correction]]] = []


def offers_corrections(put_right: Callable[[list[StepEvent]], dict[int, Correction]]) -> None:
    """A room says which entries tell of something that was put right, or added to, afterwards (IG-07)."""
    _corrections.append(put_right)


def corrections_of(events: Iterable[StepEvent]) -> dict[int, Correction]:
    """What of these events was put right, by id; the entries themselves stay as they were."""
    rows = list(events)
    return {pk: one for put_right in _corrections for pk, one in put_right(rows).items()}


# What a room says of events that are no longer told of anybody, as a condition on them.
_left_out: list[Callable[[], Q]] = []


def leaves_out(events: Callable[[], Q]) -> None:
    """A room says which events no story tells any more: they are of work that stood on the wrong record (IG-07)."""
    _left_out.append(events)


# Of somebody's records: what must end before their case does, as a sentence; nothing where a room has nothing.
_keep_open: list[Callable[[Iterable[int]], str]] = []


def keeps_open(why: Callable[[Iterable[int]], str]) -> None:
    """A room says what of its work must end before a child's case does, with how: no case closes over a question."""
    _keep_open.append(why)


def kept_open(people: Iterable[int]) -> str:
    """The first sentence of any room that says why a case stays open for one identity; nothing where it may close."""
    ids = list(people)
    return next((said for why in _keep_open if (said := why(ids))), "")


@dataclass(frozen=True)
class GoingOn:
    """Work on somebody that goes on, as whoever is on duty at night must know it.

    Attributes:
        stands: where it stands, with who leads it.
        agreed: what was agreed: who does what by when.
        if_so: what to do if it comes to the worst, or who keeps them safe meanwhile.
    """

    title: str
    href: str
    stands: str
    agreed: tuple[str, ...] = ()
    if_so: tuple[str, ...] = ()


Tonight = Callable[[list[int]], Iterable[GoingOn]]
_tonight: list[tuple[int, Tonight, Callable[[Any], bool]]] = []


def offers_tonight(place: int, going_on: Tonight, may: Callable[[Any], bool] = lambda actor: True) -> None:
    """A room says what of its work goes on for one identity.

    Args:
        place: where it stands among the others, the lowest first: what protects before what helps.
        going_on: from the ids of the records that are this person.
        may: who may read it, of those to whom the record is open: where its own page is for fewer.
    """
    _tonight.append((place, going_on, may))


def tonight(people: Iterable[int], actor: Any) -> list[GoingOn]:
    """What goes on for one identity, by every room, as far as somebody may read it; what protects first."""
    ids, rooms = list(people), sorted(_tonight, key=lambda room: room[0])
    return [one for _, going_on, may in rooms if may(actor) for one in going_on(ids)]


@dataclass(frozen=True)
class Entry:
    """One thing that happened, for a story or a timeline."""

    happened_at: datetime
    line: str
    who: str
    page: MatterPage | None
    about: int | None = None  # the one person it was about, where it was about one alone


def events_of(people: Iterable[int]) -> QuerySet[StepEvent]:
    """Everything done about one identity, or on work about them. Hidden work is absent, by the wall.

    Two sets of keys and then the rows: asked in one condition with "or", PostgreSQL reads every event there ever was.
    """
    found = set(people)
    matters = MatterSubject.objects.filter(person_id__in=found).values("matter_id")
    about = StepEventPerson.objects.filter(person_id__in=found).values("event_id")
    on_work = StepEvent.objects.filter(matter_id__in=matters).values("pk")
    events = StepEvent.objects.filter(pk__in=about.union(on_work)).select_related("actor", "matter")
    for left_out in _left_out:
        events = events.filter(~left_out())
    return events


def story_of(people: set[int], *, limit: int | None = None) -> list[Entry]:
    """What happened to these people (one identity), newest first, by every room."""
    events = events_of(people).order_by("-happened_at", "-id")
    rows: list[Any] = list(events[:limit] if limit else events)
    pages = pages_of([(row.matter_id, row.matter.kind) for row in rows if row.matter_id])
    return [Entry(row.happened_at, row.line, row.actor.name, pages.get(row.matter_id)) for row in rows]


def story_of_matter(*matters: Any, limit: int | None = None) -> list[Entry]:
    """What happened on one piece of work, or on a few together, newest first."""
    rows = StepEvent.objects.filter(matter__in=matters).select_related("actor").order_by("-happened_at", "-id")
    rows = rows.annotate(one=Min("people__person_id"), last=Max("people__person_id"))[:limit]
    return [
        Entry(row.happened_at, row.line, row.actor.name, None, row.one if row.one == row.last else None) for row in rows
    ]
