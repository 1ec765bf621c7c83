"""Who is behind a number of the team page: every number opens to the children and contacts it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.models import Involvement, Team, User
from kith.access.policies import Door, live
from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.assessment.models import Assessment
from kith.people.models import Person
from kith.record.clocks import ClockFace
from kith.record.sightings import saw_all
from kith.site import due
from kith.site.child.queries import age_said
from kith.site.team import WorkerRow, chosen_team, workers
from kith.standards.words import long_date
from kith.ui.gates import needs_ability

NUMBERS = {
    "late": "Overdue",
    "soon": "Due in 5 working days, today included",
    "children": "Children being assessed",
    "contacts": "Contacts taken",
}
PAGE = "Team, who is behind a number"
BECAUSE = Door("open", "Looks after the team that works with them")


@dataclass(frozen=True)
class Behind:
    """One of those whom a number counts: whose, what, where it leads, and when."""

    name: str
    about: str
    title: str
    href: str
    words: str
    worker: str
    clock: ClockFace | None = None
    person: Person | None = None


@login_required
@needs_ability(Ability.SUPERVISE)
def behind(request: SignedIn) -> HttpResponse:
    """Those whom a number counts; that they were read here is written on each child's record."""
    team = chosen_team(request)[1]
    number, ref = request.GET.get("number", "late"), request.GET.get("worker", "")
    staff = [row for row in workers(team) if not ref or row.user.ref == ref] if team else []
    if team is None or request.GET.get("team", team.ref) != team.ref or number not in NUMBERS or (ref and not staff):
        raise Http404
    found = _found(number, staff)
    seen = {one.person.pk: one.person.subject for one in found if one.person}
    saw_all(request.user, seen.values(), PAGE, BECAUSE)
    return render(request, "site/behind.html", _shown(team, staff, number, ref) | {"rows": found})


def _shown(team: Team, staff: list[WorkerRow], number: str, ref: str) -> dict[str, Any]:
    back = {"href": f"/team/?{urlencode({'team': team.ref})}", "label": "Team"}
    return {"team": team, "heading": NUMBERS[number], "worker": staff[0].user.name if ref else "", "back": back}


def _found(number: str, staff: list[WorkerRow]) -> list[Behind]:
    users = [row.user for row in staff]
    if number == "contacts":
        return [_contact(item, user) for user in users for item in due.contacts_taken(user)]
    theirs = _theirs(users)
    desk = due.desk(theirs)
    if number == "children":
        people = sorted(desk.assessments, key=lambda pk: desk.people[pk].shown_name)
        return [_assessed(desk.assessments[pk], desk.people[pk], theirs[pk]) for pk in people]
    items = [(item, theirs[item.person.pk].name) for item in desk.items if item.person]
    taken = [(item, user.name) for user in users for item in due.contacts_taken(user)]
    both = sorted([*items, *taken], key=lambda pair: pair[0].order)
    kept = {id(item) for item in due.shown([item for item, _ in both], number)}
    return [_due(item, worker) for item, worker in both if id(item) in kept]


def _theirs(users: list[User]) -> dict[int, User]:
    """The children of these workers, as My work knows them, each with whoever it is."""
    by_pk = {user.pk: user for user in users}
    rows = Involvement.objects.filter(live(), user__in=by_pk, kind__in=due.OWN).values_list("person_id", "user_id")
    return {person: by_pk[user] for person, user in rows}


def _assessed(work: Assessment, person: Person, worker: User) -> Behind:
    began = f"Started {long_date(work.started_on)}"
    href = f"/assessments/{work.ref}/"
    return Behind(
        person.shown_name, age_said(person), f"Assessment {work.number}", href, began, worker.name, None, person
    )


def _due(item: due.Item, worker: str) -> Behind:
    about = age_said(item.person) if item.person else item.about
    return Behind(item.who, about, item.title, item.href, item.words, worker, item.clock, item.person)


def _contact(item: due.Item, worker: User) -> Behind:
    return _due(item, worker.name)


urls = [path("team/behind/", behind, name="behind")]
