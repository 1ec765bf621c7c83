"""What is known of one person, as far as it helps to tell whether two are the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Self

from kith.people.recognition.fold import fold
from kith.people.recognition.identifiers import compact, phone_digits, postcode_of


@dataclass(frozen=True, slots=True)
class Address:
    """One place a person lives or lived: its first line, and its postcode where one is known."""

    line: str = ""
    postcode: str = ""

    def __post_init__(self) -> None:
        if self.postcode:
            object.__setattr__(self, "postcode", postcode_of(self.postcode) or compact(self.postcode))


@dataclass(frozen=True, slots=True)
class Relative:
    """A parent or carer. `role` is "mother", "father" or any other word; "parent" is compared with every role."""

    role: str
    name: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Particulars:
    """What a contact says of a child, or what a record holds. Leave out what is not known: blank never counts against.

    `names`: every name used, the present full name first. `due_date`: for a child not yet born. `estimated_age`: in
    whole years, as it seemed on `estimated_on`. `sex`: "M", "F" or any other code; blank when not known.
    `identifiers`: values by scheme in lower case ("nhs", "upn", "la"; others as the record calls them). `household`:
    first names of the others at home.
    """

    names: tuple[str, ...] = ()
    date_of_birth: date | None = None
    due_date: date | None = None
    estimated_age: int | None = None
    estimated_on: date | None = None
    sex: str = ""
    addresses: tuple[Address, ...] = ()
    identifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    phones: tuple[str, ...] = ()
    school: str = ""
    household: tuple[str, ...] = ()
    parents: tuple[Relative, ...] = ()

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The folded words of each name, in the order of `names`."""
        return tuple(words for words in map(fold, self.names) if words)

    @cached_property
    def all_phones(self) -> frozenset[str]:
        """Every number the person or a parent may be rung on, in one form."""
        numbers = [*self.phones, *(phone for parent in self.parents for phone in parent.phones)]
        return frozenset(filter(None, map(phone_digits, numbers)))

    @cached_property
    def homes(self) -> frozenset[tuple[str, str]]:
        """Every address of which the line and the postcode are known, without spaces and capitals."""
        known = ((one.line, one.postcode) for one in self.addresses if one.line and one.postcode)
        return frozenset(("".join(line.casefold().split()), postcode.casefold()) for line, postcode in known)

    def identifiers_of(self, scheme: str) -> frozenset[str]:
        """The values under one scheme, without spaces and in capitals."""
        return frozenset(filter(None, map(compact, self.identifiers.get(scheme, ()))))

    def as_card(self) -> dict[str, Any]:
        """As kept in `people_searchcard`: plain JSON, without what is blank."""
        card = {
            "names": list(self.names),
            "born": self.date_of_birth and self.date_of_birth.isoformat(),
            "due": self.due_date and self.due_date.isoformat(),
            "age": self.estimated_age,
            "age_on": self.estimated_on and self.estimated_on.isoformat(),
            "sex": self.sex,
            "addresses": [[address.line, address.postcode] for address in self.addresses],
            "ids": {scheme: list(values) for scheme, values in self.identifiers.items() if values},
            "phones": list(self.phones),
            "school": self.school,
            "household": list(self.household),
            "parents": [[parent.role, parent.name, list(parent.phones)] for parent in self.parents],
        }
        return {key: value for key, value in card.items() if value or value == 0}

    @classmethod
    def from_card(cls, card: Mapping[str, Any]) -> Self:
        """The particulars a card was made from."""
        day = date.fromisoformat
        return cls(
            names=tuple(card.get("names", ())),
            date_of_birth=day(card["born"]) if "born" in card else None,
            due_date=day(card["due"]) if "due" in card else None,
            estimated_age=card.get("age"),
            estimated_on=day(card["age_on"]) if "age_on" in card else None,
            sex=card.get("sex", ""),
            addresses=tuple(Address(line, postcode) for line, postcode in card.get("addresses", ())),
            identifiers={scheme: tuple(values) for scheme, values in card.get("ids", {}).items()},
            phones=tuple(card.get("phones", ())),
            school=card.get("school", ""),
            household=tuple(card.get("household", ())),
            parents=tuple(Relative(role, name, tuple(phones)) for role, name, phones in card.get("parents", ())),
        )


@lru_cache(maxsize=4_000)
def read_card(text: str) -> Particulars:
    """The particulars of a card as the database gives it, in JSON. Those who come up for one child come up for the next
    of the same family and street, and what has been folded of them is kept with them."""
    return Particulars.from_card(json.loads(text))
