"""Stretches of a life of which the record says nothing, or in which no other agency told us anything (AS-15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import DateTimeField, ExpressionWrapper, F, Func, Q, Value, Window
from django.db.models.functions import Lag

from kith.access.asked_once import together
from kith.kernel.now import now
from kith.record.registry import events_of
from kith.standards.words import full_day, local_day, plural

MOST_GAPS = 12
NOTHING = "Nothing that you can see is recorded"
# What is put right in the record, and dates that are set, say nothing of what happened to anybody.
NOT_EVENTS = Q(step__startswith="people.") | Q(step__startswith="clock.")


@dataclass(frozen=True)
class Gap:
    """A stretch in which nothing is recorded, or nothing from another agency, as far as the reader may see."""

    since: datetime
    until: datetime
    agencies_only: bool
    open_ended: bool  # it goes on today

    @property
    def words(self) -> str:
        # Said so to everybody: work may be hidden from whoever reads, and that it is may not be told.
        who = "No other agency told us anything that you can see" if self.agencies_only else NOTHING
        since, until = full_day(local_day(self.since)), full_day(local_day(self.until))
        return f"{who} since {since}" if self.open_ended else f"{who} from {since} to {until}"

    @property
    def long(self) -> str:
        """How long it is, in months."""
        return plural(_months(self.since, self.until), "month")


def gaps_of(people: set[int], months: int, heard: Iterable[datetime]) -> list[Gap]:
    """Stretches of more than so many months in which nothing is recorded, or nothing from another agency; newest first.

    Args:
        people: one identity.
        months: from how many months on it is a gap.
        heard: when another agency told us something, in order of time.
    """
    happened = events_of(people).exclude(NOT_EVENTS)
    last = Window(Lag("happened_at"), order_by=[F("happened_at"), F("pk")])
    late = ExpressionWrapper(
        F("last") + Func(Value(months), template="make_interval(months => %(expressions)s)"), DateTimeField()
    )
    long = happened.annotate(last=last).filter(happened_at__gt=late).order_by("-happened_at")[:MOST_GAPS]
    rows = together(
        long=long.values("last", "happened_at"),
        first=happened.order_by("happened_at").values("happened_at")[:1],
        last=happened.order_by("-happened_at").values("happened_at")[:1],
    )
    if not rows["first"]:
        return []
    found = [Gap(_said(row["last"]), _said(row["happened_at"]), False, False) for row in rows["long"]]
    first, latest, moment = _said(rows["first"][0]["happened_at"]), _said(rows["last"][0]["happened_at"]), now()
    if _months(latest, moment) >= months:
        found.append(Gap(latest, moment, False, True))
    silent = list(found)
    for since, until in pairwise([first, *heard, moment]):
        if _months(since, until) >= months and not any(_covers(gap, since, until, months) for gap in silent):
            found.append(Gap(since, until, True, until == moment))
    return sorted(found, key=lambda one: one.until, reverse=True)[:MOST_GAPS]


def _covers(gap: Gap, since: datetime, until: datetime, months: int) -> bool:
    """Whether a stretch without an agency is little more than one without anything, which is listed already."""
    within = since <= gap.since and gap.until <= until
    return within and _months(since, gap.since) + _months(gap.until, until) < months


def _said(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def _months(since: datetime, until: datetime) -> int:
    """Whole months from one moment to another."""
    first, last = local_day(since), local_day(until)
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
