"""Reading emergency protection: one, those of a child, and what a new one may be linked to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kith.access.models import Subject, User
from kith.access.policies import door, identity_of
from kith.access.prepared import Prepared, lists_of
from kith.emergency.models import EmergencyProtection, LegalAdvice
from kith.kernel.now import now
from kith.people.models import Person
from kith.people.queries import family_of
from kith.protection.models import Enquiry
from kith.protection.queries import discussions_about, enquiries_about
from kith.record.clocks import ClockFace, face
from kith.record.models import Clock
from kith.standards.words import full_moment

Power = EmergencyProtection.Power


@dataclass(frozen=True)
class View:
    """One, as its page shows it."""

    one: EmergencyProtection
    advice: list[LegalAdvice]
    clocks: list[Clock]
    enquiries: list[Enquiry]

    @property
    def dates(self) -> list[ClockFace]:
        return [face(row, explained=False) for row in self.clocks]


def _whole() -> QuerySet[EmergencyProtection]:
    return EmergencyProtection.objects.select_related(
        "matter", "child__person", "decided_by", "recorded_by", "ended_by", "discussion__matter", "follows__matter"
    )


_by_ref = Prepared(lambda ref: _whole().filter(matter__ref=ref), "ref")


def by_ref(ref: str) -> EmergencyProtection | None:
    """One of them."""
    return _by_ref.first(ref=ref)


def emergencies_about(ids: Iterable[int]) -> QuerySet[EmergencyProtection]:
    """Every power used for one identity, the newest first, for a page that asks for several things at once."""
    return _whole().filter(child__in=list(ids)).order_by("-began_at", "-pk")


def open_of(child: Subject) -> list[EmergencyProtection]:
    """Those of which nobody has said how they ended, the newest first."""
    return list(emergencies_about(identity_of(child)).filter(ended_at=None))


def protecting(ids: list[int]) -> QuerySet[EmergencyProtection]:
    """Those that protect a child now, on any of these records."""
    rows = EmergencyProtection.objects.filter(child__in=ids, ended_at=None)
    return rows.filter(Q(ends_at=None) | Q(ends_at__gt=now()))


def police_before(child: Subject) -> EmergencyProtection | None:
    """The police protection that an order may follow: the newest of the child."""
    return emergencies_about(identity_of(child)).filter(power=Power.POLICE).first()


def discussions_for(child: Subject) -> list[tuple[str, str]]:
    """The strategy discussions of a child that it may be part of, the newest first."""
    rows = discussions_about(identity_of(child)).exclude(state="off")[:5]
    return [(one.ref, f"{one}, {full_moment(one.held_at or one.planned_at)}") for one in rows]


def view_of(one: EmergencyProtection) -> View:
    """The whole of it."""
    enquiries = enquiries_about(identity_of(one.child)).filter(discussion=one.discussion_id)
    advice, clocks, found = lists_of(
        LegalAdvice.objects.filter(matter=one.matter).select_related("by").order_by("given_at", "pk"),
        Clock.objects.filter(matter=one.matter).select_related("matter").order_by("due_at", "pk"),
        enquiries,
    )
    return View(one, advice, clocks, found)


def siblings_protected(viewer: User, person: Person, power: str) -> list[EmergencyProtection]:
    """Brothers and sisters for whom the same power runs, as far as their records are open to whoever asks."""
    around = {one.person.pk: one.person for one in family_of(person)}
    rows = emergencies_about(around).filter(power=power, ended_at=None)
    return [row for row in rows if door(viewer, row.child).state == "open"]


def to_confirm(actor: User) -> QuerySet[EmergencyProtection]:
    """Emergency protection that names this person as having decided it, and that they have not confirmed."""
    return _whole().filter(decided_by=actor, confirmed_at=None).order_by("recorded_at", "pk")
