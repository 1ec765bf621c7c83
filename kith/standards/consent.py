"""What agreement each level of help needs (FD-06), and why refusing help is never by itself a sign of harm (FD-07).

This is agreement to be helped and to be told. The lawful basis for sharing information is held separately.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from kith.standards.tables import DATA, StandardsError, read_table
from kith.standards.thresholds import Level, ThresholdDocument

COLUMNS = ("level", "intervention", "consent", "rule", "record")


class Consent(StrEnum):
    """REQUIRED before it begins; SOUGHT where that is safe, though it may begin without."""

    REQUIRED = "required"
    SOUGHT = "sought"


@dataclass(frozen=True)
class ConsentRule:
    """The agreement one level of help needs, in words to show, and what is to be recorded."""

    level: Level
    intervention: str
    consent: Consent
    rule: str
    record: str

    @property
    def required(self) -> bool:
        """Whether it may not begin without agreement, or a manager's authority to act without."""
        return self.consent is Consent.REQUIRED

    @property
    def to_be_said(self) -> bool:
        """Whether it may begin without agreement, but whoever decides must say: sought, or not sought because."""
        return self.consent is Consent.SOUGHT


def consent_needed(level: Level | str) -> ConsentRule:
    """What agreement a level of help needs (FD-06). Raises ValueError for a level that does not exist."""
    return matrix()[Level(level)]


@lru_cache
def matrix() -> Mapping[Level, ConsentRule]:
    """The whole matrix, least level first. Raises StandardsError when a level is missing."""
    rules = {
        Level(row["level"]): ConsentRule(
            Level(row["level"]), row["intervention"], Consent(row["consent"]), row["rule"], row["record"]
        )
        for row in read_table(DATA / "consent.csv", COLUMNS)
    }
    if list(rules) != list(Level):
        raise StandardsError("consent.csv", [f"the levels must be {', '.join(Level)}, in that order"])
    return MappingProxyType(rules)


def refusal_alone_cannot_raise(
    level: Level | str, document: ThresholdDocument, criteria: Collection[str], harm_reason: str
) -> None:
    """Make sure a family that refused is not raised to section 47 for refusing (FD-07).

    Call it when a service was refused and a decision is being made. At the specialist level the significant-harm test
    must be answered by itself: at least one criterion of significant harm from `document`, and the reason in writing.
    Other levels pass. Raises ValueError with the sentence to show, and LookupError for a criterion not in the document.
    """
    if Level(level) is not Level.SPECIALIST:
        return
    cited = [document.criterion(key) for key in criteria]
    if not any(one.significant_harm for one in cited):
        raise ValueError(
            "Refusing help is not by itself a sign of significant harm. Choose what shows that the child is suffering, "
            "or is likely to suffer, significant harm, or choose another level."
        )
    if not harm_reason.strip():
        raise ValueError(
            "Say why the child is suffering, or is likely to suffer, significant harm, apart from the family's refusal."
        )
