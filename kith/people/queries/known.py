"""Everything the record holds of who somebody is, for the page where it is put right (promise 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kith.access.asked_once import once
from kith.access.models import Subject
from kith.access.policies import Door, identity_of
from kith.people.models import Address, Identifier, Name, Person, Relationship
from kith.people.queries.family import PARENTS, FamilyMember, addresses_of, family_of, household_of, sees_confidential
from kith.people.queries.joined import JoinedRecord, joined_records
from kith.standards.codesets import codes


@dataclass(frozen=True)
class Known:
    """What is known of one person, joined records included. `withheld`: an address is kept from this reader."""

    details: list[tuple[str, str]]
    names: list[Name]
    numbers: list[Identifier]
    addresses: list[Address]
    withheld: bool
    family: list[FamilyMember]
    household: list[Person]
    joined: list[JoinedRecord]


def known_of(person: Person, door: Door) -> Known:
    """What is known of somebody, as the door they were met at allows (IG-08)."""
    ids = identity_of(person.subject)
    secret = Address.objects.filter(person_id__in=ids, confidential=True, mistaken_because="")
    return Known(
        details=details_of(person),
        names=list(Name.objects.filter(person_id__in=ids, mistaken_because="").order_by("-id")),
        numbers=list(
            Identifier.objects.filter(person_id__in=ids, until=None, mistaken_because="").order_by("scheme", "id")
        ),
        addresses=addresses_of(person, door),
        withheld=not sees_confidential(door) and secret.exists(),
        family=family_of(person),
        household=household_of(person),
        joined=joined_records(person),
    )


def details_of(person: Person) -> list[tuple[str, str]]:
    """Birth, sex, ethnicity, language and how to reach them, in words; "Not yet asked" where nothing is known."""
    unborn = person.kind == Person.Kind.UNBORN
    language = codes("kith", "Language").get(person.first_language, person.first_language)
    born = _day(person.expected_date if unborn else person.date_of_birth)
    guess = " (a guess)" if person.birth_date_estimated and not unborn else ""
    rows = [
        ("Expected" if unborn else "Born", f"{born}{guess}" if born else "Not known"),
        ("Age", "" if unborn else person.age_words),
        ("Died", _day(person.died_on)),
        ("Sex", person.get_sex_display()),
        ("Ethnicity", codes("cin", "Ethnicity").get(person.ethnicity, person.ethnicity) or "Not yet asked"),
        ("Disabilities", _several("cin", "Disability", person.disabilities) or "Not yet asked"),
        ("First language", language or "Not yet asked"),
        ("Interpreter", "Needed" if person.interpreter_needed else "Not needed"),
        ("How to communicate", _several("kith", "CommunicationNeed", person.communication_needs)),
        ("Telephone", person.phone or "Not known"),
        ("Email", person.email),
    ]
    return [(label, words) for label, words in rows if words]


def communication_of(person: Person) -> list[str]:
    """How somebody communicates, in words, where they need it otherwise than by speech alone."""
    labels = codes("kith", "CommunicationNeed")
    return [labels.get(code, code) for code in person.communication_needs]


def interpreter_for(child: Person) -> str:
    """The languages in which a child or a parent needs an interpreter, in words; empty where none does (AS-09)."""
    ids = identity_of(child.subject)
    parents = Relationship.objects.filter(to_id__in=ids, kind__in=PARENTS, mistaken_because="", until=None)
    needing = Person.objects.filter(
        Q(pk__in=ids) | Q(pk__in=parents.values("person_id")), interpreter_needed=True, died_on=None
    )
    labels = codes("kith", "Language")
    spoken = {labels.get(one.first_language, one.first_language) or "not written down" for one in needing}
    return ", ".join(sorted(spoken))


def not_yet_born(subject: Subject) -> bool:
    """Whether nothing that we hold says that they are born: of records joined with theirs, none may."""
    return once(("not yet born", subject.pk), lambda: _not_yet_born(subject))


def _not_yet_born(subject: Subject) -> bool:
    kinds = Person.objects.filter(pk__in=identity_of(subject)).values_list("kind", flat=True)
    return set(kinds) == {Person.Kind.UNBORN}


def expected_date_of(subject: Subject) -> date | None:
    """When a child not born yet is expected, of whichever record of theirs says so; nothing once they are born."""
    if not not_yet_born(subject):
        return None
    known = Person.objects.filter(pk__in=identity_of(subject)).exclude(expected_date=None)
    return known.order_by("pk").values_list("expected_date", flat=True).last()


def _several(dataset: str, field: str, held: list[str]) -> str:
    labels = codes(dataset, field)
    return ", ".join(labels.get(code, code) for code in held)


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""
