"""What the people room offers the search for words: why an entry of a chronology is significant."""

from __future__ import annotations

from django.db.models import F

from kith.record.models import EntryMark
from kith.record.registry import events_of
from kith.record.words import Texts, joined, offers_texts


def texts(people: list[int]) -> list[Texts]:
    """What was said of entries. One that is hidden from whoever reads, or told no more, takes its marks with it."""
    marks = EntryMark.objects.filter(person_id__in=people, event__in=events_of(people).values("pk"))
    address = joined("/people/", F("person__ref"), "/chronology/", F("event__ref"), "/")
    return [marks.annotate(title=joined("Chronology"), address=address, text=F("why"))]


offers_texts(texts)
