"""Lists of nicknames and spellings made by others, as pairs in both directions.

They are no part of this repository. Put them in the bench's folder `lists`: `nicknames.csv` is names.csv of
carltonnorthern/nicknames, `AncestryGivennamePairs.csv` and `AncestrySurnamePairs.csv` are those of tfmorris/Names.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench import home

LISTS = home.HOME / "lists"


def pairs(targets: Path) -> tuple[Path, Path]:
    """The files of nicknames and of spellings for the people drawn, from the lists that are there."""
    with targets.open(encoding="utf-8", newline="") as lines:
        words = {word for row in csv.DictReader(lines) for word in (row["given"], row["family"])}
    wanted = [LISTS / name for name in ("nicknames.csv", "AncestryGivennamePairs.csv", "AncestrySurnamePairs.csv")]
    missing = [file.name for file in wanted if not file.exists()]
    if missing:
        raise SystemExit(f"{', '.join(missing)} not in {LISTS}: see bench/search/lists.py for where they come from.")
    nicknames, given, family = wanted
    return (
        _write(LISTS / "pairs-nicknames.csv", _nicknames(nicknames), words),
        _write(LISTS / "pairs-spellings.csv", [*_spellings(given), *_spellings(family)], words),
    )


def _nicknames(file: Path) -> Iterator[tuple[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["relationship"] == "has_nickname":
                yield row["name1"], row["name2"]


def _spellings(file: Path) -> Iterator[tuple[str, str]]:
    """The pairs that the list itself does not call bad, nor nicknames."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if not row["Bad"] and not row.get("Nickname"):
                yield row["HeadName"], row["VariantName"]


def _write(file: Path, found: Iterable[tuple[str, str]], words: set[str]) -> Path:
    """Both directions; only what begins from a name that is there, since Gecko tries every pair on everybody."""
    both = {pair for one, other in found for pair in ((one, other), (other, one)) if one != other and pair[0] in words}
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("name1", "name2"))
        writer.writerows(sorted(both))
    return file
