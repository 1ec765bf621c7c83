"""The agencies that tell Northmere about children, and the directory of local services (FD-01, EH-06)."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from kith.site.demo.plan.numbers import office_line

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency. `kind` is a key of standards/data/agency_kinds.csv, `source_code` the census code of its referrals.

    Schools have the ages they teach (whole years, both included) and a made-up school code for pupil numbers.
    """

    key: str
    name: str
    kind: str
    source_code: str
    phone: str
    email_domain: str
    area: str
    youngest: int | None = None
    oldest: int | None = None
    school_code: str = ""


@dataclass(frozen=True, slots=True)
class LocalService:
    """A service near families (EH-06).

    `reach` is universal, targeted, commissioned, direct or voluntary; ages are whole years, both included; `agency` is
    the key of the agency that keeps the entry, or empty.
    """

    key: str
    name: str
    says: str
    reach: str
    needs: tuple[str, ...]
    youngest: int
    oldest: int
    place: str
    cost: str
    how_to_refer: str
    waiting_weeks: int | None
    phone: str
    agency: str
    verified_on: date


@cache
def agencies() -> tuple[Agency, ...]:
    """Every agency, in the order of data/agencies.csv."""
    with (DATA / "agencies.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Agency(
                key=row["key"],
                name=row["name"],
                kind=row["kind"],
                source_code=row["source_code"],
                phone=office_line(int(row["line"])),
                email_domain=f"{row['key'].replace('_', '-')}.northmere.example",
                area=row["area"],
                youngest=int(row["youngest"]) if row["youngest"] else None,
                oldest=int(row["oldest"]) if row["oldest"] else None,
                school_code=row["school_code"],
            )
            for row in csv.DictReader(file)
        )


@cache
def agency(key: str) -> Agency:
    """One agency. Raises KeyError for a key none has."""
    return {one.key: one for one in agencies()}[key]


@cache
def schools_for(age: int, area: str) -> tuple[Agency, ...]:
    """Mainstream schools that teach this age, those of the area first; none below 3 or above 17."""
    fit = [
        one
        for one in agencies()
        if one.kind == "school" and one.key not in ("foxglove", "lantern")
        and one.youngest is not None and one.oldest is not None and one.youngest <= age <= one.oldest
    ]  # fmt: skip
    return tuple(sorted(fit, key=lambda one: one.area != area))


@cache
def services(last_day: date) -> tuple[LocalService, ...]:
    """The directory of local services as it stands on the last day; some entries were last checked long ago."""
    with (DATA / "services.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            LocalService(
                key=row["key"],
                name=row["name"],
                says=row["says"],
                reach=row["reach"],
                needs=tuple(row["needs"].split()),
                youngest=int(row["youngest"]),
                oldest=int(row["oldest"]),
                place=row["place"],
                cost=row["cost"],
                how_to_refer=row["how_to_refer"],
                waiting_weeks=int(row["waiting_weeks"]) if row["waiting_weeks"] else None,
                phone=office_line(int(row["line"])),
                agency=row["agency"],
                verified_on=last_day - timedelta(days=int(row["verified_days_ago"])),
            )
            for row in csv.DictReader(file)
        )
