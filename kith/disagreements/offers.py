"""What the room of disagreements offers the pages that gather a child's story."""

from __future__ import annotations

from django.db.models import F

from kith.access.models import MatterSubject
from kith.disagreements.models import Disagreement, DisagreementPassed, DisagreementView
from kith.disagreements.queries import STANDS
from kith.record.words import Texts, joined, offers_texts


def texts(people: list[int]) -> list[Texts]:
    """What people saw differently about somebody, each view, why it was passed on and how it was settled."""
    about = MatterSubject.objects.filter(STANDS, person_id__in=people).values("matter_id")
    issues = Disagreement.objects.filter(matter__in=about).annotate(
        at=F("raised_at"),
        title=joined("Professional disagreement"),
        address=joined("/disagreements/", F("ref"), "/"),
        text=joined(F("issue"), "\n", F("decision"), "\n", F("why")),
    )
    views = DisagreementView.objects.filter(matter__in=about).annotate(
        at=F("recorded_at"),
        title=joined("Professional disagreement: a view"),
        address=joined("/disagreements/", F("disagreement__ref"), "/"),
        text=joined(F("who"), "\n", F("words")),
    )
    passed = DisagreementPassed.objects.filter(matter__in=about).annotate(
        title=joined("Professional disagreement, passed on"),
        address=joined("/disagreements/", F("disagreement__ref"), "/"),
        text=joined(F("reason")),
    )
    return [issues, views, passed]


offers_texts(texts)
