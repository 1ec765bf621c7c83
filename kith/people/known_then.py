"""What the people room shows of a record as it was known: who they are, and who is round them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q

from kith.access.models import Involvement
from kith.people.models import Address, HouseholdMember, Identifier, Name, Person, Relationship
from kith.people.queries.known import details_of
from kith.record.then import Names, Part, as_known, shows_then

CONFIDENTIAL = "A confidential address: see Details"


def _who(person: Any, names: Names) -> list[tuple[str, str]]:
    lines = [(label, words) for label, words in details_of(person) if label != "Age"]
    return [*lines, ("In a few words", person.in_few_words)]


def _kept_secret(rows: list[Any]) -> dict[int, str]:
    """Addresses that are confidential, then or today: they stand on no page that prints (IG-08)."""
    today = Address.objects.filter(pk__in=[row.pk for row in rows], confidential=True).values_list("pk", flat=True)
    return dict.fromkeys([*today, *(row.pk for row in rows if row.confidential)], CONFIDENTIAL)


def _homes(people: Collection[int], matters: Collection[int], at: datetime) -> Q:
    mine = as_known(HouseholdMember, at, person__in=people)
    return Q(household__in={row.household_id for row in mine})


def _lasts(row: Any, at: datetime) -> bool:
    return row.since <= at and (row.until is None or row.until > at)


def _related(row: Any, names: Names) -> str:
    return f"{names.get(row.person_id, '')}: {row.get_kind_display()} of {names.get(row.to_id, '')}"


def _involved(row: Any, names: Names) -> str:
    words = row.get_kind_display()
    return words[:1].upper() + words[1:]


shows_then(
    Part(Person, "who", "Who they are", _who, by="pk", place=1),
    Part(Name, "names", "Names", ("kind", "since", "until", "said_by"), by="person", place=2),
    Part(Identifier, "numbers", "Numbers", ("scheme", "since", "until"), by="person", name=lambda row, _: row.value,
         place=3),
    Part(Address, "addresses", "Addresses", ("kind", "since", "until"), by="person", covered=_kept_secret, place=4),
    Part(
        HouseholdMember, "home", "Who lives together", ("since", "until"), by=_homes,
        name=lambda row, names: names.get(row.person_id, ""), place=5,
    ),
    Part(
        Relationship, "family", "Family",
        ("parental_responsibility", "safe_contact", "letters", "couple", "parted", "quality", "since", "until"),
        by=("person", "to"), name=_related, place=6,
    ),
    Part(
        Involvement, "involved", "Who is involved", ("user", "team", "since", "until"), by="person", name=_involved,
        stood=_lasts, place=7,
    ),
)  # fmt: skip
