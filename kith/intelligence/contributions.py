"""What agencies were asked for, and how soon they answered: checks, reports for conferences, taking part (IG-10).

All agencies owe timely input. A request counts from the day on which it was made to the day of the first answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Q

from kith.access.models import Agency
from kith.checks.models import AgencyCheck
from kith.conferences.models import Conference, ConferenceAgency
from kith.intelligence.queries import asked as asked_months
from kith.kernel.now import today
from kith.protection.models import DiscussionAgency, StrategyDiscussion
from kith.standards.codesets import agency_kinds
from kith.standards.due import add_months, start_of_day
from kith.standards.words import local_day

HERE = ("here", "sent")


@dataclass(frozen=True)
class Asked:
    """Which months, and of which kind of agency; of every kind where none is said."""

    since: date
    until: date
    kind: str = ""

    @property
    def address(self) -> str:
        """The question as the query of an address."""
        said = {"since": f"{self.since:%Y-%m}", "until": f"{self.until:%Y-%m}"}
        return urlencode(said | ({"kind": self.kind} if self.kind else {}))

    def during(self, path: str) -> Q:
        """From the first moment of these months to their last, in London; of that kind of agency."""
        first, after = start_of_day(self.since), start_of_day(add_months(self.until, 1))
        of_kind = {"agency_kind": self.kind} if self.kind else {}
        return Q(**{f"{path}__gte": first, f"{path}__lt": after}, **of_kind)


@dataclass(frozen=True)
class Request:
    """Something an agency was asked for: on which day, by which day, and on which it answered.

    `again`: how often it was asked again. `without`: the work went on without an answer. `over`: what it was for is
    past, so that no answer is waited for.
    """

    agency: str
    on: date
    due: date
    answered: date | None
    again: int = 0
    without: bool = False
    over: bool = False
    words: str = ""
    href: str = ""

    @property
    def days(self) -> int | None:
        """From the request to the answer; none where nothing came."""
        return None if self.answered is None else max(0, (self.answered - self.on).days)

    @property
    def in_time(self) -> bool:
        return self.answered is not None and self.answered <= self.due

    @property
    def late(self) -> bool:
        return self.answered is not None and self.answered > self.due

    @property
    def missing(self) -> bool:
        """Nothing came, though the day has passed, or the work went on without it."""
        return self.answered is None and (self.without or self.over or self.due < today())

    @property
    def days_over(self) -> int:
        return (today() - self.due).days


@dataclass(frozen=True)
class Responses:
    """What became of the requests to one agency, or to all of them."""

    words: str
    asked: int
    answered: int
    middle: float | None
    in_time: int
    late: int
    missing: int
    again: int
    without: int


@dataclass(frozen=True)
class Part:
    """To how many strategy discussions and conferences an agency was invited, and in how many it took part."""

    words: str
    discussions: int
    discussed: int
    conferences: int
    conferred: int


def asked(said: dict[str, str]) -> Asked:
    """An address read with mercy: the last six months, and every kind of agency, unless it says others."""
    months, kind = asked_months(said), said.get("kind", "")
    return Asked(months.since, months.until, kind if kind in agency_kinds() else "")


def checks(asked: Asked) -> list[Request]:
    """The agency checks of these months, the longest overdue first. Whatever is hidden from the reader is absent."""
    rows = AgencyCheck.objects.filter(asked.during("asked_at")).select_related("matter", "agency").order_by("due_on")
    rows = rows.annotate(
        first=Min("matter__agency_replies__said_at"), chased=Count("matter__agency_chasers", distinct=True)
    )
    return [
        Request(
            _agency(row), local_day(row.asked_at), row.due_on, local_day(row.first) if row.first else None, row.chased,
            row.state == AgencyCheck.State.WITHOUT, words=row.asks_words, href=row.href,
        )
        for row in rows
    ]  # fmt: skip


def reports(asked: Asked) -> list[Request]:
    """The reports for conferences that were asked for in these months."""
    rows = ConferenceAgency.objects.filter(asked.during("invited_at"), report_due_on__isnull=False)
    rows = rows.exclude(matter__conference__state=Conference.State.OFF).select_related("matter__conference", "agency")
    return [
        Request(
            _agency(row), local_day(row.invited_at), row.report_due_on, row.report_on, words="Report for a conference",
            over=row.matter.conference.state == Conference.State.HELD, href=row.matter.conference.href,
        )
        for row in rows.order_by("report_due_on")
        if row.invited_at is not None and row.report_due_on is not None
    ]  # fmt: skip


def by_agency(requests: Iterable[Request]) -> list[Responses]:
    """What became of requests, by agency, those most asked first."""
    mine: dict[str, list[Request]] = defaultdict(list)
    for one in requests:
        mine[one.agency].append(one)
    return sorted((summed(name, rows) for name, rows in mine.items()), key=lambda row: (-row.asked, row.words))


def summed(words: str, rows: Iterable[Request]) -> Responses:
    """What became of these requests together."""
    every = list(rows)
    days = [one.days for one in every if one.days is not None]
    return Responses(
        words, len(every), len(days), median(days) if days else None, _many(every, lambda one: one.in_time),
        _many(every, lambda one: one.late), _many(every, lambda one: one.missing), sum(one.again for one in every),
        _many(every, lambda one: one.without),
    )  # fmt: skip


def _many(rows: Iterable[Request], holds: Callable[[Request], bool]) -> int:
    return sum(holds(one) for one in rows)


def overdue(requests: Iterable[Request]) -> list[Request]:
    """Those still waited for although their day has passed, the longest first."""
    waits = [one for one in requests if one.missing and not one.without and not one.over]
    return sorted(waits, key=lambda one: one.due)


def parts(asked: Asked) -> list[Part]:
    """Who was invited to strategy discussions and conferences that were held, and took part, by agency."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    discussed = DiscussionAgency.objects.filter(asked.during("matter__strategy_discussion__held_at"))
    discussed = discussed.filter(matter__strategy_discussion__state=StrategyDiscussion.State.HELD)
    conferred = ConferenceAgency.objects.filter(asked.during("matter__conference__held_at"))
    conferred = conferred.filter(matter__conference__state=Conference.State.HELD)
    for place, rows in ((0, discussed), (2, conferred)):
        for row in rows.select_related("agency"):
            mine = counts[_agency(row)]
            mine[place] += 1
            mine[place + 1] += row.part in HERE
    found = [Part(name, *numbers) for name, numbers in counts.items()]
    return sorted(found, key=lambda one: (-(one.discussions + one.conferences), one.words))


def all_parts(rows: Iterable[Part]) -> Part:
    """All agencies together."""
    every = list(rows)
    return Part(
        "All", sum(one.discussions for one in every), sum(one.discussed for one in every),
        sum(one.conferences for one in every), sum(one.conferred for one in every),
    )  # fmt: skip


def _agency(row: Any) -> str:
    """By its name on our list, or as it was written down; an agency without a name by its kind."""
    agency: Agency | None = row.agency
    return agency.name if agency is not None else str(row.agency_name or row.kind_words)
