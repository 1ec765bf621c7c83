"""Is Kith well? Each check looks at one thing, says what it found, and when that is wrong, how to mend it.

`bin/kith doctor` runs them all. `serve` and `worker` run those that stop: with one of them broken Kith does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection


@dataclass(frozen=True)
class Finding:
    """What a check found. Without `mend` all is well."""

    says: str
    mend: str = ""
    about: str = ""

    @property
    def well(self) -> bool:
        return not self.mend


@dataclass(frozen=True)
class Check:
    """One thing to look at; whether Kith may start without it; whether it can be looked at without the database."""

    about: str
    look: Callable[[], Finding]
    stops: bool
    needs_database: bool


CHECKS: list[Check] = []


def check(about: str, *, stops: bool = False, needs_database: bool = True) -> Callable[..., Callable[[], Finding]]:
    """Add a check to the doctor's round, in the order they are written."""

    def add(look: Callable[[], Finding]) -> Callable[[], Finding]:
        CHECKS.append(Check(about, look, stops, needs_database))
        return look

    return add


def examine(*, only_stopping: bool = False) -> Iterable[Finding]:
    """Every check in turn. When the database does not answer, what needs it is passed over."""
    from kith.site import checks  # noqa: F401 the checks add themselves to CHECKS when loaded

    answers = True
    for one in CHECKS:
        if (only_stopping and not one.stops) or (one.needs_database and not answers):
            continue
        finding = replace(_looked(one), about=one.about)
        answers = answers and (one.about != "Database" or finding.well)
        yield finding


def _looked(one: Check) -> Finding:
    try:
        return one.look()
    except DatabaseError as broken:
        reason = str(broken).strip().splitlines()[0]
        if one.about == "Database":
            return Finding(f"It does not answer: {reason}", "Start PostgreSQL, or mend DATABASE_URL.")
        return Finding(f"This could not be looked at: {reason}", "Run bin/kith migrate, then look again.")


def rows(question: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows that answer a question put to the database as Kith's own log-in."""
    with connection.cursor() as cursor:
        cursor.execute(question, list(values))
        return list(cursor.fetchall())


def one(question: str, *values: Any) -> Any:
    """The first column of the first row."""
    return rows(question, *values)[0][0]


def simulated() -> bool:
    """Whether this is a training copy. Before `migrate` nobody has said so, and it is not."""
    if not one("select to_regproc('kith_is_simulated') is not null"):
        return False
    return bool(one("select kith_is_simulated()"))


def own_folder() -> Any:
    """The folder of Kith's own secrets and data."""
    return settings.HOME
