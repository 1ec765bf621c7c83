"""What the database would read for a page once the tables are large: a plan is held where a time cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_QUICK_WHEN_SMALL = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_material")


def statements(page: Callable[[], Any]) -> list[tuple[str, Any]]:
    """Every query that is put to the database meanwhile, with its parameters."""
    found: list[tuple[str, Any]] = []

    def noted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip(" (\n").lower().startswith(("select", "with")):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        page()
    return found


def read_whole(page: Callable[[], Any]) -> set[str]:
    """The tables that would be read from end to end, because no index leads to the rows wanted.

    Small tables are read whole because that is quickest; told not to, PostgreSQL shows whether it had another way.
    """
    asked = statements(page)
    whole: set[str] = set()
    with connection.cursor() as cursor:
        for way in _QUICK_WHEN_SMALL:
            cursor.execute(f"set local {way} = off")
        for sql, params in asked:
            cursor.execute(f"explain (format json) {sql}", params)
            answer = cursor.fetchone()[0]
            (plan,) = json.loads(answer) if isinstance(answer, str) else answer
            whole |= set(_whole(plan["Plan"]))
        for way in _QUICK_WHEN_SMALL:
            cursor.execute(f"set local {way} = on")
    return whole


@contextmanager
def read_whole_within() -> Iterator[set[str]]:
    """As `read_whole`, for what functions of the database read: the set is full once the block ends."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        before = _scanned(cursor)
        yield found
        found |= {table for table, scans in _scanned(cursor).items() if scans > before[table]}
        cursor.execute("set local enable_seqscan = on")


def _scanned(cursor: Any) -> dict[str, int]:
    cursor.execute("select relname, seq_scan from pg_stat_xact_user_tables")
    return dict(cursor.fetchall())


def _whole(node: dict[str, Any]) -> Iterator[str]:
    kind = node["Node Type"]
    if kind == "Seq Scan" or (kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in node):
        yield node["Relation Name"]
    for under in node.get("Plans", []):
        yield from _whole(under)
