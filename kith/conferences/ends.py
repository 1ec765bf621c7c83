"""Plans that ended without a conference: the rooms that keep plans say when, for no conference reviews those."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

Ends = Callable[[Collection[int]], Iterable[datetime]]
_rooms: list[Ends] = []


def offers_ends(ends: Ends) -> None:
    """A room says when child protection plans of one identity ended, given the ids of its records."""
    _rooms.append(ends)


def ended_since(ids: Collection[int], moment: datetime) -> bool:
    """Whether a child protection plan of this child ended after that moment, in whatever way."""
    return any(at >= moment for ends in _rooms for at in ends(ids))
