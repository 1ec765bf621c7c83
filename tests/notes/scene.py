"""Two sisters and a brother at one home, and what is written of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kith.access.actor import acting, at
from kith.access.models import User
from kith.notes import queries
from kith.notes.models import Note
from kith.notes.steps import WriteNote
from kith.people.models import Household, HouseholdMember, Person
from tests.cast import Cast, london, take
from tests.people import made

HAPPENED = london(2026, 6, 3, 15)  # a Wednesday
SAID = {
    "kind": "visit",
    "happened_at": HAPPENED.isoformat(),
    "present": "Their mother",
    "words": "The flat was warm and tidy.",
    "significant": "no",
}


@dataclass
class Family:
    """Amara and Chidi of one home, open to the social worker; and Kit, of another."""

    cast: Cast
    amara: Person
    chidi: Person
    kit: Person


def family(cast: Cast) -> Family:
    actor = cast.social_worker
    with at(london(2026, 6, 1)), acting(actor):
        amara = made.amara(actor)
        chidi = made.person(actor, "Chidi", "Okafor", date(2014, 1, 9))
        kit = made.person(actor, "Kit", "Fennimore", date(2016, 4, 4), identifiers={"la_child_id": "204411"})
        home = Household.objects.create()
        for one in (amara, chidi):
            HouseholdMember.objects.create(household=home, person_id=one.pk)
        made.involve(actor, amara, chidi, kit)
        made.involve(cast.practice_supervisor, amara, chidi, kit, kind="supervisor")
    return Family(cast, amara, chidi, kit)


def written(actor: User, child: Person, **more: Any) -> Note:
    """A note that somebody wrote on this child's record."""
    found = take(WriteNote, actor, child, SAID | more).result
    assert isinstance(found, Note)
    return again(actor, found)


def again(actor: User, note: Note) -> Note:
    """As it is read now."""
    with acting(actor):
        found = queries.by_ref(note.ref)
    assert found is not None
    return found


def part(actor: User, note: Note, child: Person) -> Note:
    """What stands of the same writing on another child's record."""
    with acting(actor):
        (found,) = [one for one in queries.written_with(note) if one.person_id == child.pk]
    return again(actor, found)
