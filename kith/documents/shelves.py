"""What a document can be given to: somebody's record, or a piece of work. Rooms say at start-up how theirs opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kith.access.models import Matter, Subject, User


@dataclass(frozen=True)
class Shelf:
    """Where documents are put.

    Attributes:
        people: whom they may be about, with the name shown; where there is work, everybody it is about.
        work: the piece of work they are added to, if any.
    """

    people: tuple[tuple[Subject, str], ...]
    work: Matter | None = None

    @property
    def ref(self) -> str:
        """What a refusal names."""
        return self.work.ref if self.work else self.people[0][0].ref


@dataclass(frozen=True)
class Kind:
    """How a room's work opens to somebody through no one's record (it waits in their queue), and whom it is about."""

    reaches: Callable[[User, Matter], bool]
    people: Callable[[Matter], list[tuple[Subject, str]]]


_kinds: dict[str, Kind] = {}


def offers_shelf(
    kind: str, reaches: Callable[[User, Matter], bool], people: Callable[[Matter], list[tuple[Subject, str]]]
) -> None:
    """A room lets documents be added to its work of this kind."""
    _kinds[kind] = Kind(reaches, people)


def reaches(actor: User, work: Matter) -> bool:
    """Whether this work is open to somebody whoever it is about."""
    return work.kind in _kinds and _kinds[work.kind].reaches(actor, work)


def shelf_of(work: Matter) -> Shelf | None:
    """The shelf of a piece of work; none where its room takes no documents."""
    kind = _kinds.get(work.kind)
    return Shelf(tuple(kind.people(work)), work) if kind else None
