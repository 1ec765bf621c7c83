"""The people who work here: who may sign in, as what, where and until when. No child is on these pages."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from kith.access import steps
from kith.access.locked_out import SecondStepRemoved
from kith.access.models import RoleGrant, Team, User
from kith.access.request import SignedIn
from kith.access.roles import ROLES, Ability
from kith.kernel.now import today
from kith.kernel.step import Step
from kith.site.gates import needs
from kith.ui.step_page import step_page

HOME = "/people-who-work-here/"
A_PAGE = 100


@login_required
@needs(Ability.KEEP_PEOPLE)
def everybody(request: SignedIn) -> HttpResponse:
    """Everybody with a log-in and what they hold today, by team or role where one is chosen."""
    shown_closed = request.GET.get("closed") == "1"
    people = User.objects.filter(is_system=False, is_active=not shown_closed).prefetch_related(
        "role_grants__team", "role_grants__agency"
    )
    role, team = request.GET.get("role", ""), request.GET.get("team", "")
    live = RoleGrant.objects.filter(RoleGrant.live())
    if role in ROLES:
        people = people.filter(pk__in=live.filter(role=role).values("user_id"))
    if team:
        people = people.filter(pk__in=live.filter(team__ref=team).values("user_id"))
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    rows = [{"person": one, "holds": [_held(g) for g in one.role_grants.all() if _state(g) == "now"]} for one in page]
    context = {
        "rows": rows,
        "page": page,
        "role": role,
        "team": team,
        "closed": shown_closed,
        "roles": [("", "Every role"), *((one.key, one.title) for one in ROLES.values())],
        "teams": [("", "Every team"), *((one.ref, one.name) for one in Team.objects.all())],
    }
    return render(request, "site/admin/everybody.html", context)


@login_required
@needs(Ability.KEEP_PEOPLE)
def person(request: SignedIn, ref: str) -> HttpResponse:
    """One person: how they are reached, what they hold, held and will hold."""
    found = _person(ref)
    grants = found.role_grants.select_related("team", "agency").order_by("-since", "-pk")
    held = [{"grant": one, "state": _state(one), **_held(one)} for one in grants]
    return render(request, "site/admin/person.html", {"person": found, "held": held, "own": found == request.user})


def _person(ref: str) -> User:
    return get_object_or_404(User, ref=ref, is_system=False)


def _state(grant: RoleGrant) -> str:
    day = today()
    if grant.since > day:
        return "later"
    return "now" if grant.until is None or grant.until >= day else "ended"


def _held(grant: RoleGrant) -> dict[str, Any]:
    title = ROLES[grant.role].title if grant.role in ROLES else grant.role
    return {"title": title, "where": grant.team or grant.agency, "until": grant.until}


def _step(request: SignedIn, step: type[Step], target: Any, *, forward: Any, said: str, **shown: Any) -> HttpResponse:
    """One step on a page of its own; the step itself says who may take it."""
    initial = shown.pop("initial", None)
    context = {"back": {"href": shown.pop("back", HOME), "label": shown.pop("back_label", "People who work here")}}
    return step_page(
        request,
        step,
        target,
        template="site/admin/step.html",
        context=context | shown,
        initial=initial,
        forward=forward,
        said=said,
    )


@login_required
def add(request: SignedIn) -> HttpResponse:
    """A new log-in."""
    return _step(
        request,
        steps.UserAdded,
        None,
        forward=lambda outcome: _at(outcome.result),
        said="They have a log-in. Next: give them a role, then send them a link to choose a password.",
    )


@login_required
def change(request: SignedIn, ref: str) -> HttpResponse:
    """Name, address at work and the rest."""
    found = _person(ref)
    initial = {name: getattr(found, name) for name in steps.PersonForm.base_fields}
    return _of(request, steps.UserChanged, found, found, "Changed.", initial=initial)


@login_required
def give(request: SignedIn, ref: str) -> HttpResponse:
    """A role for somebody."""
    found = _person(ref)
    return _of(request, steps.RoleGranted, found, found, "They hold the role from its first day on.")


@login_required
def end(request: SignedIn, ref: str, grant: int) -> HttpResponse:
    """The end of a role."""
    found = _person(ref)
    held = get_object_or_404(RoleGrant, user=found, pk=grant)
    return _of(request, steps.RoleEnded, found, held, "The role ends after that day.", note=_held(held)["title"])


@login_required
def close(request: SignedIn, ref: str) -> HttpResponse:
    """Close a log-in: from this moment they are signed out everywhere."""
    found = _person(ref)
    note = "They are signed out everywhere at once, and every role ends today. What they wrote stays."
    return _of(request, steps.LogInClosed, found, found, "The log-in is closed.", note=note)


@login_required
def reopen(request: SignedIn, ref: str) -> HttpResponse:
    """Open a closed log-in."""
    found = _person(ref)
    return _of(request, steps.LogInOpened, found, found, "The log-in is open. Give it the roles they need.")


@login_required
def second_step(request: SignedIn, ref: str) -> HttpResponse:
    """Take a lost phone or key off a log-in."""
    found = _person(ref)
    note = (
        "Be certain that it is them: ring them back on the number you have. They are signed out everywhere, are told "
        "by mail that something waits for them, and set up another as they next sign in."
    )
    return _of(request, SecondStepRemoved, found, found, "Their second step is taken off.", note=note)


def _of(request: SignedIn, step: type[Step], about: User, target: Any, said: str, **shown: Any) -> HttpResponse:
    shown |= {"caption": about.name, "back": _at(about), "back_label": about.name}
    return _step(request, step, target, forward=_at(about), said=said, **shown)


def _at(found: Any) -> str:
    return f"{HOME}{found.ref}/"


@login_required
@require_POST
@needs(Ability.KEEP_PEOPLE)
def send_link(request: SignedIn, ref: str) -> HttpResponse:
    """A link to choose a password, to their own work mail and nobody else's."""
    found = _person(ref)
    form = ResetPasswordForm({"email": found.email})
    if found.is_active and form.is_valid():
        form.save(request)
        messages.success(request, "A link to choose a password is on its way to them. It works once.")
    else:
        messages.error(request, "No link was sent: the log-in is closed.")
    return redirect(_at(found))


@login_required
def add_team(request: SignedIn) -> HttpResponse:
    """A new team."""
    return _step(request, steps.TeamAdded, None, forward=HOME, said="The team is there.")


@login_required
def add_agency(request: SignedIn) -> HttpResponse:
    """A new partner agency."""
    return _step(request, steps.AgencyAdded, None, forward=HOME, said="The agency is there.")


urls = [
    path("people-who-work-here/", everybody, name="people_who_work"),
    path("people-who-work-here/add/", add, name="person_add"),
    path("people-who-work-here/add-a-team/", add_team, name="team_add"),
    path("people-who-work-here/add-an-agency/", add_agency, name="agency_add"),
    path("people-who-work-here/<str:ref>/", person, name="person"),
    path("people-who-work-here/<str:ref>/change/", change, name="person_change"),
    path("people-who-work-here/<str:ref>/give-a-role/", give, name="role_give"),
    path("people-who-work-here/<str:ref>/end-a-role/<int:grant>/", end, name="role_end"),
    path("people-who-work-here/<str:ref>/close/", close, name="person_close"),
    path("people-who-work-here/<str:ref>/open/", reopen, name="person_open"),
    path("people-who-work-here/<str:ref>/second-step/", second_step, name="person_second_step"),
    path("people-who-work-here/<str:ref>/link/", send_link, name="person_link"),
]
