"""What was written of a period of somebody's life, the entries it rests on, and what of them was put right (AS-15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from kith.access.models import Subject
from kith.access.policies import identity_of
from kith.people.queries.chronology import Asked, Entry, chronology, entries, marks_of
from kith.record.models import PeriodSummary, StepEvent, SummaryEntry
from kith.record.registry import Correction, corrections_of, events_of

MOST = 200  # entries to choose from
EXCERPT = 280


@dataclass(frozen=True)
class Rests:
    """One entry that a summary rests on, and what of it was put right since the summary was written."""

    entry: Entry
    corrected: Correction | None


@dataclass(frozen=True)
class Summary:
    """A summary as it stands, with how many of its sources were put right, or taken off this record, since."""

    one: PeriodSummary
    rests_on: list[Rests]
    taken_off: int
    versions: list[PeriodSummary] = field(default_factory=list)

    @property
    def corrected(self) -> int:
        return self.taken_off + sum(row.corrected is not None for row in self.rests_on)

    @property
    def excerpt(self) -> str:
        """How it begins, for a list."""
        words = " ".join(self.one.words.split())
        return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rsplit(' ', 1)[0]} …"


def summaries_of(ids: Iterable[int], since: date | None = None, until: date | None = None) -> list[Summary]:
    """Those that stand on the record of one identity and tell of some day of a period, the newest first."""
    rows = _whole().filter(person_id__in=list(ids), replaced_by=None).order_by("-until", "-pk")
    rows = rows.filter(until__gte=since) if since else rows
    rows = rows.filter(since__lte=until) if until else rows
    return _with_sources(set(ids), list(rows[:50]))


def summary_of(subject: Subject, ref: str) -> Summary | None:
    """One of them, also one that another took the place of, with all that were written of that period before it."""
    ids = set(identity_of(subject))
    rows = list(_whole().filter(person_id__in=ids, ref=ref))
    if not rows:
        return None
    (found,) = _with_sources(ids, rows)
    by_id = {row.pk: row for row in _whole().filter(person_id__in=ids, since__isnull=False)}
    versions, at = [], by_id.get(found.one.replaces_id or 0)
    while at is not None:
        versions.append(at)
        at = by_id.get(at.replaces_id or 0)
    return Summary(found.one, found.rests_on, found.taken_off, versions)


def to_rest_on(subject: Subject, since: date, until: date) -> tuple[list[Entry], bool]:
    """The entries of a period that a summary may rest on, and whether these are the significant ones alone.

    Where there are more than anybody reads through, only what stands out is offered.
    """
    ids = identity_of(subject)
    found = chronology(ids, Asked(since=since, until=until), most=MOST)
    if not found.earlier:
        return found.entries, False
    return chronology(ids, Asked(since=since, until=until, only_significant=True), most=MOST).entries, True


def usual_period(today: date) -> tuple[date, date]:
    """The period that is offered before anybody has chosen one: the year until today."""
    return today - timedelta(days=365), today


def _whole() -> QuerySet[PeriodSummary]:
    return PeriodSummary.objects.select_related("by", "replaced_by")


def _with_sources(ids: set[int], rows: list[PeriodSummary]) -> list[Summary]:
    if not rows:
        return []
    named = SummaryEntry.objects.filter(summary__in=[row.pk for row in rows])
    resting: dict[int, list[int]] = {}
    for summary, event in named.order_by("event__happened_at", "event_id").values_list("summary_id", "event_id"):
        resting.setdefault(summary, []).append(event)
    asked = {pk for events in resting.values() for pk in events}
    told: list[StepEvent] = list(events_of(ids).filter(pk__in=asked))
    drawn = {one.event.pk: one for one in entries(told, marks_of(ids))}
    right = corrections_of(told)
    return [_summary(row, resting.get(row.pk, []), drawn, right) for row in rows]


def _summary(row: PeriodSummary, on: list[int], drawn: dict[int, Entry], right: dict[int, Correction]) -> Summary:
    rests = [Rests(drawn[pk], _since(right.get(pk), row.at)) for pk in on if pk in drawn]
    return Summary(row, rests, len(on) - len(rests))


def _since(found: Correction | None, moment: datetime) -> Correction | None:
    return found if found is not None and found.at > moment else None


def choices(found: Iterable[Entry]) -> list[tuple[Any, str]]:
    """Entries as answers to choose from, by reference."""
    return [(str(one.event.ref), f"{one.happened_at:%-d %B %Y}: {one.line} ({one.source.name})") for one in found]
