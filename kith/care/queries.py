"""Reading periods of care: one, those of a child, what a new one begins from, and what waits for a manager."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from kith.access.models import Subject, User
from kith.access.policies import identity_of
from kith.access.prepared import Prepared, lists_of
from kith.access.roles import ROLES, Ability
from kith.assessment.models import HomelessDuties
from kith.assessment.queries.workload import holders_of
from kith.care.models import CareEpisode, CareReview, PeriodOfCare
from kith.emergency.models import EmergencyProtection
from kith.emergency.queries import emergencies_about
from kith.kernel.now import now
from kith.people.models import Person
from kith.people.queries import family_of
from kith.record.clocks import ClockFace, face
from kith.record.models import Clock

State = PeriodOfCare.State
ADULT, OWN_CONSENT = 18, 16


@dataclass(frozen=True)
class View:
    """A period of care as its page shows it."""

    one: PeriodOfCare
    episodes: list[CareEpisode]
    reviews: list[CareReview]
    clocks: list[Clock]

    @property
    def status(self) -> CareEpisode | None:
        """The episode that runs, or that ran last."""
        return next(iter(self.episodes), None)

    @property
    def shares(self) -> bool:
        """Whether the council has parental responsibility by it now."""
        known = self.status.known if self.status else None
        return self.one.is_open and known is not None and known.shares

    @property
    def review(self) -> CareReview | None:
        return next(iter(self.reviews), None)

    @property
    def dates(self) -> list[ClockFace]:
        return [face(row, explained=False) for row in self.clocks]


def _whole() -> QuerySet[PeriodOfCare]:
    last = CareEpisode.objects.filter(matter=OuterRef("matter")).order_by("-began_at", "-pk")
    rows = PeriodOfCare.objects.annotate(last_status=Subquery(last.values("status")[:1]))
    return rows.select_related(
        "matter", "child__person", "emergency__matter", "asked_by", "nominated", "decided_by", "ended_by", "officer"
    )


_by_ref = Prepared(lambda ref: _whole().filter(matter__ref=ref), "ref")


def by_ref(ref: str) -> PeriodOfCare | None:
    """One period of care."""
    return _by_ref.first(ref=ref)


def periods_about(ids: Iterable[int]) -> QuerySet[PeriodOfCare]:
    """Every period of care of one identity, the newest first, for a page that asks for several things at once."""
    return _whole().filter(child__in=list(ids)).order_by("-began_at", "-pk")


def open_of(child: Subject) -> PeriodOfCare | None:
    """The period that is open about a child, or asked for, on whichever of their records."""
    return open_periods(identity_of(child)).first()


def open_periods(ids: Iterable[int]) -> QuerySet[PeriodOfCare]:
    """Those that are open about one identity, or asked for: there is one at a time."""
    return periods_about(ids).filter(state__in=[State.ASKED, State.OPEN])


def looked_after(ids: list[int]) -> QuerySet[CareEpisode]:
    """The episodes under which children are looked after now, on any of these records."""
    mine = Q(matter__period_of_care__child__in=ids, matter__period_of_care__state=State.OPEN)
    return CareEpisode.objects.filter(mine, ended_at=None, began_at__lte=now())


def view_of(period: PeriodOfCare) -> View:
    """The whole of it, in one statement."""
    mine = {"matter": period.matter}
    return View(
        period,
        *lists_of(
            CareEpisode.objects.filter(**mine).select_related("recorded_by"),
            CareReview.objects.filter(**mine).select_related("by"),
            Clock.objects.filter(**mine).select_related("matter").order_by("due_at", "pk"),
        ),
    )


@dataclass(frozen=True)
class Basis:
    """What a new period of care begins from.

    Attributes:
        age: of the child, in whole years; none where it is not known.
        duties: what was owed and offered to them as somebody homeless at 16 or 17, the newest (PR-06).
        emergencies: powers used for them, the newest first.
        holders: who the record says has parental responsibility.
    """

    age: int | None
    duties: HomelessDuties | None
    emergencies: list[EmergencyProtection]
    holders: str

    @property
    def may_consent(self) -> bool:
        """Whether the young person may agree for themselves (Children Act 1989 s20(11))."""
        return self.age is not None and OWN_CONSENT <= self.age < ADULT

    @property
    def refused(self) -> HomelessDuties | None:
        """Their refusal of section 20, where that was their last answer."""
        found = self.duties
        return found if found is not None and found.answer == HomelessDuties.Answer.REFUSED else None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The emergency protection that it may follow, by reference."""
        return [(one.ref, str(one)) for one in self.emergencies]


def basis_of(child: Subject) -> Basis:
    """What the record knows already (facts are entered once)."""
    ids = identity_of(child)
    duties = HomelessDuties.objects.filter(matter__assessment__child__in=ids).select_related(
        "matter__assessment__matter"
    )
    person: Person = child.person
    held = [f"{one.person.shown_name}, {one.words}" for one in family_of(person) if one.parental_responsibility]
    return Basis(
        person.age, duties.order_by("-recorded_at", "-pk").first(), list(emergencies_about(ids)[:5]), "\n".join(held)
    )


def those_nominated() -> list[tuple[str, str]]:
    """Managers who may agree that a child comes into care, by reference, with their role (IG-03)."""
    return [
        (grant.user.ref, f"{grant.user.name}, {ROLES[grant.role].title.lower()}")
        for grant in holders_of(Ability.OVERSEE)
    ]


def those_who_review() -> list[tuple[str, str]]:
    """Independent reviewing officers, by reference."""
    return [(one.user.ref, one.user.name) for one in holders_of(Ability.HOLD_CASES, ("reviewing_officer",))]


def to_agree(actor: User) -> QuerySet[PeriodOfCare]:
    """What waits for this person as the nominated manager: care that is asked for, and care plans after an order."""
    waits = Q(state=State.ASKED) | Q(state=State.OPEN, decided_by=None)
    return _whole().filter(waits, nominated=actor).order_by("asked_at", "pk")
