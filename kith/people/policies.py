"""Who may find, change, join and restrict people's records (decisions 5, 6 and 10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kith.access.models import NamedReader, Subject, User
from kith.access.policies import door, live, may_find_children, needs
from kith.access.roles import Ability, who_may

# A match that was shown this long ago is shown again: others may have written in the meantime.
SHOWN_FOR = timedelta(hours=12)

may_join = needs(Ability.JOIN_RECORDS)


def may_find(actor: User, target: Any = None) -> bool | str:
    """May look for people by name: those who may hold a case."""
    return may_find_children(actor) or (
        f"Finding people by name is for a {who_may(Ability.HOLD_CASES)}. Ask one of them."
    )


def may_create(actor: User, target: Any = None) -> bool | str:
    """May start a record: those who can see whether there is one already."""
    return may_find(actor)


def may_change(actor: User, target: Any) -> bool | str:
    """May change what a record says of a person: anybody to whom the record is open now."""
    if door(actor, subject_of(target)).state == "open":
        return True
    return "You are not involved with this person. Open the record first, saying why you need it."


def may_ask(actor: User, target: Any) -> bool | str:
    """May say why they need a record that they are not involved with."""
    if door(actor, subject_of(target)).state == "none":
        return f"Records open to a {who_may(Ability.HOLD_CASES)}. Ask one of them."
    return True


def may_part(actor: User, target: Any) -> bool | str:
    """May undo a join: those who may join, and a named reader, who may join somebody new with a restricted record."""
    may = may_join(actor, target)
    return may if may is True else may_read_restricted(actor, target) is True or may


def may_answer_match(actor: User, target: Any) -> bool | str:
    """May say whether two records are one person: whoever may find both of them."""
    return may_find(actor, target)


def may_restrict(actor: User, target: Any) -> bool | str:
    """May restrict a record to named readers: those with the ability, once the record is open to them."""
    may = needs(Ability.RESTRICT)(actor, target)
    return may if may is not True else may_change(actor, target)


def may_keep_readers(actor: User, target: Any) -> bool | str:
    """May change who reads a restricted record, or lift it: a named reader who may restrict records."""
    may = needs(Ability.RESTRICT)(actor, target)
    return may if may is not True else may_read_restricted(actor, target)


def may_read_restricted(actor: User, target: Any) -> bool | str:
    """May act on a restricted record as one of its named readers."""
    if NamedReader.objects.filter(live(), user=actor, person_id=subject_of(target).pk).exists():
        return True
    return "Only a named reader of this record may do this."


def subject_of(target: Any) -> Subject:
    """The subject that a target of this room is about."""
    if isinstance(target, Subject):
        return target
    found = getattr(target, "subject", None) or getattr(target, "person", None)
    if not isinstance(found, Subject):
        raise TypeError(f"{target!r} is about nobody")
    return found
