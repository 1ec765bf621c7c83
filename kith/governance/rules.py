"""Which reading deserves a look, as data: `data/unusual.csv`. A rule asks a person to look, decides nothing (IG-11)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kith.standards.tables import StandardsError, read_table

DATA = Path(__file__).parent / "data"
PERIODS = ("hour", "day", "week", "month")


@dataclass(frozen=True)
class Rule:
    """One rule: over which period readings are put together, from how many on, what is counted, and why it asks."""

    key: str
    title: str
    period: str
    threshold: int
    counted: str
    why: str

    @property
    def asks(self) -> str:
        """What must be found, with its number."""
        return self.counted.format(n=self.threshold)

    @property
    def says(self) -> str:
        """The rule with its number, as it is kept beside each reading that it found."""
        return f"{self.title}: {self.asks}, put together by the {self.period}"


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its key.

    Raises:
        StandardsError: a period that nobody counts by, or a number that is none.
    """
    columns = ("key", "title", "period", "threshold", "counted", "why")
    found: dict[str, Rule] = {}
    faults = []
    for row in read_table(DATA / "unusual.csv", columns):
        if row["period"] not in PERIODS or not row["threshold"].isdecimal() or not row["why"]:
            faults.append(f"{row['key']}: a period ({', '.join(PERIODS)}), a whole number and why it asks are needed")
            continue
        found[row["key"]] = Rule(**{**row, "threshold": int(row["threshold"])})  # type: ignore[arg-type]  # columns
    if faults:
        raise StandardsError("unusual.csv", faults)
    return found
