"""How long a record is kept, as data: `data/retention.csv`. Kith says what is due, and deletes nothing (IG-07)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from kith.standards.due import add_months
from kith.standards.tables import StandardsError, read_table

DATA = Path(__file__).parent / "data"
COLUMNS = ("key", "title", "applies", "from", "years", "standing", "citation", "address", "why")
STARTS = {"birth": "their birth", "death": "their death", "last": "the last thing written on the record"}
STANDING = {
    "STATUTE": "The law says so",
    "GUIDANCE": "Guidance says so",
    "LOCAL": "The authority’s own schedule",
}


@dataclass(frozen=True)
class Rule:
    """For how many years a record is kept, from which day, for whom, and on whose word."""

    key: str
    title: str
    applies: str
    start: str
    years: int
    standing: str
    citation: str
    address: str
    why: str

    @property
    def says(self) -> str:
        """`75 years from their birth`."""
        return f"{self.years} years from {STARTS[self.start]}"

    @property
    def standing_words(self) -> str:
        """Whether it is the law's or the authority's own."""
        return STANDING[self.standing]

    def day(self, start: date) -> date:
        """The first day on which the record need be kept no longer by this rule. A birth on 29 February counts to the
        28th where the year has no such day."""
        return add_months(start, self.years * 12)


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its key.

    Raises:
        StandardsError: a start or standing that there is not, a number that is none, a law without its place.
    """
    found: dict[str, Rule] = {}
    faults = []
    for row in read_table(DATA / "retention.csv", COLUMNS):
        if row["from"] not in STARTS or row["standing"] not in STANDING or not row["years"].isdecimal():
            faults.append(f"{row['key']}: it begins with {', '.join(STARTS)}, is {', '.join(STANDING)}, in whole years")
        elif not row["citation"] or (row["standing"] != "LOCAL" and not row["address"]):
            faults.append(f"{row['key']}: a citation is needed, and for what is not local its address")
        else:
            values = {**row, "start": row["from"], "years": int(row["years"])}
            del values["from"]
            found[row["key"]] = Rule(**values)  # type: ignore[arg-type]  # the columns are its fields
    if faults:
        raise StandardsError("retention.csv", faults)
    return found
