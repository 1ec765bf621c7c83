"""What the page of an assessment reads of it, in one statement."""

from __future__ import annotations

from typing import Any

from kith.access.asked_once import known
from kith.access.prepared import Prepared, PreparedLists
from kith.assessment.models import Assessment
from kith.assessment.proposed import proposals_of
from kith.assessment.queries.lacking import supervisions_of
from kith.assessment.queries.plan import agreements_of
from kith.assessment.queries.reading import clocks_of, clocks_with, visits_of
from kith.assessment.queries.written import group_of, newest_of

# By the name under which each is asked once (`asked_once`), by itself, where nobody has read ahead.
_QUESTIONS: dict[str, Prepared[Any]] = {
    "clocks": clocks_of,
    "visits": visits_of,
    "texts": newest_of,
    "agreements": agreements_of,
    "supervisions": supervisions_of,
    "proposals": proposals_of,
    "opened with": group_of,
}
_rows = PreparedLists(**_QUESTIONS)


def read_ahead(assessment: Assessment) -> None:
    """Ask now, together, what a page that shows most of an assessment would ask piece by piece."""
    found = _rows(matter=assessment.pk, works=clocks_with(assessment), group=assessment.sibling_group)
    for name, rows in found.items():
        known((name, assessment.pk), rows)
