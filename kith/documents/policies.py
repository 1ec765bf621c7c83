"""Who may add, open and take back a document: those to whom the record is open, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kith.access.models import Matter, Subject, User
from kith.access.policies import door
from kith.access.roles import Ability, who_may
from kith.documents import shelves
from kith.documents.models import Document
from kith.documents.scanner import scanner

NOT_INVOLVED = "You are not involved with this child. Open the record first and say why."


def add(actor: User, shelf: Any) -> bool | str:
    """May add to a record or to work that is open to them."""
    return _near(actor, [one for one, _ in shelf.people], shelf.work) or NOT_INVOLVED


def open_document(actor: User, document: Any) -> bool | str:
    """May open a document: anybody to whom the record of one whom it is about is open, or the work it was added to."""
    return _near(actor, about(document), document.work) or NOT_INVOLVED


def take_back(actor: User, document: Any) -> bool | str:
    """May say that it was added by mistake: whoever added it, or a manager, once the record is open to them."""
    if document.mistaken_because:
        return "This document was taken back already."
    opens = open_document(actor, document)
    if opens is not True:
        return opens
    if actor.pk == document.uploaded_by_id or actor.may(Ability.SUPERVISE):
        return True
    return f"Whoever added it takes it back, or a {who_may(Ability.SUPERVISE)}. Ask one of them."


def scan(actor: User, document: Any) -> bool | str:
    """May have a document scanned that nobody has scanned yet."""
    if document.mistaken_because or document.scan not in (Document.Scan.WAITS, Document.Scan.NONE):
        return "The scanner has said already what it finds in this document."
    if scanner() is None:
        return "No scanner is set up. A system administrator can set one up."
    return open_document(actor, document)


def about(document: Document) -> list[Subject]:
    """Everybody whom a document is about: said of itself or, where nobody was known yet, of the work it hangs on."""
    theirs = Subject.objects.filter(matters__matter=document.matter_id, matters__until=None).order_by("pk")
    if found := list(theirs):
        return found
    return list(Subject.objects.filter(matters__matter=document.work_id, matters__until=None).order_by("pk"))


def _near(actor: User, people: Iterable[Subject], work: Matter | None) -> bool:
    if any(door(actor, one).state == "open" for one in people):
        return True
    return work is not None and shelves.reaches(actor, work)
