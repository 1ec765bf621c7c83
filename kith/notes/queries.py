"""Reading case notes. Whatever is hidden from whoever is acting is absent, by the wall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from kith.access.models import User
from kith.access.policies import door, identity_of
from kith.access.prepared import Prepared
from kith.kernel.now import today
from kith.letters.queries import comes_back_to
from kith.notes.kinds import kinds
from kith.notes.models import Note, NoteKept, NoteRecall, NoteSent
from kith.people import queries as people
from kith.people.models import Identifier, Person
from kith.record.models import Sighting
from kith.record.own_numbers import number
from kith.standards.calendar import england
from kith.standards.words import local_day

PAGE = 30  # notes at a time
RECALLS = 50
# Pages on which a note may have been read among others, and how the name of one begins that shows the past.
LIST, WORDS, PAST = "Case notes", "Words in the record", "As it was known"
# What the list may be asked for, beside the kind: the address says which.
SHOWN = {"significant": "Significant events", "late": "Late entries", "corrected": "Corrected since", "mine": "Mine"}


def standing() -> QuerySet[Note]:
    """Every note that stands where it was written, or was brought. One that was recalled is on no record."""
    return Note.objects.filter(~Exists(NoteRecall.objects.filter(pk=OuterRef("pk"))))


_by_ref = Prepared(lambda ref: _whole(Note.objects.filter(matter__ref=ref)), "ref")


def by_ref(ref: str) -> Note | None:
    """One note, also one that was recalled."""
    return _by_ref.first(ref=ref)


def _whole(rows: QuerySet[Note]) -> QuerySet[Note]:
    return rows.select_related(
        "matter__note_recall__by", "person__person", "written_by", "brought_by", "corrects__matter",
        "corrected_by__matter", "corrected_by__written_by",
    )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the address asks of the list."""

    kind: str = ""
    shown: str = ""
    before: str = ""

    @classmethod
    def of(cls, sent: Any) -> Asked:
        """What was sent, as far as there is such a thing."""
        kind, shown = sent.get("kind", ""), sent.get("show", "")
        return cls(kind if kind in kinds() else "", shown if shown in SHOWN else "", sent.get("before", ""))

    @property
    def any(self) -> bool:
        return bool(self.kind or self.shown)


@dataclass(frozen=True)
class Listed:
    """A page of a child's notes, newest first, where the next one begins, and what was recalled from the record."""

    notes: list[Note]
    earlier: str = ""
    recalled: list[NoteRecall] = field(default_factory=list)


def listed(actor: User, ids: Iterable[int], asked: Asked) -> Listed:
    """The notes of one identity, in pages that stay fast: each begins where the last one ended."""
    found = list(ids)
    rows = standing().filter(person_id__in=found).select_related("matter", "written_by", "corrected_by__matter")
    rows = rows.filter(_shown(actor, asked))
    if mark := _mark(asked.before):
        moment, pk = mark
        rows = rows.filter(Q(happened_at__lt=moment) | Q(happened_at=moment, pk__lt=pk))
    notes = list(rows.order_by("-happened_at", "-matter")[: PAGE + 1])
    shown = notes[:PAGE]
    earlier = f"{shown[-1].happened_at.isoformat()}_{shown[-1].pk}" if len(notes) > PAGE else ""
    first = not (asked.any or asked.before)
    return Listed(shown, earlier, list(recalls_of(found)[:RECALLS]) if first else [])


def _shown(actor: User, asked: Asked) -> Q:
    wanted = {
        "significant": ~Q(significant_because=""),
        "late": Q(late=True),
        "corrected": Q(corrected_by__isnull=False),
        "mine": Q(written_by=actor),
    }
    return wanted.get(asked.shown, Q()) & (Q(kind=asked.kind) if asked.kind else Q())


def _mark(text: str) -> tuple[datetime, int] | None:
    moment, _, pk = text.partition("_")
    try:
        return datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None


def recalls() -> QuerySet[NoteRecall]:
    """Every recall, newest first: one for a note with all that had put it right."""
    rows = NoteRecall.objects.filter(matter__note__corrected_by=None).order_by("-at", "-matter")
    return rows.select_related(
        "matter__note__person__person", "matter__note__written_by", "by", "placed__person__person", "placed__matter"
    )


def recalls_of(ids: Iterable[int]) -> QuerySet[NoteRecall]:
    """What was recalled from the record of one identity."""
    return recalls().filter(matter__note__person_id__in=list(ids))


def recall_by_ref(ref: str) -> NoteRecall | None:
    """What became of a note that was recalled."""
    return recalls().filter(matter__ref=ref).first()


def chain(note: Note) -> list[Note]:
    """A note with what it puts right and what puts it right, the first first: they stand and go together."""
    found, at = [note], note
    while at.corrects is not None:
        at = at.corrects
        found.insert(0, at)
    at = note
    while at.correction is not None:
        at = at.correction
        found.append(at)
    return found


def written_with(note: Note) -> list[Note]:
    """The parts of the other children for whom it was written at once, those that stand."""
    rows = standing().filter(together=note.together).exclude(pk=note.pk)
    return list(rows.select_related("matter", "person__person", "corrected_by").order_by("pk"))


def children_near(actor: User, person: Person) -> list[Person]:
    """The other children of the family and the home whose records are open to somebody: what they may write for."""
    family = {one.person.pk: one.person for one in people.family_of(person) if one.person.kind != Person.Kind.ADULT}
    family |= {one.pk: one for one in people.household_children(person)}
    found = [one for one in family.values() if door(actor, one.subject).state == "open"]
    return sorted(found, key=lambda one: (one.date_of_birth is None, one.date_of_birth or today(), one.pk))


def opened_as(actor: User, typed: str) -> Person | None:
    """The record that has this number or reference, if it is open to somebody: hidden and absent look alike."""
    ref = typed.strip().rstrip("/").rpartition("/")[2]
    found = people.opened_by(ref)
    if found is None:
        number = "".join(typed.split())
        row = Identifier.objects.filter(value=number, until=None, mistaken_because="").first()
        found = Person.objects.select_related("subject").filter(pk=row.person_id).first() if row else None
    if found is None:
        return None
    person = people.kept_record_of(found)
    return person if door(actor, person.subject).state == "open" else None


def is_late(happened_at: datetime, written_at: datetime) -> bool:
    """Whether it is written more than the authority's number of working days after it happened (IG-07)."""
    limit = england().add_working_days(local_day(happened_at), number("notes.late", written_at))
    return local_day(written_at) > limit


def page_name(note: Note, *, printed: bool = False) -> str:
    """What opening this note is called on "Who has looked": with its reference, so that whoever read it can be told."""
    return f"Case note {note.ref}" + (", printed" if printed else "")


@dataclass(frozen=True)
class Reader:
    """Somebody who may have to be told, and how they came by the note."""

    name: str
    job_title: str
    how: str
    times: int
    first: datetime
    last: datetime


_HOW = {
    LIST: "Opened the list of notes while it stood there",
    WORDS: "Searched the record for words while it stood there",
}
_READ_PAST = "Read the record as it was known, in which it may have stood"


def sent(notes: Iterable[Note]) -> list[NoteSent]:
    """To whom copies of these notes were given, newest first."""
    rows = NoteSent.objects.filter(matter__in=[one.pk for one in notes]).select_related("by")
    return list(rows.order_by("-at", "-pk"))


def readers(note: Note) -> list[Reader]:
    """Who was given a recalled note, opened or printed it, or opened a list in which it stood; the surest first."""
    parts, recall = chain(note), note.recall
    how = {page_name(one): "Opened it" for one in parts} | {page_name(one, printed=True): "Printed it" for one in parts}
    pages = Q(page__in=[*how, *_HOW]) | Q(page__startswith=PAST)
    rows = Sighting.objects.filter(
        pages, person_id__in=identity_of(note.person), at__gte=min(one.stands_since for one in parts)
    )
    if recall is not None:
        rows = rows.filter(at__lte=recall.at)
    found: dict[tuple[int, str], Reader] = {}
    said = rows.values("actor_id", "actor__name", "actor__job_title", "page")
    for row in said.annotate(times=Count("id"), first=Min("at"), last=Max("at")).order_by("actor__name", "page"):
        words = how.get(row["page"]) or _HOW.get(row["page"], _READ_PAST)
        before = found.get((row["actor_id"], words))
        times, first, last = row["times"], row["first"], row["last"]
        if before:
            times, first, last = times + before.times, min(first, before.first), max(last, before.last)
        found[row["actor_id"], words] = Reader(row["actor__name"], row["actor__job_title"], words, times, first, last)
    order = ["Printed it", "Opened it", *_HOW.values(), _READ_PAST]
    given = [Reader(one.to, "", f"Was given a copy: {one.get_how_display().lower()}", 1, one.at, one.at)
             for one in sent(parts)]  # fmt: skip
    return given + sorted(found.values(), key=lambda one: (order.index(one.how), one.name))


def kept_back(matters: Iterable[int]) -> dict[int, NoteKept]:
    """Of these notes those that are kept back from the family today, with why and until when (IG-04)."""
    rows = NoteKept.objects.filter(matter__in=list(matters)).order_by("matter", "-pk").distinct("matter")
    return {row.matter_id: row for row in rows.select_related("by") if row.keeps}


def kept_before(note: Note) -> list[NoteKept]:
    """All that was said of keeping it back, the newest first."""
    return list(NoteKept.objects.filter(matter=note.matter).select_related("by").order_by("-pk"))


def to_review(actor: User) -> QuerySet[NoteKept]:
    """Notes whose day to look again at keeping them back has come: due as a withheld letter is (AS-20, IG-04)."""
    newer = NoteKept.objects.filter(matter=OuterRef("matter"), pk__gt=OuterRef("pk"))
    gone = Q(Exists(NoteRecall.objects.filter(pk=OuterRef("matter")))) | Q(matter__note__corrected_by__isnull=False)
    due = NoteKept.objects.filter(~Exists(newer), ~gone, review_on__lte=today())
    return comes_back_to(actor, due, "by").select_related("matter__note").order_by("review_on", "pk")
