"""Who could lead an assessment, and what they carry already (AS-02)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from kith.access.models import RoleGrant, User
from kith.access.roles import ROLES, Ability
from kith.assessment.models import Assessment
from kith.kernel.now import now
from kith.standards import deadlines
from kith.standards.deadlines import Bound

# Rules that ask for a review on a day: passing it is no breach, so nothing is late by them.
PROMPTS = tuple(row.key for row in deadlines.load().rows if row.bound is Bound.REVIEW_AT)
# Roles that carry a child's assessment themselves; managers above them supervise.
LEADING = ("social_worker", "practice_supervisor", "duty_worker")


@dataclass(frozen=True)
class Worker:
    """Somebody who may lead or supervise, with what stands behind them."""

    user: User
    role: str
    team_id: int | None
    team: str
    open: int
    late: int

    @property
    def carries(self) -> str:
        """`7 children, 2 with something late`."""
        children = f"{self.open} {'child' if self.open == 1 else 'children'}"
        return f"{children}, {self.late} with something late" if self.late else children

    @property
    def label(self) -> str:
        """As a list to choose from says it."""
        return f"{self.user.name}, {self.role.lower()}: {self.carries}"


def holders_of(ability: Ability, roles: Iterable[str] | None = None) -> list[RoleGrant]:
    """Live grants of the roles with an ability, a grant a person, people's own names in order."""
    keys = [key for key, role in ROLES.items() if ability in role.abilities and (roles is None or key in roles)]
    grants = RoleGrant.objects.filter(RoleGrant.live(), role__in=keys, user__is_active=True, user__is_system=False)
    found: dict[int, RoleGrant] = {}
    for grant in grants.select_related("user", "team").order_by("user__name", "-team_id"):
        found.setdefault(grant.user_id, grant)
    return list(found.values())


def carried(part: str = "lead") -> dict[int, tuple[int, int]]:
    """For each lead (or each `supervisor`): open assessments, and how many of them have a limit that has passed."""
    late = Q(referral__matter__clocks__stopped_at=None, referral__matter__clocks__due_at__lt=now())
    late &= ~Q(referral__matter__clocks__rule__in=PROMPTS)
    rows = (
        Assessment.objects.filter(state=Assessment.State.OPEN)
        .values(f"{part}_id")
        .annotate(open=Count("pk", distinct=True), late=Count("pk", distinct=True, filter=late))
    )
    return {row[f"{part}_id"]: (row["open"], row["late"]) for row in rows if row[f"{part}_id"]}


def workers(
    ability: Ability, roles: Iterable[str] | None = None, *, first: Iterable[int] = (), part: str = "lead"
) -> list[Worker]:
    """Those who may, with what they carry as lead or supervisor; people of the teams in `first` come first."""
    near, loads = set(first), carried(part)
    found = [
        Worker(
            grant.user,
            ROLES[grant.role].title,
            grant.team_id,
            grant.team.name if grant.team else "",
            *loads.get(grant.user_id, (0, 0)),
        )
        for grant in holders_of(ability, roles)
    ]
    return sorted(found, key=lambda worker: (worker.team_id not in near, worker.user.name))


def leads(first: Iterable[int] = ()) -> list[Worker]:
    """Everybody who may lead an assessment."""
    return workers(Ability.HOLD_CASES, LEADING, first=first)


def supervisors(first: Iterable[int] = ()) -> list[Worker]:
    """Everybody who may supervise one."""
    return workers(Ability.ALLOCATE, first=first, part="supervisor")
