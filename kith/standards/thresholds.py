"""The published threshold document: its levels, its criteria in plain words, and the version in force on a day (FD-09).

It advises; people decide. A decision cites a version and the criteria relied on, by keys that do not change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from kith.standards.tables import DATA, StandardsError, read_table

DOCUMENT_COLUMNS = ("version", "title", "published_on", "changed")
LEVEL_COLUMNS = ("level", "name", "hint", "basis")
CRITERION_COLUMNS = ("version", "level", "criterion", "text", "significant_harm")


class Level(StrEnum):
    """The four levels of need, least first."""

    UNIVERSAL = "universal"
    EARLY_HELP = "early_help"
    INTENSIVE = "intensive"
    SPECIALIST = "specialist"


@dataclass(frozen=True)
class LevelText:
    """A level as it is named to people, and what it stands on."""

    level: Level
    name: str
    hint: str
    basis: str


@dataclass(frozen=True)
class Criterion:
    """One thing that may be relied on in a decision. `significant_harm` marks those that answer the harm test."""

    key: str
    level: Level
    text: str
    significant_harm: bool


@dataclass(frozen=True)
class ThresholdDocument:
    """One version of the document."""

    version: int
    title: str
    published_on: date
    changed: str
    criteria: tuple[Criterion, ...]

    def at(self, level: Level | str) -> tuple[Criterion, ...]:
        """The criteria of one level, in the document's order."""
        return tuple(one for one in self.criteria if one.level == Level(level))

    def criterion(self, key: str) -> Criterion:
        """One criterion by its key. Raises LookupError when this version has no such criterion."""
        for one in self.criteria:
            if one.key == key:
                return one
        raise LookupError(f"Version {self.version} of the {self.title} has no criterion {key!r}.")

    @property
    def cited(self) -> str:
        """How a decision names it: `Northmere threshold document, version 7, April 2026`."""
        return f"{self.title}, version {self.version}, {self.published_on:%B %Y}"


@lru_cache
def levels() -> Mapping[Level, LevelText]:
    """The four levels, least first, with the words people see."""
    rows = read_table(DATA / "threshold_levels.csv", LEVEL_COLUMNS)
    if [row["level"] for row in rows] != list(Level):
        raise StandardsError("threshold_levels.csv", [f"the levels must be {', '.join(Level)}, in that order"])
    return MappingProxyType(
        {Level(row["level"]): LevelText(Level(row["level"]), row["name"], row["hint"], row["basis"]) for row in rows}
    )


@lru_cache
def documents() -> tuple[ThresholdDocument, ...]:
    """Every version, oldest first. Raises StandardsError naming every bad row."""
    faults: list[str] = []
    criteria: dict[str, list[Criterion]] = {}
    for row in read_table(DATA / "thresholds.csv", CRITERION_COLUMNS):
        known = criteria.setdefault(row["version"], [])
        if row["level"] not in list(Level) or not row["criterion"].startswith(f"{row['level']}."):
            faults.append(
                f"version {row['version']}, {row['criterion']}: does not belong to the level {row['level']!r}"
            )
            continue
        if row["criterion"] in {one.key for one in known}:
            faults.append(f"version {row['version']}, {row['criterion']}: listed twice")
        known.append(Criterion(row["criterion"], Level(row["level"]), row["text"], row["significant_harm"] == "yes"))
    found = [
        ThresholdDocument(
            int(row["version"]),
            row["title"],
            date.fromisoformat(row["published_on"]),
            row["changed"],
            tuple(criteria.pop(row["version"], ())),
        )
        for row in read_table(DATA / "threshold_documents.csv", DOCUMENT_COLUMNS)
    ]
    faults += [
        f"version {one.version}: no criteria at {level}" for one in found for level in Level if not one.at(level)
    ]
    faults += [f"version {version}: criteria but no document" for version in criteria]
    if faults:
        raise StandardsError("thresholds.csv", faults)
    return tuple(sorted(found, key=lambda one: one.published_on))


def document(version: int) -> ThresholdDocument:
    """One version. Raises LookupError when Kith does not hold it."""
    for one in documents():
        if one.version == version:
            return one
    raise LookupError(f"Kith holds no version {version} of the threshold document.")


def document_on(day: date) -> ThresholdDocument:
    """The version in force on a day; the first one held serves for every day before it."""
    published = [one for one in documents() if one.published_on <= day]
    return published[-1] if published else documents()[0]
