"""Who may change a child's network: whoever may change the child's record."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.people import policies as people


def may_place(actor: User, target: Any) -> bool | str:
    """May add somebody to the network of a child: anybody to whom the child's record is open now."""
    return people.may_change(actor, target)


def may_plan(actor: User, target: Any) -> bool | str:
    """May check or end a line of a child's safety plan: decided by the child's record."""
    return people.may_change(actor, target.child)


def may_move(actor: User, target: Any) -> bool | str:
    """May change or end somebody's place in a network: decided by the child's record, not by theirs."""
    return people.may_change(actor, target.child)
