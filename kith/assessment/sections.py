"""The sections of an assessment: what each asks, at which depth it must be answered, and what stands above it.

They are data: `data/workspace.toml`, and `data/pathways.toml` with what is asked only where a special pathway or cohort
applies. A practice model adds its own by `offers_section`, from a folder of its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

DEPTHS = ("brief", "standard", "in_depth")
DATA = Path(__file__).parent / "data"
# What a question is asked "when" that nobody is asked any more: what was answered is read, and may be changed.
ASKED_BEFORE = "asked_before"


@dataclass(frozen=True)
class Question:
    """One thing a section asks.

    Attributes:
        kind: writing, evidenced (writing, and how we know it), line, day, choice, or blocks (questions several times).
        needed: the least depth at which it must be answered before approval; empty when it never must.
        source: the requirement or chapter that asks it.
        when: what must apply to the child for it to be asked (`queries.pathways.applying_to`); empty: always asked.
        required: within an entry of what is asked several times: the entry is not saved without it.
        instead: the key of the question that may be answered in its place, where there is nothing to list.
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
    when: str = ""
    required: bool = False
    instead: str = ""

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
        when: what must apply to the child for it to be asked at all; empty: always asked.
        after: the key of the section it follows, for one that stands in a file of its own.
    """

    key: str
    title: str
    about: str = ""
    questions: tuple[Question, ...] = ()
    family: bool = False
    blank: bool = False
    draws: str = ""
    source: str = ""
    when: str = ""
    after: str = ""

    def asked_of(self, applying: Collection[str], answers: Collection[str] = ()) -> Section | None:
        """What of it is asked, given what applies to the child; nothing where it is not asked.

        Args:
            answers: the fields in which something stands. What was answered stays, whatever has ended since.
        """
        if self.when and self.when not in applying and not answers:
            return None
        kept = tuple(
            one for one in self.questions if not one.when or one.when in applying or set(one.fields) & set(answers)
        )
        return self if len(kept) == len(self.questions) else replace(self, questions=kept)

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

    @property
    def entries(self) -> dict[str, frozenset[str]]:
        """The fields that are asked several times, each with those of an entry that hold writing."""
        return {
            one.key: frozenset(inner.key for inner in one.questions if inner.kind == "writing")
            for one in self.questions
            if one.kind == "blocks"
        }

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


def offered_after(key: str, asked: Collection[str]) -> list[Offered]:
    """The sections of practice models that stand after one that is asked of a child.

    Args:
        asked: the keys of all that are. What follows one that is not asked stands after the last one before it that is.
    """
    order = [one.key for one in sections()]
    return [one for one in _offered if _last_asked(order[: order.index(one.after) + 1], asked) == key]


def _last_asked(before: list[str], asked: Collection[str]) -> str:
    return next((key for key in reversed(before) if key in asked), "")


@cache
def sections() -> tuple[Section, ...]:
    """Every section there is, in order, whether or not it is asked of a child."""
    found = [_section(row) for row in _read("workspace.toml")]
    for one in reversed([_section(row) for row in _read("pathways.toml")]):
        at = next(place for place, other in enumerate(found) if other.key == one.after)
        found.insert(at + 1, one)
    return tuple(found)


def _read(name: str) -> list[dict[str, Any]]:
    with (DATA / name).open("rb") as file:
        return list(tomllib.load(file)["section"])


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
