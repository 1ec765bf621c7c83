"""What rooms offer the pages that gather a child's story. Rooms register at start-up; this room knows none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from kith.access.models import MatterSubject
from kith.record.models import StepEvent


@dataclass(frozen=True)
class MatterPage:
    """Where a matter is read: its title ("Contact C-26-04417") and its address."""

    title: str
    href: str


# kind of matter -> how to name and reach a set of them, in one query: {matter_id: MatterPage}
_matters: dict[str, Callable[[list[int]], dict[int, MatterPage]]] = {}


def offers_matters(kind: str, pages: Callable[[list[int]], dict[int, MatterPage]]) -> None:
    """A room says how its matters are named and reached."""
    _matters[kind] = pages


def pages_of(matters: list[tuple[int, str]]) -> dict[int, MatterPage]:
    """Name and address of each matter, a query a kind."""
    found: dict[int, MatterPage] = {}
    for kind, pages in _matters.items():
        ids = [pk for pk, of_kind in matters if of_kind == kind]
        if ids:
            found.update(pages(ids))
    return found


@dataclass(frozen=True)
class Entry:
    """One thing that happened, for a story or a timeline."""

    happened_at: datetime
    line: str
    who: str
    page: MatterPage | None


def story_of(people: set[int], *, limit: int | None = None) -> list[Entry]:
    """What happened to these people (one identity), newest first, by every room."""
    matters = MatterSubject.objects.filter(person_id__in=people).values("matter_id")
    events = (
        StepEvent.objects.filter(Q(people__person_id__in=people) | Q(matter_id__in=matters))
        .select_related("actor", "matter")
        .distinct()
        .order_by("-happened_at", "-id")
    )
    rows: list[Any] = list(events[:limit] if limit else events)
    pages = pages_of([(row.matter_id, row.matter.kind) for row in rows if row.matter_id])
    return [Entry(row.happened_at, row.line, row.actor.name, pages.get(row.matter_id)) for row in rows]


def story_of_matter(matter: Any) -> list[Entry]:
    """What happened on one piece of work, newest first."""
    rows = StepEvent.objects.filter(matter=matter).select_related("actor").order_by("-happened_at", "-id")
    return [Entry(row.happened_at, row.line, row.actor.name, None) for row in rows]
