"""Reading agency checks. Whatever is hidden from whoever is acting is absent, by the wall."""

from kith.checks.queries.portal import answered_by, asked_of, asked_of_agency
from kith.checks.queries.proposing import asks_education
from kith.checks.queries.reading import (
    CheckRow,
    by_ref,
    checks_of,
    row_of,
    waiting,
    waiting_about,
    waiting_of,
    waiting_on,
    work_by_ref,
)

__all__ = [
    "CheckRow",
    "answered_by",
    "asked_of",
    "asked_of_agency",
    "asks_education",
    "by_ref",
    "checks_of",
    "row_of",
    "waiting",
    "waiting_about",
    "waiting_of",
    "waiting_on",
    "work_by_ref",
]
