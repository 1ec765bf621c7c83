"""When each record has come to its day, by which rule, and what holds it. Evaluated when it is asked (IG-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from kith.access.policies import identity_of
from kith.governance.models import LegalHold
from kith.governance.queries import kept
from kith.governance.retention import Rule, rules
from kith.kernel.now import today
from kith.people.models import Person
from kith.record.models import StepEvent, StepEventPerson
from kith.standards.due import add_months
from kith.standards.words import initials, local_day

PAGE = 50  # records at a time
LOOKED_THROUGH = 400  # records that one page goes through at most


@dataclass(frozen=True)
class Counted:
    """One rule that applies to a record: from which day it counts and to which, or nothing where that is not known."""

    rule: Rule
    start: date | None
    day: date | None


@dataclass(frozen=True)
class Kept:
    """How long one record is kept: the rules that apply, the day that counts, what holds it and whether work goes on.

    The longest of the rules that apply counts. Where one of them cannot be counted, the record has come to no day.
    """

    person: Person
    counted: tuple[Counted, ...]
    holds: tuple[LegalHold, ...]
    goes_on: bool

    @property
    def initials(self) -> str:
        """Enough to tell two apart, and no name (IG-05)."""
        return initials(self.person.shown_name)

    @property
    def href(self) -> str:
        return f"/retention/{self.person.ref}/"

    @property
    def day(self) -> date | None:
        """The first day on which no rule asks any more that it be kept."""
        days = [one.day for one in self.counted if one.day]
        return max(days) if days and len(days) == len(self.counted) else None

    @property
    def by(self) -> Counted | None:
        """The rule whose day counts."""
        return next((one for one in self.counted if one.day and one.day == self.day), None)

    @property
    def has_come(self) -> bool:
        """Whether its day has come, and nothing holds it and no work goes on. A person decides what then is done."""
        return self.day is not None and self.day <= today() and not self.holds and not self.goes_on


def evaluate(people: Iterable[Person]) -> list[Kept]:
    """How long these records are kept, each with all that is known as the same person."""
    every = list(people)
    whole = {one.pk: identity_of(one.subject) for one in every}
    ids = {pk for found in whole.values() for pk in found}
    applies = {name: whose(ids) if whose is not set else ids for name, whose in kept.WHOSE.items()}
    last, working = _last_written(ids), kept.goes_on(ids)
    holds: dict[int, list[LegalHold]] = {}
    for hold in _standing().filter(person__in=ids):
        holds.setdefault(hold.person_id, []).append(hold)
    return [
        Kept(
            one,
            tuple(_counted(one, {name for name, theirs in applies.items() if theirs & whole[one.pk]},
                           max((last[pk] for pk in whole[one.pk] if pk in last), default=None))),
            tuple(hold for pk in sorted(whole[one.pk]) for hold in holds.get(pk, [])),
            bool(working & whole[one.pk]),
        )
        for one in every
    ]  # fmt: skip


def _counted(one: Person, applies: set[str], last: datetime | None) -> list[Counted]:
    """The rules that apply. A record that is more than a contact is not kept as one; a child in care who died young
    has the rule for that in place of the one for care."""
    if "care" in applies and one.died_on and _died_under_18(one):
        applies = (applies - {"care"}) | {"care_died"}
    if applies - {"contact"}:
        applies = applies - {"contact"}
    starts: Mapping[str, date | None] = {
        "birth": one.date_of_birth, "death": one.died_on, "last": local_day(last) if last else None,
    }  # fmt: skip
    found = []
    for rule in rules().values():
        if rule.applies in applies:
            start = starts[rule.start]
            found.append(Counted(rule, start, rule.day(start) if start else None))
    return found


def _died_under_18(one: Person) -> bool:
    return bool(one.died_on and one.date_of_birth and one.died_on < add_months(one.date_of_birth, 18 * 12))


def _last_written(ids: Iterable[int]) -> dict[int, datetime]:
    """When something was last written about each of these."""
    rows = StepEventPerson.objects.filter(person_id__in=list(ids)).values("person_id")
    return {row["person_id"]: row["last"] for row in rows.annotate(last=Max("event__written_at"))}


@dataclass(frozen=True)
class Listed:
    """A page of records that have come to their day, and where the next one begins."""

    rows: list[Kept]
    more: str


def come(after: str = "") -> Listed:
    """The records that have come to their day. The next page goes on from the last record looked at.

    Who cannot have come to it by their birth or by the last thing written is left out by the database; the others are
    evaluated, a few hundred at a time.
    """
    shortest = {start: min((one.years for one in rules().values() if one.start == start), default=0)
                for start in ("birth", "last")}  # fmt: skip
    born = add_months(today(), -shortest["birth"] * 12)
    quiet = add_months(today(), -shortest["last"] * 12)
    since = StepEvent.objects.filter(people__person=OuterRef("pk"), written_at__date__gt=quiet)
    found = Person.objects.filter(Q(date_of_birth__lte=born) | ~Exists(since)).exclude(kind=Person.Kind.ADULT)
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__gt=int(after))
    rows = list(found.select_related("subject").order_by("pk")[: LOOKED_THROUGH + 1])
    more, shown = len(rows) > LOOKED_THROUGH, []
    for place, one in enumerate(evaluate(rows[:LOOKED_THROUGH])):
        if one.has_come:
            shown.append(one)
        if len(shown) == PAGE and place + 1 < len(rows):
            return Listed(shown, str(one.person.pk))
    return Listed(shown, str(rows[LOOKED_THROUGH - 1].pk) if more else "")


def by_ref(ref: str) -> Person | None:
    """Whose record has this reference, unless it is hidden: hidden and made up look alike."""
    return Person.objects.select_related("subject").filter(subject__ref=ref).first()


def _standing() -> QuerySet[LegalHold]:
    return LegalHold.objects.filter(released_at=None).select_related("placed_by", "person").order_by("review_on", "pk")


def standing_holds() -> QuerySet[LegalHold]:
    """Every hold that stands, the one to be looked at first before the others."""
    return _standing().select_related("person__person")


def holds_of(person: Person) -> list[LegalHold]:
    """Every hold there was on somebody's record, the newest first."""
    rows = LegalHold.objects.filter(person__in=identity_of(person.subject)).select_related("placed_by", "released_by")
    return list(rows.order_by("-placed_at", "-pk"))


def hold_by_ref(ref: str) -> LegalHold | None:
    """One hold, unless its record is hidden."""
    return LegalHold.objects.select_related("person__person", "placed_by").filter(ref=ref).first()
