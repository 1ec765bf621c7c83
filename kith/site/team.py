"""The team page: who carries what, what is late, and who waits (for those who supervise)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.models import RoleGrant, Team, User
from kith.access.request import SignedIn
from kith.access.roles import ROLES, Ability
from kith.assessment.models import Assessment
from kith.assessment.queries import following, waiting
from kith.assessment.queries.plan import points_waiting
from kith.assessment.queries.workload import PROMPTS
from kith.checks.models import AgencyCheck
from kith.checks.queries import waiting_on
from kith.frontdoor.models import Contact
from kith.kernel.now import now, today
from kith.record import clocks
from kith.record.clocks import ClockFace
from kith.record.models import Clock
from kith.site.child.queries import due_words
from kith.standards.calendar import england
from kith.standards.engine import end_of_day
from kith.ui.export import guarded
from kith.ui.gates import needs_ability

SOON = 5  # working days
MOST_LATE = 100
LONG = ("direction", "conclusion")  # texts of an assessment that no list shows


@dataclass(frozen=True)
class WorkerRow:
    """One person of the team, with what they carry."""

    user: User
    role: str
    children: int
    contacts: int
    late: int
    soon: int


@dataclass(frozen=True)
class LateRow:
    """A date of the team that has passed."""

    clock: ClockFace
    name: str
    href: str
    worker: str
    words: str


def teams_of(actor: User) -> list[Team]:
    """The teams somebody may look at: all of them for those who oversee, else their own."""
    teams = Team.objects.exclude(kind=Team.Kind.EARLY_HELP)
    return list(teams if actor.may(Ability.OVERSEE) else teams.filter(pk__in=actor.team_ids))


def workers(team: Team) -> list[WorkerRow]:
    """Everybody in the team, in seven queries."""
    grants = RoleGrant.objects.filter(RoleGrant.live(), team=team, user__is_active=True).select_related("user")
    roles: dict[User, str] = {}
    for grant in grants.order_by("user__name"):
        if grant.role in ROLES:
            roles.setdefault(grant.user, ROLES[grant.role].title)
    ids = [user.pk for user in roles]
    assessments = Assessment.objects.filter(state="open", lead_id__in=ids)
    led = _counts(assessments, "lead_id", "referral__matter__clocks", counted="child")
    in_hand = Contact.objects.filter(state=Contact.State.WAITING, claimed_by_id__in=ids)
    held = _counts(in_hand, "claimed_by_id", "matter__clocks", only={"rule": "contact.decide"})
    owed = _owed(ids)
    after = _counts(_followed(Assessment.objects.filter(lead_id__in=ids)), "lead_id", "matter__clocks")
    counted = (led, held, owed, after, _points(ids))
    nothing = {"number": 0, "late": 0, "soon": 0}
    return [
        WorkerRow(
            user,
            role,
            led.get(user.pk, nothing)["number"],
            held.get(user.pk, nothing)["number"],
            *(sum(one.get(user.pk, nothing)[when] for one in counted) for when in ("late", "soon")),
        )
        for user, role in roles.items()
    ]


def _followed(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Those whose conclusion asked for something that still waits: its dates run on the assessment itself."""
    return assessments.filter(pk__in=following.waiting().values("matter_id"))


def _counts(
    work: Any, worker: str, path_to: str, counted: str = "pk", only: Mapping[str, str] = MappingProxyType({})
) -> dict[int, dict[str, int]]:
    """For each worker: pieces of work, dates that have passed, and those due by the fifth working day (`site.due`).

    A date is a manager's earlier one where there is one. A review is asked for on a day: passing it is no breach.
    """
    moment, until = now(), end_of_day(england().add_working_days(today(), SOON))
    holds = {"stopped_at": None, "not_needed_because": "", **only}
    running = Q(**{f"{path_to}__{name}": value for name, value in holds.items()})
    asks = Q(**{f"{path_to}__rule__in": PROMPTS})

    def by(comparison: str, end: datetime) -> Q:
        return Q(**{f"{path_to}__due_at__{comparison}": end}) | Q(**{f"{path_to}__needed_by__{comparison}": end})

    late = ~asks & by("lt", moment)
    rows = work.values(worker).annotate(
        number=Count(counted, distinct=True),
        late=Count(path_to, distinct=True, filter=running & late),
        soon=Count(path_to, distinct=True, filter=running & ~late & by("lte", until)),
    )
    return {row[worker]: row for row in rows}


def _owed(leads: list[int]) -> dict[int, dict[str, int]]:
    """For each lead: replies of agencies that are late, and those due by the fifth working day."""
    day, until = today(), england().add_working_days(today(), SOON)
    lead = "work__assessment__lead_id"
    waiting = AgencyCheck.objects.filter(
        state=AgencyCheck.State.WAITING, work__assessment__state="open", **{f"{lead}__in": leads}
    )
    rows = waiting.values(lead).annotate(
        late=Count("pk", filter=Q(due_on__lt=day)), soon=Count("pk", filter=Q(due_on__gte=day, due_on__lte=until))
    )
    return {row[lead]: row for row in rows}


def _points(leads: list[int]) -> dict[int, dict[str, int]]:
    """For each lead: days on which a plan said to look again that have passed, and those by the fifth working day."""
    until = england().add_working_days(today(), SOON)
    led = dict(Assessment.objects.filter(state="open", lead_id__in=leads).values_list("pk", "lead_id"))
    found: dict[int, dict[str, int]] = {}
    for one in points_waiting(led):
        row = found.setdefault(led[one.matter_id], {"late": 0, "soon": 0})
        row["late"] += one.late
        row["soon"] += not one.late and one.day <= until
    return found


def late_rows(team: Team) -> list[LateRow]:
    """Every date of the team's assessments, and of what they asked for, that has passed, longest first, then every
    reply that is late."""
    held = Assessment.objects.filter(team=team)
    assessments = held.filter(state="open")
    matters = assessments.values("referral_id").union(_followed(held).values("pk"))
    passed = clocks.late() | Q(stopped_at=None, needed_by__lt=now())  # a manager's earlier date counts (CL-07)
    late = Clock.objects.filter(passed, matter_id__in=matters, not_needed_because="")
    late = late.exclude(rule__in=PROMPTS).select_related("started_by").order_by("due_at")[:MOST_LATE]
    ids = {clock.matter_id for clock in late}
    about = held.filter(Q(referral_id__in=ids) | Q(pk__in=ids)).defer(*LONG)
    found = {pk: a for a in about.select_related("matter", "child__person", "lead") for pk in (a.referral_id, a.pk)}
    rows = []
    for clock in late:
        assessment, face = found[clock.matter_id], clocks.face(clock)
        lead = assessment.lead.name if assessment.lead else ""
        href = f"/assessments/{assessment.ref}/"
        rows.append(LateRow(face, assessment.child.person.shown_name, href, lead, due_words(face)))
    return rows + _late_replies(assessments) + _late_points(assessments)


def _late_points(assessments: QuerySet[Assessment]) -> list[LateRow]:
    """Every day on which a plan said to look again, and nobody has, longest first (CL-08)."""
    about = assessments.defer(*LONG).select_related("matter", "child__person", "lead")
    late = sorted((one for one in points_waiting(about.values("pk")) if one.late), key=lambda one: one.day)[:MOST_LATE]
    found = {a.pk: a for a in about.filter(pk__in={one.matter_id for one in late})} if late else {}
    rows = []
    for one in late:
        assessment = found[one.matter_id]
        lead, href = assessment.lead.name if assessment.lead else "", f"/assessments/{assessment.ref}/write/plan/"
        rows.append(LateRow(one.face, assessment.child.person.shown_name, href, lead, one.what))
    return rows


def _late_replies(assessments: QuerySet[Assessment]) -> list[LateRow]:
    """Every reply that an agency owes these assessments and is late with, longest first."""
    late = [row for row in waiting_on(assessments.values("pk")) if row.late][:MOST_LATE]
    about = assessments.filter(pk__in={row.check.work_id for row in late}).defer(*LONG)
    found = {a.pk: a for a in about.select_related("child__person", "lead")} if late else {}
    rows = []
    for row in late:
        assessment = found[row.check.work_id]
        lead = assessment.lead.name if assessment.lead else ""
        said = f"{row.check.agency_name}. {row.due_words}."
        rows.append(LateRow(row.face, assessment.child.person.shown_name, row.check.href, lead, said))
    return rows


def _chosen(request: SignedIn) -> tuple[list[Team], Team | None]:
    teams = teams_of(request.user)
    wanted = request.GET.get("team", "")
    mine = next((team for team in teams if team.pk in request.user.team_ids), teams[0] if teams else None)
    return teams, next((team for team in teams if team.ref == wanted), mine)


@login_required
@needs_ability(Ability.SUPERVISE)
def team(request: SignedIn) -> HttpResponse:
    """Who carries what."""
    teams, chosen = _chosen(request)
    rows = workers(chosen) if chosen else []
    return render(
        request,
        "site/team.html",
        {
            "moment": now(),
            "teams": teams,
            "team": chosen,
            "rows": rows,
            "late": late_rows(chosen) if chosen else [],
            "totals": {
                name: sum(getattr(row, name) for row in rows) for name in ("children", "contacts", "late", "soon")
            },
            "unallocated": waiting.to_allocate().count() if request.user.may(Ability.ALLOCATE) else None,
        },
    )


@login_required
@needs_ability(Ability.SUPERVISE)
def export(request: SignedIn) -> HttpResponse:
    """The counts of the team, for a spreadsheet: no child is named."""
    _, chosen = _chosen(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="team.csv"'
    writer = csv.writer(response)
    counts = ["Children", "Contacts", "Late", "Due in 5 working days, today included"]
    writer.writerow(["Team", "Worker", "Role", *counts])
    for row in workers(chosen) if chosen else []:
        cells = [chosen, row.user.name, row.role, row.children, row.contacts, row.late, row.soon]
        writer.writerow(guarded(cells))
    return response


urls = [path("team/", team, name="team"), path("team/export/", export, name="export")]
