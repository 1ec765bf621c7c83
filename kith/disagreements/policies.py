"""Who may raise a disagreement on a piece of work, add a view, pass it on, and settle it."""

from __future__ import annotations

from typing import Any

from kith.access.leading import people_of
from kith.access.models import Matter, User
from kith.access.policies import door, may_be_involved
from kith.disagreements import standing

NOT_NEAR = "You are not involved with this child. Open the record first and say why."


def raise_one(actor: User, matter: Matter) -> bool | str:
    """May raise one: whoever works with families, and to whom somebody's record it is about is open."""
    if not may_be_involved(actor):
        return NOT_NEAR
    return any(door(actor, one).state == "open" for one in people_of(matter)) or NOT_NEAR


def follow(actor: User, one: Any) -> bool | str:
    """May add a view or pass it on, until it is settled: whoever may raise one."""
    if one.resolved_at is not None:
        return "This is settled. Raise it again if it is seen differently once more."
    return raise_one(actor, one.matter)


def settle(actor: User, one: Any) -> bool | str:
    """May settle it: whoever does at the stage where it stands, or at a later one (AS-17)."""
    verdict = follow(actor, one)
    if verdict is not True:
        return verdict
    if not standing.may_settle(actor, one):
        return f"{standing.stood(one)[-1].stage.title}. Ask them, or pass it on."
    return True
