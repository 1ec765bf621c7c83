"""Children, adults and agreements as whoever tells of them describes them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SaidChild:
    """A child as the referrer describes them. `person` is who they truly are; all else may be missing or wrong."""

    person: str
    given: str = ""
    family: str = ""
    born: date | None = None
    due: date | None = None
    age: int | None = None
    sex: str = "U"
    school: str = ""
    nhs_number: str = ""
    upn: str = ""
    parents: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SaidAdult:
    """A grown-up the referrer speaks of: who they truly are, the name given, and what they are to the children."""

    person: str
    name: str
    relation: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether a parent was asked, by whom and what they said (FD-04). `state` is not_asked, given or refused."""

    person: str
    asked_of: str
    state: str
    asked_at: datetime | None = None
    asked_by: str = ""
    how: str = ""
    scope: str = ""
    conditions: str = ""
    why_not: str = ""
