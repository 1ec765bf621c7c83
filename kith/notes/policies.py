"""Who may write a note, put one right, say that it stands on the wrong record, and read what became of that."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.access.policies import door
from kith.access.roles import Ability, who_may

NOT_INVOLVED = "You are not involved with this child. Open the record first and say why."
RECALLED = "This note was recalled: it stood on the wrong record."


def write(actor: User, target: Any) -> bool | str:
    """May write a note: anybody to whom the child's record is open. `target` is the child, or a note not yet kept."""
    about = getattr(target, "subject", None) or target.person
    if about.person.kind == "adult":
        return "Case notes stand on the record of a child. Write it on the child’s."
    return door(actor, about).state == "open" or NOT_INVOLVED


def correct(actor: User, note: Any) -> bool | str:
    """May put a note right: whoever wrote it, or a manager, once the record is open to them. Each is put right once."""
    if note.recall is not None:
        return RECALLED
    if note.correction is not None:
        return "This note was corrected already. Correct the one that stands in its place."
    opens = write(actor, note)
    if opens is not True:
        return opens
    if actor.pk == note.written_by_id or actor.may(Ability.SUPERVISE):
        return True
    return f"Whoever wrote it corrects it, or {who_may(Ability.SUPERVISE)}. Write a note of your own."


def recall(actor: User, note: Any) -> bool | str:
    """May say that it stands on the wrong child's record, or who was sent it: whoever is near enough to read it."""
    return RECALLED if note.recall is not None else write(actor, note)


def place(actor: User, recalled: Any) -> bool | str:
    """May say where a recalled note belongs: whoever recalled or wrote it, or a manager; once."""
    if recalled.stands_as is not None:
        return "This note stands where it belongs already."
    opens = write(actor, recalled)
    if opens is not True:
        return opens
    if actor.pk in (recalled.by_id, recalled.matter.note.written_by_id) or actor.may(Ability.SUPERVISE):
        return True
    return f"Whoever recalled it says where it belongs, or {who_may(Ability.SUPERVISE)}. Ask one of them."


def read_recall(actor: User, recalled: Any) -> bool | str:
    """May read who recalled a note, when and why: a manager to whom the record is open."""
    if not actor.may(Ability.SUPERVISE):
        return f"Who recalled it and why is for {who_may(Ability.SUPERVISE)} to read. Ask one of them."
    return write(actor, recalled)


def withhold(actor: User, note: Any) -> bool | str:
    """May keep a note back from the family, in writing: a manager to whom the record is open (IG-04)."""
    if note.correction is not None:
        return "This note was corrected. Keep back the one that stands in its place."
    if not actor.may(Ability.SUPERVISE):
        return f"Only {who_may(Ability.SUPERVISE)} keeps something back from the family. Ask one of them."
    return recall(actor, note)


def release(actor: User, note: Any) -> bool | str:
    """May say that the family may read it after all: whoever may keep it back, where it is."""
    kept = note.matter.note_kept.order_by("-pk").first()
    if kept is None or not kept.keeps:
        return "This note is not kept back from the family."
    return withhold(actor, note)
