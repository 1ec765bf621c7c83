"""Where everybody stands: rows from `ranks`, their order from `order`, and places that keep families together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kith.network.genogram.family import Couple, Family, Key, Kin
from kith.network.genogram.house import outlines
from kith.network.genogram.order import Rows
from kith.network.genogram.ranks import generations

HALF = 23  # half a symbol
APART = 130  # from one person to the next
COUPLE = 158  # from one partner to the other: room for the words of the line between them
LABEL = 118  # the most that a name may be wide
BELOW = 76  # what stands under a symbol
EDGE = 74  # from the picture's edge to the nearest person
LANE = 12
SWEEPS = 60


@dataclass(frozen=True)
class Spot:
    """The middle of somebody's symbol."""

    x: int
    y: int


@dataclass(frozen=True)
class Bond:
    """The line of a couple: straight between neighbours, over the heads of those between, or down to another row."""

    couple: Couple
    left: Key
    right: Key
    over: int | None  # how high the line runs when it is not straight
    drop: Spot  # where their children hang


@dataclass(frozen=True)
class Brood:
    """Children of one set of parents. `drop` is where their line begins; None for brothers and sisters alone."""

    parents: tuple[Key, ...]
    children: tuple[Key, ...]
    drop: Spot | None
    bar: int


@dataclass(frozen=True)
class Layout:
    """Where everything of a genogram is drawn."""

    spots: Mapping[Key, Spot]
    bonds: tuple[Bond, ...]
    broods: tuple[Brood, ...]
    homes: tuple[tuple[Spot, ...], ...]
    width: int
    height: int


def lay_out(family: Family) -> Layout:
    """Place everybody of a family: nobody over anybody else, children below their parents, the eldest to the left.

    The same family gives the same layout, however its people and ties are ordered.
    """
    kin = Kin.of(family)
    me = next((one.key for one in family.people if one.me), None)
    row = generations(kin, me)
    rows = Rows.of(kin, dict(family.by_key), row, me)
    return _Placing(kin, rows, row).layout(family.home)


class _Placing:
    def __init__(self, kin: Kin, rows: list[list[Key]], row: dict[Key, int]) -> None:
        self.kin, self.rows, self.row = kin, rows, row
        self.index = {key: n for line in rows for n, key in enumerate(line)}
        self.gaps = [[COUPLE if frozenset(pair) in kin.couples else APART for pair in pairwise(line)] for line in rows]
        self.x: dict[Key, float] = {}
        self.broods = [
            *((parents, children) for parents, children in kin.children.items()),
            *(((), sibs) for sibs in sorted(set(kin.sibs.values())) if not kin.parents[sibs[0]]),
        ]

    def layout(self, home: Iterable[Key]) -> Layout:
        self._start()
        for sweep in range(SWEEPS):
            order = range(len(self.rows))
            for n in order if sweep % 2 == 0 else reversed(order):
                self._settle(n)
        least = min(self.x.values(), default=0)
        self.x = {key: round(x - least) + EDGE for key, x in self.x.items()}
        for n, line in enumerate(self.rows):  # rounding takes nobody nearer
            for before, key, gap in zip(line, line[1:], self.gaps[n], strict=False):
                self.x[key] = max(self.x[key], self.x[before] + gap)
        return self._drawn(frozenset(home))

    def _start(self) -> None:
        for line, gaps in zip(self.rows, self.gaps, strict=True):
            at = 0.0
            for key, gap in zip(line, [0, *gaps], strict=False):
                at += gap
                self.x[key] = at

    def _settle(self, n: int) -> None:
        """Move a row as near as it can to where its parents, children and partners would have it."""
        line = self.rows[n]
        pulls: dict[Key, list[float]] = {key: [] for key in line}
        for parents, children in self.broods:
            here = [key for key in children if self.row[key] == n]
            if parents and here:
                shift = self._drop(parents) - sum(self.x[key] for key in children) / len(children)
                for key in here:
                    pulls[key].append(shift)
            if any(self.row[key] == n for key in parents):
                middle = (self.x[children[0]] + self.x[children[-1]]) / 2
                for key in parents:
                    if key in pulls:
                        pulls[key].append(middle - self._drop(parents))
        for (one, other), gap in zip(pairwise(line), self.gaps[n], strict=False):
            slack = self.x[other] - self.x[one] - gap
            if gap == COUPLE or not pulls[other]:
                pulls[other].append(-slack)
            if gap == COUPLE or not pulls[one]:
                pulls[one].append(slack)
        wanted = [self.x[key] + (sum(pulls[key]) / len(pulls[key]) if pulls[key] else 0.0) for key in line]
        self.x.update(zip(line, spread(wanted, self.gaps[n]), strict=True))

    def _drop(self, parents: Sequence[Key]) -> float:
        """Where the line down from these parents begins."""
        if len(parents) == 1 or self.row[parents[0]] != self.row[parents[1]]:
            return self.x[max(parents, key=lambda one: self.row[one])]
        low, high = sorted(self.index[one] for one in parents)
        line = self.rows[self.row[parents[0]]]
        middle = (self.x[line[low]] + self.x[line[high]]) / 2
        spaces = [(self.x[line[n]] + self.x[line[n + 1]]) / 2 for n in range(low, high)]
        return min(spaces, key=lambda x: (abs(x - middle), x))

    def _drawn(self, home: frozenset[Key]) -> Layout:
        bridges = self._bridges()
        bars = self._bars()
        y = self._heights(bridges, bars)
        spots = {key: Spot(int(self.x[key]), y[self.row[key]]) for line in self.rows for key in line}
        bonds = tuple(self._bond(pair, bridges, spots) for pair in self.kin.couples)
        where = {frozenset((one.left, one.right)): one.drop for one in bonds}
        broods = []
        for parents, children in self.broods:
            top = min(self.row[key] for key in children)
            drop = None
            if parents:
                drop = where.get(frozenset(parents)) or _under(spots[parents[-1]])
            over = sum(1 for one in bridges if self.row[min(one)] == top)
            bar = y[top] - HALF - 18 - over * LANE - bars[parents, children] * LANE
            broods.append(Brood(parents, children, drop, bar))
        width = max((spot.x for spot in spots.values()), default=0) + EDGE
        height = (y[-1] if y else 0) + HALF + BELOW + 24
        cells = [[(spots[key].x, key in home) for key in line] for line in self.rows]
        tops = [at - HALF - 14 for at in y]
        homes = outlines(cells, tops, HALF + 14 + HALF + BELOW - 6, LABEL // 2 + 5)
        return Layout(spots, bonds, tuple(broods), tuple(tuple(Spot(*p) for p in one) for one in homes), width, height)

    def _bridges(self) -> dict[frozenset[Key], int]:
        """Couples in one row with others between them, and the height of the line over their heads."""
        found = []
        for pair in self.kin.couples:
            one, other = sorted(pair, key=lambda key: self.index[key])
            if self.row[one] == self.row[other] and self.index[other] - self.index[one] > 1:
                found.append((self.row[one], self.x[one], self.x[other], pair))
        found.sort(key=lambda one: (one[0], one[2] - one[1], one[1]))
        count: dict[int, int] = {}
        heights = {}
        for row, _, _, pair in found:
            heights[pair] = count.get(row, 0)
            count[row] = heights[pair] + 1
        return heights

    def _bars(self) -> dict[tuple[tuple[Key, ...], tuple[Key, ...]], int]:
        """The lane of each bar that children hang from, so that two families' bars never run into one."""
        spans = []
        for parents, children in self.broods:
            xs = [self.x[key] for key in children] + ([self._drop(parents)] if parents else [])
            top = min(self.row[key] for key in children)
            spans.append((top, min(xs), max(xs), (parents, children)))
        lanes: dict[int, list[float]] = {}
        found = {}
        for top, start, end, brood in sorted(spans, key=lambda one: one[:3]):
            ends = lanes.setdefault(top, [])
            lane = next((n for n, last in enumerate(ends) if last + LANE < start), len(ends))
            ends[lane : lane + 1] = [end]
            found[brood] = lane
        return found

    def _heights(
        self, bridges: Mapping[frozenset[Key], int], bars: Mapping[tuple[tuple[Key, ...], tuple[Key, ...]], int]
    ) -> list[int]:
        """How low each row stands: below what is said of the row above, with room for the lines between."""
        y: list[int] = []
        for n in range(len(self.rows)):
            lanes = max(
                (lane + 1 for (_, children), lane in bars.items() if min(self.row[key] for key in children) == n),
                default=0,
            )
            over = sum(1 for pair in bridges if self.row[min(pair)] == n)
            room = 18 + (lanes + over) * LANE + HALF
            y.append((y[-1] + HALF + BELOW if y else 0) + room)
        return y

    def _bond(self, pair: frozenset[Key], bridges: Mapping[frozenset[Key], int], spots: Mapping[Key, Spot]) -> Bond:
        one, other = sorted(pair, key=lambda key: (spots[key].x, key))
        parents = self.kin.aged(pair)
        x = int(self._drop(parents))
        if self.row[one] != self.row[other]:
            lower = max((spots[one], spots[other]), key=lambda spot: spot.y)
            return Bond(self.kin.couples[pair], one, other, None, _under(lower))
        y = spots[one].y
        over = y - HALF - 12 - bridges[pair] * LANE if pair in bridges else None
        return Bond(self.kin.couples[pair], one, other, over, Spot(x, y if over is None else over))


def _under(spot: Spot) -> Spot:
    """The foot of somebody's symbol, where the line to children of theirs alone begins."""
    return Spot(spot.x, spot.y + HALF)


def spread(wanted: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The places nearest to those wanted, by least squares, that keep the order and the gaps."""
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=False):
        total, many = want - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / many:
            more, count = pools.pop()
            total, many = total + more, many + count
        pools.append((total, many))
    settled = [total / many for total, many in pools for _ in range(many)]
    return [place + offset for place, offset in zip(settled, offsets, strict=False)]
