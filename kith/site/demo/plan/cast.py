"""The families written by hand: the Okafors and those beside them, as data/cast.toml tells them."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kith.site.demo.plan.agencies import agency, schools_for
from kith.site.demo.plan.days import add_working_days, age_on, day_of_year, years_before
from kith.site.demo.plan.families import Registrar
from kith.site.demo.plan.names import communities
from kith.site.demo.plan.people import Alias, Family, Home, Person, Tie
from kith.site.demo.plan.places import Address, address_at

CAST = Path(__file__).parent / "data" / "cast.toml"


def cast_families(registrar: Registrar) -> list[Family]:
    """Every family written by hand, as it stands on the last day. Their keys begin with the family's name."""
    with CAST.open("rb") as file:
        rows = tomllib.load(file)
    return [_family(registrar, key, row) for key, row in rows.items()]


def _family(registrar: Registrar, key: str, row: dict[str, Any]) -> Family:
    people = tuple(_person(registrar, key, row, one) for one in row["people"])
    ties = [_tie(key, line, row.get("about", {})) for line in row["ties"]]
    return Family(
        key=key,
        community=row["community"],
        area=row["area"],
        people=people,
        ties=(*ties, *_brothers_and_sisters(people, ties)),
        carer=_key(key, row["carer"]),
        other=_key(key, row.get("other", "")),
        helper=_key(key, row.get("helper", "")),
        themes=tuple(row["themes"]),
        story=key,
    )


def _key(family: str, person: str) -> str:
    return f"{family}.{person}" if person else ""


def _person(registrar: Registrar, family: str, row: dict[str, Any], one: dict[str, Any]) -> Person:
    last_day = registrar.last_day
    born, due = _birth(one, last_day)
    age = age_on(born, last_day) if born else -1
    child = age < 18
    known = child and born is not None and not one.get("unrecorded")
    school = one.get("school", "")
    language = one.get("language", "eng")
    return Person(
        key=_key(family, one["k"]),
        adult=not child,
        given=one["given"],
        middle="",
        family=one["family"],
        sex=one["sex"],
        born=born,
        due=due,
        died=years_before(last_day, one["died_years_ago"]) if "died_years_ago" in one else None,
        ethnicity="NOBT" if one.get("unrecorded") else communities()[row["community"]].ethnicity,
        language="und" if one.get("unrecorded") or born is None else language,
        interpreter=bool(one.get("interpreter")),
        communication_needs=(
            *(("interpreter_spoken",) if one.get("interpreter") else ()),
            *one.get("communication", ()),
        ),
        disabilities=tuple(one.get("disabilities", ())),
        nhs_number=next(registrar.nhs) if known else "",
        upn=_pupil_number(registrar, row["area"], school, born) if known and born and age >= 4 and school else "",
        upn_unknown="UN1" if child and age < 4 else "",
        school=school,
        phone=one.get("phone", ""),
        aliases=_aliases(one),
        homes=_homes(row, one, born, last_day),
    )


def _pupil_number(registrar: Registrar, area: str, school: str, born: date) -> str:
    """A number from the school itself if it takes children from the start, else from a primary school nearby."""
    first = agency(school) if agency(school).youngest == 3 else schools_for(5, area)[0]
    return registrar.pupil_number(first.school_code, born)


def _birth(one: dict[str, Any], last_day: date) -> tuple[date | None, date | None]:
    """Day of birth and due date, from the age, the months or the days since or until birth that the cast list gives."""
    if "due_in" in one:
        born = last_day - timedelta(days=one["born_ago"]) if "born_ago" in one else None
        return born, last_day + timedelta(days=one["due_in"])
    if "months" in one:
        return last_day - timedelta(days=round(one["months"] * 30.44)), None
    month, day = one["birthday"].split("-")
    return day_of_year(last_day, int(month), int(day), one["age"]), None


def _aliases(one: dict[str, Any]) -> tuple[Alias, ...]:
    known_as = (Alias("known_as", one["known_as"], ""),) if "known_as" in one else ()
    birth_name = (Alias("birth", "", one["birth_name"]),) if "birth_name" in one else ()
    return known_as + birth_name


def _homes(row: dict[str, Any], one: dict[str, Any], born: date | None, last_day: date) -> tuple[Home, ...]:
    """The family's home, or their own; one who left lived there until so many working days ago."""
    if one.get("unrecorded") or born is None or "home" not in row:
        return ()
    since = max(born, last_day - timedelta(days=1900))
    if "left_home" in one:
        left = add_working_days(last_day, -one["left_home"])
        return (Home(_address(row["home"]), left - timedelta(days=900), left), Home(_address(one["home"]), left))
    if "died_years_ago" in one:
        died = years_before(last_day, one["died_years_ago"])
        return (Home(_address(one["home"]), years_before(died, 20), died),)
    return (Home(_address(one.get("home", row["home"])), since),)


def _address(words: str) -> Address:
    number, street = words.split(" | ")
    return address_at(number, street)


def _tie(family: str, line: str, about: dict[str, dict[str, Any]]) -> Tie:
    """A line such as "emeka former_partner grace"; `about` says more of some, by the same three words."""
    person, kind, to, *more = line.split(" ", 4)
    responsible = bool(more) and more[0] == "pr"
    parental = responsible if kind in ("mother", "father", "step_parent", "grandparent") else None
    limits, known = more[1] if len(more) > 1 else "", about.get(f"{person} {kind} {to}", {})
    return Tie(_key(family, person), _key(family, to), kind, parental, limits, **known)


def _brothers_and_sisters(people: tuple[Person, ...], ties: list[Tie]) -> list[Tie]:
    """Children of the same two parents are siblings; of one, half-siblings."""
    parents = {
        one.key: {tie.person for tie in ties if tie.to == one.key and tie.kind in ("mother", "father")}
        for one in people
        if not one.adult
    }
    keys = list(parents)
    return [
        Tie(one, two, "sibling" if parents[one] == parents[two] else "half_sibling")
        for place, one in enumerate(keys)
        for two in keys[place + 1 :]
        if parents[one] & parents[two]
    ]
