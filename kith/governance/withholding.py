"""Why something may be kept back from whoever asks to see their record, as data: `data/withholding.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kith.standards.tables import read_table

DATA = Path(__file__).parent / "data"
ADDRESS, WITHHELD = "address", "withheld"


@dataclass(frozen=True)
class Reason:
    """One reason: the law it rests on, what the reader of the bundle is told in its place, and when it applies."""

    key: str
    title: str
    citation: str
    address: str
    says: str
    when: str

    @property
    def mark(self) -> str:
        """What stands in place of the words. A reason that would itself do harm is not given."""
        return f"[Withheld: {self.says}]" if self.says else "[Withheld]"


@cache
def reasons() -> dict[str, Reason]:
    """Every reason by its key."""
    columns = ("key", "title", "citation", "address", "says", "when")
    return {row["key"]: Reason(**row) for row in read_table(DATA / "withholding.csv", columns)}


def by_hand() -> list[tuple[str, str]]:
    """Those that a person may choose: a protected address is withheld by Kith itself."""
    return [(one.key, one.title) for one in reasons().values() if one.key != ADDRESS]
