"""The escalation ladder of an action: its owner, a manager, a service manager (CL-10).

It is data: `data/ladder.csv`. After how many working days beyond its day each of them sees it is a number of the
authority's own, `action.KEY`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from kith.record.own_numbers import number
from kith.standards.calendar import england
from kith.standards.tables import read_table

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Rung:
    """One rung. `who` sees it there: its "owner", a "manager" of whoever leads the work, a "senior" manager.

    `told` is the role whose holders are sent word there, where that is no one near the child.
    """

    key: str
    title: str
    who: str
    told: str


@dataclass(frozen=True)
class Origin:
    """In what actions are agreed by hand, and whether several agencies agree them together there."""

    key: str
    title: str
    several: bool


@cache
def rungs() -> tuple[Rung, ...]:
    """Every rung, the lowest first."""
    return tuple(Rung(**row) for row in read_table(DATA / "ladder.csv", ("key", "title", "who", "told")))


@cache
def origins() -> tuple[Origin, ...]:
    """What actions come of, where no room says so."""
    rows = read_table(DATA / "origins.csv", ("key", "title", "several_agencies"))
    return tuple(Origin(row["key"], row["title"], row["several_agencies"] == "yes") for row in rows)


def climbs(due_on: date, agreed_at: datetime) -> list[tuple[Rung, date]]:
    """From which day each rung above its owner sees an action that is not done, by the numbers that held when it was
    agreed. None sees it before its day has passed, nor before those below."""
    found: list[tuple[Rung, date]] = []
    for rung in rungs()[1:]:
        day = england().add_working_days(due_on, number(f"action.{rung.key}", agreed_at))
        found.append((rung, max([day, *(before for _, before in found)])))
    return found


def reached(due_on: date, agreed_at: datetime, day: date) -> list[Rung]:
    """The rungs that see it on a day: its owner always, and nobody else before its day has passed."""
    if due_on >= day:
        return [rungs()[0]]
    return [rungs()[0], *(rung for rung, since in climbs(due_on, agreed_at) if since <= day)]
