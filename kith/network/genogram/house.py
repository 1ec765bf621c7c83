"""The dotted line round those who share a home: one line where they stand together, more where others stand between."""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[int, int]
Box = tuple[int, int, int, int]  # left, top, right, bottom


def outlines(
    rows: Sequence[Sequence[tuple[int, bool]]], tops: Sequence[int], deep: int, half: int
) -> list[list[Point]]:
    """The outlines of a home.

    Args:
        rows: for each row, everybody from left to right: where they stand, and whether they live there.
        tops: how high the line may run over each row.
        deep: from there to below what is said of them.
        half: how far to each side of a person the line runs.
    """
    runs = [_runs(row, half) for row in rows]
    boxes: list[Box] = []
    for n, row in enumerate(runs):
        for left, right in row:
            below = [one for one in (runs[n + 1] if n + 1 < len(runs) else []) if one[0] < right and left < one[1]]
            boxes.append((left, tops[n], right, tops[n] + deep))
            for start, end in below:  # joined to the row beneath, as wide as both are
                boxes.append((max(left, start), tops[n] + deep, min(right, end), tops[n + 1]))
    return _round(boxes)


def _runs(row: Sequence[tuple[int, bool]], half: int) -> list[tuple[int, int]]:
    """Those who live there and stand together."""
    runs: list[tuple[int, int]] = []
    before = False
    for x, lives in row:
        if lives and before:
            runs[-1] = (runs[-1][0], x + half)
        elif lives:
            runs.append((x - half, x + half))
        before = lives
    return runs


def _round(boxes: Sequence[Box]) -> list[list[Point]]:
    """The outline of boxes laid together: the edges that have an inside on one side only, joined end to end."""
    xs = sorted({x for left, _, right, _ in boxes for x in (left, right)})
    ys = sorted({y for _, top, _, bottom in boxes for y in (top, bottom)})
    inside = {
        (i, j)
        for i in range(len(xs) - 1)
        for j in range(len(ys) - 1)
        if any(b[0] <= xs[i] < b[2] and b[1] <= ys[j] < b[3] for b in boxes)
    }
    edges: dict[Point, list[Point]] = {}
    for i, j in sorted(inside):  # clockwise, the inside always on the right hand
        for missing, start, end in (
            ((i, j - 1), (i, j), (i + 1, j)),
            ((i + 1, j), (i + 1, j), (i + 1, j + 1)),
            ((i, j + 1), (i + 1, j + 1), (i, j + 1)),
            ((i - 1, j), (i, j + 1), (i, j)),
        ):
            if missing not in inside:
                edges.setdefault(start, []).append(end)
    found = []
    while edges:
        start = min(edges)
        path, at = [start], _next(edges, start)
        while at != start:
            path.append(at)
            at = _next(edges, at)
        found.append([(xs[i], ys[j]) for i, j in _corners(path)])
    return found


def _next(edges: dict[Point, list[Point]], at: Point) -> Point:
    ends = edges[at]
    end = ends.pop()
    if not ends:
        del edges[at]
    return end


def _corners(path: list[Point]) -> list[Point]:
    """The points where the line turns."""
    turns = []
    for before, at, after in zip([path[-1], *path], path, [*path[1:], path[0]], strict=False):
        if (before[0] == at[0]) != (at[0] == after[0]):
            turns.append(at)
    return turns
