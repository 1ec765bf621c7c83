"""What Kith needs to know from a police file, and how police forces head the columns that say it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kith.frontdoor.police_csv import Table, folded


@dataclass(frozen=True)
class Wanted:
    """One thing a file may say: what we call it, and the headings it is known by, folded."""

    label: str
    headings: tuple[str, ...]
    required: bool = False


def _wanted() -> dict[str, Wanted]:
    with (Path(__file__).parent / "data" / "police_columns.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["key"]: Wanted(row["label"], tuple(row["headings"].split()), row["required"] == "yes")
            for row in csv.DictReader(file)
        }


WANTED: Mapping[str, Wanted] = _wanted()
OF_THE_CHILD = ("name", "given", "family", "born", "age")

# What a police force calls it -> our kind of contact; the first that occurs in the cell counts.
TYPES = (
    ("domestic", "domestic_abuse"), ("dash", "domestic_abuse"), ("stalking", "domestic_abuse"),
    ("missing", "missing"), ("misper", "missing"), ("absent", "missing"),
    ("exploit", "exploitation"), ("county line", "exploitation"), ("cse", "exploitation"), ("cce", "exploitation"),
    ("traffick", "exploitation"), ("slavery", "exploitation"),
    ("unborn", "pre_birth"), ("pregnan", "pre_birth"),
    ("information", "information"), ("intelligence", "information"),
)  # fmt: skip
URGENT = {"yes", "y", "true", "1", "high", "urgent", "immediate", "emergency", "red"}
NOT_URGENT = {"", "no", "n", "false", "0", "standard", "medium", "low", "routine", "normal", "amber", "green"}
SEXES = {
    "m": "M", "male": "M", "boy": "M", "f": "F", "female": "F", "girl": "F",
    "": "U", "u": "U", "x": "U", "unknown": "U", "notknown": "U", "other": "U", "indeterminate": "U", "notstated": "U",
}  # fmt: skip


def guess(table: Table) -> dict[str, int]:
    """Which column probably says what, by its heading; each column once, and none where nothing fits."""
    plain = [folded(heading) for heading in table.headings]
    found: dict[str, int] = {}
    for key, wanted in WANTED.items():
        for heading in wanted.headings:
            if heading in plain and plain.index(heading) not in found.values():
                found[key] = plain.index(heading)
                break
    if "given" in found and "family" in found:
        found.pop("name", None)
    return found


def named(table: Table) -> list[tuple[str, str]]:
    """The columns to choose from: "B: Date of birth", as a spreadsheet letters them."""
    return [(str(n), f"{letter(n)}: {text or 'no heading'}") for n, text in enumerate(table.headings)]


def letter(place: int) -> str:
    """The letter a spreadsheet gives a column: A to Z, then AA."""
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def kind_of_contact(cell: str, otherwise: str) -> str:
    """Our kind of contact for what the police call it."""
    said = cell.casefold()
    return next((kind for word, kind in TYPES if word in said), otherwise)
