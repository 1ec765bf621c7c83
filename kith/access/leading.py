"""Who leads a piece of work, and who manages whoever does: for what waits for somebody on it, in any room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet

from kith.access.asked_once import together
from kith.access.models import Involvement, Matter, MatterSubject, Subject, User
from kith.access.policies import live
from kith.access.prepared import Prepared
from kith.access.roles import Ability

Kind = Involvement.Kind
LEADS = (Kind.KEY_WORKER, Kind.EARLY_HELP, Kind.FRONT_DOOR)
# From a piece of work to what it came from, what came of it, and what it hangs on: whoever leads that leads it too.
ALONG = (
    "assessment__referral", "assessment__referral__contact", "referral__assessment", "referral__contact",
    "contact__referrals", "contact__referrals__assessment", "agency_check__work", "document__work", "plan__assessment",
)  # fmt: skip


_people_of = Prepared(
    lambda matter: (
        MatterSubject.objects.filter(matter_id=matter, until=None).select_related("person__person").order_by("pk")
    ),
    "matter",
)


def people_of(work: Any) -> list[Subject]:
    """Whom a piece of work is about, as its doors need them.

    Args:
        work: its matter, or whatever is kept of it under the matter's own number.
    """
    return [row.person for row in _people_of(matter=work.pk)]


def near(actor: User) -> QuerySet[Involvement]:
    """What makes this person the lead of somebody's work, or a manager of whoever is."""
    teams = actor.teams_where(Ability.ALLOCATE)
    return Involvement.objects.filter(live()).filter(Q(user=actor) | Q(team_id__in=teams))


def led_with(matters: Iterable[int]) -> dict[int, set[int]]:
    """For each piece of work the work whose lead leads it: itself, its contact, referral and assessment, and what it
    hangs on. Whoever leads other work on the same child has no say in it."""
    return _led_with(_along(matters))


def _along(matters: Iterable[int]) -> QuerySet[Matter, Any]:
    found: QuerySet[Matter, Any] = Matter.objects.filter(pk__in=list(matters)).values("pk", *ALONG)
    return found


def _led_with(rows: Iterable[Mapping[str, Any]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row["pk"], set()).update(one for one in row.values() if one)
    return found


def roles(rows: QuerySet[Involvement], matters: Iterable[int]) -> dict[int, frozenset[str]]:
    """For each piece of work, as what somebody is near it: "lead" by the work, "manager" by its people."""
    about = list(matters)
    near_them = rows.filter(person__matters__matter__in=about).values(
        "kind", "matter_id", of=F("person__matters__matter")
    )
    asked = together(along=_along(about), near=near_them)
    along, found = _led_with(asked["along"]), dict[int, set[str]]()
    for row in asked["near"]:
        matter, kind, work = row["of"], row["kind"], row["matter_id"]
        if kind in LEADS and work in along.get(matter, ()):
            found.setdefault(matter, set()).add("lead")
        elif kind in (Kind.SUPERVISOR, Kind.TEAM):
            found.setdefault(matter, set()).add("manager")
    return {matter: frozenset(roles) for matter, roles in found.items()}


def leads_of(matter: int) -> list[User]:
    """Those who lead a piece of work, to be sent word."""
    rows = Involvement.objects.filter(live(), person__matters__matter=matter, kind__in=LEADS)
    return _users(rows.filter(matter__in=led_with([matter])[matter]))


def managers_of(matter: int) -> list[User]:
    """Those who supervise whoever leads it, to be sent word."""
    return _users(Involvement.objects.filter(live(), person__matters__matter=matter, kind=Kind.SUPERVISOR))


def _users(rows: QuerySet[Involvement]) -> list[User]:
    return list({row.user.pk: row.user for row in rows.select_related("user") if row.user}.values())
