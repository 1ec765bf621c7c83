"""One family, one team, one stranger: the people every test knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from kith.access.actor import acting
from kith.access.models import Agency, RoleGrant, Team, User
from kith.access.roles import ROLES
from kith.kernel.now import LONDON
from kith.kernel.perform import Outcome, perform

LONG_AGO = date(2020, 1, 1)
PASSWORD = "larkfield-heron-42"  # a made-up one, for made-up people


def london(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment on the practitioner's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


# Wednesday 3 June 2026, the day Mrs Hale writes to the MASH (screen 4).
TODAY = london(2026, 6, 3, 9, 0)
WORRY = "Amara fell asleep twice this week and asked to stay for after-school club every day."
AMARA = {"given": "Amara", "family": "Okafor", "born": date(2018, 2, 12), "sex": "F", "school": "Larkfield Primary"}

NAMES = {
    "mash_worker": "Joanne Pike",
    "mash_manager": "Ruth Delaney",
    "social_worker": "Farah Siddiqui",
    "practice_supervisor": "Nell Abara",
    "team_manager": "Marcus Bell",
    "service_manager": "Wyn Prosser",
    "head_of_service": "Ada Lindqvist",
    "nominated_officer": "Gwen Oyelaran",
    "conference_chair": "Piet Vandermeer",
    "reviewing_officer": "Ines Calloway",
    "duty_worker": "Bram Okello",
    "lead_practitioner": "Dee Halloran",
    "referrer": "Mrs Hale",
    "returns_officer": "Tansy Wren",
    "data_analyst": "Olu Fenwick",
    "information_governance_officer": "Petra Novakova",
    "system_administrator": "Sid Marlow",
}


def user(name: str, *roles: str, team: Team | None = None, agency: Agency | None = None, **more: Any) -> User:
    """Somebody who signs in, holding these roles since long ago."""
    found = User.objects.create(**_log_in(name, more))
    for role in roles:
        RoleGrant.objects.create(user=found, role=role, team=team, agency=agency, since=LONG_AGO)
    return found


def _log_in(name: str, more: dict[str, Any]) -> dict[str, Any]:
    email = name.lower().replace(" ", ".").replace("..", ".") + "@northmere.example"
    return {"email": email, "password": _hashed(), "name": name, **more}


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


@dataclass
class Cast:
    """Everybody, by role, with their teams and one school."""

    by_role: dict[str, User]
    mash: Team
    east: Team
    early_help: Team
    school: Agency
    other_school: Agency
    stranger: User
    other_referrer: User
    second_worker: User
    more: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, role: str) -> User:
        try:
            return self.__dict__["by_role"][role]
        except KeyError:
            raise AttributeError(role) from None

    @classmethod
    def gather(cls) -> Cast:
        """Write everybody down."""
        mash = Team.objects.create(name="MASH", kind=Team.Kind.MASH)
        east = Team.objects.create(name="East assessment team", kind=Team.Kind.ASSESSMENT)
        early = Team.objects.create(name="Early help east", kind=Team.Kind.EARLY_HELP)
        school = Agency.objects.create(name="Larkfield Primary", kind="school", source_code="2A")
        other = Agency.objects.create(name="Seaview Infants", kind="school", source_code="2A")
        teams = {"mash_worker": mash, "mash_manager": mash, "lead_practitioner": early}
        teams |= dict.fromkeys(("social_worker", "practice_supervisor", "team_manager"), east)
        by_role, grants = {}, []
        for role in ROLES:
            more = {"registration_number": "SW10001"} if role in ("social_worker", "practice_supervisor") else {}
            by_role[role] = User(**_log_in(NAMES[role], more))
            place = {"agency": school} if role == "referrer" else {"team": teams.get(role)}
            grants.append(RoleGrant(user=by_role[role], role=role, since=LONG_AGO, **place))
        User.objects.bulk_create(by_role.values())  # most tests begin here
        RoleGrant.objects.bulk_create(grants)
        return cls(
            by_role, mash, east, early, school, other,
            stranger=user("Kit Farrow", "social_worker", registration_number="SW10009"),
            other_referrer=user("Mr Quill", "referrer", agency=other),
            second_worker=user("Sam Oyelaran", "mash_worker", team=mash),
        )  # fmt: skip


def contact_about(*children: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a MASH worker types for a contact from Larkfield Primary."""
    return {
        "method": "phone",
        "type": "service_request",
        "source_kind": "school",
        "agency": "Larkfield Primary",
        "referrer_name": "Mrs Hale",
        "referrer_role": "Deputy head",
        "worry": WORRY,
        "children": list(children) or [AMARA],
        "address_line": "14 Rowan Walk",
        "safe_now": "yes",
        **more,
    }


def take(step: Any, actor: User, target: Any = None, data: Any = None, **more: Any) -> Outcome:
    """Take a step as somebody, as a page would."""
    with acting(actor):
        return perform(step, actor, target, data or {}, **more)
