"""Who and what is there before the first contact: teams, staff, agencies, schools and local services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from kith.access.models import Agency, RoleGrant, Team, User
from kith.access.system import system_user
from kith.directory.models import LocalService
from kith.site.demo.plan import agencies, staff
from kith.site.demo.plan.authority import Authority

# Printed beside the log-ins of a training copy whose every person is made up.
PASSWORD = "northmere-lantern-7"  # noqa: S105  (not a secret: the demonstration prints it)
KINDS = {"front_door": "mash", "assessment": "assessment", "early_help": "early_help", "duty": "duty"}


@dataclass
class Place:
    """The people and bodies of the plan as they stand in the database, by the plan's keys."""

    users: dict[str, User]
    agencies: dict[str, Agency]
    teams: dict[str, Team]
    services: dict[str, str]  # names
    system: User


def set_up(authority: Authority) -> Place:
    """Write down everybody who signs in and every body they come from."""
    first_day = date(2020, 1, 6)
    teams = {
        one.key: Team.objects.create(name=one.name, kind=KINDS.get(one.kind, "other"), phone=one.phone)
        for one in staff.teams()
    }
    bodies = {
        one.key: Agency.objects.create(name=one.name, kind=one.kind, source_code=one.source_code, phone=one.phone)
        for one in agencies.agencies()
    }
    password = make_password(PASSWORD)  # hashed once: everybody in the training copy shares it
    users: dict[str, User] = {}
    for one in staff.staff():
        user = User.objects.create(
            email=one.email.lower(),
            name=one.name,
            phone=one.phone,
            job_title=one.job,
            password=password,
            registration_number=one.registration,
            experienced_in_section_47=one.may_lead_enquiries,
        )
        RoleGrant.objects.create(
            user=user, role=one.role, team=teams.get(one.team), agency=bodies.get(one.agency), since=first_day
        )
        users[one.key] = user
    services = agencies.services(authority.last_day)
    for service in services:
        LocalService.objects.create(
            name=service.name,
            says=service.says,
            reach=service.reach,
            needs=list(service.needs),
            youngest=service.youngest,
            oldest=service.oldest,
            place=service.place,
            cost=service.cost,
            how_to_refer=service.how_to_refer,
            waiting_weeks=service.waiting_weeks,
            phone=service.phone,
            owner=bodies.get(service.agency),
            verified_on=service.verified_on,
        )
    return Place(users, bodies, teams, {one.key: one.name for one in services}, system_user())
