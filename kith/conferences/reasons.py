"""Why a conference was held late, as data: each reason by its key, so that they can be counted (CL-10)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kith.standards.codesets import codes
from kith.standards.tables import read_table

DATA = Path(__file__).parent / "data"
# "Multiple/not recommended" hides what is behind it: a plan has one main category, and says the others (CP-13).
HIDES = "MUL"


@cache
def late_reasons() -> dict[str, str]:
    """Every reason, by key, with its label."""
    return {row["key"]: row["label"] for row in read_table(DATA / "late.csv", ("key", "label"))}


def categories() -> list[tuple[str, str]]:
    """The categories of abuse that a plan may have, as the children in need census codes them."""
    return [(code, label) for code, label in codes("cin", "CategoryOfAbuse").items() if code != HIDES]
