"""Legal statuses under which a child is looked after, as data: the code of the return, the law, the way in (CP-12)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kith.standards.codesets import codes
from kith.standards.tables import read_table

DATA = Path(__file__).parent / "data"
AGREEMENT, ORDER = "agreement", "order"
SECTION_20, POLICE, EMERGENCY_ORDER = "V2", "L1", "L2"
# Started, and changed: the reasons for a new episode that this room knows. Those of placements come with theirs.
STARTED, CHANGED = "S", "L"
# An episode that ends as another begins; what is no reason to leave care here.
GOES_ON = "X1"
_COLUMNS = ("code", "words", "route", "shares", "source")


@dataclass(frozen=True)
class Status:
    """One legal status.

    Attributes:
        words: what it is called on a badge.
        route: by agreement, or by an order or another act of the law.
        shares: whether the council has parental responsibility by it, beside whoever has.
        source: the law it rests on.
    """

    code: str
    words: str
    route: str
    shares: bool
    source: str

    @property
    def label(self) -> str:
        """As somebody chooses it: "Interim care order (Children Act 1989 s38)"."""
        return f"{self.words[0].upper()}{self.words[1:]} ({self.source})"


@cache
def statuses() -> dict[str, Status]:
    """Every one, by the code of the return."""
    rows = read_table(DATA / "statuses.csv", _COLUMNS)
    known = codes("ssda903", "LS")
    found = {
        row["code"]: Status(row["code"], row["words"], row["route"], row["shares"] == "yes", row["source"])
        for row in rows
    }
    assert not found.keys() - known.keys(), "statuses.csv names a code that the return does not know"
    return found


def words_of(code: str) -> str:
    """A status in words; one that is not on the list any more as the return calls it."""
    found = statuses().get(code)
    return found.words if found else codes("ssda903", "LS").get(code, code)


def badge_words(code: str) -> str:
    """As a badge says it: "Looked after: interim care order"."""
    return f"Looked after: {words_of(code)}"


def by_law() -> list[tuple[str, str]]:
    """Those that begin by an order or another act of the law, to choose from."""
    return [(one.code, one.label) for one in statuses().values() if one.route == ORDER]


def all_statuses() -> list[tuple[str, str]]:
    """Every one, to choose from."""
    return [(one.code, one.label) for one in statuses().values()]


def needs() -> list[tuple[str, str]]:
    """The main reason for which a child is looked after, as the return asks it."""
    return list(codes("ssda903", "CIN").items())


def reasons_to_leave() -> list[tuple[str, str]]:
    """The reasons for which a period of care ends, as the return asks them."""
    return [(code, words) for code, words in codes("ssda903", "REC").items() if code != GOES_ON]
