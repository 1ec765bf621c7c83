"""What the room of notes offers the pages that gather a child's story."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from kith.notes import queries
from kith.notes.models import Note, NoteRecall, NoteSent
from kith.record.models import StepEvent
from kith.record.registry import Correction, Titled, leaves_out, offers_corrections, offers_matters
from kith.record.then import Part, shows_then
from kith.record.words import Texts, joined, offers_texts

RECALLED = "notes.recalled"


def pages(matters: list[int]) -> Titled:
    """How notes are named and reached; a recalled one says that it was recalled, and nothing else."""
    address = Concat(Value("/notes/"), F("matter__ref"), Value("/"))
    return Note.objects.filter(pk__in=matters).order_by().values_list("matter_id", Value("Case note"), address)


def recalled_events() -> Q:
    """What was told of a note that stood on the wrong record, but that it was recalled."""
    return Q(Exists(NoteRecall.objects.filter(pk=OuterRef("matter_id")))) & ~Q(step=RECALLED)


def put_right(events: list[StepEvent]) -> dict[int, Correction]:
    """Notes that another note corrects."""
    asked = {one.matter_id for one in events if one.step.startswith("notes.") and one.matter_id}
    rows = Note.objects.filter(pk__in=asked, corrected_by__isnull=False).select_related("corrected_by__matter")
    by = {row.pk: row.correction for row in rows}
    return {
        one.pk: Correction(right.written_at, "The note was corrected", right.href)
        for one in events
        if one.matter_id and (right := by.get(one.matter_id))
    }


def stood_then(row: Note, at: datetime) -> bool:
    """Whether it could be read here: it had been brought here, and neither corrected nor recalled."""
    corrected, recall = row.correction, row.recall
    gone = (corrected is not None and corrected.stands_since <= at) or (recall is not None and recall.at <= at)
    return row.stands_since <= at and not gone


def ended_between(since: datetime, until: datetime) -> Q:
    """Notes that were corrected, recalled, or brought here, between two moments."""
    moments = ("corrected_by__written_at", "matter__note_recall__at", "brought_at")
    found = Q()
    for name in moments:
        found |= Q(**{f"{name}__gt": since, f"{name}__lte": until})
    return found


def recalled_since(rows: list[Note]) -> dict[int, str]:
    """Notes that stood here by mistake: their words are of another child, and are read here no more (IG-07)."""
    return {row.pk: "A case note that was recalled since: it was on the wrong record" for row in rows if row.recall}


def kept_back(rows: list[Note]) -> dict[int, str]:
    """Notes that a manager keeps back from the family, with why (IG-04)."""
    return {pk: kept.why for pk, kept in queries.kept_back([row.pk for row in rows]).items()}


def texts(people: list[int]) -> list[Texts]:
    """The words of every note that stands, also of one corrected since, and why it was."""
    notes = queries.standing().filter(person_id__in=people)
    written = notes.annotate(
        at=F("happened_at"),
        title=joined("Case note"),
        address=joined("/notes/", F("matter__ref"), "/"),
        text=joined(
            F("present"), "\n", F("shared"), "\n", F("own"), "\n", F("significant_because"), "\n", F("corrects_because")
        ),
    )
    given = NoteSent.objects.filter(matter__in=notes.values("pk")).annotate(
        title=joined("Case note, given to somebody outside"),
        address=joined("/notes/", F("matter__ref"), "/"),
        text=joined(F("to"), "\n", F("why")),
    )
    return [written, given]


offers_matters("note", pages)
leaves_out(recalled_events)
offers_corrections(put_right)
offers_texts(texts)
shows_then(
    Part(
        Note, "notes", "Case notes", ("happened_at", "present", "shared", "own", "written_by", "written_at"),
        by="person", since="written_at", place=60, name=lambda row, _: row.kind_title, stood=stood_then,
        covered=recalled_since, kept_back=kept_back, related=("matter__note_recall", "corrected_by"),
        also_changed=ended_between,
    )
)  # fmt: skip
