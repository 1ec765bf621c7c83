"""Putting right what the record says of somebody: a new fact each time; what stood there stays in the history."""

from __future__ import annotations

from typing import Any

from kith.kernel.now import now
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.people import policies
from kith.people.forms import DetailsForm, FewWordsForm, IdentifierForm, NameForm
from kith.people.models import Identifier, Name, Person
from kith.people.steps.records import add_identifier, add_name, made_findable, rename, takes_the_place_of

# What each detail is called in the line on the timeline.
WORDS = {
    "date_of_birth": "date of birth",
    "birth_date_estimated": "whether the date of birth is a guess",
    "expected_date": "expected date of delivery",
    "died_on": "date of death",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "disabilities": "disabilities",
    "first_language": "first language",
    "interpreter_needed": "need for an interpreter",
    "communication_needs": "how to communicate",
    "phone": "telephone number",
    "email": "email address",
}


class NameAdded(Step):
    """Add a name"""

    name = "people.name_added"
    form = NameForm
    may = policies.may_change
    done = "Name added: {kind}"

    def apply(self, act: Act, kind: str, given: str, family: str, since: Any, said_by: str) -> Name:
        person: Person = act.target
        act.people, act.words = [person.pk], {"kind": Name.Kind(kind).label.lower()}
        held = Name.objects.filter(
            person_id=person.pk, kind=kind, given__iexact=given, family__iexact=family, until=None, mistaken_because=""
        )
        if held.exists():
            raise Breach("This name is on the record already.", "given")
        if kind == Name.Kind.LEGAL:
            return rename(act, person, given=given, family=family, since=since)
        return add_name(act, person, given=given, family=family, kind=kind, said_by=said_by, since=since)


class DetailsCorrected(Step):
    """Change details"""

    name = "people.details_corrected"
    form = DetailsForm
    may = policies.may_change
    done = "Details put right: {what}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"person": target}

    def apply(self, act: Act, **cleaned: Any) -> Person:
        person: Person = act.target
        held = Person.objects.get(pk=person.pk)
        changed = [field for field, value in cleaned.items() if getattr(held, field) != value]
        if not changed:
            raise Breach("Nothing is different from what we hold. Change a detail, or go back.")
        for field in changed:
            setattr(person, field, cleaned[field])
        person.save(update_fields=changed)
        act.people, act.words = [person.pk], {"what": ", ".join(WORDS[field] for field in changed)}
        made_findable(person)
        return person


class FewWordsWritten(Step):
    """Say who they are in a few words"""

    name = "people.few_words_written"
    form = FewWordsForm
    may = policies.may_change
    done = "Described in a few words"

    def apply(self, act: Act, in_few_words: str) -> Person:
        person: Person = act.target
        person.in_few_words = in_few_words
        person.save(update_fields=["in_few_words"])
        act.people = [person.pk]
        return person


class IdentifierAdded(Step):
    """Add a number"""

    name = "people.identifier_added"
    form = IdentifierForm
    may = policies.may_change
    done = "Number added: {scheme}"

    def apply(self, act: Act, scheme: str, value: str, keep_former: bool, why_unknown: str) -> Identifier:
        """A number takes the place of the one of its kind. That somebody else has it too is for review, no error."""
        person: Person = act.target
        act.people, act.words = [person.pk], {"scheme": Identifier.Scheme(scheme).label}
        held = Identifier.objects.filter(person_id=person.pk, scheme__in=takes_the_place_of(scheme), until=None)
        earlier = held.exclude(value=value)
        former = [row.value for row in earlier if row.scheme == Identifier.Scheme.UPN and row.sound and keep_former]
        earlier.update(until=now())
        for upn in former:
            add_identifier(person, Identifier.Scheme.FORMER_UPN, upn)
        added = add_identifier(person, scheme, value)
        made_findable(person)
        return added
