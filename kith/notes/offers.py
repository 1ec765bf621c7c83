"""What the room of notes offers the pages that gather a child's story."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from kith.notes import queries
from kith.notes.models import Note, NoteRecall, NoteSent
from kith.record.registry import Titled, leaves_out, offers_matters
from kith.record.words import Texts, joined, offers_texts

RECALLED = "notes.recalled"


def pages(matters: list[int]) -> Titled:
    """How notes are named and reached; a recalled one says that it was recalled, and nothing else."""
    address = Concat(Value("/notes/"), F("matter__ref"), Value("/"))
    return Note.objects.filter(pk__in=matters).order_by().values_list("matter_id", Value("Case note"), address)


def recalled_events() -> Q:
    """What was told of a note that stood on the wrong record, but that it was recalled."""
    return Q(Exists(NoteRecall.objects.filter(pk=OuterRef("matter_id")))) & ~Q(step=RECALLED)


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
offers_texts(texts)
