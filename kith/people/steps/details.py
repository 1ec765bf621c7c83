"""Putting right what the record says of somebody: a new fact each time; what stood there stays in the history."""

from __future__ import annotations

from typing import Any

from kith.access.policies import identity_of
from kith.kernel.now import now, today
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.people import policies
from kith.people.forms import DetailsForm, FewWordsForm, IdentifierForm, NameForm, WithdrawForm
from kith.people.models import Address, Identifier, Name, Person
from kith.people.search_rows import rebuild_around
from kith.people.steps.records import add_identifier, add_name, made_findable, rename, show_name

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
        # A UPN ends the reason why there was none, and the other way about.
        instead = {"upn": ["upn", "upn_unknown"], "upn_unknown": ["upn", "upn_unknown"]}.get(scheme, [scheme])
        instead = [] if scheme == Identifier.Scheme.FORMER_UPN else instead
        earlier = Identifier.objects.filter(person_id=person.pk, scheme__in=instead, until=None).exclude(value=value)
        former = [row.value for row in earlier if row.scheme == Identifier.Scheme.UPN and row.sound and keep_former]
        earlier.update(until=now())
        for upn in former:
            add_identifier(person, Identifier.Scheme.FORMER_UPN, upn)
        added = add_identifier(person, scheme, value)
        made_findable(person)
        return added


class EntryWithdrawn(Step):
    """Take back something written down by mistake"""

    name = "people.entry_withdrawn"
    form = WithdrawForm
    may = policies.may_change
    done = "Taken back, written down by mistake: {what}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"entries": entries_of(target)}

    def apply(self, act: Act, entry: str, reason: str) -> Person:
        """The entry stays in the history, and is neither shown nor searched any more (promise 8)."""
        person: Person = act.target
        model, pk = _entry(entry)
        row = model.objects.get(pk=pk, person_id__in=identity_of(person.subject))
        row.mistaken_because = reason
        if row.until is None:
            row.until = now() if isinstance(row, Identifier) else max(today(), row.since or today())
        row.save(update_fields=["mistaken_because", "until"])
        whose = Person.objects.get(pk=row.person_id)
        show_name(whose)
        rebuild_around(whose)
        act.people = [person.pk]
        act.words = {"what": {"name": "a name", "address": "an address"}.get(entry.split(":")[0], "a number")}
        return person


_MODELS: dict[str, type[Any]] = {"name": Name, "address": Address, "identifier": Identifier}


def _entry(entry: str) -> tuple[type[Any], int]:
    kind, _, pk = entry.partition(":")
    return _MODELS[kind], int(pk)


def entries_of(person: Person) -> list[tuple[str, str]]:
    """Every name, address and number of a person that may be taken back, in words. Confidential addresses go unsaid."""
    ids = identity_of(person.subject)
    names = Name.objects.filter(person_id__in=ids, mistaken_because="").order_by("id")
    places = Address.objects.filter(person_id__in=ids, mistaken_because="").order_by("id")
    numbers = Identifier.objects.filter(person_id__in=ids, mistaken_because="", until=None).order_by("id")
    return [
        *((f"name:{row.pk}", f"{row.get_kind_display()}: {row}") for row in names),
        *((f"address:{row.pk}", "A confidential address" if row.confidential else f"Address: {row}") for row in places),
        *((f"identifier:{row.pk}", f"{row.get_scheme_display()}: {row.value}") for row in numbers),
    ]
