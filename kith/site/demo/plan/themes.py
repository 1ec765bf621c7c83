"""The kinds of worry people bring, and the words for each: lines written once, chosen and filled in by chance."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

PHRASES = Path(__file__).parent / "data" / "phrases"
AGED = re.compile(r"(-?\d+)-(-?\d+)\|")
TOLD_BY = re.compile(r"@(\S+) ([^|]+)\|")
MARKS = {"+|": True, "-|": False}
STARTS = re.compile(r"(?:^|(?<=[.?!] ))[a-z]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line for a child of these ages; in a caller's voice it says which census source they are, and who they are.

    `serious` is true for what only leads to an assessment, false for what never does, None for the rest.
    """

    text: str
    youngest: int = -1
    oldest: int = 99
    serious: bool | None = None
    source_code: str = ""
    who: str = ""

    def suits(self, age: int, serious: bool | None = None) -> bool:
        """Whether it can be said of a child of this age (-1 before birth), in a matter as serious as this, if known."""
        known = self.serious is not None and serious is not None
        return self.youngest <= age <= self.oldest and not (known and self.serious != serious)


Slots = tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A kind of worry: the ages it touches, its census codes, who may speak of it and in what words.

    `criteria` are those of the threshold document it may meet, the likeliest first; `helped_by` the need that local
    services answer.

    `said` has, for each speaker (police, school, health, family, other), lists from each of which one line is drawn.
    """

    key: str
    youngest: int
    oldest: int
    need: str
    factors: tuple[str, ...]
    more_factors: tuple[str, ...]
    criteria: tuple[str, ...]
    helped_by: str
    crime: str
    urgent: str
    contact_type: str
    said: Mapping[str, Slots]
    shared: Mapping[str, tuple[Line, ...]]

    def touches(self, age: int) -> bool:
        """Whether it can be about a child of this age (-1 before birth)."""
        return self.youngest <= age <= self.oldest


@cache
def themes() -> Mapping[str, Theme]:
    """Every kind of worry, by key."""
    return {path.stem: _theme(path) for path in sorted(PHRASES.glob("*.toml")) if path.stem != "common"}


@cache
def common() -> Mapping[str, Mapping[str, tuple[Line, ...]]]:
    """Lines that any worry may use, by section and list."""
    with (PHRASES / "common.toml").open("rb") as file:
        rows = tomllib.load(file)
    return {section: {key: lines_of(lines) for key, lines in lists.items()} for section, lists in rows.items()}


def say(rng: Random, lines: Sequence[Line], words: Mapping[str, str], age: int = 8, serious: bool | None = None) -> str:
    """One line that suits the age and the seriousness, filled in; empty when none does."""
    fit = [line for line in lines if line.suits(age, serious)]
    return STARTS.sub(_capital, rng.choice(fit).text.format_map(words)) if fit else ""


def say_common(rng: Random, section: str, key: str, words: Mapping[str, str], age: int = 8) -> str:
    """One of the lines that any worry may use, filled in."""
    return say(rng, common()[section][key], words, age)


def _capital(letter: re.Match[str]) -> str:
    return letter[0].upper()


def _theme(path: Path) -> Theme:
    with path.open("rb") as file:
        rows = tomllib.load(file)
    about = rows.pop("about")
    shared = {key: lines_of(lines) for key, lines in rows.pop("shared").items()}
    said = {speaker: tuple(lines_of(slot) for slot in section["said"]) for speaker, section in rows.items()}
    return Theme(
        key=path.stem,
        youngest=about["ages"][0],
        oldest=about["ages"][1],
        need=about["need"],
        factors=tuple(about["factors"]),
        more_factors=tuple(about["more_factors"]),
        criteria=tuple(about["criteria"]),
        helped_by=about["helped_by"],
        crime=about["crime"],
        urgent=about.get("urgent", ""),
        contact_type=about.get("type", ""),
        said=said,
        shared=shared,
    )


def lines_of(texts: Sequence[str]) -> tuple[Line, ...]:
    """Lines as they are written in the data, with what each says of ages and seriousness read off."""
    return tuple(_line(text) for text in texts)


def _line(text: str) -> Line:
    serious = MARKS.get(text[:2])
    source_code = who = ""
    youngest, oldest = -1, 99
    text = text if serious is None else text[2:]
    if told := TOLD_BY.match(text):
        source_code, who, text = told[1], told[2], text[told.end() :]
    if aged := AGED.match(text):
        youngest, oldest, text = int(aged[1]), int(aged[2]), text[aged.end() :]
    return Line(text, youngest, oldest, serious, source_code, who)
