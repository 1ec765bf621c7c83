"""What made-up people are called, by community, and how names are spelt otherwise in other offices."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Community:
    """A community of Northmere: its names, its languages, and its code in the census."""

    key: str
    share: float
    ethnicity: str
    languages: tuple[str, ...]
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    three_names: bool = False

    def surname(self, rng: Random) -> str:
        """A family name, perhaps in two forms ("Nowicki/Nowicka")."""
        return rng.choice(self.surnames)

    def child_name(self, rng: Random, sex: str) -> str:
        """A given name for a girl ("F") or a boy."""
        return rng.choice(self.girls if sex == "F" else self.boys)

    def adult_name(self, rng: Random, sex: str) -> str:
        """A given name for a woman ("F") or a man."""
        return rng.choice(self.women if sex == "F" else self.men)


@cache
def communities() -> Mapping[str, Community]:
    """Every community, by its key."""
    with (DATA / "names.toml").open("rb") as file:
        rows = tomllib.load(file)
    return {key: _community(key, row) for key, row in rows.items()}


def _community(key: str, row: dict[str, Any]) -> Community:
    lists = {field: tuple(row[field]) for field in ("languages", "girls", "boys", "women", "men", "surnames")}
    return Community(key, row["share"], row["ethnicity"], three_names=row.get("three_names", False), **lists)


def every_name() -> frozenset[str]:
    """Every given and family name that a made-up person can have, in every form."""
    names: set[str] = set()
    for one in communities().values():
        names.update(one.girls, one.boys, one.women, one.men)
        names.update(form for surname in one.surnames for form in surname.split("/"))
    return frozenset(names)


def form_for(surname: str, sex: str) -> str:
    """The man's or the woman's form of a family name; most have only one."""
    man, _, woman = surname.partition("/")
    return woman if woman and sex == "F" else man


def mixed_ethnicity(mother: str, father: str) -> str:
    """The census code of a child whose parents have these codes."""
    if mother == father:
        return mother
    pair = {mother, father}
    if pair <= {"WBRI", "WIRI", "WOTH", "WIRT", "WROM"}:
        return mother
    white = bool(pair & {"WBRI", "WIRI", "WOTH", "WIRT", "WROM"})
    for codes, mixed in (({"BCRB"}, "MWBC"), ({"BAFR"}, "MWBA"), ({"APKN", "ABAN", "AIND", "AOTH"}, "MWAS")):
        if white and pair & codes:
            return mixed
    return "MOTH"
