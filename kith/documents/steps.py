"""Adding documents, having them scanned, and taking them back."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter, MatterSubject
from kith.documents import policies, store
from kith.documents.forms import AddForm, TakeBackForm
from kith.documents.inspect import Inspected
from kith.documents.models import Document
from kith.documents.scanner import Unreachable, scanner
from kith.documents.shelves import Shelf
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.record.recorder import note_refusal


class DocumentsAdded(Step):
    """Add documents."""

    name = "documents.added"
    form = AddForm
    may = policies.add
    done = "Added: {what}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"shelf": target, "harmful": lambda why: note_refusal(actor, cls.name, target, FOUND)}

    def apply(
        self, act: Act, attached: list[Inspected], kind: str, called: str, about: list[str] | None = None
    ) -> Document:
        """Each file is in its place before the record names it."""
        shelf: Shelf = act.target
        people = [one.pk for one, _ in shelf.people if about is None or one.ref in about]
        made = [_kept(act, shelf, people, one, kind, _title(called, one, attached)) for one in attached]
        act.matter, act.people = shelf.work, people
        word = Document.Kind(kind).label.lower()
        word = {"something else": "a document"}.get(word, f"a {word}")
        act.words = {"what": f"{word}, {len(made)} files" if len(made) > 1 else word}
        return made[0]


FOUND = "The scanner found something harmful in a file. It was not kept."


def _title(title: str, file: Inspected, files: list[Inspected]) -> str:
    if not title:
        return file.name[:160]
    return title if len(files) == 1 else f"{title}, {files.index(file) + 1} of {len(files)}"


def _kept(act: Act, shelf: Shelf, people: list[int], file: Inspected, kind: str, title: str) -> Document:
    key = store.new_key()
    store.keep(file.file, key)
    if file.picture:
        store.keep(file.picture.shown, key, store.SHOWN)
        store.keep(file.picture.small, key, store.SMALL)
    matter = Matter.objects.create(kind="document")
    MatterSubject.objects.bulk_create([MatterSubject(matter=matter, person_id=pk, since=act.now) for pk in people])
    return Document.objects.create(
        matter=matter,
        work=shelf.work,
        title=title,
        kind=kind,
        original_name=file.name,
        media_type=file.type.media_type,
        size=file.size,
        sha256=file.sha256,
        key=key,
        pictured=file.picture is not None,
        scan=file.scan,
        scanner=file.verdict.scanner if file.verdict else "",
        scanned_at=act.now if file.verdict else None,
        uploaded_by=act.actor,
        uploaded_at=act.now,
    )


class DocumentScanned(Step):
    """Have this document scanned."""

    name = "documents.scanned"
    may = policies.scan
    done = "Scanned: {verdict}"

    def apply(self, act: Act) -> Document:
        """It was kept without a verdict. Now it gets one, or goes on waiting."""
        document: Document = lock(act.target)
        eyes = scanner()
        try:
            assert eyes is not None  # the policy asked
            with store.read(document.key) as file:
                verdict = eyes.scan(file)
        except (Unreachable, store.Missing) as silent:
            raise Breach("The scanner does not answer. The document waits. Try again in a few minutes.") from silent
        document.scan = Document.Scan.CLEAN if verdict.clean else Document.Scan.REFUSED
        document.scanner, document.scanned_at, document.found = verdict.scanner, act.now, verdict.found
        document.save(update_fields=["scan", "scanner", "scanned_at", "found"])
        act.matter = document.matter
        act.words = {"verdict": "clean" if verdict.clean else "the scanner refuses this document"}
        return document


class DocumentTakenBack(Step):
    """Take this document back."""

    name = "documents.taken_back"
    form = TakeBackForm
    may = policies.take_back
    done = "Taken back: a document added by mistake"

    def apply(self, act: Act, reason: str) -> Document:
        """Nobody is shown it any more. It is not destroyed: that is for when its time to be kept is over."""
        document: Document = lock(act.target)
        if document.mistaken_because:
            raise Breach("This document was taken back a moment ago.")
        document.mistaken_because, document.taken_back_by, document.taken_back_at = reason, act.actor, act.now
        document.save(update_fields=["mistaken_because", "taken_back_by", "taken_back_at"])
        act.matter = document.matter
        return document
