"""What a genogram is made of: people, who their parents are, couples, and what is known of the rest only in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

Key = str


@dataclass(frozen=True)
class Someone:
    """A person to be drawn. `key` tells them apart; everything else is how they look and where their link leads."""

    key: Key
    name: str = ""
    sex: str = "U"  # F, M, anything else
    born: date | None = None
    age: str = ""  # inside the symbol
    below: tuple[str, ...] = ()  # lines under the name: years, what they are
    said: str = ""  # what a screen reader says of the symbol
    href: str = ""
    unborn: bool = False
    died: bool = False
    unknown: bool = False
    me: bool = False


@dataclass(frozen=True)
class Couple:
    """Two people who are, or were, a couple. `how` and `parted` in the words of the record; empty when not known."""

    one: Key
    other: Key
    how: str = ""  # married, together, apart
    parted: str = ""  # separated, divorced
    began: date | None = None
    words: tuple[str, ...] = ()  # above the line: "m. 2011", "sep. 2022"


@dataclass(frozen=True)
class Beside:
    """Somebody whose place is known only as so many generations above or below another: an aunt, a carer."""

    person: Key
    to: Key
    down: int  # -1: a generation older than `to`


@dataclass(frozen=True)
class Feeling:
    """How two people get on: close or strained."""

    one: Key
    other: Key
    quality: str


@dataclass(frozen=True)
class Family:
    """Everybody and everything a genogram shows. `home`: who shares the child's home today."""

    people: tuple[Someone, ...]
    parents: tuple[tuple[Key, Key], ...] = ()  # (parent, child)
    siblings: tuple[tuple[Key, Key], ...] = ()
    couples: tuple[Couple, ...] = ()
    beside: tuple[Beside, ...] = ()
    feelings: tuple[Feeling, ...] = ()
    home: frozenset[Key] = frozenset()

    @cached_property
    def by_key(self) -> Mapping[Key, Someone]:
        return {one.key: one for one in self.people}


@dataclass
class Kin:
    """A family made fit to be drawn: no circles, two parents at most, each pair of parents a couple.

    What a drawing cannot hold (a third parent, somebody who is their own grandfather by a slip) stands in the table.
    """

    order: dict[Key, tuple[date, Key]]
    parents: dict[Key, tuple[Key, ...]]
    sibs: dict[Key, tuple[Key, ...]]
    couples: dict[frozenset[Key], Couple]
    beside: list[Beside]

    @classmethod
    def of(cls, family: Family) -> Kin:
        order = {one.key: (one.born or date.max, one.key) for one in family.people}
        kin = cls(order, dict.fromkeys(order, ()), {}, {}, [])
        kin._parents_of(sorted({tie for tie in family.parents if tie[0] in order and tie[1] in order}))
        kin._brothers_and_sisters(family.siblings)
        kin._couples_of(family.couples)
        known = [one for one in family.beside if one.person in order and one.to in order and one.person != one.to]
        kin.beside += sorted(known, key=lambda one: (one.person, one.to))
        return kin

    def _parents_of(self, ties: Iterable[tuple[Key, Key]]) -> None:
        for parent, child in ties:
            if len(self.parents[child]) < 2 and parent != child and not self._above(parent, child):
                self.parents[child] = tuple(sorted((*self.parents[child], parent), key=self.order.__getitem__))
            else:
                self.beside.append(Beside(parent, child, -1))

    def _above(self, person: Key, ancestor: Key) -> bool:
        """Whether `ancestor` is among the person's ancestors."""
        seen, waiting = set(), [person]
        while waiting:
            for parent in self.parents[waiting.pop()]:
                if parent == ancestor:
                    return True
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        return False

    def _brothers_and_sisters(self, ties: Iterable[tuple[Key, Key]]) -> None:
        """Full siblings share their parents: whoever has none written down hangs from those of the others."""
        groups: dict[Key, set[Key]] = {key: {key} for key in self.order}
        for one, other in sorted(ties):
            if one in self.order and other in self.order and one != other:
                whole = groups[one] | groups[other]
                if self._may_be_siblings(whole):
                    groups.update(dict.fromkeys(whole, whole))
                    self._hang(whole)  # at once: the next pair may make a circle with this one
        for group in groups.values():
            if len(group) > 1:
                self.sibs.update(dict.fromkeys(group, self.aged(group)))
        for key, parents in self.parents.items():
            if parents:
                self.sibs[key] = self.aged(one for one, theirs in self.parents.items() if theirs == parents)

    def _hang(self, group: set[Key]) -> None:
        """From the parents that one of them has, if any has."""
        shared = next((self.parents[one] for one in sorted(group) if self.parents[one]), ())
        self.parents.update(dict.fromkeys(group, shared))

    def _may_be_siblings(self, group: set[Key]) -> bool:
        sets = {self.parents[one] for one in group if self.parents[one]}
        if len(sets) > 1:
            return False
        above = set(next(iter(sets), ()))
        return not any(self._above(low, high) for low in group | above for high in group)

    def _couples_of(self, couples: Iterable[Couple]) -> None:
        for one in sorted(couples, key=lambda c: (c.began or date.max, c.one, c.other)):
            if one.one in self.order and one.other in self.order and one.one != one.other:
                self.couples.setdefault(frozenset((one.one, one.other)), one)
        for parents in sorted(set(self.parents.values())):
            if len(parents) == 2:
                self.couples.setdefault(frozenset(parents), Couple(*parents))

    def aged(self, keys: Iterable[Key]) -> tuple[Key, ...]:
        """The eldest first; whose birth nobody knows last."""
        return tuple(sorted(keys, key=self.order.__getitem__))

    def siblings_of(self, key: Key) -> tuple[Key, ...]:
        return self.sibs.get(key, (key,))

    def partners_of(self, key: Key) -> list[Key]:
        """Everybody they are or were a couple with, in the order in which it began."""
        return [next(iter(pair - {key})) for pair in self.couples if key in pair]

    @cached_property
    def children(self) -> dict[tuple[Key, ...], tuple[Key, ...]]:
        """The children of each set of parents, eldest first."""
        found: dict[tuple[Key, ...], list[Key]] = {}
        for child, parents in self.parents.items():
            if parents:
                found.setdefault(parents, []).append(child)
        return {parents: self.aged(found[parents]) for parents in sorted(found)}
