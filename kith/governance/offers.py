"""What the room offers the pages of a child: that their record is held, and what held it then."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from kith.governance.models import LegalHold
from kith.people.queries import Badge, offers_badges
from kith.people.queries.badges import PLAIN
from kith.record.then import Part, shows_then


def held(ids: list[int]) -> QuerySet[Any, Any]:
    """Of these records those that are held whatever their day."""
    return LegalHold.objects.filter(released_at=None, person__in=ids).values(pk=F("person_id"))


offers_badges(Badge(PLAIN, "", "Legal hold"), held)
shows_then(
    Part(
        LegalHold, "holds", "Legal holds",
        ("kind", "reason", "authority", "review_on", "placed_by", "released_at", "released_because"),
        by="person", place=90, name=lambda row, _: str(row.get_kind_display()),
    )
)  # fmt: skip
