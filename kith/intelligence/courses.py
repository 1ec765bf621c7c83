"""The courses and their sums, held against the record every night (see database.py)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from django.db import connection

from kith.kernel.now import today

EARLIEST = 1990  # before any record


def rebuild(turn: Callable[[], AbstractContextManager[Any]]) -> int:
    """Every course computed again from the record, and written where it differs; gives back how many did.

    Args:
        turn: a transaction of Kith's own. A year at a time, so that nobody who writes meanwhile waits long.
    """
    ends = [None, *(datetime(year, 1, 1, tzinfo=UTC) for year in range(EARLIEST, today().year + 2)), None]
    differed = 0
    for since, until in pairwise(ends):
        with turn(), connection.cursor() as cursor:
            cursor.execute("select kith_courses_between(%s, %s)", [since or "-infinity", until or "infinity"])
            differed += cursor.fetchone()[0]
    return differed


def sum_up() -> int:
    """The months in which something changed since added up again; gives back how many."""
    with connection.cursor() as cursor:
        cursor.execute("select kith_sum_courses()")
        return int(cursor.fetchone()[0])
