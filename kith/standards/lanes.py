"""The lanes of a chronology, by agency: who told us of an entry, or whose doing it was (AS-15), as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from kith.standards.codesets import agency_kinds
from kith.standards.tables import DATA, StandardsError, read_table

OURS, OTHERS = "social_care", "other"


@dataclass(frozen=True)
class Lane:
    """One lane: its label, the kinds of agency whose word stands in it, and the steps that tell of it by themselves."""

    key: str
    label: str
    kinds: frozenset[str]
    steps: tuple[str, ...]


@lru_cache
def lanes() -> Mapping[str, Lane]:
    """Every lane, in the order in which they are drawn. Each kind of agency stands in one of them.

    Raises StandardsError where a kind of agency is in none, or in two.
    """
    rows = read_table(DATA / "lanes.csv", ("lane", "label", "kinds", "steps"))
    found = {
        row["lane"]: Lane(row["lane"], row["label"], frozenset(row["kinds"].split()), tuple(row["steps"].split()))
        for row in rows
    }
    said = sorted(kind for lane in found.values() for kind in lane.kinds)
    if said != sorted(agency_kinds()):
        raise StandardsError("lanes.csv", ["each kind of agency stands in one lane, and no other word does"])
    return MappingProxyType(found)


def lane_of(step: str, kind: str = "") -> str:
    """The lane of an entry.

    Args:
        step: what was done.
        kind: the kind of agency or person that told us of it; empty where it is our own.
    """
    found = (one.key for one in lanes().values() if (kind in one.kinds if kind else step in one.steps))
    return next(found, OTHERS if kind else OURS)
