"""What the people room offers the pages that gather a story: words said of a chronology, and what was taken back."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max

from kith.access.history import history_of
from kith.people import known_then as known_then
from kith.people.models import Address, Identifier, Name, Relationship
from kith.record.models import EntryMark, PeriodSummary, StepEvent, StepEventPerson
from kith.record.registry import Correction, events_of, offers_corrections
from kith.record.words import Texts, joined, offers_texts


def texts(people: list[int]) -> list[Texts]:
    """What was said of entries. One that is hidden from whoever reads, or told no more, takes its marks with it."""
    marks = EntryMark.objects.filter(person_id__in=people, event__in=events_of(people).values("pk"))
    address = joined("/people/", F("person__ref"), "/chronology/", F("event__ref"), "/")
    page = joined("/people/", F("person__ref"), "/chronology/summaries/", F("ref"), "/")
    summaries = PeriodSummary.objects.filter(person_id__in=people)
    return [
        marks.annotate(title=joined("Chronology"), address=address, text=F("why")),
        summaries.annotate(title=joined("Summary of a time"), address=page, text=F("words")),
    ]


def taken_back(events: list[StepEvent]) -> dict[int, Correction]:
    """Names, addresses, numbers and relationships that were written down by mistake: history says in which step."""
    by_ref = {one.ref: one.pk for one in events if one.step.startswith(("people.", "frontdoor.", "assessment."))}
    if not by_ref:
        return {}
    people = StepEventPerson.objects.filter(event__in=list(by_ref.values())).values("person_id")
    found: dict[int, Correction] = {}
    for model in (Name, Address, Identifier, Relationship):
        kept: Any = history_of(model)
        rows = kept.objects.filter(person_id__in=people, pgh_context_id__in=list(by_ref)).exclude(
            pgh_obj__mistaken_because=""
        )
        for ref, when in rows.values_list("pgh_context_id").annotate(when=Max("pgh_obj__history__pgh_created_at")):
            found[by_ref[ref]] = Correction(when, "What was written down then was taken back as a mistake")
    return found


offers_texts(texts)
offers_corrections(taken_back)
