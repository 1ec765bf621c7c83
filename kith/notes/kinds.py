"""What a case note can be of, as data: `data/kinds.csv`. A kind whose `who` is "manager" is a manager's to write."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kith.access.models import User
from kith.access.roles import Ability
from kith.standards.tables import read_table

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Kind:
    """One kind of note."""

    key: str
    title: str
    who: str


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its key, in the order in which they are offered."""
    return {row["key"]: Kind(**row) for row in read_table(DATA / "kinds.csv", ("key", "title", "who"))}


def written_by(actor: User) -> list[tuple[str, str]]:
    """The kinds that somebody may write, for a list to choose from."""
    manages = actor.may(Ability.SUPERVISE)
    return [(one.key, one.title) for one in kinds().values() if one.who != "manager" or manages]


def kind_words(key: str) -> str:
    """`telephone call`, inside a sentence."""
    title = kinds()[key].title if key in kinds() else key
    return title[:1].lower() + title[1:]
