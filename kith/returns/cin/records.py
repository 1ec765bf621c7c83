"""What a census file says, in the terms of the census, with what could not be taken beside it.

Nothing here is Kith's own view of a child: it is one authority's return, read as far as its own layout and rules
allow.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Treatment(StrEnum):
    """What became of a value the report speaks about."""

    TAKEN = "taken"  # used as it stands, though something about it deserves a look
    KEPT_ASIDE = "kept aside"  # kept word for word, not used
    CHANGED = "changed"  # used in another form than the file gives


@dataclass(frozen=True, slots=True)
class Given(Generic[Value]):
    """One item of the file: its text as it came, and the value that may be relied on.

    `text` is None when the item is missing or empty. `value` is None as well when the text breaks a rule: then it is
    kept, and shown as given, but never used to identify, count or time anything.
    """

    text: str | None = None
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about a value. `path` leads to it inside its child; `rule` is the Department's number, if any."""

    path: str
    value: str | None
    rule: str | None
    what: str
    treatment: Treatment
    line: int


@dataclass(frozen=True, slots=True)
class KeptAside:
    """A part of the file not read yet, or unreadable: word for word, so that a later import needs no second file."""

    module: str
    xml: str
    why: str
    line: int

    @property
    def fingerprint(self) -> str:
        """The same for the same text of the same module in any file, so that it is kept once."""
        return hashlib.sha256(f"{self.module}\n{self.xml}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class AssessmentRecord:
    """One assessment. `factors` are the codes that may be relied on; `factors_as_given` is every one, in order."""

    start: Given[date]
    internal_review: Given[date]
    authorisation: Given[date]
    factors: tuple[str, ...]
    factors_as_given: tuple[str, ...]
    line: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """One CINdetails group: a referral and what followed. `kept_aside` holds its plans, enquiries and proceedings."""

    referral_date: Given[date]
    source: Given[str]
    primary_need: Given[str]
    closure_date: Given[date]
    closure_reason: Given[str]
    initial_cpc_date: Given[date]
    referral_nfa: Given[bool]
    assessments: tuple[AssessmentRecord, ...]
    kept_aside: tuple[KeptAside, ...]
    line: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """One child. `la_child_id.text` is always there and is what the file knows the child by; a census holds no names.

    `sex` is M, F or U in `value` whichever element says it; `sex_element` names that element (Sex or GenderCurrent).
    """

    la_child_id: Given[str]
    upn: Given[str]
    former_upn: Given[str]
    upn_unknown: Given[str]
    birth_date: Given[date]
    expected_birth_date: Given[date]
    sex: Given[str]
    sex_element: str
    death_date: Given[date]
    ethnicity: Given[str]
    disabilities: tuple[str, ...]
    disabilities_as_given: tuple[str, ...]
    episodes: tuple[Episode, ...]
    kept_aside: tuple[KeptAside, ...]
    findings: tuple[Finding, ...]
    line: int

    @property
    def key(self) -> str:
        """The authority's own id for the child, word for word: the same child in every file of that authority."""
        return self.la_child_id.text or ""

    def all_kept_aside(self) -> Iterator[KeptAside]:
        """What is kept aside of this child, its referrals' modules included."""
        yield from self.kept_aside
        for episode in self.episodes:
            yield from episode.kept_aside


@dataclass(frozen=True, slots=True)
class Header:
    """Who made the file, for which census. `year` is the one the census ends in: 2026 for April 2025 to March 2026."""

    year: int
    reference_date: Given[date]
    la_code: str | None
    software: str | None
    release: str | None
    serial: str | None
    created: str | None


@dataclass(frozen=True, slots=True)
class Census:
    """A whole file, read to its last line. `kept_aside` and `findings` are those that belong to no child."""

    header: Header
    children: tuple[ChildRecord, ...]
    kept_aside: tuple[KeptAside, ...]
    findings: tuple[Finding, ...]
