"""What an authority may set for itself, each with the value Kith ships and the bounds it may move in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from kith.standards.tables import DATA, StandardsError, read_table

COLUMNS = ("key", "title", "default", "minimum", "maximum", "unit", "requirement")


@dataclass(frozen=True)
class Parameter:
    """One number an authority sets: its default, the least and the most it may be, and the requirement it serves."""

    key: str
    title: str
    default: int
    minimum: int
    maximum: int
    unit: str
    requirement: str

    def check(self, value: int) -> int:
        """The value itself when it is within bounds. Raises ValueError with the sentence to show."""
        if not self.minimum <= value <= self.maximum:
            raise ValueError(f"{self.title}: choose from {self.minimum} to {self.maximum} {self.unit}.")
        return value


def parameter(key: str) -> Parameter:
    """One parameter. Raises LookupError for a key that does not exist."""
    try:
        return parameters()[key]
    except KeyError:
        raise LookupError(f"There is no local practice parameter {key!r}.") from None


@lru_cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by its key. Raises StandardsError when a default lies outside its own bounds."""
    found = {
        row["key"]: Parameter(
            row["key"],
            row["title"],
            int(row["default"]),
            int(row["minimum"]),
            int(row["maximum"]),
            row["unit"],
            row["requirement"],
        )
        for row in read_table(DATA / "local_practice.csv", COLUMNS)
    }
    faults = [f"{one.key}: its default is out of bounds" for one in found.values() if not _in_bounds(one)]
    if faults:
        raise StandardsError("local_practice.csv", faults)
    return MappingProxyType(found)


def _in_bounds(one: Parameter) -> bool:
    return one.minimum <= one.default <= one.maximum
