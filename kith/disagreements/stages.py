"""The stages of the local dispute procedure, in order: who settles a disagreement at each, and for how long (AS-17).

They are data: `data/stages.csv`. How long each lasts is a number of the authority's own, `disagreement.KEY`.
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
class Stage:
    """One stage. `who` settles it there: the "lead" of the work, a "manager" of theirs, a "senior" manager."""

    key: str
    title: str
    who: str

    def ends(self, begun: date, raised_at: datetime) -> date:
        """The last day of this stage, by the number that held when the disagreement was raised."""
        return england().add_working_days(begun, number(f"disagreement.{self.key}", raised_at))


@cache
def stages() -> tuple[Stage, ...]:
    """Every stage, the first first."""
    return tuple(Stage(**row) for row in read_table(DATA / "stages.csv", ("key", "title", "who")))


def after(stage: Stage) -> Stage | None:
    """The stage that follows; none after the last."""
    at = stages().index(stage) + 1
    return stages()[at] if at < len(stages()) else None
