"""The team page: who carries what, what is late, and who waits (for those who supervise)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.asked_once import together
from kith.access.models import RoleGrant, Team, User
from kith.access.prepared import lists_of
from kith.access.request import SignedIn
from kith.access.roles import ROLES, Ability
from kith.assessment.models import Assessment
from kith.assessment.queries import following, waiting
from kith.assessment.queries.plan import plans, points_waiting
from kith.assessment.queries.workload import PROMPTS
from kith.checks.models import AgencyCheck
from kith.checks.queries import waiting_on
from kith.frontdoor.models import Contact
from kith.kernel.now import now, today
from kith.plans.models import Plan
from kith.record import clocks
from kith.record.clocks import ClockFace
from kith.record.models import Clock
from kith.site.child.queries import due_words
from kith.standards.calendar import england
from kith.standards.engine import end_of_day
from kith.ui.export import guarded
from kith.ui.gates import needs_ability

SOON = 5  # working days
CARRYING = (Team.Kind.MASH, Team.Kind.ASSESSMENT, Team.Kind.DUTY)  # what others do is not on this page
MOST_LATE = 100
Counts = dict[int, dict[str, int]]  # by worker
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
    """The teams somebody may look at: those that take contacts or hold cases for those who oversee, else their own."""
    if actor.may(Ability.OVERSEE):
        return list(Team.objects.filter(kind__in=CARRYING))
    return list(Team.objects.exclude(kind=Team.Kind.EARLY_HELP).filter(pk__in=actor.team_ids))


def workers(team: Team) -> list[WorkerRow]:
    """Everybody in the team, in three queries."""
    grants = RoleGrant.objects.filter(RoleGrant.live(), team=team, user__is_active=True).select_related("user")
    roles: dict[User, str] = {}
    for grant in grants.order_by("user__name"):
        if grant.role in ROLES:
            roles.setdefault(grant.user, ROLES[grant.role].title)
    ids = [user.pk for user in roles]
    nothing = {"number": 0, "late": 0, "soon": 0}
    led, held, *_ = counted = _counted(ids) if ids else [{}, {}]
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


def _counted(ids: list[int]) -> list[Counts]:
    """For each of these workers what counts as theirs: assessments they lead, contacts in hand, replies they are owed,
    what conclusions asked for, what is due on plans that rest on them, days of their plans."""
    work = Assessment.objects.filter(lead_id__in=ids)
    led = work.filter(state="open")
    in_hand = Contact.objects.filter(state=Contact.State.WAITING, claimed_by_id__in=ids)
    found = together(
        led=_counts(led, "lead_id", "referral__matter__clocks", counted="child"),
        held=_counts(in_hand, "claimed_by_id", "matter__clocks", only={"rule": "contact.decide"}),
        owed=_owed(ids),
        after=_counts(_followed(work), "lead_id", "matter__clocks"),
        plans=_counts(_plans(assessment__lead_id__in=ids), "assessment__lead_id", "matter__clocks"),
        leads=led.values("pk", "lead_id"),
    )
    leads = {row["pk"]: row["lead_id"] for row in found.pop("leads")}
    counted: list[Counts] = [{row["worker"]: row for row in rows} for rows in found.values()]
    return [*counted, _points(leads)]


def _plans(**of: Any) -> QuerySet[Plan]:
    """Open plans that rest on these assessments: whoever leads one leads the other."""
    return Plan.objects.filter(closed_at=None, **of)


def _followed(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Those whose conclusion asked for something that still waits: its dates run on the assessment itself."""
    return assessments.filter(pk__in=following.waiting().values("matter_id"))


def _counts(
    work: Any, worker: str, path_to: str, counted: str = "pk", only: Mapping[str, str] = MappingProxyType({})
) -> QuerySet[Any, Any]:
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
    rows: QuerySet[Any, Any] = work.values(worker=F(worker)).annotate(
        number=Count(counted, distinct=True),
        late=Count(path_to, distinct=True, filter=running & late),
        soon=Count(path_to, distinct=True, filter=running & ~late & by("lte", until)),
    )
    return rows


def _owed(leads: list[int]) -> QuerySet[Any, Any]:
    """For each lead: replies of agencies that are late, and those due by the fifth working day."""
    day, until = today(), england().add_working_days(today(), SOON)
    lead = "work__assessment__lead_id"
    waiting = AgencyCheck.objects.filter(
        state=AgencyCheck.State.WAITING, work__assessment__state="open", **{f"{lead}__in": leads}
    )
    return waiting.values(worker=F(lead)).annotate(
        late=Count("pk", filter=Q(due_on__lt=day)), soon=Count("pk", filter=Q(due_on__gte=day, due_on__lte=until))
    )


def _points(leads: dict[int, int]) -> Counts:
    """For each lead: days on which a plan said to look again that have passed, and those by the fifth working day."""
    until = england().add_working_days(today(), SOON)
    found: Counts = {}
    for one in points_waiting(plans(leads)):
        row = found.setdefault(leads[one.matter_id], {"late": 0, "soon": 0})
        row["late"] += one.late
        row["soon"] += not one.late and one.day <= until
    return found


def late_rows(team: Team) -> list[LateRow]:
    """Every date of the team's assessments, of what they asked for and of their plans, that has passed, then every
    reply that an agency is late with, then every day on which a plan said to look again and nobody has (CL-08)."""
    held = Assessment.objects.filter(team=team)
    assessments = held.filter(state="open")
    matters = assessments.values("referral_id").union(
        _followed(held).values("pk"), _plans(assessment__team=team).values("pk")
    )
    passed = clocks.late() | Q(stopped_at=None, needed_by__lt=now())  # a manager's earlier date counts (CL-07)
    late = Clock.objects.filter(passed, matter_id__in=matters, not_needed_because="")
    late = late.exclude(rule__in=PROMPTS).select_related("started_by").order_by("due_at")[:MOST_LATE]
    open_now = assessments.values("pk")
    planned = _plans(assessment__team=team).select_related("matter", "child__person", "assessment__lead")
    dates, agreed, open_plans = lists_of(late, plans(open_now), planned)
    replies = [row for row in waiting_on(open_now) if row.late][:MOST_LATE]
    points = sorted((one for one in points_waiting(agreed) if one.late), key=lambda one: one.day)[:MOST_LATE]
    ids = {one.matter_id for one in (*dates, *points)} | {row.check.work_id for row in replies}
    about = held.filter(Q(referral_id__in=ids) | Q(pk__in=ids)).defer(*LONG)
    found = {pk: a for a in about.select_related("matter", "child__person", "lead") for pk in (a.referral_id, a.pk)}
    of_plan = {one.pk: one for one in open_plans}
    rows = [
        _of_plan(clocks.face(one), of_plan[one.matter_id]) if one.matter_id in of_plan
        else _late(clocks.face(one), found[one.matter_id])
        for one in dates
    ]  # fmt: skip
    for row in replies:
        said = f"{row.check.agency_name}. {row.due_words}."
        rows.append(_late(row.face, found[row.check.work_id], said, row.check.href))
    for one in points:
        href = f"/assessments/{found[one.matter_id].ref}/write/plan/"
        rows.append(_late(one.face, found[one.matter_id], one.what, href))
    return rows


def _late(face: ClockFace, work: Assessment, words: str | None = None, href: str = "") -> LateRow:
    href, lead = href or f"/assessments/{work.ref}/", work.lead.name if work.lead else ""
    return LateRow(face, work.child.person.shown_name, href, lead, due_words(face) if words is None else words)


def _of_plan(face: ClockFace, plan: Plan) -> LateRow:
    lead = plan.assessment.lead if plan.assessment else None
    return LateRow(face, plan.child.person.shown_name, plan.href, lead.name if lead else "", due_words(face))


def chosen_team(request: SignedIn) -> tuple[list[Team], Team | None]:
    """The teams somebody may look at, and the one in the address, or else their own."""
    teams = teams_of(request.user)
    wanted = request.GET.get("team", "")
    mine = next((team for team in teams if team.pk in request.user.team_ids), teams[0] if teams else None)
    return teams, next((team for team in teams if team.ref == wanted), mine)


@login_required
@needs_ability(Ability.SUPERVISE)
def team(request: SignedIn) -> HttpResponse:
    """Who carries what."""
    teams, chosen = chosen_team(request)
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
    _, chosen = chosen_team(request)
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
