"""What the letters room offers the pages that gather a child's story."""

from __future__ import annotations

from django.db.models import F, Q

from kith.access.models import MatterSubject
from kith.letters.models import Letter, SafetyFlag
from kith.record.words import JsonTexts, Texts, joined, offers_texts


def texts(people: list[int]) -> list[Texts]:
    """What somebody's family and others were told, as it was sent or stands; why it was withheld or stopped."""
    about = MatterSubject.objects.filter(person_id__in=people).values("matter_id")
    stands = Q(replaced_by=None) | Q(state__in=[Letter.State.SENT, Letter.State.ACKNOWLEDGED])
    letters = Letter.objects.filter(stands, matter__in=about).annotate(
        at=F("written_at"),
        address=joined("/letters/", F("ref"), "/"),
        text=joined(JsonTexts(F("sections")), "\n", F("acknowledged_words"), "\n", F("withheld_reason")),
    )
    stopped = SafetyFlag.objects.filter(child_id__in=people).annotate(
        at=F("raised_at"),
        title=joined("Letters to the family stopped"),
        address=joined("/people/", F("child__ref"), "/family/"),
        text=joined(F("reason"), "\n", F("lifted_because")),
    )
    return [letters, stopped]


offers_texts(texts)
