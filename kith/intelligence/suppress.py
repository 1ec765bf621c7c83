"""Small numbers are taken away before somebody who sees figures only can read a family out of them."""

from __future__ import annotations

from collections.abc import Iterable

from kith.intelligence.queries import STAGES, Figures

LEAST = 5
FEWER = "fewer than 5"
WITHHELD = "not shown"  # large enough, but with the total it would give a small one back
# A count and its two parts: one of the three hidden alone could be worked out from the others.
SUMS = (("decided", "in_time", "late"), ("contacts", "decided", "waiting"))


def hide_small(rows: list[Figures], stages: Iterable[str] = STAGES) -> list[dict[str, str]]:
    """What stands instead of the hidden counts of each row. Nought is shown: it names nobody.

    Arguments:
        rows: the rows of one table, without their total (a total is a table of one row).
        stages: the counts that are shown of these rows, in this table and in any beside it.
    """
    among = set(stages)
    hidden = [{stage: FEWER for stage in STAGES if stage in among and 0 < row.counts[stage] < LEAST} for row in rows]
    while more := _lone_in_column(rows, hidden, among) + _lone_in_sum(rows, hidden, among):
        for place, stage in more:
            hidden[place].setdefault(stage, WITHHELD)
    return hidden


def _lone_in_column(rows: list[Figures], hidden: list[dict[str, str]], among: set[str]) -> list[tuple[int, str]]:
    """In a column with one hidden count, the smallest of those that are left."""
    found = []
    for stage in sorted(among):
        shown = [place for place in range(len(rows)) if stage not in hidden[place] and rows[place].counts[stage]]
        if shown and sum(stage in row for row in hidden) == 1:
            found.append((min(shown, key=lambda place: rows[place].counts[stage]), stage))
    return found


def _lone_in_sum(rows: list[Figures], hidden: list[dict[str, str]], among: set[str]) -> list[tuple[int, str]]:
    """Beside one hidden count of a sum, another: a part sooner than the whole, and never a nought."""
    found = []
    for place, row in enumerate(hidden):
        for whole, *parts in SUMS:
            three = [stage for stage in (*parts, whole) if stage in among]
            if len(three) == 3 and sum(stage in row for stage in three) == 1:
                rest = [stage for stage in three if stage not in row and rows[place].counts[stage]]
                found += [(place, stage) for stage in rest[:1]]
    return found
