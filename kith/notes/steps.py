"""A case note is written, put right by another, and taken off a record on which it stood by mistake (IG-06, IG-07)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from kith.access.models import Matter, MatterSubject, User
from kith.access.notices import tell
from kith.kernel.ids import new_ref
from kith.kernel.perform import Breach, lock, perform
from kith.kernel.step import Act, Step
from kith.letters.forms import WithholdForm
from kith.notes import policies, queries
from kith.notes.forms import ELSEWHERE, CorrectForm, NoteForm, PlaceForm, ReadAfterAllForm, RecallForm, SentForm
from kith.notes.kinds import kind_words, written_by
from kith.notes.models import Note, NoteKept, NoteRecall, NoteSent
from kith.people.models import Person
from kith.standards.words import long_date

Parts = Sequence[tuple[Person, str]]
# What a note keeps when it is brought to the record it belongs on.
KEPT = (
    "kind", "happened_at", "present", "shared", "own", "significant_because", "written_by", "written_at", "late",
    "corrects_because",
)  # fmt: skip


class WriteNote(Step):
    """Write a case note."""

    name = "notes.written"
    form = NoteForm
    may = policies.write
    done = "Case note: {what}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Person) -> dict[str, Any]:
        others = queries.children_near(actor, target)
        return {"person": target, "others": others, "kinds": written_by(actor)}

    def apply(self, act: Act, parts: Parts, significant: bool, **said: Any) -> Note:
        """A note of its own for each child, so that each may be read without the others."""
        first, *others = _drafted(act, parts, **said)
        _stand(act, first)
        for each in others:
            perform(WrittenBeside, act.actor, each, {})
        return first


class WrittenBeside(Step):
    """Let a note stand on the record of a brother or sister as well."""

    name = "notes.written_beside"
    event = "notes.written"
    may = policies.write
    done = "Case note{corrected}: {what}"

    def apply(self, act: Act) -> Note:
        """Their own words, and those for each of them: nothing of what stands on another record alone."""
        note: Note = act.target
        if note.corrects is not None:
            _held(note.corrects)
        _stand(act, note)
        return note


class CorrectNote(Step):
    """Correct this note."""

    name = "notes.corrected"
    form = CorrectForm
    may = policies.correct
    done = "Case note corrected: {what}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Note) -> dict[str, Any]:
        others = [one.person.person for one in correctable_with(actor, target)]
        kinds = written_by(actor)
        if target.kind not in dict(kinds):
            kinds.append((target.kind, target.kind_title))
        return {"person": target.person.person, "others": others, "kinds": kinds}

    def apply(self, act: Act, parts: Parts, significant: bool, why: str, **said: Any) -> Note:
        """Another note stands in its place, and says what it corrects and why. The one corrected stays as it was."""
        note: Note = act.target
        _held(note)
        beside = {one.person_id: one for one in correctable_with(act.actor, note)}
        stood = {note.person_id: note, **beside}
        drafted = _drafted(act, parts, **said)
        for each in drafted:
            each.corrects, each.corrects_because = stood[each.person_id], why
        _stand(act, drafted[0])
        for each in drafted[1:]:
            perform(WrittenBeside, act.actor, each, {})
        return drafted[0]


class NoteGiven(Step):
    """Record that somebody outside was given a copy."""

    name = "notes.sent"
    form = SentForm
    may = policies.recall
    done = "A copy of a case note was given to somebody outside: {what}"

    def apply(self, act: Act, to: str, how: str, at: datetime, why: str) -> NoteSent:
        """If the note is recalled they are among those to be told.

        Raises:
            Breach: it is said to have been given before it was written.
        """
        note: Note = act.target
        _held(note, corrected_too=True)
        moment = min(at, act.now)
        if moment < note.written_at.replace(second=0, microsecond=0):
            raise Breach("They cannot have been given it before it was written.", "at")
        act.matter, act.happened_at, act.words = note.matter, moment, {"what": kind_words(note.kind)}
        said = {"to": to, "how": how, "why": why, "by": act.actor}
        return NoteSent.objects.create(matter=note.matter, at=moment, recorded_at=act.now, **said)


class RecallNote(Step):
    """Say that this note stands on the wrong child’s record."""

    name = "notes.recalled"
    form = RecallForm
    may = policies.recall
    done = "A note was recalled: it stood on this record by mistake"

    @classmethod
    def form_kwargs(cls, actor: User, target: Note) -> dict[str, Any]:
        return _where(actor, target)

    def apply(self, act: Act, why: str, to: Person | None) -> NoteRecall:
        """It is off this record, with what it corrected and what corrected it; and on the right one, where known."""
        note: Note = act.target
        whole = queries.chain(note)
        for one in whole:
            _held(one, corrected_too=True)
        made = [NoteRecall.objects.create(matter=one.matter, why=why, by=act.actor, at=act.now) for one in whole]
        act.matter = note.matter
        if to is not None:
            perform(PlaceNote, act.actor, made[-1], {"belongs": ELSEWHERE, "other": to.ref})
        if note.written_by != act.actor:
            tell(note.written_by, note.href)
        return made[-1]


class PlaceNote(Step):
    """Say where a recalled note belongs."""

    name = "notes.placed"
    form = PlaceForm
    may = policies.place
    done = "Case note: {what}. It stood on another record by mistake"

    @classmethod
    def form_kwargs(cls, actor: User, target: NoteRecall) -> dict[str, Any]:
        return _where(actor, target.matter.note)

    def apply(self, act: Act, to: Person) -> Note:
        """It stands there whole, as whoever was there wrote it and when; what was corrected stands corrected."""
        lock(act.target.matter)
        whole = queries.chain(act.target.matter.note)
        if Note.objects.filter(came_from__in=[one.pk for one in whole]).exists():
            raise Breach("Somebody said a moment ago where it belongs. Look at it again.")
        brought: Note | None = None
        for one in whole:
            brought = _brought(act, one, to, brought)
        assert brought is not None  # a chain has one link at least
        _told(act, brought)
        return brought


class WithholdNote(Step):
    """Keep this note back from the family."""

    name = "notes.withheld"
    form = WithholdForm
    may = policies.withhold
    done = "Case note kept back from the family, to be looked at again on {day}"

    def apply(self, act: Act, reason: str, review_on: date) -> NoteKept:
        """In writing, by a manager, until a day (IG-04). Done again, it is a review. What was written with it for
        brothers and sisters says the same of the same day, and is kept back too as far as their records are open."""
        note: Note = act.target
        for one in queries.written_with(note):
            if not queries.kept_back([one.pk]) and policies.withhold(act.actor, one) is True:
                perform(WithheldBeside, act.actor, one, {"reason": reason, "review_on": review_on.isoformat()})
        return _kept(act, note, reason, review_on)


class WithheldBeside(Step):
    """Keep back what was written with it on the record of a brother or sister as well."""

    name = "notes.withheld_beside"
    event = "notes.withheld"
    form = WithholdForm
    may = policies.withhold
    done = WithholdNote.done

    def apply(self, act: Act, reason: str, review_on: date) -> NoteKept:
        """For the same reason, until the same day."""
        return _kept(act, act.target, reason, review_on)


class ReleaseNote(Step):
    """Let the family read this note."""

    name = "notes.released"
    form = ReadAfterAllForm
    may = policies.release
    done = "Case note no longer kept back from the family"

    def apply(self, act: Act, reason: str) -> NoteKept:
        """Why it was kept back stays to be read.

        Raises:
            Breach: somebody did so a moment ago.
        """
        if act.target.pk not in queries.kept_back([act.target.pk]):
            raise Breach("This note is not kept back any more.")
        return _kept(act, act.target, reason, None)


def _kept(act: Act, note: Note, reason: str, review_on: date | None) -> NoteKept:
    _held(note)
    act.matter, act.words = note.matter, {"day": long_date(review_on)} if review_on else {}
    return NoteKept.objects.create(matter=note.matter, reason=reason, review_on=review_on, by=act.actor, at=act.now)


def correctable_with(actor: User, note: Note) -> list[Note]:
    """The parts of other children that can be put right together with this one."""
    return [one for one in queries.written_with(note) if policies.correct(actor, one) is True]


def _where(actor: User, note: Note) -> dict[str, Any]:
    wrong = note.person.person
    near = queries.children_near(actor, wrong)
    return {"near": near, "find": partial(queries.opened_as, actor), "wrong": wrong}


def _held(note: Note, *, corrected_too: bool = False) -> None:
    """Nobody corrects or recalls it meanwhile. A note is never changed, so its piece of work is what is held.

    Raises:
        Breach: somebody did so a moment ago.
    """
    lock(note.matter)
    if NoteRecall.objects.filter(pk=note.pk).exists():
        raise Breach("Somebody recalled this note a moment ago.")
    if not corrected_too and Note.objects.filter(corrects=note).exists():
        raise Breach("Somebody corrected this note a moment ago. Look at it again.")


def _drafted(act: Act, parts: Parts, *, words: str, happened_at: datetime, **said: Any) -> list[Note]:
    """Each child's part, not yet kept. All parts of one writing have one `together`."""
    together, moment = new_ref(), min(happened_at, act.now)
    late = queries.is_late(moment, act.now)
    return [
        Note(
            person=one.subject, shared=words, own=own, together=together, happened_at=moment, written_by=act.actor,
            written_at=act.now, late=late, **said,
        )
        for one, own in parts
    ]  # fmt: skip


def _stand(act: Act, note: Note) -> None:
    """Keep a note on the record of its child, and tell of it in their chronology."""
    note.matter = _matter(act, note.person_id)
    note.save(force_insert=True)
    if note.corrects is not None:
        _kept_still(note.corrects, note)
    _told(act, note)


def _matter(act: Act, person: int) -> Matter:
    matter = Matter.objects.create(kind="note")
    MatterSubject.objects.create(matter=matter, person_id=person, since=act.now)
    return matter


def _told(act: Act, note: Note) -> None:
    """What the chronology says: what it is a note of, and never its words."""
    what = kind_words(note.kind) + (" (late entry)" if note.late else "")
    act.matter, act.happened_at, act.stands_out = note.matter, note.happened_at, note.significant_because
    act.words |= {"what": what, "corrected": " corrected" if note.corrects is not None else ""}


def _brought(act: Act, note: Note, to: Person, corrects: Note | None) -> Note:
    brought = Note.objects.create(
        matter=_matter(act, to.subject.pk), person=to.subject, corrects=corrects, came_from=note.matter.note_recall,
        brought_by=act.actor, brought_at=act.now, **{name: getattr(note, name) for name in KEPT},
    )  # fmt: skip
    _kept_still(note, brought)
    return brought


def _kept_still(before: Note, note: Note) -> None:
    """What stands in the place of a note that is kept back is kept back too, until a manager says otherwise (IG-04)."""
    if kept := queries.kept_back([before.pk]).get(before.pk):
        said = {"reason": kept.reason, "review_on": kept.review_on, "by": kept.by, "at": kept.at}
        NoteKept.objects.create(matter=note.matter, **said)
