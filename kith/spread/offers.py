"""What the spread check offers the search for words in a record: of the child whose work it belongs to, alone."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from kith.access.models import MatterSubject
from kith.record.words import Texts, joined, offers_texts
from kith.spread.models import ChildAtRisk, SpreadCheck

TITLE = "Which other children are at risk"


def texts(people: list[int]) -> Iterator[Texts]:
    """What was looked at, and why each other child may be at risk."""
    works = MatterSubject.objects.filter(person_id__in=people).values("matter_id")
    address = joined("/spread/", F("matter__ref"), "/")
    title = joined(TITLE)
    yield SpreadCheck.objects.filter(matter__in=works).annotate(title=title, address=address, text=F("words"))
    listed = ChildAtRisk.objects.filter(matter__in=works, taken_off_at=None)
    said = joined(F("described"), "\n", F("why"), "\n", F("not_raised_because"))
    yield listed.annotate(at=F("listed_at"), title=title, address=address, text=said)


offers_texts(texts)
