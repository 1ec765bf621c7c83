"""The special pathways and cohorts of children, as data: what each is, and how long it goes with a child.

Each adds sections and questions to the workspace that say `when` with its key: PR-01 to PR-12, in `data/pathways.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from kith.assessment.sections import DATA

# What nobody ticks: it follows from the birth, or from a step of its own.
BORN, PREBIRTH, HOMELESS = "born", "prebirth", "homeless"
OUTSIDE_HOME = "outside_home"
ABROAD, NOBODY_RESPONSIBLE, DISABLED, SPECIALIST = "abroad", "nobody_responsible", "disabled", "specialist"
# Where somebody with whom a child lives changes, these are looked at again (PR-11).
WATCHED = ("privately_fostered", "returned_from_care")


@dataclass(frozen=True)
class KnownBy:
    """The facts of the record from which a pathway applies without a tick, any one of them.

    Attributes:
        contacts: types of the contact that the assessment came from.
        criteria: criteria of the threshold decision on it.
        factors: factors of the newest conclusion that was sent, whatever became of it.
        answers: what a section says: its key, the question ("issues.comes_from" within an entry), the answer.
        pathways: others that were noted for the child.
    """

    contacts: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    answers: tuple[tuple[str, str, str], ...] = ()
    pathways: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpecialPathway:
    """A special pathway or cohort.

    Attributes:
        says: whom it is for, in a line.
        lasting: it goes with the child into later assessments; else it belongs to the one it was noted in.
        ticked: somebody says that it applies; else it follows from the record, or from a step of its own.
        source: the requirement or chapter behind it.
        group: several whose questions stand together in one section.
        known_by: what the record says from which it applies without a tick; nothing where it never does.
    """

    key: str
    title: str
    says: str
    source: str
    group: str = ""
    lasting: bool = True
    ticked: bool = True
    known_by: KnownBy | None = None


@cache
def pathways() -> Mapping[str, SpecialPathway]:
    """Every special pathway and cohort by its key, in order."""
    with (DATA / "pathways.toml").open("rb") as file:
        found = [_pathway(row) for row in tomllib.load(file)["pathway"]]
    return MappingProxyType({one.key: one for one in found})


def _pathway(row: dict[str, Any]) -> SpecialPathway:
    facts = {name: tuple(map(_fixed, said)) for name, said in row.pop("known_by", {}).items()}
    return SpecialPathway(**row, known_by=KnownBy(**facts) if facts else None)


def _fixed(said: Any) -> Any:
    return tuple(said) if isinstance(said, list) else said


@cache
def lasting() -> tuple[str, ...]:
    """The keys of those that go with the child."""
    return tuple(key for key, one in pathways().items() if one.lasting)
