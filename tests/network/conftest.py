"""A family on the record, as large and as tangled as families are; made up, like everybody in this suite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.kernel.perform import perform
from kith.people import steps
from kith.people.models import Household, HouseholdMember, Person
from tests.cast import TODAY, Cast
from tests.people import made

ADULTS = {
    "samuel": ("Samuel", "Eze", "M", 1955), "patience": ("Patience", "Eze", "F", 1965),
    "grace": ("Grace", "Okafor", "F", 1992), "ngozi": ("Ngozi", "Eze", "F", 1996),
    "emeka": ("Emeka", "Okafor", "M", 1988), "daniel": ("Daniel", "Reid", "M", 1990),
    "joseph": ("Joseph", "Okafor", "M", 1960), "ifeoma": ("Ifeoma", "Okafor", "F", 1962),
}  # fmt: skip
CHILDREN = {
    "chidi": ("Chidi", "Okafor", "M", 2012),
    "noah": ("Noah", "Okafor-Reid", "M", 2025),
    "zina": ("Zina", "Eze", "F", 2021),
}


@dataclass
class Okafors:
    """Everybody by first name."""

    people: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


@pytest.fixture
def worker(cast: Cast) -> Iterator[Any]:
    """Farah, a social worker, at work on 3 June 2026."""
    with acting(cast.social_worker), at(TODAY):
        yield cast.social_worker


@pytest.fixture
def okafors(worker: Any) -> Okafors:
    return family(worker)


def family(worker: Any) -> Okafors:
    """Grandparents married and divorced, one of them dead; half-brothers; an unborn child; a father nobody named."""
    found = {"amara": made.amara(worker)}
    for key, (given, surname, sex, year) in ADULTS.items():
        more = {"died_on": date(2019, 3, 2)} if key == "samuel" else {}
        found[key] = made.person(worker, given, surname, date(year, 5, 4), sex=sex, kind="adult", **more)
    for key, (given, surname, sex, year) in CHILDREN.items():
        found[key] = made.person(worker, given, surname, date(year, 1, 3), sex=sex)
    found["baby"] = made.person(worker, kind="unborn", expected_date=date(2026, 9, 2))
    made.involve(worker, *found.values())
    for pair in ("grace chidi", "grace amara", "grace noah", "grace baby", "patience grace", "ngozi zina",
                 "patience ngozi", "ifeoma emeka"):  # fmt: skip
        mother, child = pair.split()
        close = {"quality": "close"} if pair == "patience grace" else {}
        held = {"parental_responsibility": True, "responsibility_basis": "mother"} if mother == "grace" else {}
        made.related(found[mother], "mother", found[child], **close, **held)
    for pair in ("emeka chidi", "emeka amara", "daniel noah", "daniel baby", "samuel grace", "samuel ngozi",
                 "joseph emeka"):  # fmt: skip
        father, child = pair.split()
        limits = {"safe_contact": "No letters to his address", "letters": "never"} if pair == "emeka amara" else {}
        made.related(found[father], "father", found[child], **limits)
    made.related(found["samuel"], "partner", found["patience"], couple="married", since=date(1988, 5, 1))
    made.related(found["joseph"], "former_partner", found["ifeoma"], couple="married", since=date(1984, 5, 1),
                 parted="divorced", parted_on=date(1999, 5, 1))  # fmt: skip
    made.related(found["emeka"], "former_partner", found["grace"], couple="married", since=date(2011, 5, 1),
                 parted="separated", parted_on=date(2022, 5, 1))  # fmt: skip
    made.related(found["daniel"], "partner", found["grace"], couple="together", since=date(2023, 1, 1),
                 quality="strained")  # fmt: skip
    made.related(found["ngozi"], "aunt_uncle", found["amara"])
    home = Household.objects.create()
    for key in ("grace", "chidi", "amara", "noah", "baby"):
        HouseholdMember.objects.create(household=home, person_id=found[key].pk)
    asked = {"kind": "father", "asked": "Ngozi Eze, 3 June, would rather not say"}
    perform(steps.UnknownParentWritten, worker, found["zina"], asked)
    return Okafors(found)
