"""From contact to help: what became of the contacts of some months, counted in the database (FD-13)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from kith.access.models import Agency, User
from kith.frontdoor.models import Contact
from kith.frontdoor.policies import contacts_met_by
from kith.intelligence.models import ASSESSED, DAY, KINDS, PLANNED, REFERRED, Course
from kith.kernel.now import today

MONTHS_SHOWN, MOST_MONTHS = 6, 60
EARLIEST = date(1990, 1, 1)  # before any record

KIND_WORDS = {key: words for key, words, _ in KINDS}

# The source document's own figures ("Local context"), of every 100 contacts; it gives none for the other sources.
BASELINE_ASSESSED = {"police": 6, "health": 16, "schools": 22}
BASELINE_DOMESTIC_ABUSE = 60


class Stage(NamedTuple):
    """What a number counts: its words, and what holds of each course. The same, for the sums, is in `database.py`."""

    words: str
    holds: Q = Q()


# What a number may count, as its address says.
STAGES: dict[str, Stage] = {
    "contacts": Stage("received"),
    "referral": Stage("that became a referral", Q(furthest__gte=REFERRED)),
    "assessment": Stage("for which an assessment started", Q(furthest__gte=ASSESSED)),
    "plan": Stage("that ended with a child in need plan", Q(furthest__gte=PLANNED)),
    "decided": Stage("decided", Q(minutes__isnull=False)),
    "in_time": Stage("decided within 24 hours", Q(minutes__lte=DAY)),
    "late": Stage("decided after more than 24 hours", Q(minutes__gt=DAY)),
    "waiting": Stage("not yet decided", Q(minutes__isnull=True)),
    "domestic_abuse": Stage("from the police about domestic abuse", Q(kind="police", type="domestic_abuse")),
}
# How contacts are grouped: by everything that a page shows, in one reading.
GROUPINGS = ("source_kind", "month", "agency_id", "decided_by")
_FIGURES = "select * from kith_figures(%s, %s, %s, %s, %s, %s, %s)"
_SUMMED = ("contacts", "referral", "assessment", "plan", "in_time", "late", "waiting", "domestic_abuse")


@dataclass(frozen=True)
class Asked:
    """What an address asks for: contacts received from the first of one month to the end of another, narrowed."""

    since: date
    until: date
    kind: str = ""
    type: str = ""
    agency: str = ""
    decider: str = ""
    stage: str = "contacts"

    def but(self, **changes: Any) -> Asked:
        """The same question, narrowed."""
        return replace(self, **changes)

    @property
    def address(self) -> str:
        """The question as the query of an address."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        said |= {"since": f"{self.since:%Y-%m}", "until": f"{self.until:%Y-%m}"}
        return urlencode({name: value for name, value in said.items() if value and value != "contacts"})


def months_ago(month: date, number: int) -> date:
    """The first of the month that many months before."""
    years, zero_based = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, zero_based + 1, 1)


def _month(said: str, otherwise: date) -> date:
    try:
        return max(datetime.strptime(said, "%Y-%m").date(), EARLIEST)  # noqa: DTZ007  # a month has no zone
    except ValueError:
        return otherwise


def asked(said: dict[str, str]) -> Asked:
    """An address read with mercy: what cannot be meant is left out; the last six months unless it says others."""
    this_month = today().replace(day=1)
    until = min(_month(said.get("until", ""), this_month), this_month)
    since = _month(said.get("since", ""), months_ago(until, MONTHS_SHOWN - 1))
    since = max(min(since, until), months_ago(until, MOST_MONTHS - 1))
    words = {name: said.get(name, "")[:40].replace("\x00", "") for name in ("type", "agency", "decider")}
    kind, stage = said.get("kind", ""), said.get("stage", "contacts")
    return Asked(
        since, until, kind if kind in KIND_WORDS else "", **words, stage=stage if stage in STAGES else "contacts"
    )


def contacts(asked: Asked) -> QuerySet[Course]:
    """The courses of the contacts that a number counts, for lists; `counted` adds the same up."""
    narrowed = {"kind": asked.kind, "type": asked.type, "agency__ref": asked.agency, "decider__ref": asked.decider}
    found = Course.objects.filter(month__gte=asked.since, month__lte=asked.until)
    found = found.filter(**{name: value for name, value in narrowed.items() if value})
    return found.filter(STAGES[asked.stage].holds)


@dataclass
class Figures:
    """One row of a table: what it is about and what became of its contacts. Times are in hours, None without any."""

    asked: Asked
    words: str
    counts: dict[str, int]
    median: float | None
    ninth: float | None
    baseline: int | None = None

    @property
    def number(self) -> int:
        return self.counts["contacts"]

    @cached_property
    def address(self) -> str:
        """What every number of the row begins its address with."""
        return self.asked.but(stage="contacts").address


def _figures(asked: Asked, words: str, row: dict[str, Any], baseline: int | None = None) -> Figures:
    counts = {stage: row[f"n_{stage}"] for stage in STAGES}
    return Figures(asked, words, counts, _hours(row["median"]), _hours(row["ninth"]), baseline)


def _hours(minutes: float | None) -> float | None:
    return None if minutes is None else minutes / 60


Counted = dict[str, list[dict[str, Any]]]


def counted(asked: Asked, *more: str) -> Counted:
    """Every figure of the contacts asked about, by grouping: "" for all of them together. By agency only where one
    kind of source is asked about. `more`: further groupings ("smallest").

    The database adds up and hides (`database.py`): most of the months asked about were summed long ago.
    """
    groups = [name for name in GROUPINGS if name != "agency_id" or asked.kind]
    ids = [_id(Agency, asked.agency), _id(User, asked.decider)]
    found: Counted = {name: [] for name in ("", *GROUPINGS, *more)}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [asked.since, asked.until, asked.kind, asked.type, *ids, [*groups, *more]])
        rows = cursor.fetchall()
    for grouped, key, label, *numbers, median, ninth in rows:
        row: dict[str, Any] = {f"n_{name}": number for name, number in zip(_SUMMED, numbers, strict=True)}
        row |= {"n_decided": row["n_in_time"] + row["n_late"], "median": median, "ninth": ninth}
        found[grouped].append(row | {grouped: _key(grouped, key, label)})
    found[""] = found[""] or [dict.fromkeys((f"n_{stage}" for stage in STAGES), 0) | {"median": None, "ninth": None}]
    found["month"].sort(key=lambda row: row["month"])
    return found


def _id(of: type[Model], ref: str) -> int | None:
    """Nobody has the id 0: a reference that names nobody finds nothing."""
    if not ref:
        return None
    return of._default_manager.filter(ref=ref).values_list("pk", flat=True).first() or 0


def _key(grouped: str, key: int, label: str) -> Any:
    """What a row is about, by its grouping."""
    if grouped == "month":
        return date.fromisoformat(label)
    if grouped == "smallest":
        month, kind, type = label.split("|", 2)
        return date.fromisoformat(month), kind, type
    return label if grouped == "source_kind" else key


def together(asked: Asked, found: Counted | None = None) -> Figures:
    """Every contact asked about, in one row. `found`: what `counted` gave for the same question, here and below."""
    return _figures(asked, "All", (found or counted(asked))[""][0])


def by_kind(asked: Asked, found: Counted | None = None) -> list[Figures]:
    """By who told us, in the order of the page; kinds that told us nothing are left out."""
    rows = {row["source_kind"]: row for row in (found or counted(asked))["source_kind"]}
    return [
        _figures(asked.but(kind=key), words, rows[key], BASELINE_ASSESSED.get(key))
        for key, words, _ in KINDS
        if key in rows
    ]


def by_month(asked: Asked, found: Counted | None = None) -> list[Figures]:
    """By the month in which we were told."""
    rows = []
    for row in (found or counted(asked))["month"]:
        month = row["month"]
        rows.append(_figures(asked.but(since=month, until=month), f"{month:%B %Y}", row))
    return rows


def by_agency(asked: Asked, found: Counted | None = None) -> list[Figures]:
    """By agency, most contacts first: what is said back to each. Contacts from no agency that we know are left out."""
    rows = {row["agency_id"]: row for row in (found or counted(asked))["agency_id"] if row["agency_id"]}
    agencies = Agency.objects.filter(pk__in=rows)
    figures = [_figures(asked.but(agency=one.ref), one.name, rows[one.pk]) for one in agencies]
    return sorted(figures, key=lambda row: (-row.number, row.words))


def by_decider(asked: Asked, found: Counted | None = None) -> list[Figures]:
    """By the one who decided, most first: for those who may look behind a figure."""
    rows = {row["decided_by"]: row for row in (found or counted(asked))["decided_by"] if row["n_decided"]}
    deciders = User.objects.filter(pk__in=[pk for pk in rows if pk])
    figures = [_figures(asked.but(decider=one.ref), one.name, rows[one.pk]) for one in deciders]
    return sorted(figures, key=lambda row: (-row.counts["decided"], row.words))


def listed(asked: Asked, actor: User) -> QuerySet[Course]:
    """The contacts behind a number, newest first, each knowing whether this person meets it: it may ask why first."""
    mine: QuerySet[Model] = Contact.objects.filter(contacts_met_by(actor), pk=OuterRef("pk"))
    found = contacts(asked).annotate(may_open=Exists(mine)).select_related("matter__contact", "agency", "decider")
    return found.order_by("-month", "-received_at", "-pk")
