"""The kinds of harm that a strategy discussion may be about, as data: every form that section 47 covers (CP-01)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kith.standards.tables import read_table
from kith.standards.words import listed
from kith.ui.forms.words import lower_first

DATA = Path(__file__).parent / "data"


@cache
def kinds_of_harm() -> dict[str, str]:
    """Every kind, by key, with its label."""
    return {row["key"]: row["label"] for row in read_table(DATA / "harm.csv", ("key", "label"))}


def harm_words(keys: list[str]) -> str:
    """ "Neglect and emotional abuse"."""
    words = [kinds_of_harm().get(key, key) for key in keys]
    return listed([words[0], *map(lower_first, words[1:])]) if words else ""
