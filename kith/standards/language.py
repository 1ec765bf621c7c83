"""Words that blame a child for what is done to them, each with a better phrase (EX-16). It warns, and never blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kith.standards.tables import DATA, read_table

COLUMNS = ("phrase", "instead", "why")
# What stands in quotation marks is what somebody said: their words are never put right.
_QUOTED = re.compile(r"“[^”]*”|\"[^\"\n]*\"|‘[^’]*’(?!\w)")


@dataclass(frozen=True)
class Phrase:
    """Words worth another look: what was found, what could stand instead, and why."""

    found: str
    instead: str
    why: str


def another_look(texts: Iterable[str]) -> list[Phrase]:
    """What in these texts is worth another look, each phrase once, in the order of the list.

    Args:
        texts: what somebody wrote. What they quote is left alone.
    """
    own = "\n".join(_QUOTED.sub(" ", text) for text in texts)
    found = [(shape.search(own), instead, why) for shape, instead, why in _list()]
    return [Phrase(match[0], instead, why) for match, instead, why in found if match]


@cache
def _list() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    rows = read_table(DATA / "language.csv", COLUMNS)
    return tuple((_shape(row["phrase"]), row["instead"], row["why"]) for row in rows)


def _shape(phrases: str) -> re.Pattern[str]:
    either = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases.split("|"))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
