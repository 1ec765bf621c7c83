"""From contact to help: what became of the contacts of some months, counted in the database (FD-13)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import TruncMonth

from kith.access.models import Agency, User
from kith.frontdoor.models import Contact, Referral, ThresholdDecision
from kith.frontdoor.policies import contacts_met_by
from kith.kernel.now import LONDON, today

DAY = timedelta(hours=24)
MONTHS_SHOWN, MOST_MONTHS = 6, 60
EARLIEST = date(1990, 1, 1)  # before any record

# Key, words, and the census's codes for sources of referral. "Other" is every code that no other kind names.
KINDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("police", "Police", ("6",)),
    ("schools", "Schools and education", ("2A", "2B")),
    ("health", "Health", ("3A", "3B", "3C", "3D", "3E", "3F")),
    ("public", "Family and public", ("1A", "1B", "1C", "1D", "9")),
    ("other", "Other agencies", ()),
)
KIND_WORDS = {key: words for key, words, _ in KINDS}

# The source document's own figures ("Local context"), of every 100 contacts; it gives none for the other sources.
BASELINE_ASSESSED = {"police": 6, "health": 16, "schools": 22}
BASELINE_DOMESTIC_ABUSE = 60


class Stage(NamedTuple):
    """What a number counts: its words, and what holds of each contact, as (name, comparison, value)."""

    words: str
    conditions: tuple[tuple[str, str, Any], ...] = ()

    @property
    def holds(self) -> Q:
        """The condition on one annotated contact."""
        return Q(**{f"{name}__{comparison}": value for name, comparison, value in self.conditions})

    @property
    def counted(self) -> tuple[str, list[Any]]:
        """The same condition in SQL, for counting many stages in one reading; and its parameters."""
        said, values = [], []
        for name, comparison, value in self.conditions:
            if comparison == "isnull":
                said.append(f"{name} is {'null' if value else 'not null'}")
            else:
                said.append(f"{name} {_COMPARED[comparison]} %s")
                values.append(value)
        return " and ".join(said) or "true", values


_COMPARED = {"exact": "=", "gte": ">=", "lte": "<=", "gt": ">"}
REFERRED, ASSESSED, PLANNED = 1, 2, 3  # how far a contact went

# What a number may count, as its address says.
STAGES: dict[str, Stage] = {
    "contacts": Stage("received"),
    "referral": Stage("that became a referral", (("furthest", "gte", REFERRED),)),
    "assessment": Stage("for which an assessment started", (("furthest", "gte", ASSESSED),)),
    "plan": Stage("that ended with a child in need plan", (("furthest", "gte", PLANNED),)),
    "decided": Stage("decided", (("took", "isnull", False),)),
    "in_time": Stage("decided within 24 hours", (("took", "lte", DAY),)),
    "late": Stage("decided after more than 24 hours", (("took", "gt", DAY),)),
    "waiting": Stage("not yet decided", (("took", "isnull", True),)),
    "domestic_abuse": Stage(
        "from the police about domestic abuse", (("source_code", "exact", "6"), ("type", "exact", "domestic_abuse"))
    ),
}
# How contacts are grouped: by everything at once, in one reading, each contact's course looked up once.
GROUPINGS = ("source_kind", "month", "agency_id", "decided_by")
_COUNT = """
with told as materialized ({contacts})
select {groupings}, {counts},
  percentile_cont(0.5) within group (order by took), percentile_cont(0.9) within group (order by took),
  grouping({groupings})
from told group by grouping sets ((), {sets}) order by {groupings}
"""


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


def _begins(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=LONDON)


def _kind() -> Case:
    named = [When(source_code__in=codes, then=Value(key)) for key, _, codes in KINDS if codes]
    return Case(*named, default=Value("other"), output_field=CharField())


def contacts(asked: Asked) -> QuerySet[Contact]:
    """The contacts that a number counts: the one definition for figures, lists and exports."""
    course = Referral.objects.filter(contact=OuterRef("pk")).order_by().values("contact")
    planned = When(assessment__state="authorised", assessment__outcome="cin_plan", then=PLANNED)
    far = Max(Case(planned, When(assessment__isnull=False, then=ASSESSED), default=REFERRED))
    decider = ThresholdDecision.objects.filter(matter=OuterRef("pk")).values("decider_id")
    found = Contact.objects.filter(
        received_at__gte=_begins(asked.since), received_at__lt=_begins(months_ago(asked.until, -1))
    ).annotate(
        source_kind=_kind(),
        month=TruncMonth("received_at", tzinfo=LONDON),
        took=ExpressionWrapper(F("decided_at") - F("received_at"), output_field=DurationField()),
        # One look-up a contact, by index: asked as "does one exist", PostgreSQL reads every referral there ever was.
        furthest=Subquery(course.annotate(far=far).values("far")),
        decided_by=Subquery(decider[:1]),
    )
    narrowed = {"source_kind": asked.kind, "type": asked.type, "agency__ref": asked.agency}
    narrowed |= {"matter__threshold_decision__decider__ref": asked.decider}
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


def _figures(asked: Asked, words: str, row: dict[str, Any], baseline: int | None = None) -> Figures:
    counts = {stage: row[f"n_{stage}"] for stage in STAGES}
    return Figures(asked, words, counts, _hours(row["median"]), _hours(row["ninth"]), baseline)


def _hours(took: timedelta | None) -> float | None:
    return None if took is None else took.total_seconds() / 3600


Counted = dict[str, list[dict[str, Any]]]


def counted(asked: Asked) -> Counted:
    """Every figure of the contacts asked about, by grouping: "" for all of them together."""
    found = contacts(asked.but(stage="contacts")).order_by()
    told, params = found.values("source_code", "type", "took", "furthest", *GROUPINGS).query.sql_with_params()
    stages = [stage.counted for stage in STAGES.values()]
    statement = _COUNT.format(
        contacts=told,
        groupings=", ".join(GROUPINGS),
        counts=", ".join(f"count(*) filter (where {condition})" for condition, _ in stages),
        sets=", ".join(f"({name})" for name in GROUPINGS),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *(value for _, values in stages for value in values)])
        rows = cursor.fetchall()
    names = (*GROUPINGS, *(f"n_{stage}" for stage in STAGES), "median", "ninth")
    groups: Counted = {"": [], **{name: [] for name in GROUPINGS}}
    everything = 2 ** len(GROUPINGS) - 1
    of = {everything ^ 2 ** (len(GROUPINGS) - 1 - place): name for place, name in enumerate(GROUPINGS)}
    for row in rows:
        groups[of.get(row[-1], "")].append(dict(zip(names, row, strict=False)))
    return groups


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
        month = row["month"].date()
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


def listed(asked: Asked, actor: User) -> QuerySet[Contact]:
    """The contacts behind a number, newest first, each knowing whether this person meets it: it may ask why first."""
    mine: QuerySet[Model] = Contact.objects.filter(contacts_met_by(actor), pk=OuterRef("pk"))
    found = contacts(asked).annotate(may_open=Exists(mine)).select_related("matter", "agency")
    return found.select_related("matter__threshold_decision__decider").order_by("-received_at", "-pk")
