"""Who works in and around Northmere: the cast that tests and log-ins rely on, the same whatever the seed."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kith.site.demo.plan.agencies import agency
from kith.site.demo.plan.numbers import office_line

DATA = Path(__file__).parent / "data"

# Key, name, kind and telephone of every team; the assessment teams take the area they are named after.
TEAMS = (
    ("mash", "Multi-agency safeguarding hub", "front_door", 200),
    ("east", "East assessment team", "assessment", 219),
    ("west", "West assessment team", "assessment", 229),
    ("north", "North assessment team", "assessment", 239),
    ("duty", "Night duty team", "duty", 999),
    ("early_help", "Early help team", "early_help", 249),
    ("review", "Conference and review team", "review", 253),
    ("leadership", "Leadership of children's services", "leadership", 204),
    ("data", "Data and returns team", "data", 259),
    ("governance", "Information governance", "governance", 264),
    ("systems", "Systems", "systems", 265),
)


@dataclass(frozen=True, slots=True)
class Team:
    """A team of the council."""

    key: str
    name: str
    kind: str
    phone: str


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who signs in: a worker of the council in a team, or a referrer in an agency.

    `role` is a role key of Kith. `registration` is a made-up social work registration, empty for who has none.
    `may_lead_enquiries` says they have the experience for section 47 work (AS-02).
    """

    key: str
    name: str
    email: str
    phone: str
    role: str
    job: str
    team: str = ""
    agency: str = ""
    registration: str = ""
    may_lead_enquiries: bool = False


@cache
def teams() -> tuple[Team, ...]:
    """Every team."""
    return tuple(Team(key, name, kind, office_line(line)) for key, name, kind, line in TEAMS)


@cache
def staff() -> tuple[Staff, ...]:
    """Everybody who signs in, in the order of data/staff.csv."""
    with (DATA / "staff.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_person(place, row) for place, row in enumerate(csv.DictReader(file)))


@cache
def member(key: str) -> Staff:
    """One of them. Raises KeyError for a key nobody has."""
    return {one.key: one for one in staff()}[key]


@cache
def with_role(role: str, team: str = "") -> tuple[Staff, ...]:
    """Everybody with this role, in this team if one is named."""
    return tuple(one for one in staff() if one.role == role and team in ("", one.team))


@cache
def referrers(agency_key: str) -> tuple[Staff, ...]:
    """Those in an agency who send contacts to Northmere."""
    return tuple(one for one in staff() if one.agency == agency_key)


def _person(place: int, row: dict[str, str]) -> Staff:
    domain = agency(row["agency"]).email_domain if row["agency"] else "northmere.example"
    local = ".".join(row["name"].lower().replace("dr ", "").replace("ds ", "").split())
    return Staff(
        key=row["key"],
        name=row["name"],
        email=f"{local}@{domain}",
        phone=office_line(int(row["line"])),
        role=row["role"],
        job=row["job"],
        team=row["team"],
        agency=row["agency"],
        registration=f"SW999{place:04d}" if row["registered"] == "yes" else "",
        may_lead_enquiries=row["s47"] == "yes",
    )
