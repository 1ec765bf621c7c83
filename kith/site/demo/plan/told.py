"""A contact while it is being planned: who it is about, who tells, and when; before anything is put into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kith.site.demo.plan.days import clock
from kith.site.demo.plan.people import Family, Person
from kith.site.demo.plan.wording import Scene

# Of every hundred contacts, how many come from whom: about 60 are police domestic-abuse notifications (FD-13).
SHARES = {"police_da": 59.0, "police_other": 2.0, "school": 14.0, "health": 11.0, "family": 8.0, "other": 6.0}
# Of every hundred contacts of a source, how many lead to an assessment (FD-13).
CONVERSION = {"police_da": 6.0, "police_other": 6.0, "school": 22.0, "health": 16.0, "family": 7.0, "other": 6.0}
SPEAKERS = {"police_da": "police", "police_other": "police"}


@dataclass
class Told:
    """A contact to be: `household` are all its children, `named` those the referrer speaks of, `script` the parts that
    were written by hand (a row of data/stories.toml), empty for most. `visitor` is a child of another family whom the
    referrer took for one of this."""

    family: Family
    when: datetime
    category: str
    theme: str
    focus: Person
    household: tuple[Person, ...]
    named: tuple[Person, ...]
    script: Mapping[str, Any] = field(default_factory=dict)
    visitor: Person | None = None
    waiting: bool = False
    misspelt: bool = False
    key: str = ""
    prior: int = 0  # contacts about the family in the twelve months before

    @property
    def day(self) -> date:
        """The London day on which it comes."""
        return clock(self.when).date()

    @property
    def speaker(self) -> str:
        """Whose voice the worry is told in: police, school, health, family or other."""
        return SPEAKERS.get(self.category, self.category)

    @property
    def scene(self) -> Scene:
        """What its sentences are about."""
        return Scene(self.family, self.when, self.focus, self.named)
