"""What stands on the board of one assessment: its cards with their links, in three columns (SS-01, SS-03)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from kith.access.asked_once import once
from kith.access.models import User
from kith.access.prepared import Prepared, PreparedLists
from kith.assessment.models import Assessment
from kith.network.queries import Line
from kith.practice.signs_of_safety.domains import COLUMNS, DOMAINS, GAPS, NEIGHBOURS, NO_DANGER, Domain
from kith.practice.signs_of_safety.models import Entry, Link
from kith.standards.words import long_date

# What an entry says beside its words, as its history names it.
DETAILS = (
    ("actor", "Who"), ("place", "Where"), ("began_on", "From"), ("ended_on", "Until"), ("times", "How many times"),
    ("severity", "How severe"), ("effect", "Effect"), ("source", "How we know"), ("shown", "Seen"),
    ("said_by", "Said by"), ("said_on", "Said on"), ("indicator", "How everybody will know"), ("owner", "Who does it"),
    ("due_on", "By"), ("progress", "Progress"), ("progress_words", "How it is going"),
)  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """Something an entry must be linked to and is not: on its card, and in the list of what is missing."""

    kind: str
    on_card: str
    to_do: str


@dataclass
class Card:
    """An entry as it stands, with those it is linked to, nearer to the harm and further from it."""

    entry: Entry
    back: list[Entry] = field(default_factory=list)
    on: list[Entry] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def demonstrations(self) -> list[tuple[date, str, str]]:
        """The days on which safety was seen: day, who saw it, what."""
        return [(date.fromisoformat(one["on"]), one["by"], one.get("what", "")) for one in self.entry.shown]

    @property
    def is_quoted(self) -> bool:
        """Whether its words are somebody's own, and not the worker's."""
        return self.entry.kind == "family_goal"

    @property
    def may_be_linked(self) -> bool:
        return self.entry.kind in NEIGHBOURS

    @property
    def to_goal(self) -> list[Entry]:
        """The safety goals that answer a danger."""
        return [one for one in self.on if one.kind == "safety_goal"]

    @property
    def safety(self) -> list[Entry]:
        """The safety that was seen against a danger."""
        return [one for one in self.on if one.kind == "safety"]


@dataclass(frozen=True)
class Place:
    """One domain of the board with its cards."""

    domain: Domain
    cards: list[Card]


class Board:
    """The board of one assessment: what stands on it today."""

    def __init__(self, assessment: Assessment, entries: Iterable[Entry], links: Iterable[Link]) -> None:
        self.assessment = assessment
        self.cards = {entry.pk: Card(entry) for entry in entries}
        for link in links:
            earlier, later = self.cards.get(link.earlier_id), self.cards.get(link.later_id)
            if earlier and later:
                earlier.on.append(later.entry)
                later.back.append(earlier.entry)
        for card in self.cards.values():
            card.gaps = list(self._gaps(card))

    def of(self, kind: str) -> list[Card]:
        """The cards of one kind, in the order of their numbers."""
        return [card for card in self.cards.values() if card.entry.kind == kind]

    @property
    def no_danger(self) -> Entry | None:
        """That no danger was found, where somebody has said so."""
        return next((card.entry for card in self.of(NO_DANGER)), None)

    @property
    def begun(self) -> bool:
        return bool(self.cards)

    @cached_property
    def columns(self) -> list[tuple[str, str, list[Place]]]:
        """The three columns: key, title, domains with their cards."""
        return [
            (key, title, [Place(one, self.of(one.key)) for one in DOMAINS if one.column == key])
            for key, title in COLUMNS
        ]

    def _gaps(self, card: Card) -> Iterable[Gap]:
        linked = {entry.kind for entry in (*card.back, *card.on)}
        for kind, (on_card, to_do) in GAPS.get(card.entry.kind, {}).items():
            if kind in linked or (card.entry.kind == "harm" and self.no_danger):
                continue  # where no danger was found, what has happened leads to none
            yield Gap(kind, on_card, to_do.format(entry=card.entry.named))


def board_of(assessment: Assessment) -> Board:
    """The board as it stands; a page that asks twice reads it once."""
    return once(("signs_of_safety", assessment.matter_id), lambda: _read(assessment))


def _read(assessment: Assessment) -> Board:
    found = _rows(matter=assessment.matter_id)
    return Board(assessment, found["entries"], found["links"] if found["entries"] else [])


def _standing(matter: Any) -> QuerySet[Entry]:
    rows = Entry.objects.filter(matter_id=matter, ended_at=None)
    return rows.select_related("written_by", "changed_by").order_by("number", "pk")


_rows = PreparedLists(
    entries=Prepared(_standing, "matter"),
    links=Prepared(lambda matter: Link.objects.filter(matter_id=matter, ended_at=None).order_by("pk"), "matter"),
)


def find_entry(assessment: Assessment, ref: str) -> Entry | None:
    """An entry of this assessment, ended or not."""
    found = Entry.objects.filter(matter_id=assessment.matter_id, ref=ref).first()
    if found is not None:
        found.matter = assessment.matter
        found.matter.assessment = assessment
    return found


def from_plan(plan: Iterable[Line], ref: str) -> dict[str, Any]:
    """How an entry of safety begins that comes from the network's safety plan: its words and the days on which it held.
    Nothing of a line that is not shown over time: a promise is no safety yet (SS-04, FA-04)."""
    line = next((one for one in plan if one.row.ref == ref and one.counts), None)
    if line is None:
        return {}
    shown = [{"on": one.on, "by": one.by, "what": one.words[:500]} for one in line.held]
    return {"words": f"{line.row.who}: {line.row.words} {line.row.when}.", "shown": shown}


def near(assessment: Assessment, kind: str) -> dict[str, list[tuple[str, str]]]:
    """What an entry of this kind may be linked to today, by kind: reference, and words to choose by."""
    board = board_of(assessment)
    return {
        one: [(card.entry.ref, _to_choose(card.entry)) for card in board.of(one)] for one in NEIGHBOURS.get(kind, ())
    }


def _to_choose(entry: Entry) -> str:
    return f"{entry.code} {entry.short}" if entry.code else entry.short


def linked_now(entry: Entry) -> dict[str, list[str]]:
    """The references of those an entry is linked to now, by their kind."""
    rows = Link.objects.filter(Q(earlier=entry) | Q(later=entry), ended_at=None).select_related("earlier", "later")
    found: dict[str, list[str]] = {}
    for row in rows.order_by("pk"):
        other = row.later if row.earlier_id == entry.pk else row.earlier
        found.setdefault(other.kind, []).append(other.ref)
    return found


@dataclass(frozen=True)
class Version:
    """How an entry stood from a moment on, and by whom."""

    at: Any
    by: User | None
    words: str
    standing: str
    details: list[tuple[str, str]] = field(default_factory=list)  # what else it says, where it did not say so before


def story_of_entries(assessment: Assessment) -> list[tuple[Entry, list[Version]]]:
    """Every entry that was ever on the board, mistaken ones too, each with all its versions, newest first."""
    rows = Entry.objects.filter(matter_id=assessment.matter_id).select_related("written_by", "changed_by", "ended_by")
    history: Any = apps.get_model("signs_of_safety", "EntryEvent").objects
    kept: dict[int, list[Any]] = {}
    for row in history.filter(matter_id=assessment.matter_id).order_by("-pgh_id"):
        kept.setdefault(row.pgh_obj_id, []).append(row)
    people = {user.pk: user for row in rows for user in (row.written_by, row.changed_by, row.ended_by) if user}
    people |= User.objects.in_bulk({row.changed_by_id for rows in kept.values() for row in rows if row.changed_by_id})
    order = {kind: number for number, kind in enumerate([*(one.key for one in DOMAINS), NO_DANGER])}
    found = sorted(rows, key=lambda entry: (order[entry.kind], entry.number))
    return [(entry, _versions(kept.get(entry.pk, []), people)) for entry in found]


def links_taken_away(assessment: Assessment) -> list[Link]:
    """Links that stood once and do not stand now, the last one taken away first."""
    rows = Link.objects.filter(matter_id=assessment.matter_id).exclude(ended_at=None)
    return list(rows.select_related("earlier", "later", "made_by", "ended_by").order_by("-ended_at", "-pk"))


def _versions(rows: list[Any], people: dict[int, User]) -> list[Version]:
    """Versions, newest first, each with what it says beyond its words that the one before it did not."""
    return [
        _version(row, people, rows[number + 1] if number + 1 < len(rows) else None) for number, row in enumerate(rows)
    ]


def _version(row: Any, people: dict[int, User], before: Any) -> Version:
    if row.ended_at:
        standing = "Written by mistake" if row.mistaken else "Ended"
        return Version(row.ended_at, people.get(row.ended_by_id), row.ended_because, standing)
    details = [(label, said) for name, label in DETAILS if (said := _said(row, name)) != _said(before, name)]
    if row.changed_at:
        return Version(row.changed_at, people.get(row.changed_by_id), row.words, "Changed", details)
    return Version(row.written_at, people.get(row.written_by_id), row.words, "Written", details)


def details_of(entry: Entry) -> list[tuple[str, str]]:
    """What an entry says beside its words: a label and the words for each."""
    return [(label, said) for name, label in DETAILS if (said := _said(entry, name))]


def _said(row: Any, name: str) -> str:
    """A field of a version in words; nothing of a version that is not there."""
    value = getattr(row, name, None)
    if isinstance(value, list):
        return "; ".join(f"{long_date(date.fromisoformat(one['on']))}, {one['by']}" for one in value)
    if isinstance(value, date):
        return long_date(value)
    if name == "progress":
        return dict(Entry.Progress.choices).get(str(value), "")
    return str(value or "")
