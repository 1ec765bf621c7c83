"""A summary of a time of each child of the matrix."""

from __future__ import annotations

from datetime import date

from kith.access.models import User
from kith.people.models import Person
from kith.record.models import PeriodSummary, StepEvent, SummaryEntry


def summed_up(person: Person, happened: StepEvent, by: User) -> PeriodSummary:
    """What somebody of the background wrote of June, which rests on one entry."""
    found = PeriodSummary.objects.create(
        person_id=person.pk, since=date(2026, 6, 1), until=date(2026, 6, 30), words="A loud June.", by=by
    )
    SummaryEntry.objects.create(summary=found, person_id=person.pk, event=happened)
    return found
