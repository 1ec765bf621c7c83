"""Looks at records, as they are written down, for those who look at who looked."""

from __future__ import annotations

from datetime import datetime, timedelta

from kith.access.actor import acting, at
from kith.access.models import ReasonedAccess, User
from kith.access.policies import Door
from kith.access.system import working
from kith.governance.finding import find_unusual
from kith.governance.models import UnusualReading
from kith.people.models import Person
from kith.record.sightings import saw


def look(actor: User, person: Person, moment: datetime, because: str = "You are involved: key worker") -> None:
    """One page of one record, opened by somebody near it."""
    with at(moment), acting(actor):
        saw(actor, person.subject, "overview", Door("open", because))


def look_with_reason(actor: User, person: Person, moment: datetime, words: str) -> None:
    """The same by somebody who said why."""
    with at(moment), acting(actor):
        reason = ReasonedAccess.objects.create(
            person=person.subject, user=actor, why="cover", words=words, since=moment, until=moment + timedelta(days=1)
        )
        saw(actor, person.subject, "overview", Door("open", "You said why: covering", reason))


def gone_through(moment: datetime) -> int:
    """Kith goes through the looks."""
    with at(moment), working():
        return find_unusual()


def found_as(actor: User, rule: str = "") -> list[UnusualReading]:
    """The findings that somebody can see in the database at all."""
    with acting(actor):
        rows = UnusualReading.objects.select_related("reader", "person").order_by("pk")
        return list(rows.filter(rule=rule) if rule else rows)
