"""Ways to write made-up people down in a test."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from kith.access.models import Involvement, NamedReader, Subject, User
from kith.kernel.now import now
from kith.kernel.step import Act
from kith.people.models import Person, Relationship
from kith.people.search_rows import rebuild_around
from kith.people.steps.records import new_person


def act(actor: User) -> Act:
    """An act outside any step, for the plain functions that steps call."""
    return Act(actor=actor, target=None, now=now(), ref=uuid4())


def person(actor: User, given: str = "", family: str = "", born: date | None = None, **more: Any) -> Person:
    """Somebody on record, a child unless `kind` says otherwise."""
    more = {"kind": "child", **more}
    return new_person(act(actor), given=given, family=family, date_of_birth=born, **more)


def amara(actor: User, **more: Any) -> Person:
    """Amara Okafor, 8, of 14 Rowan Walk."""
    known: dict[str, Any] = {
        "sex": "F",
        "address_line": "14 Rowan Walk",
        "postcode": "NM4 2QT",
        "identifiers": {"la_child_id": "104882", "nhs": "9990142203", "upn": "R999202200417"},
    }
    return person(actor, "Amara", "Okafor", date(2018, 2, 12), **{**known, **more})


def related(one: Person, kind: str, to: Person, **more: Any) -> Relationship:
    """`one` is the `kind` of `to`."""
    row = Relationship.objects.create(person_id=one.pk, to_id=to.pk, kind=kind, **more)
    rebuild_around(one)
    return row


def involve(user: User, *people: Person, kind: str = "key_worker") -> None:
    """This person's records open to the user."""
    for one in people:
        Involvement.objects.create(person_id=one.pk, user=user, kind=kind)


def restrict(reader: User, one: Person) -> None:
    """Restrict a record to one reader, who is acting."""
    NamedReader.objects.create(person_id=one.pk, user=reader, reason="holds the case")
    Subject.objects.filter(pk=one.pk).update(restricted=True)
    rebuild_around(one)
