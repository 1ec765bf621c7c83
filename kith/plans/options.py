"""What may be done where a plan does not work, as data: an authority adds its own (CP-10)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kith.standards.tables import read_table

DATA = Path(__file__).parent / "data"
GATEWAY = "gateway"
_COLUMNS = ("key", "title", "needs", "protects", "leads")


@dataclass(frozen=True)
class Option:
    """One thing that may be done instead.

    Attributes:
        needs, protects: whether it is offered for a child in need plan, and for a child protection plan.
        leads: where it begins, below the child's own address; empty where it begins nowhere.
    """

    key: str
    title: str
    needs: bool
    protects: bool
    leads: str


@cache
def options() -> dict[str, Option]:
    """Every one, by its key."""
    rows = read_table(DATA / "options.csv", _COLUMNS)
    return {
        row["key"]: Option(row["key"], row["title"], row["needs"] == "yes", row["protects"] == "yes", row["leads"])
        for row in rows
    }


def offered_for(*, protection: bool) -> list[tuple[str, str]]:
    """Those for a plan of this kind, to choose from."""
    found = (one for one in options().values() if (one.protects if protection else one.needs))
    return [(one.key, one.title) for one in found]


def option_words(key: str) -> str:
    """One in words; one that is not on the list any more stays as it was kept."""
    found = options().get(key)
    return found.title if found else key
