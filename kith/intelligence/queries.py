"""From contact to help: what became of the contacts of some months, counted in the database (FD-13)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import TruncMonth

from kith.access.models import User
from kith.assessment.models import Assessment
from kith.frontdoor.models import Contact, Referral
from kith.frontdoor.policies import contacts_for
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

# What a number may count, as its address says: key -> (words, condition on an annotated contact).
STAGES: dict[str, tuple[str, Q]] = {
    "contacts": ("received", Q()),
    "referral": ("that became a referral", Q(referred=True)),
    "assessment": ("for which an assessment started", Q(assessed=True)),
    "plan": ("that ended with a child in need plan", Q(planned=True)),
    "decided": ("decided", Q(took__isnull=False)),
    "in_time": ("decided within 24 hours", Q(took__lte=DAY)),
    "late": ("decided after more than 24 hours", Q(took__gt=DAY)),
    "waiting": ("not yet decided", Q(took=None)),
    "domestic_abuse": ("from the police about domestic abuse", Q(source_code="6", type="domestic_abuse")),
}


class Percentile(Aggregate):
    """The value below which this part of the rows lie, interpolated."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: str, part: float) -> None:
        super().__init__(expression, part=float(part), output_field=DurationField())


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
    referrals = Referral.objects.filter(contact=OuterRef("pk"))
    assessments = Assessment.objects.filter(referral__contact=OuterRef("pk"))
    found = Contact.objects.filter(
        received_at__gte=_begins(asked.since), received_at__lt=_begins(months_ago(asked.until, -1))
    ).annotate(
        source_kind=_kind(),
        month=TruncMonth("received_at", tzinfo=LONDON),
        took=ExpressionWrapper(F("decided_at") - F("received_at"), output_field=DurationField()),
        referred=Exists(referrals),
        assessed=Exists(assessments),
        planned=Exists(assessments.filter(state="authorised", outcome="cin_plan")),
    )
    narrowed = {"source_kind": asked.kind, "type": asked.type, "agency__ref": asked.agency}
    narrowed |= {"matter__threshold_decision__decider__ref": asked.decider}
    found = found.filter(**{name: value for name, value in narrowed.items() if value})
    return found.filter(STAGES[asked.stage][1])


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


def _counted(asked: Asked, *keys: str) -> list[dict[str, Any]]:
    counts: dict[str, Any] = {f"n_{stage}": Count("pk", filter=condition) for stage, (_, condition) in STAGES.items()}
    counts |= {"median": Percentile("took", 0.5), "ninth": Percentile("took", 0.9)}
    found = contacts(asked.but(stage="contacts"))
    if not keys:
        return [found.aggregate(**counts)]
    return list(found.values(*keys).annotate(**counts).order_by(*keys))


def together(asked: Asked) -> Figures:
    """Every contact asked about, in one row."""
    return _figures(asked, "All", _counted(asked)[0])


def by_kind(asked: Asked) -> list[Figures]:
    """By who told us, in the order of the page; kinds that told us nothing are left out."""
    rows = {row["source_kind"]: row for row in _counted(asked, "source_kind")}
    return [
        _figures(asked.but(kind=key), words, rows[key], BASELINE_ASSESSED.get(key))
        for key, words, _ in KINDS
        if key in rows
    ]


def by_month(asked: Asked) -> list[Figures]:
    """By the month in which we were told."""
    rows = []
    for row in _counted(asked, "month"):
        month = row["month"].astimezone(LONDON).date()
        rows.append(_figures(asked.but(since=month, until=month), f"{month:%B %Y}", row))
    return rows


def by_agency(asked: Asked) -> list[Figures]:
    """By agency, most contacts first: what is said back to each. Contacts from no agency that we know are left out."""
    rows = [row for row in _counted(asked, "agency__ref", "agency__name") if row["agency__ref"]]
    found = [_figures(asked.but(agency=row["agency__ref"]), row["agency__name"], row) for row in rows]
    return sorted(found, key=lambda row: (-row.number, row.words))


def by_decider(asked: Asked, named: bool) -> list[Figures]:
    """By the one who decided, most first; without names for those who see figures only."""
    decider = "matter__threshold_decision__decider"
    rows = [row for row in _counted(asked, f"{decider}__ref", f"{decider}__name") if row["n_decided"]]
    rows = [row for row in rows if row[f"{decider}__ref"]]
    found = [_figures(asked.but(decider=row[f"{decider}__ref"]), row[f"{decider}__name"], row) for row in rows]
    found.sort(key=lambda row: (-row.counts["decided"], row.words))
    if not named:
        for place, row in enumerate(found, 1):
            row.words, row.asked = f"Screener {place}", row.asked.but(decider="")
    return found


def listed(asked: Asked, actor: User) -> QuerySet[Contact]:
    """The contacts behind a number, newest first, each knowing whether this person may open it."""
    mine: QuerySet[Model] = Contact.objects.filter(contacts_for(actor), pk=OuterRef("pk"))
    found = contacts(asked).annotate(may_open=Exists(mine)).select_related("matter", "agency")
    return found.select_related("matter__threshold_decision__decider").order_by("-received_at", "-pk")
