"""A worry arrives, and somebody takes it up (FD-01, FD-11)."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError

from kith.access.models import Agency, Involvement, Matter, User
from kith.access.prepared import rows_of
from kith.access.roles import Ability
from kith.frontdoor import policies
from kith.frontdoor.forms import ChildTold, ClaimForm, ContactForm, HandOverForm, agency_named
from kith.frontdoor.models import Contact, ContactChild
from kith.frontdoor.numbers import next_number
from kith.frontdoor.queries.recognition import particulars_told
from kith.kernel.now import LONDON
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.steps import tell_named_readers
from kith.standards.codesets import agency_kinds

ONE_A_REFERENCE = "one_contact_a_reference"


class HaveIt(Breach):
    """Somebody received it in this moment, or it is about a child whose record this person may not see."""


def open_contact(
    act: Act, children: list[dict[str, Any]], *, source_kind: str, agency: Agency | None, **fields: Any
) -> Contact:
    """Write a contact and its children as told: shared by every way in.

    Args:
        children: what was said of each, as `ChildTold` cleans it.
        source_kind: a key of `agency_kinds`, which gives the census's source code.
        agency: the agency, where we know it.
        fields: the contact's own fields.
    """
    _not_twice(agency_kinds()[source_kind].referral_source, fields.get("external_ref", ""))
    matter = Matter.objects.create(kind="contact")
    contact = _written(
        matter=matter,
        number=next_number("C", fields["received_at"]),
        recorded_at=act.now,
        recorded_by=act.actor,
        source_code=agency_kinds()[source_kind].referral_source,
        agency=agency,
        **fields,
    )
    for row in ContactChild.objects.bulk_create([told(matter, child) for child in children]):
        tell_named_readers(particulars_told(row, with_family=False), matter=matter)
    act.matter, act.happened_at = matter, contact.received_at
    when = contact.received_at.astimezone(LONDON)
    act.words = {"kind": agency_kinds()[source_kind].label.lower(), "when": f"{when:%H:%M} on {when.day} {when:%B %Y}"}
    return contact


def _not_twice(source_code: str, external_ref: str) -> None:
    """A reference that came before from the same source is the same contact: nothing is written a second time."""
    if not external_ref:
        return
    held = Contact.objects.filter(source_code=source_code, external_ref=external_ref).first()
    if held is not None:
        raise Breach(f"We have this already, as contact {held.number}. Check the reference.", "external_ref")


def _written(**fields: Any) -> Contact:
    """The row. Its reference may have come in the same moment, or with a contact that is closed to this person."""
    try:
        return Contact.objects.create(**fields)
    except IntegrityError as twice:
        if ONE_A_REFERENCE not in str(twice):
            raise
        raise HaveIt("We have this already. Check the reference.", "external_ref") from twice


def told(matter: Matter, child: dict[str, Any], **more: Any) -> ContactChild:
    """One child of a contact, as somebody told us, not yet recognised."""
    return ContactChild(
        matter=matter,
        told_given=child.get("given", ""),
        told_family=child.get("family", ""),
        told_birth_date=child.get("born"),
        told_expected_date=child.get("expected"),
        told_age=child.get("age"),
        told_sex=child.get("sex") or "U",
        told_school=child.get("school", ""),
        told_parents=child.get("parents", ""),
        told_phone=child.get("phone", ""),
        told_upn=child.get("upn", ""),
        told_nhs=child.get("nhs", ""),
        **more,
    )


class ReceiveContact(Step):
    """Record a contact."""

    name = "frontdoor.contact_received"
    form = ContactForm
    may = policies.record_contacts
    done = "Contact received from {kind}, {when}"

    def apply(self, act: Act, **cleaned: Any) -> Contact:
        """Write the contact and its children as told."""
        children, source, name = cleaned.pop("children"), cleaned.pop("source_kind"), cleaned.pop("agency", "")
        agency = name if isinstance(name, Agency) else agency_named(name, source)
        return open_contact(act, children, source_kind=source, agency=agency, **cleaned)


class ClaimContact(Step):
    """Take this contact."""

    name = "frontdoor.contact_claimed"
    form = ClaimForm
    may = policies.work_contact
    done = "Taken up"

    def apply(self, act: Act) -> Contact:
        """Whoever takes it up is involved with its children until it is decided."""
        contact: Contact = lock(act.target)
        if contact.claimed_by_id and contact.claimed_by_id != act.actor.pk:
            raise Breach(f"{contact.claimed_by} took this a moment ago. Ask them to hand it over if you need it.")
        _give(act, contact, act.actor)
        return contact


class HandOverContact(Step):
    """Hand this contact over."""

    name = "frontdoor.contact_handed_over"
    form = HandOverForm
    may = policies.work_contact
    done = "Handed over to {colleague}{note}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"colleagues": [user for user in mash_workers() if user != actor]}

    def apply(self, act: Act, to: str, note: str) -> Contact:
        """The colleague takes the contact and its children; the note stands in the timeline's words."""
        contact: Contact = lock(act.target)
        colleague = User.objects.get(ref=to)
        _give(act, contact, colleague)
        act.words = {"colleague": colleague.name, "note": f": “{note}”" if note else ""}
        return contact


def _give(act: Act, contact: Contact, to: User) -> None:
    contact.claimed_by, contact.claimed_at = to, act.now
    contact.save(update_fields=["claimed_by", "claimed_at"])
    act.matter = contact.matter
    about = rows_of("select person_id from access_mattersubject where matter_id = %s and until is null", contact.pk)
    if not about:
        return  # nobody is involved with children whom nobody has recognised yet
    kind = Involvement.Kind.FRONT_DOOR
    Involvement.objects.filter(matter=contact.matter, kind=kind, until=None).exclude(user=to).update(until=act.now)
    for (person_id,) in about:
        policies.involve(to.pk, person_id, contact.matter)


def mash_workers() -> list[User]:
    """Everybody who may work the queue today."""
    return [user for user in User.objects.filter(is_active=True, is_system=False) if user.may(Ability.WORK_CONTACTS)]


class AddChild(Step):
    """Add a child to this contact."""

    name = "frontdoor.child_added"
    form = ChildTold
    may = policies.work_contact
    done = "Another child added"

    def apply(self, act: Act, **cleaned: Any) -> ContactChild:
        """Every child in the household is considered, also one whom nobody named (FD-10)."""
        contact: Contact = lock(act.target)
        if contact.state == Contact.State.DECIDED:  # nobody would look at a child who comes after
            raise Breach("This contact was decided a moment ago. A new worry about the same children is a new contact.")
        act.matter = act.target.matter
        child = told(act.target.matter, cleaned, proposed=True)  # not named by the referrer, who may not know of them
        child.save()
        tell_named_readers(particulars_told(child), matter=child.matter)
        return child
