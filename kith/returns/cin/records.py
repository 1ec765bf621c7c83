"""What a census file says, in the terms of the census, with what could not be taken beside it.

Nothing here is Kith's own view of a child: it is one authority's return, read as far as its own layout and rules
allow.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

Value = TypeVar("Value")
LONGEST_ID = 60  # characters of a number that the record keeps; an authority's own id has at most 20


class Treatment(StrEnum):
    """What became of a value the report speaks about."""

    TAKEN = "taken"  # used as it stands, though something about it deserves a look
    KEPT_ASIDE = "kept aside"  # kept word for word, not used
    CHANGED = "changed"  # used in another form than the file gives
    LEFT_OUT = "left out"  # neither used nor kept: only the file has it


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

    @property
    def fingerprint(self) -> str:
        """The same for the same fault of the same value in the same place, however long it is: it is kept once."""
        return _digest(self.path, self.rule or "", self.value or "")


@dataclass(frozen=True, slots=True)
class KeptAside:
    """A part of the file not read yet, or unreadable: word for word, so that a later import needs no second file."""

    module: str
    xml: str
    why: str
    line: int
    upn: str = ""  # of a child kept whole, where it is sound: by it somebody may find who the child is

    @property
    def fingerprint(self) -> str:
        """The same for the same text of the same module in any file, so that it is kept once."""
        return _digest(self.module, self.xml)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


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
class EnquiryRecord:
    """One Section47 module. Where the same stands twice in a file, only the line differs."""

    start: Given[date]
    conference: Given[date]
    not_required: Given[bool]
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """One child protection plan, or child in need plan (`is_need`), whose dates and categories may be relied on.

    `reviews` are the days of its review conferences, in order. `this_year`: it began in the year of the census, so the
    conference that decided it is in the same file. `aside` is the module as it is kept where the plan is not taken.
    """

    is_need: bool
    start: date
    end: date | None
    first_category: str
    latest_category: str
    reviews: tuple[date, ...]
    this_year: bool
    aside: KeptAside = field(compare=False)

    @property
    def line(self) -> int:
        return self.aside.line


@dataclass(frozen=True, slots=True)
class Episode:
    """One CINdetails group: a referral and what followed. `kept_aside` holds what of it could not be taken."""

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
    enquiries: tuple[EnquiryRecord, ...] = ()
    plans: tuple[PlanRecord, ...] = ()

    def dated(self) -> Iterator[AssessmentRecord]:
        """The assessments that can be taken: without the day it began one is kept aside whole."""
        return (one for one in self.assessments if one.start.value is not None)


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

    @property
    def known_as(self) -> str:
        """The id as the record keeps it: word for word, or where it is too long its beginning and a digest of all."""
        key = self.key
        return key if len(key) <= LONGEST_ID else f"{key[: LONGEST_ID - 17]}~{_digest(key)[:16]}"

    def dated(self) -> Iterator[Episode]:
        """The referrals that can be taken: without the day it was made one is kept aside whole."""
        return (one for one in self.episodes if one.referral_date.value is not None)

    def enquiries(self) -> tuple[EnquiryRecord, ...]:
        """Its section 47 enquiries, each once."""
        return tuple(dict.fromkeys(one for episode in self.dated() for one in episode.enquiries))

    def plans(self) -> tuple[PlanRecord, ...]:
        """Its plans, each once, the first begun first."""
        found = dict.fromkeys(one for episode in self.dated() for one in episode.plans)
        return tuple(sorted(found, key=lambda one: (one.start, one.is_need)))

    def conference_days(self) -> frozenset[date]:
        """The days of its initial conferences, wherever the file says them."""
        said = [episode.initial_cpc_date for episode in self.dated()]
        said += [one.conference for one in self.enquiries()]
        return frozenset(one.value for one in said if one.value is not None)

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
