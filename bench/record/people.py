"""A made-up population written into Kith's tables, and into the tables the search reads, as the product would."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from typing import Any

from psycopg import Connection

from bench.record.population import TODAY, households
from bench.record.tables import Sheet
from kith.people.recognition import VERSION, Particulars, Relative, name_tokens, search_keys, token_forms

RESTRICTED_EVERY = 5_000
SINCE = date(2020, 1, 6)
_BATCH = 20_000
_SCHEMES = {"nhs": "nhs", "upn": "upn", "la": "la_child_id"}


def ref(kind: str, number: int) -> str:
    """A public reference, the same each time."""
    return blake2b(f"{kind}{number}".encode(), digest_size=7).hexdigest()


class Register:
    """The sheets that one person fills."""

    def __init__(self) -> None:
        self.subjects = Sheet("access.Subject", "id", "ref", "restricted")
        self.people = Sheet("people.Person", "subject_id", "kind", "shown_name", "sex", "date_of_birth", "phone")
        self.names = Sheet("people.Name", "id", "person_id", "kind", "given", "family", "since")
        self.numbers = Sheet("people.Identifier", "person_id", "scheme", "value", "since")
        self.homes = Sheet("people.Address", "person_id", "line", "town", "postcode", "since")
        self.households = Sheet("people.Household", "id", "ref")
        self.members = Sheet("people.HouseholdMember", "household_id", "person_id", "since")
        self.ties = Sheet("people.Relationship", "person_id", "to_id", "kind", "parental_responsibility", "since")
        self.keys = Sheet("people.SearchKey", "key", "person_id")
        self.cards = Sheet("people.SearchCard", "person_id", "particulars", "version")
        self.words: Counter[str] = Counter()
        self.name_id = 0

    def household(self, number: int, first: int, people: list[Particulars]) -> None:
        """One home: its people numbered from `first`, their ties, and how each is found."""
        self.households.add(number, ref("household", number))
        ids = range(first, first + len(people))
        adults = [one for one in zip(ids, people, strict=True) if not one[1].parents]
        children = [one for one in zip(ids, people, strict=True) if one[1].parents]
        for pk, one in zip(ids, people, strict=True):
            self._person(pk, one, bool(one.parents))
            self.members.add(number, pk, SINCE)
            self._found(pk, _as_held(pk, one, list(zip(ids, people, strict=True))))
        for parent, relative in zip(adults, children[0][1].parents if children else (), strict=False):
            for child, _ in children:
                self.ties.add(parent[0], child, relative.role, True, None)
        for place, (one, _) in enumerate(children):
            for other, _ in children[place + 1 :]:
                self.ties.add(one, other, "sibling", None, None)

    def _person(self, pk: int, one: Particulars, child: bool) -> None:
        phone = one.phones[0] if one.phones else ""
        self.subjects.add(pk, ref("subject", pk), pk % RESTRICTED_EVERY == 0)
        self.people.add(pk, "child" if child else "adult", one.names[0], one.sex, one.date_of_birth, phone)
        for place, name in enumerate(one.names):
            given, _, family = name.rpartition(" ")
            self.name_id += 1
            self.names.add(self.name_id, pk, "alias" if place else "legal", given, family, SINCE)
        for scheme, values in one.identifiers.items():
            for value in values:
                self.numbers.add(pk, _SCHEMES[scheme], value, f"{SINCE} 09:00+00")
        for home in one.addresses:
            self.homes.add(pk, home.line, "Northmere", home.postcode, SINCE)

    def _found(self, pk: int, card: Particulars) -> None:
        for key in search_keys(card):
            self.keys.add(key, pk)
        self.cards.add(pk, json.dumps(card.as_card()), VERSION)
        self.words.update(name_tokens(card))

    def send(self, connection: Connection[Any]) -> None:
        """Copy everything gathered so far, those that others point at first."""
        for sheet in vars(self).values():
            if isinstance(sheet, Sheet):
                sheet.send(connection)

    def send_words(self, connection: Connection[Any]) -> None:
        """The vocabulary, with how many people carry each word, as the nightly count leaves it."""
        sheet = Sheet("people.NameToken", "token", "forms", "people")
        for word, people in sorted(self.words.items()):
            sheet.add(word, "{" + ",".join(map(str, token_forms(word))) + "}", people)
        sheet.send(connection)


def _as_held(pk: int, one: Particulars, home: list[tuple[int, Particulars]]) -> Particulars:
    """The particulars as `kith.people.search_rows.particulars_of` reads them back from the tables."""
    seen = [(other, person) for other, person in home if other % RESTRICTED_EVERY]
    mates = sorted((person.date_of_birth or date.max, other, person) for other, person in seen if other != pk)
    shown = {person.names[0] for _, person in seen}
    parents = tuple(Relative(p.role, p.name, p.phones) for p in one.parents if p.name in shown)
    return Particulars(
        names=tuple(dict.fromkeys(one.names)),
        date_of_birth=one.date_of_birth,
        sex=one.sex,
        addresses=one.addresses,
        identifiers=one.identifiers,
        phones=one.phones,
        household=tuple(dict.fromkeys(person.names[0].split(" ")[0] for _, _, person in mates)),
        parents=parents,
    )


def write_people(connection: Connection[Any], count: int, seed: int) -> None:
    """Write `count` people in their households."""
    register = Register()
    last = 0
    for number, first, people in _homes(count, seed):
        register.household(number, first, people)
        if first - last > _BATCH:
            register.send(connection)
            last = first
    register.send(connection)
    register.send_words(connection)


def _homes(count: int, seed: int) -> Iterator[tuple[int, int, list[Particulars]]]:
    first = 1
    for number, people in enumerate(households(seed), 1):
        some = people[: count - first + 1]
        yield number, first, some
        first += len(some)
        if first > count:
            return


__all__ = ["TODAY", "write_people"]
