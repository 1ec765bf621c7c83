"""Reading what deserves a look. What is about a hidden record, or is the reader's own, is absent by the wall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from kith.access.models import NamedReader, RoleGrant, User
from kith.access.policies import live
from kith.access.roles import ROLES, Ability
from kith.governance.models import UnusualReading, UnusualSearch, UnusualSighting
from kith.governance.rules import rules
from kith.record.models import Refusal
from kith.standards.words import initials

PAGE = 50  # findings at a time
LOOKS = 200  # looks shown of one
OPEN = ("waiting", "asked", "explained")
# What the list may be asked for: the address says which.
SHOWN = {"": "What waits", "asked": "Waits for an explanation", "concern": "Concerns", "all": "Everything"}
_STATES: dict[str, Q] = {
    "": Q(state__in=OPEN),
    "asked": Q(state="asked"),
    "concern": Q(state="concern"),
    "all": Q(),
}
_LENGTH = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=31)}


@dataclass(frozen=True)
class Asked:
    """What the address asks of the list."""

    shown: str = ""
    rule: str = ""
    before: str = ""

    @classmethod
    def of(cls, sent: Any) -> Asked:
        """What was sent, as far as there is such a thing."""
        shown, rule = sent.get("show", ""), sent.get("rule", "")
        return cls(shown if shown in SHOWN else "", rule if rule in rules() else "", sent.get("before", "")[:60])

    @property
    def address(self) -> str:
        """The same without the page."""
        return urlencode({name: value for name, value in (("show", self.shown), ("rule", self.rule)) if value})


@dataclass(frozen=True)
class Row:
    """One finding on the list: how many looks in sight it rests on, and whose record it is, by initials."""

    one: UnusualReading
    looks: int
    record: str
    initials: str


@dataclass(frozen=True)
class Listed:
    """A page of findings, the newest first, and where the next one begins."""

    rows: list[Row]
    earlier: str


def listed(actor: User, asked: Asked) -> Listed:
    """The findings that somebody may look at. Each page begins where the last one ended, and so stays quick."""
    found = _seen_by(actor).filter(_STATES[asked.shown])
    if asked.rule:
        found = found.filter(rule=asked.rule)
    if mark := _mark(asked.before):
        moment, pk = mark
        found = found.filter(Q(since__lt=moment) | Q(since=moment, pk__lt=pk))
    rows = list(found.select_related("reader", "person__person", "asked_of").order_by("-since", "-pk")[: PAGE + 1])
    shown = rows[:PAGE]
    earlier = f"{shown[-1].since.isoformat()}_{shown[-1].pk}" if len(rows) > PAGE else ""
    return Listed(_rows(shown), earlier)


def asked_of(actor: User) -> list[Row]:
    """What somebody was asked to explain and has not yet, the longest first."""
    found = UnusualReading.objects.filter(state="asked", asked_of=actor).order_by("pk")
    return _rows(list(found.select_related("reader", "person__person", "asked_of")))


def _seen_by(actor: User) -> QuerySet[UnusualReading]:
    if actor.may(Ability.SEE_ACCESS):
        return UnusualReading.objects.all()
    return UnusualReading.objects.filter(rule="restricted", person__isnull=False)


def _rows(found: Iterable[UnusualReading]) -> list[Row]:
    every = list(found)
    looks = UnusualSighting.objects.filter(reading__in=[one.pk for one in every]).values("reading")
    counted = {row["reading"]: row["times"] for row in looks.annotate(times=Count("id"))}
    return [Row(one, counted.get(one.pk, 0), *whose(one.person)) for one in every]


def whose(person: Any) -> tuple[str, str]:
    """A record's reference and the initials of whose it is: enough to tell two apart, and no name (IG-05)."""
    if person is None:
        return "", ""
    known = getattr(person, "person", None)
    return person.ref, initials(known.shown_name) if known else ""


def by_ref(ref: str) -> UnusualReading | None:
    """One finding, unless it is about a hidden record or is the reader's own."""
    return UnusualReading.objects.select_related("reader", "person__person", "asked_of").filter(ref=ref).first()


def looks_of(reading: UnusualReading) -> list[tuple[Any, str, str]]:
    """The looks it rests on, the newest first, each with the reference and initials of whose record it was."""
    rows = reading.looks.select_related("sighting__reasoned_access", "person__person").order_by("-sighting__at", "-pk")
    return [(row.sighting, *whose(row.person)) for row in rows[:LOOKS]]


def refusals_of(reading: UnusualReading) -> list[Refusal]:
    """What the reader was refused in the period, where the rule counts that."""
    if reading.rule != "refused":
        return []
    rows = Refusal.objects.filter(actor=reading.reader, at__gte=reading.since, at__lt=ends(reading))
    return list(rows.order_by("-at")[:LOOKS])


def ends(reading: UnusualReading) -> datetime:
    """When the period is over: a night at seven the next morning."""
    night = timedelta(hours=7) if reading.rule == "out_of_hours" else timedelta()
    return reading.since + _LENGTH[reading.by.period if reading.by else "month"] + night


def managers_of(reading: UnusualReading) -> list[User]:
    """Who may be asked to explain: those who supervise a team of the reader's; where there is none, those who see every
    team. Of a restricted record only its named readers, for nobody else may know of it."""
    teams = reading.reader.team_ids
    grants = RoleGrant.objects.filter(RoleGrant.live(), user__is_active=True).exclude(user=reading.reader)
    near = grants.filter(role__in=_with(Ability.SUPERVISE), team_id__in=teams)
    found = _users(near, reading) or _users(grants.filter(role__in=_with(Ability.OVERSEE)), reading)
    return sorted(found, key=lambda one: one.name)


def _users(grants: QuerySet[RoleGrant], reading: UnusualReading) -> list[User]:
    found = {one.user_id: one.user for one in grants.select_related("user")}
    if reading.person is not None and reading.person.restricted:
        named = NamedReader.objects.filter(live(), person=reading.person).values_list("user_id", flat=True)
        found = {pk: one for pk, one in found.items() if pk in set(named)}
    return list(found.values())


def _with(ability: Ability) -> list[str]:
    return [key for key, role in ROLES.items() if ability in role.abilities]


def last_search() -> UnusualSearch | None:
    """Up to when Kith has gone through the looks."""
    return UnusualSearch.objects.order_by("-until").first()


def _mark(text: str) -> tuple[datetime, int] | None:
    moment, _, pk = text.partition("_")
    try:
        found = datetime.fromisoformat(moment)
        return (found, int(pk)) if found.tzinfo else None
    except ValueError:
        return None
