"""The sections of an assessment: what each asks, at which depth it must be answered, and what stands above it.

They are data (`data/workspace.toml`). A practice model adds its own by `offers_section`, from a folder of its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DEPTHS = ("brief", "standard", "in_depth")
DATA = Path(__file__).parent / "data" / "workspace.toml"


@dataclass(frozen=True)
class Question:
    """One thing a section asks.

    Attributes:
        kind: writing, evidenced (writing, and how we know it), line, day, choice, or blocks (questions several times).
        needed: the least depth at which it must be answered before approval; empty when it never must.
        source: the requirement or chapter that asks it.
    """

    key: str
    label: str
    kind: str = "writing"
    hint: str = ""
    needed: str = ""
    rows: int = 5
    source: str = ""
    options: tuple[tuple[str, str], ...] = ()
    questions: tuple[Question, ...] = ()
    one: str = "entry"

    def is_needed(self, depth: str) -> bool:
        """Whether it must be answered in an assessment of this depth."""
        return bool(self.needed) and DEPTHS.index(self.needed) <= DEPTHS.index(depth)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its fields in the form; the second of an evidenced question says how we know."""
        return (self.key, f"{self.key}_source") if self.kind == "evidenced" else (self.key,)


@dataclass(frozen=True)
class Section:
    """A part of the assessment, written and read by itself.

    Attributes:
        family: its text may be written once for brothers and sisters who are assessed together.
        blank: questions may be left blank when the section says why, in one place.
        draws: the name of what stands above the questions, drawn from the record itself.
    """

    key: str
    title: str
    about: str = ""
    questions: tuple[Question, ...] = ()
    family: bool = False
    blank: bool = False
    draws: str = ""
    source: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of its form, in order."""
        asked = tuple(name for question in self.questions for name in question.fields)
        return (*asked, "blank_because") if self.blank else asked

    @property
    def prose(self) -> frozenset[str]:
        """The fields that hold writing, which can be joined paragraph by paragraph."""
        return frozenset(
            name
            for name, question in self.field_questions()
            if question is None or (question.kind in ("writing", "evidenced") and name == question.key)
        )

    def field_questions(self) -> Iterator[tuple[str, Question | None]]:
        """Each field's name with its question; none for the field that says why something is blank."""
        for question in self.questions:
            for name in question.fields:
                yield name, question
        if self.blank:
            yield "blank_because", None


@dataclass(frozen=True)
class Reading:
    """How a section of a practice model is read within the whole assessment.

    Attributes:
        template, shown: what is drawn on the screen, and of what.
        on_paper: the same as text: headings with their lines.
    """

    template: str
    shown: dict[str, Any]
    on_paper: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Offered:
    """A section of a practice model: drawn by its own page, with its own rules.

    Attributes:
        after: the key of the section it follows in the list.
        href: its page, given the assessment's reference.
        state: what the list says of it, given the assessment: whether it is ready, and the words.
        read: what stands of it on the page of the whole assessment; nothing where none is given.
    """

    key: str
    title: str
    after: str
    href: Callable[[str], str]
    state: Callable[[Any], tuple[bool, str]]
    read: Callable[[Any], Reading] | None = None


_offered: list[Offered] = []


def offers_section(section: Offered) -> None:
    """A practice model adds a section of its own to every assessment."""
    _offered.append(section)


def offered() -> list[Offered]:
    """The sections that practice models have added, in the order they did."""
    return list(_offered)


@cache
def sections() -> tuple[Section, ...]:
    """The sections in their order."""
    with DATA.open("rb") as file:
        return tuple(_section(row) for row in tomllib.load(file)["section"])


def section(key: str) -> Section | None:
    """One section, or nothing when there is none of this key."""
    return next((one for one in sections() if one.key == key), None)


def _section(row: dict[str, Any]) -> Section:
    questions = tuple(_question(one) for one in row.pop("question"))
    return Section(**row, questions=questions)


def _question(row: dict[str, Any]) -> Question:
    inner = tuple(_question(one) for one in row.pop("question", ()))
    options = tuple((value, label) for value, label in row.pop("options", ()))
    return Question(**row, options=options, questions=inner)
