"""Case notes for the matrix: one that stands, and one that was recalled from the wrong record."""

from __future__ import annotations

from kith.access.models import Matter, MatterSubject, User
from kith.kernel.now import now
from kith.notes.models import Note, NoteRecall
from kith.people.models import Person


def noted(person: Person, by: User) -> Note:
    """What somebody of the background saw."""
    matter = Matter.objects.create(kind="note")
    MatterSubject.objects.create(matter=matter, person_id=person.pk, since=now())
    words = f"{person.shown_name} slept on the floor."
    return Note.objects.create(
        matter=matter, person_id=person.pk, kind="seen", happened_at=now(), shared=words, written_by=by
    )


def recalled(person: Person, by: User) -> NoteRecall:
    """A note of the background that was about somebody else; nobody knows yet where it belongs."""
    return NoteRecall.objects.create(matter=noted(person, by).matter, why="It was another child.", by=by)
