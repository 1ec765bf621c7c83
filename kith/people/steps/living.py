"""Where people live, with whom, and who they are to each other."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.access.policies import identity_of
from kith.directory.models import Postcode
from kith.kernel.now import today
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.people import policies
from kith.people.forms import (
    AddressForm,
    EndRelationshipForm,
    JoinHouseholdForm,
    LeaveHouseholdForm,
    RelationshipForm,
    UnknownParentForm,
)
from kith.people.models import Address, Household, HouseholdMember, Person, Relationship
from kith.people.queries import family_of, find_by_ref
from kith.people.queries.family import homes_of
from kith.people.search_rows import around, now_live, rebuild_around, rebuild_search
from kith.people.steps.records import add_address, begun_by, new_person

WHO = "Choose the person again: the record you chose is not there."


def other_person(act: Act, ref: str) -> Person:
    """The second person of a step, found as the actor may find them.

    Raises:
        Breach: there is nobody the actor may find, or it is the same person.
    """
    found = find_by_ref(act.actor, ref) if ref else None
    if found is None:
        raise Breach(WHO)
    if found.pk in identity_of(act.target.subject):
        raise Breach("These are one and the same person. Choose somebody else.")
    return found


class AddressAdded(Step):
    """Add an address"""

    name = "people.address_added"
    form = AddressForm
    may = policies.may_change
    done = "Address added{kept}"

    def apply(self, act: Act, line: str, postcode: str, postcode_is_right: bool, **cleaned: Any) -> Address:
        person: Person = act.target
        if postcode and not postcode_is_right and _is_unknown(postcode):
            raise Breach("The directory does not know this postcode. Check it, or say that it is right.", "postcode")
        if cleaned["kind"] == "home" and cleaned["until"] is None:
            _end_homes(person, cleaned["since"] or today())
        address = add_address(act, person, line=line, postcode=postcode, **cleaned)
        act.people = [person.pk]
        act.words = {"kept": ", kept confidential" if address.confidential else ""}
        rebuild_around(person)
        return address


def _is_unknown(postcode: str) -> bool:
    """Whether a directory of postcodes is loaded and this one is not in it."""
    code = postcode.replace(" ", "")
    return not Postcode.objects.filter(code=code).exists() and Postcode.objects.exists()


def _end_homes(person: Person, day: date) -> None:
    homes = Address.objects.filter(person_id=person.pk, kind="home", until=None, mistaken_because="")
    if later := homes.filter(since__gt=day).first():
        raise Breach(
            f"They moved to the home we hold on {later.since:%-d %B %Y}, after this. Say also when they left this one.",
            "until",
        )
    homes.update(until=day)


class HouseholdJoined(Step):
    """Say who they live with"""

    name = "people.household_joined"
    form = JoinHouseholdForm
    may = policies.may_change
    done = "Joined a household"

    def apply(self, act: Act, other: str, since: date | None) -> HouseholdMember:
        """The home of the other person, begun if nobody had written one down."""
        person, whose = act.target, other_person(act, other)
        home = HouseholdMember.objects.filter(now_live(), person_id=whose.pk).order_by("-id").first()
        if home is None:
            home = HouseholdMember.objects.create(household=Household.objects.create(), person_id=whose.pk)
        same = HouseholdMember.objects.filter(household_id=home.household_id, person_id=person.pk, until=None)
        if same.exists():
            raise Breach("The record says already that they live together.")
        member = HouseholdMember.objects.create(household_id=home.household_id, person_id=person.pk, since=since)
        act.people = [person.pk, whose.pk]
        rebuild_around(person)
        return member


class HouseholdLeft(Step):
    """Say that they left a home"""

    name = "people.household_left"
    form = LeaveHouseholdForm
    may = policies.may_change
    done = "Left a household"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"homes": homes_of(target)}

    def apply(self, act: Act, household: str, until: date) -> HouseholdMember:
        person: Person = act.target
        ids = identity_of(person.subject)
        members = list(HouseholdMember.objects.filter(household__ref=household, person_id__in=ids, until=None))
        if later := max((one.since for one in members if one.since and one.since > until), default=None):
            raise Breach(f"They came to live there on {later:%-d %B %Y}. They cannot have left before.", "until")
        near = around(ids)
        for member in members:  # one for each of their joined records that somebody wrote down there
            member.until = until
            member.save(update_fields=["until"])
        for pk in sorted(near):
            rebuild_search(Person(pk=pk))
        act.people = [person.pk]
        return members[0]


class RelationshipAdded(Step):
    """Add somebody to the family"""

    name = "people.relationship_added"
    form = RelationshipForm
    may = policies.may_change
    done = "Family added: {kind}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"name": target.first_name}

    def apply(self, act: Act, other: str, kind: str, **cleaned: Any) -> Relationship:
        """Written once for each pair and kind; said again, it changes what is said of it."""
        person, relative = act.target, other_person(act, other)
        row = Relationship.objects.filter(person_id=relative.pk, to_id=person.pk, kind=kind, until=None).first()
        if row is None:
            row = Relationship(person_id=relative.pk, to_id=person.pk, kind=kind)
        elif all(getattr(row, field) == value for field, value in cleaned.items()):
            raise Breach("This is on the record already.", "kind")
        for field, value in cleaned.items():
            setattr(row, field, value)
        row.save()
        act.people = [person.pk, relative.pk]
        act.words = {"kind": row.get_kind_display()}
        rebuild_around(relative)
        return row


class UnknownParentWritten(Step):
    """Say that a parent is not known"""

    name = "people.unknown_parent_written"
    form = UnknownParentForm
    may = policies.may_change
    done = "{Kind} not known: asked about"

    def apply(self, act: Act, kind: str, asked: str) -> Relationship:
        """Somebody without a name, whom the genogram shows and who is asked about until a name is found (FA-08)."""
        child: Person = act.target
        held = Relationship.objects.filter(
            now_live(), to_id__in=identity_of(child.subject), kind=kind, mistaken_because=""
        )
        if kind != Relationship.Kind.PARENT and held.exists():
            raise Breach(f"The record holds a {kind} already. Put right what it says of them instead.", "kind")
        sex = {"father": Person.Sex.MALE, "mother": Person.Sex.FEMALE}.get(kind, Person.Sex.UNKNOWN)
        parent = new_person(act, kind=Person.Kind.ADULT, sex=sex)
        begun_by(act, parent)
        row = Relationship.objects.create(person_id=parent.pk, to_id=child.pk, kind=kind, asked=asked)
        act.people = [child.pk, parent.pk]
        act.words = {"Kind": row.get_kind_display().capitalize()}
        return row


class RelationshipEnded(Step):
    """Say that a relationship has ended"""

    name = "people.relationship_ended"
    form = EndRelationshipForm
    may = policies.may_change
    done = "Relationship ended: {kind}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        rows = family_of(target)
        return {"relationships": [(str(one.relationship.pk), f"{one.person}, {one.words}") for one in rows]}

    def apply(self, act: Act, relationship: str, until: date) -> Relationship:
        row = Relationship.objects.get(pk=int(relationship))
        if row.since and until < row.since:
            raise Breach(f"It began on {row.since:%-d %B %Y}. It cannot have ended before.", "until")
        row.until = until
        row.save(update_fields=["until"])
        act.people, act.words = [row.person_id, row.to_id], {"kind": row.get_kind_display()}
        rebuild_search(row.person)
        rebuild_search(row.to)
        return row
