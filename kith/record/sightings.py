"""Looking is an act: opening somebody's record is written down, with the reason it opened (IG-06, promise 9)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, QuerySet

from kith.access.models import Subject, User
from kith.access.policies import Door, identity_of
from kith.record.models import Sighting


def saw(actor: User, subject: Subject, page: str, door: Door) -> Sighting:
    """Write down that this person opened this page of this record, and why they could."""
    return saw_all(actor, [subject], page, door)[0]


def saw_all(actor: User, subjects: Iterable[Subject], page: str, door: Door) -> list[Sighting]:
    """The same of every record that one page shows together, in one statement."""
    said = {"page": page[:80], "because": door.because[:300], "reasoned_access": door.reasoned}
    return Sighting.objects.bulk_create(Sighting(actor=actor, person=one, **said) for one in subjects)


def who_has_looked(subject: Subject) -> QuerySet[Sighting]:
    """Every sighting of this record, newest first, joined records included."""
    looked = Sighting.objects.filter(person_id__in=identity_of(subject)).select_related("actor", "reasoned_access")
    return looked.order_by("-at", "-pk")


def lookers(subject: Subject) -> list[dict[str, Any]]:
    """One row a person who looked: how often and when last."""
    looked = Sighting.objects.filter(person_id__in=identity_of(subject)).values("actor__name", "actor__job_title")
    return [dict(row) for row in looked.annotate(times=Count("id"), last=Max("at")).order_by("-last")]
