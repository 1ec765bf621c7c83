"""Who works with a child, and on a piece of work about some: what the rooms of a case ask before anything is done."""

from __future__ import annotations

from typing import Any

from kith.access.models import Subject, User
from kith.access.policies import door
from kith.access.prepared import Prepared
from kith.access.roles import Ability, who_may

NOT_NEAR = "You are not involved with this child. Open the record first and say why."

_people_of = Prepared(lambda matter: Subject.objects.filter(matters__matter_id=matter, matters__until=None), "matter")


def left_to(ability: Ability) -> str:
    """Whose it is to do, in a sentence for whoever may not."""
    return f"This is for {who_may(ability)} to do. Ask one of them."


def works_with(actor: User, child: Subject) -> bool | str:
    """Whether somebody holds cases, and the record of this child is open to them."""
    if not actor.may(Ability.HOLD_CASES):
        return left_to(Ability.HOLD_CASES)
    return door(actor, child).state == "open" or NOT_NEAR


def works_on(actor: User, work: Any) -> bool | str:
    """Whether somebody holds cases, and the record of a child whom this work is about is open to them."""
    if not actor.may(Ability.HOLD_CASES):
        return left_to(Ability.HOLD_CASES)
    return any(door(actor, each).state == "open" for each in whom(work)) or NOT_NEAR


def whom(work: Any) -> list[Subject]:
    """Whom a piece of work is about: as the page has read them already, which asks for several steps at once."""
    return getattr(work, "about", None) or list(_people_of(matter=work.pk))
