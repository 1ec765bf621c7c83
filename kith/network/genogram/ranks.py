"""Which generation everybody stands in: children below their parents, couples and siblings in one row."""

from __future__ import annotations

from collections.abc import Iterable

from kith.network.genogram.family import Key, Kin


def generations(kin: Kin, me: Key | None) -> dict[Key, int]:
    """The row of everybody, 0 at the top. `me`: whose place those stand by of whom nothing else is known."""
    group = _same_row(kin)
    edges = {(group[parent], group[child]) for child, parents in kin.parents.items() for parent in parents}
    ranks = _ranked(set(group.values()), edges)
    row = {key: ranks[group[key]] for key in kin.order}
    _moved_beside(kin, row, _parts(kin), me)
    top = min(row.values(), default=0)
    return {key: rank - top for key, rank in row.items()}


def _same_row(kin: Kin) -> dict[Key, Key]:
    """Everybody's group: those who should stand in one row and can, without a child above a parent."""
    group = {key: key for key in kin.order}
    pairs = [(one, other) for one, sibs in sorted(kin.sibs.items()) for other in sibs]
    pairs += [tuple(sorted(pair)) for pair in kin.couples]  # type: ignore[misc]  # two of them
    for one, other in pairs:
        low, high = group[one], group[other]
        if low == high or _reaches(kin, group, low, high) or _reaches(kin, group, high, low):
            continue
        group = {key: low if held == high else held for key, held in group.items()}
    return group


def _reaches(kin: Kin, group: dict[Key, Key], start: Key, end: Key) -> bool:
    """Whether a way leads down from one group to the other."""
    below: dict[Key, set[Key]] = {}
    for child, parents in kin.parents.items():
        for parent in parents:
            below.setdefault(group[parent], set()).add(group[child])
    seen, waiting = {start}, [start]
    while waiting:
        for found in below.get(waiting.pop(), ()):
            if found == end:
                return True
            if found not in seen:
                seen.add(found)
                waiting.append(found)
    return False


def _ranked(groups: set[Key], edges: set[tuple[Key, Key]]) -> dict[Key, int]:
    """As high as their parents allow, and those without parents as low as their children allow."""
    above: dict[Key, set[Key]] = {one: set() for one in groups}
    below: dict[Key, set[Key]] = {one: set() for one in groups}
    for parent, child in edges:
        above[child].add(parent)
        below[parent].add(child)
    ranks: dict[Key, int] = {}
    waiting = sorted(one for one in groups if not above[one])
    left = {one: len(above[one]) for one in groups}
    while waiting:
        one = waiting.pop()
        ranks[one] = max((ranks[parent] + 1 for parent in above[one]), default=0)
        for child in sorted(below[one]):
            left[child] -= 1
            if not left[child]:
                waiting.append(child)
    for one in groups:
        if not above[one] and below[one]:
            ranks[one] = min(ranks[child] for child in below[one]) - 1
    return ranks


def _parts(kin: Kin) -> dict[Key, frozenset[Key]]:
    """The part of the family everybody belongs to: those whom lines join."""
    near: dict[Key, set[Key]] = {key: set() for key in kin.order}
    ties: Iterable[tuple[Key, Key]] = [
        *((child, parent) for child, parents in kin.parents.items() for parent in parents),
        *((key, sib) for key, sibs in kin.sibs.items() for sib in sibs),
        *((min(pair), max(pair)) for pair in kin.couples),
    ]
    for one, other in ties:
        near[one].add(other)
        near[other].add(one)
    part: dict[Key, frozenset[Key]] = {}
    for key in near:
        if key in part:
            continue
        found, waiting = {key}, [key]
        while waiting:
            fresh = near[waiting.pop()] - found
            found |= fresh
            waiting += fresh
        part.update(dict.fromkeys(found, frozenset(found)))
    return part


def _moved_beside(kin: Kin, row: dict[Key, int], part: dict[Key, frozenset[Key]], me: Key | None) -> None:
    """Parts that no line joins to the child's stand as many rows up or down as the words say."""
    first = me if me in row else min(row, key=lambda key: kin.order[key], default=None)
    if first is None:
        return
    placed = set(part[first])
    hints = [(one.person, one.to, one.down) for one in kin.beside]
    hints += [(one.to, one.person, -one.down) for one in kin.beside]
    moved = True
    while moved:
        moved = False
        for person, to, down in hints:
            if to in placed and person not in placed:
                _shift(row, part[person], row[to] + down - row[person])
                placed |= part[person]
                moved = True
    for key in sorted(row, key=lambda key: kin.order[key]):
        if key not in placed:
            _shift(row, part[key], row[first] - row[key])
            placed |= part[key]


def _shift(row: dict[Key, int], keys: Iterable[Key], by: int) -> None:
    for key in keys:
        row[key] += by
