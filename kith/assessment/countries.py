"""Other countries, and what is checked before anybody there is asked or assessed (PR-07, PR-08). Both are data.

`data/countries.csv` says where the 1996 Hague Convention is in force, as its status table had it in October 2022: look
there before relying on it. `data/abroad_checks.csv` says what is checked in which of them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kith.assessment.sections import DATA


@dataclass(frozen=True)
class Country:
    """A country, and whether the 1996 Convention on the protection of children is in force there."""

    code: str
    name: str
    in_convention: bool


@cache
def countries() -> Mapping[str, Country]:
    """Every country but our own, by its code, in order of names."""
    with (DATA / "countries.csv").open(newline="", encoding="utf-8") as file:
        found = [Country(row["code"], row["name"], row["hague_1996"] == "yes") for row in csv.DictReader(file)]
    return MappingProxyType({one.code: one for one in found})


def named(code: str) -> str:
    """What a country is called."""
    one = countries().get(code)
    return one.name if one else code


@cache
def checks(code: str) -> tuple[tuple[str, str], ...]:
    """What is to be checked before somebody in this country is asked or assessed: keys and words."""
    one = countries().get(code)
    where = {"all", "party" if one and one.in_convention else "other"}
    with (DATA / "abroad_checks.csv").open(newline="", encoding="utf-8") as file:
        return tuple((row["key"], row["label"]) for row in csv.DictReader(file) if row["where"] in where)
