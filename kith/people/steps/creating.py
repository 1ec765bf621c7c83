"""Beginning a record: after the likely matches were shown, and not before (FD-10, promise 2)."""

from __future__ import annotations

from typing import Any

from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.people import policies
from kith.people.forms import BornForm, PersonForm
from kith.people.models import Identifier, Person
from kith.people.queries import check_shown
from kith.people.queries.matching import particulars_typed
from kith.people.steps.records import add_name, begun_by, made_findable, new_person


class PersonCreated(Step):
    """Start a new record"""

    name = "people.person_created"
    form = PersonForm
    may = policies.may_create
    done = "Record begun: {kind}"

    def apply(self, act: Act, shown: str, **cleaned: Any) -> Person:
        check_shown(act.actor, shown, particulars_typed(cleaned))
        numbers = {scheme: cleaned.pop(scheme) for scheme in Identifier.Scheme.values if scheme in cleaned}
        person = new_person(act, identifiers=numbers, **cleaned)
        begun_by(act, person)
        act.words = {"kind": person.get_kind_display().lower()}
        return person


class UnbornBorn(Step):
    """Record the birth"""

    name = "people.unborn_born"
    form = BornForm
    may = policies.may_change
    done = "Born: the record begun before birth goes on"

    def apply(self, act: Act, date_of_birth: Any, sex: str, given: str, family: str) -> Person:
        """The same record, with its work and its clocks: only what is known of the child changes."""
        person: Person = act.target
        if person.kind != Person.Kind.UNBORN:
            raise Breach("This child is born already. To mend the date of birth, change the details.")
        person.kind, person.date_of_birth, person.sex = Person.Kind.CHILD, date_of_birth, sex
        person.save(update_fields=["kind", "date_of_birth", "sex"])
        act.people = [person.pk]
        if given or family:
            add_name(act, person, given=given, family=family, kind="legal", since=date_of_birth)
        made_findable(person)
        return person
