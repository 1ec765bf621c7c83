"""The work on which agencies can be asked. Rooms say at start-up how theirs opens, and which agencies they know."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kith.access.models import Agency, Matter, Subject, User


@dataclass(frozen=True)
class Kind:
    """How a room's work takes agency checks.

    Attributes:
        people: whom a piece of work is about, with the name shown.
        works: whether somebody works on it today and may ask and be answered: True, or a sentence why not.
        near: whether somebody is near it, ended or not: True, or a sentence why not.
        still_open: of these pieces of work, by id, those whose checks are still waited for.
        lead: who is told that a reply has come, if somebody leads it.
        rests_on: the work whose agreements and authorisations it relies on, itself among them.
        mend: where agreement is recorded and authority asked for, as (label, address).
    """

    people: Callable[[Matter], list[tuple[Subject, str]]]
    works: Callable[[User, Matter], bool | str]
    near: Callable[[User, Matter], bool | str]
    still_open: Callable[[Iterable[int]], set[int]]
    lead: Callable[[Matter], User | None]
    rests_on: Callable[[Matter], list[Matter]]
    mend: Callable[[Matter], list[tuple[str, str]]]


@dataclass(frozen=True)
class Known:
    """An agency that a room knows to have had to do with somebody, and how we know."""

    kind: str
    name: str
    reason: str
    agency: Agency | None = None


@dataclass(frozen=True)
class Asking:
    """A piece of work on which agencies are asked: what the steps are taken on."""

    matter: Matter
    kind: Kind

    @property
    def ref(self) -> str:
        """What a refusal names."""
        return self.matter.ref

    @property
    def people(self) -> list[tuple[Subject, str]]:
        """Whom it is about, with the name shown."""
        return self.kind.people(self.matter)


_kinds: dict[str, Kind] = {}
_sources: list[Callable[[Iterable[int]], list[Known]]] = []


def offers_checks(kind: str, how: Kind) -> None:
    """A room lets agencies be asked on its work of this kind. It offers a shelf for documents too, whose doors open
    the pages."""
    _kinds[kind] = how


def offers_known_agencies(source: Callable[[Iterable[int]], list[Known]]) -> None:
    """A room says which agencies it knows to have had to do with these people (records of one identity, by id)."""
    _sources.append(source)


def asking(work: Matter) -> Asking | None:
    """The work as one on which agencies may be asked; none where its room takes no checks."""
    kind = _kinds.get(work.kind)
    return Asking(work, kind) if kind else None


def still_open(work: Iterable[Matter]) -> set[int]:
    """Of these pieces of work, by id, those whose checks are still waited for."""
    by_kind: dict[str, list[int]] = {}
    for one in work:
        by_kind.setdefault(one.kind, []).append(one.pk)
    return {pk for kind, ids in by_kind.items() if kind in _kinds for pk in _kinds[kind].still_open(ids)}


def known_agencies(people: Iterable[int]) -> list[Known]:
    """Every agency that any room knows to have had to do with these people."""
    ids = list(people)
    return [one for source in _sources for one in source(ids)]
