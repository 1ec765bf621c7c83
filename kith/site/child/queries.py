"""What the child's pages show, read from every room by its own queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import Truncator

from kith.access.asked_once import together
from kith.access.models import Involvement, Matter, MatterSubject, ReasonedAccess, Team, User
from kith.access.policies import Door, identity_of
from kith.assessment.models import Visit
from kith.assessment.queries.reading import Pathway, last_seen
from kith.care.models import PeriodOfCare
from kith.care.queries import open_periods
from kith.conferences.models import ConferenceChild
from kith.emergency.queries import protecting
from kith.frontdoor.queries.earlier import open_referrals
from kith.kernel.now import now
from kith.kernel.step import steps
from kith.people import queries as people
from kith.people.models import Address, Identifier, Person
from kith.people.queries.family import sees_confidential
from kith.people.queries.finding import WITHHELD
from kith.plans.models import Plan
from kith.plans.queries import open_plans
from kith.record.clocks import ClockFace
from kith.record.models import Clock, Sighting
from kith.standards.codesets import codes
from kith.standards.words import capital, full_day, local_day, long_date

# Work whose dates are met on its own page: where each kind stands.
ROOMS = {
    "assessment": "assessments",
    "strategy": "strategy-discussions",
    "enquiry": "enquiries",
    "conference": "conferences",
    "plan": "plans",
    "emergency": "emergency-protection",
    "care": "care",
    "gateway": "legal-gateways",
    "legal_case": "pre-proceedings",
}
SHORT = 80  # characters of where a child is, in the identity bar
# Rooms whose steps write in nobody's record, and words for two that are not rooms to a reader.
OF_NOBODY = {"access", "directory", "returns", "standards"}
SAID = {"people": "The record itself", "clock": "Dates"}
WHO = {
    ("child", "F"): "girl",
    ("child", "M"): "boy",
    ("adult", "F"): "woman",
    ("adult", "M"): "man",
}


@cache
def rooms() -> dict[str, str]:
    """The rooms that write in a child's record, by the word their steps begin with; each names itself."""
    write = {step.name.partition(".")[0] for step in steps() if step.__module__.startswith("kith.")} - OF_NOBODY
    named = {room.label: str(room.verbose_name) for room in apps.get_app_configs() if room.label in write}
    return named | SAID


@dataclass
class Bar:
    """The identity bar: whose record this is, on every page about them."""

    person: Person
    badges: list[tuple[str, str]]
    key_worker: str
    facts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.person.shown_name

    @property
    def href(self) -> str:
        return self.person.href

    @property
    def about(self) -> str:
        """`8 years, girl`."""
        words = [age_said(self.person), WHO.get((self.person.kind, self.person.sex), "")]
        return ", ".join(word for word in words if word)

    @property
    def about_born(self) -> str:
        """`8 years, girl, born 12 February 2018`."""
        born = self.person.date_of_birth
        return f"{self.about}, born {long_date(born)}" if born else self.about

    @property
    def slim_facts(self) -> list[dict[str, Any]]:
        """The few facts of the slim bar."""
        worker = f"Key worker {self.key_worker}" if self.key_worker else "No key worker"
        return [fact for fact in self.facts if fact.get("short")] or [{"label": "Key worker", "value": worker}]


def age_said(person: Person) -> str:
    """`8 years`, `7 months`, `due 2 July 2026`."""
    words = person.age_words
    return f"{words} years" if words[-1:].isdigit() and not words.startswith("due") else words


def slim_bar(person: Person, door: Door) -> Bar:
    """The bar of a sub-page."""
    return Bar(person, people.badges_of([person])[person.pk], _key_worker(door))


@dataclass(frozen=True)
class Small:
    """What the child's own page asks in a few words each, read in one query."""

    numbers: dict[str, str]
    addresses: list[Address]
    housemates: set[int]
    duty: list[Team]
    lookers: int
    seen: list[Visit]
    open_work: list[int]
    dated: dict[int, str]
    plan: Plan | None
    care: list[PeriodOfCare]
    away: str


def small(ids: frozenset[int]) -> Small:
    """Identifiers, addresses, who shares the home, who is on duty, how many people looked in the last thirty days, the
    last time they were seen, which referrals are open, which other work has a date that runs and where it stands, and
    the plan and the period of care that are open, and where they are while they are not at home."""
    numbers = Identifier.objects.filter(person_id__in=ids, until=None, mistaken_because="").order_by("id")
    looked = Sighting.objects.filter(person_id__in=ids, at__gte=now() - timedelta(days=30))
    found = together(
        numbers=numbers.values("scheme", "value"),
        addresses=people.addresses_now(ids).values("line", "town", "postcode", "confidential"),
        home=people.at_home_with(ids).values("person_id"),
        duty=people.duty_teams().values("name", "phone"),
        looked=looked.order_by().values("actor_id").distinct(),
        seen=last_seen(ids).values("at", "alone", "words", "recorded_by__name"),
        open=open_referrals(ids).values("pk"),
        dated=dated_work(ids).values("pk", "kind", "ref"),
        plan=open_plans(ids).values("matter_id", "matter__ref", "number", "kind", "opened_at", "conference__category"),
        care=open_periods(ids).values("matter_id", "matter__ref", "number", "state", "began_at", "lives"),
        protected=protecting(list(ids)).order_by("-began_at").values("where"),
    )
    care = [_period(**row) for row in found["care"]]
    away = [one.lives for one in care if one.is_open and one.began_at <= now()]
    away += [row["where"] for row in found["protected"]]
    return Small(
        {row["scheme"]: row["value"] for row in found["numbers"]},
        [Address(**row) for row in found["addresses"]],
        {row["person_id"] for row in found["home"]},
        [Team(**row) for row in found["duty"]],
        len(found["looked"]),
        [_visit(**row) for row in found["seen"]],
        [row["pk"] for row in found["open"]],
        {row["pk"]: home_of(Matter(**row)) for row in found["dated"]},
        next((_plan(**row) for row in found["plan"]), None),
        care,
        " ".join(next(iter(away), "").split()),
    )


def dated_work(ids: frozenset[int]) -> QuerySet[Matter]:
    """Work about one identity with a date that runs, but for assessments: of those the newest counts."""
    kinds = [kind for kind in ROOMS if kind != "assessment"]
    about = MatterSubject.objects.filter(matter=OuterRef("pk"), person_id__in=ids, until=None)
    runs = Clock.objects.filter(matter=OuterRef("pk"), stopped_at=None, not_needed_because="")
    return Matter.objects.filter(Exists(about), Exists(runs), kind__in=kinds)


def home_of(matter: Matter) -> str:
    """Where a piece of work stands."""
    return f"/{ROOMS[matter.kind]}/{matter.ref}/"


def _period(matter_id: int, matter__ref: str, began_at: str, **said: str) -> PeriodOfCare:
    matter = Matter(pk=matter_id, ref=matter__ref, kind="care")
    return PeriodOfCare(matter=matter, began_at=datetime.fromisoformat(began_at), **said)


def _plan(matter_id: int, matter__ref: str, opened_at: str, conference__category: str | None, **said: str) -> Plan:
    decided = ConferenceChild(category=conference__category or "")
    matter = Matter(pk=matter_id, ref=matter__ref, kind="plan")
    return Plan(matter=matter, opened_at=datetime.fromisoformat(opened_at), conference=decided, **said)


def _visit(at: str, alone: bool, words: str, recorded_by__name: str) -> Visit:
    by = User(name=recorded_by__name)
    return Visit(at=datetime.fromisoformat(at), alone=alone, words=words, recorded_by=by)


def full_bar(person: Person, door: Door, known: Small, home: list[str]) -> Bar:
    """The bar of the child's own page, with what a practitioner asks first. `home`: who lives there, in words."""
    held = known.numbers
    worker = _key_worker(door)
    bar = Bar(person, people.badges_of([person])[person.pk], worker)
    facts = [
        ("Born", _born(person), False),
        ("Child id", held.get(Identifier.Scheme.LA_CHILD_ID, ""), True),
        ("NHS number", _nhs(held.get(Identifier.Scheme.NHS, "")), True),
        ("Living now", _living_now(known), False),
        ("Home address" if known.away else "Lives at", _lives_at(person, door, known), False),
        ("At home" if known.away else "Lives with", ", ".join(home), False),
        ("Speaks", codes("kith", "Language").get(person.first_language, person.first_language), False),
        ("Key worker", worker or ("" if person.kind == Person.Kind.ADULT else "None"), False),
    ]
    bar.facts = [{"label": label, "value": value, "number": number} for label, value, number in facts if value]
    return bar


def _lives_at(person: Person, door: Door, known: Small) -> str:
    """Where they live. A confidential address stands on no page that prints: those involved are told where to look."""
    shown = people.address_shown(person, Door("none"), known.addresses)
    return "Confidential: see Details" if shown == WITHHELD and sees_confidential(door) else shown


def _living_now(known: Small) -> str:
    """Where a child is who is not at home. Beside a confidential address it stands on no page that prints either."""
    hidden = any(one.confidential for one in known.addresses)
    return "Not at home: see Assessments" if known.away and hidden else Truncator(known.away).chars(SHORT)


def _key_worker(door: Door) -> str:
    named = [one.user.name for one in door.involved if one.user and one.kind == Involvement.Kind.KEY_WORKER]
    return named[-1] if named else ""


def _born(person: Person) -> str:
    if person.kind == Person.Kind.UNBORN:
        return ""
    if person.date_of_birth is None:
        return "Not known"
    return long_date(person.date_of_birth) + (" (a guess)" if person.birth_date_estimated else "")


def _nhs(value: str) -> str:
    return f"{value[:3]} {value[3:6]} {value[6:]}" if len(value) == 10 else value


@dataclass(frozen=True)
class Why:
    """Why the reader can see this, and how many have looked (promise 9)."""

    because: str
    until: datetime | None
    lookers: int


def why(door: Door, lookers: int) -> Why:
    """Both answers of the panel: the door that opened, and how many people opened the record this month."""
    return Why(door.because, door.reasoned.until if door.reasoned else None, lookers)


def reasons_given(ids: frozenset[int]) -> list[ReasonedAccess]:
    """Who opened the record for a stated reason, newest first."""
    rows = ReasonedAccess.objects.filter(person_id__in=ids).select_related("user", "reviewed_by")
    return list(rows.order_by("-since")[:200])


def because_said(row: Any, viewer: User) -> str:
    """Why a record opened, as it is said of somebody else: it was written down in words for the one who looked."""
    words: str = row.because
    if row.actor_id == viewer.pk:
        return words
    for spoken in ("You are ", "You "):
        if words.startswith(spoken):
            return capital(words.removeprefix(spoken))
    return words


def identity(person: Person) -> frozenset[int]:
    """Every record joined with this one."""
    return identity_of(person.subject)


@dataclass(frozen=True)
class DueRow:
    """Something due, as a row says it."""

    title: str
    href: str
    words: str
    clock: ClockFace


def due_rows(way: Pathway, homes: dict[int, str]) -> list[DueRow]:
    """What is due for a child from the clocks that run, most pressing first, each with why and where it stands.

    Args:
        homes: where other work with a date that runs stands, by the id of the work.
    """
    running = [face for face in way.clocks if face.clock.stopped_at is None]
    home = f"/assessments/{way.assessment.ref}/" if way.assessment else ""
    newest = {one.pk for one in (way.referral, way.assessment) if one}

    def where(face: ClockFace) -> str:
        its_own = face.clock.matter_id in newest and face.clock.rule.startswith("assessment.")
        return home if home and its_own else homes.get(face.clock.matter_id, face.href)

    return [DueRow(face.title, where(face), due_words(face), face) for face in running]


def due_words(face: ClockFace) -> str:
    """Where a date stands: a manager's earlier date beside the limit, the reason it is late, or when it began."""
    clock = face.clock
    if clock.late_reason:
        return f"Reason for lateness: {clock.late_reason}"
    if clock.needed_by and clock.due_at:
        needed, limit = clock.needed_by, clock.due_at
        return f"Manager asked for {_short(needed)}; the limit is {_short(limit)}."
    return f"{face.deadline.limit.capitalize()} from {_short(clock.started_at)}." if face.deadline.limit else ""


def _short(moment: datetime) -> str:
    day = local_day(moment)
    return full_day(day).rpartition(" ")[0] if day.year == now().year else long_date(day)
