"""Reading disagreements, and at which stage each stands: nobody need pass it on, the day that passes does (AS-17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from kith.access.asked_once import once
from kith.access.leading import leads_of, managers_of, near, roles
from kith.access.models import Matter, MatterSubject, Notice, RoleGrant, Subject, User
from kith.access.prepared import lists_of
from kith.access.roles import ROLES, Ability
from kith.disagreements.models import Disagreement, DisagreementPassed, DisagreementView
from kith.disagreements.standing import Stood, settles, stood
from kith.kernel.now import today
from kith.people.models import Person
from kith.people.queries import first_known
from kith.record import own_days
from kith.record.clocks import ClockFace
from kith.standards import engine

# Numbers of the authority's own, as a rule by which the arithmetic of dates says where a disagreement stands.
_RULE = own_days.rule(
    "disagreement.stage",
    "Settle a disagreement",
    runs=("raised, or passed on", "settled"),
    applies_to="professional disagreements",
    owner="Lead social worker, then their managers",
)


# Of a case note that stood on the wrong record nothing is seen differently any more: nobody reads it there (IG-06).
STANDS = Q(matter__note_recall=None)


@dataclass(frozen=True)
class Row:
    """A disagreement as pages show it, with each view as it was put."""

    one: Disagreement
    stood: list[Stood]
    views: list[DisagreementView]

    @property
    def at(self) -> Stood:
        """The stage it stands at, or was settled at."""
        return self.stood[-1]

    @property
    def open(self) -> bool:
        return self.one.resolved_at is None

    @property
    def face(self) -> ClockFace:
        """Where its day stands, as a clock."""
        one = self.one
        return own_days.face(_RULE, one.matter_id, one.raised_at, self.at.due_on, one.resolved_at)


def _whole() -> QuerySet[Disagreement]:
    rows = Disagreement.objects.filter(STANDS).select_related("matter", "raised_by", "resolved_by")
    return rows.prefetch_related("passed__by", "views__recorded_by")


def by_ref(ref: str) -> Disagreement | None:
    """One disagreement."""
    return _whole().filter(ref=ref).first()


def row_of(one: Disagreement) -> Row:
    """One with its stages."""
    return Row(one, stood(one), list(one.views.all()))


def on_work(matter: Matter | int) -> list[Row]:
    """Every disagreement of a piece of work: those that are open first, then the others, as they were raised."""
    pk = matter if isinstance(matter, int) else matter.pk
    return sorted(once(("disagreements", pk), lambda: _on_work(pk)), key=lambda row: not row.open)


def _on_work(pk: int) -> list[Row]:
    found, passed, views = lists_of(
        Disagreement.objects.filter(matter=pk).select_related("raised_by", "resolved_by").order_by("raised_at", "pk"),
        DisagreementPassed.objects.filter(matter=pk).select_related("by"),
        DisagreementView.objects.filter(matter=pk).select_related("recorded_by").order_by("pk"),
    )
    return [_row(one, passed, views) for one in found]


def _row(one: Disagreement, passed: list[DisagreementPassed], views: list[DisagreementView]) -> Row:
    mine = [each for each in passed if each.disagreement_id == one.pk]
    return Row(one, stood(one, mine), [each for each in views if each.disagreement_id == one.pk])


def unsettled(matter: Matter | int) -> list[str]:
    """What is still not settled on a piece of work, by its issue."""
    return [row.one.issue for row in on_work(matter) if row.open]


def due_to(actor: User) -> list[tuple[Row, Person | None]]:
    """The open disagreements that this person settles at the stage where each stands, each with whom it is about.

    Nobody where none of their records is open to this person: they learn who, and what it is about, behind the door.
    """
    near_work = near(actor)
    rows = Disagreement.objects.filter(STANDS, resolved_at=None).order_by("raised_at", "pk")
    if not actor.may(Ability.OVERSEE):
        rows = rows.filter(matter__subjects__person__involvements__in=near_work).distinct()
    found = list(rows)
    if not found:
        return []
    matters = [one.matter_id for one in found]
    passed, subjects = lists_of(
        DisagreementPassed.objects.filter(disagreement__in=[one.pk for one in found]),
        MatterSubject.objects.filter(matter__in=matters).select_related("person__person").order_by("pk"),
    )
    theirs, about = roles(near_work, matters), {each.matter_id for each in subjects}
    here = [_row(one, passed, []) for one in found if one.matter_id in about]
    due = [row for row in here if settles(actor, row.at.stage, theirs.get(row.one.matter_id, frozenset()))]
    of = {row.one.matter_id for row in due}
    known = first_known(actor, [each for each in subjects if each.matter_id in of])
    return [(row, known.get(row.one.matter_id)) for row in due]


def unheard() -> list[tuple[Disagreement, User]]:
    """Each open disagreement whose day has passed, with whoever has had no word since then that it did: those who
    settle it now, and those who were to settle it before (AS-17).

    What is restricted is absent here, by the wall, and stands on the My work of whoever settles it as ever.
    """
    found: list[tuple[Disagreement, User]] = []
    for one in _whole().filter(resolved_at=None).order_by("raised_at", "pk"):
        so_far = stood(one)
        late = so_far[-1].due_on < today()
        if not (late or so_far[-1].by_itself):
            continue
        passed = so_far[-1].due_on if late else so_far[-1].since
        since = engine.start_of_day(passed + timedelta(days=1))
        told = set(Notice.objects.filter(href=one.href, asked_at__gte=since).values_list("user_id", flat=True))
        asked = {user.pk: user for at in so_far[-1 if late else -2 :] for user in who_settles(one, at)}
        found += [(one, user) for pk, user in asked.items() if pk not in told]
    return found


def who_settles(one: Disagreement, at: Stood | None = None) -> list[User]:
    """Those who are to settle it, to be sent word: near the work, or whoever oversees all of it.

    Args:
        at: the stage, where it is another than the one it stands at.
    """
    who = (at or stood(one)[-1]).stage.who
    if who == "senior":
        if Subject.objects.filter(matters__matter=one.matter_id, restricted=True).exists():
            return []  # whoever of them is a named reader finds it on My work; the others never learn that it is there
        overseers = [key for key, role in ROLES.items() if Ability.OVERSEE in role.abilities]
        grants = RoleGrant.objects.filter(RoleGrant.live(), role__in=overseers).select_related("user")
        return list({grant.user_id: grant.user for grant in grants}.values())
    return leads_of(one.matter_id) if who == "lead" else managers_of(one.matter_id)
