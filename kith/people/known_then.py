"""What the people room shows of a record as it was known: who they are, and who is round them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from django.db.models import Q

from kith.access.models import Involvement
from kith.kernel.now import LONDON
from kith.people.models import Address, HouseholdMember, Identifier, Name, Person, Relationship
from kith.people.queries.known import details_of
from kith.record.then import Names, Part, as_known, shows_then

CONFIDENTIAL = "A confidential address: see Details"


def _who(person: Any, names: Names) -> list[tuple[str, str]]:
    lines = [(label, words) for label, words in details_of(person) if label != "Age"]
    return [*lines, ("In a few words", person.in_few_words)]


def _kept_secret(rows: list[Any]) -> dict[int, str]:
    """Addresses that are confidential, then or today: they stand on no page that prints (IG-08).

    By their words, for one that was first written without saying so is taken back and written again.
    """
    today = Address.objects.filter(person__in={row.person_id for row in rows}, confidential=True)
    secret = {place for row in (*today, *rows) if row.confidential for place in _places(row)}
    return {row.pk: CONFIDENTIAL for row in rows if row.confidential or secret & _places(row)}


def _places(row: Address) -> set[tuple[int, str]]:
    """By what an address of somebody is known again, however it was typed: its line, or its postcode."""
    typed = ("".join(text.split()).casefold() for text in (row.line, row.postcode))
    return {(row.person_id, text) for text in typed if text}


def _homes(people: Collection[int], matters: Collection[int], at: datetime) -> Q:
    """Who lived in the homes they had. Who came to one after they had left it is no news of them."""
    found = Q(person__in=people)
    for row in as_known(HouseholdMember, at, person__in=people):
        before = Q()
        if row.until is not None:
            written = Q(since=None, history__pgh_created_at__lt=datetime.combine(row.until, time(), LONDON))
            before = Q(since__lt=row.until) | written
        found |= Q(household=row.household_id) & before
    return found


def _lasts(row: Any, at: datetime) -> bool:
    return row.since <= at and (row.until is None or row.until > at)


def _by_itself(since: datetime, until: datetime) -> Q:
    """What was to begin or end on a day does so when it comes, and nobody writes anything."""
    return Q(since__gt=since, since__lte=until) | Q(until__gt=since, until__lte=until)


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
        stood=_lasts, also_changed=_by_itself, place=7,
    ),
)  # fmt: skip
