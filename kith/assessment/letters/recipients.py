"""Who is told what an assessment concluded, as far as the record knows (AS-20)."""

from __future__ import annotations

from kith.access.models import Agency
from kith.assessment.letters.facts import Facts
from kith.letters.envelopes import Recipient
from kith.letters.models import Letter
from kith.letters.queries import agency_recipient
from kith.people.models import Person, Relationship
from kith.people.queries import FamilyMember
from kith.standards.codesets import codes
from kith.standards.words import capital

READS_FROM = 5  # years: a letter to a younger child is told, not sent
Kind = Relationship.Kind
PARENTS = (Kind.MOTHER, Kind.FATHER, Kind.PARENT)
Audience = Letter.Audience


def recipients(facts: Facts) -> list[Recipient]:
    """Those with parental responsibility, every other parent, the child by age, a professional who referred, and the
    agencies that were spoken to: in that order."""
    found = [_member(one) for one in _parents(facts)]
    if (child := _child(facts)) is not None:
        found.append(child)
    if (referrer := _referrer(facts)) is not None:
        found.append(referrer)
    return found + _agencies(facts)


def _parents(facts: Facts) -> list[FamilyMember]:
    """Also a parent of whom nobody has said whether they hold parental responsibility: nobody is left out by silence
    (FA-08)."""
    chosen: dict[int, FamilyMember] = {}
    for one in facts.family:
        holds = one.parental_responsibility
        is_parent = one.is_theirs and one.relationship.kind in PARENTS and holds is not False
        if (holds or is_parent) and not one.person.died_on:
            chosen.setdefault(one.person.pk, one)
    return list(chosen.values())


def _member(one: FamilyMember) -> Recipient:
    holds = "parental responsibility" if one.parental_responsibility else "parental responsibility not yet known"
    return Recipient(
        f"family-{one.person.ref}",
        Audience.FAMILY,
        one.person.shown_name,
        f"{capital(one.words)}, {holds}",
        person=one.person.subject,
        note=_language(one.person),
    )


def _child(facts: Facts) -> Recipient | None:
    child = facts.child
    if child.is_unborn or child.died_on or child.age is None or child.age < READS_FROM:
        return None
    return Recipient(
        "child", Audience.CHILD, child.shown_name, f"The child, {child.age_words}", person=child.subject,
        note=_language(child),
    )  # fmt: skip


def _language(person: Person) -> str:
    """What has to be done so that they can read it."""
    spoken = codes("kith", "Language").get(person.first_language, "") if person.interpreter_needed else ""
    if not person.interpreter_needed:
        return ""
    return f"Needs an interpreter{f' ({spoken})' if spoken else ''}: have it translated, or go through it together."


def _referrer(facts: Facts) -> Recipient | None:
    """A professional who told us; a member of the public or of the family is not told what was concluded."""
    contact = facts.contact
    if contact is None or not facts.referred_by_professional or contact.agency is None:
        return None
    name = contact.referrer_name or (contact.referrer.name if contact.referrer else "") or contact.agency.name
    about = f"Told us, {contact.agency.name}" if name != contact.agency.name else "Told us"
    return Recipient("referrer", Audience.REFERRER, name, about, agency=contact.agency, user=contact.referrer)


def _agencies(facts: Facts) -> list[Recipient]:
    """Those that were spoken to about the child: on an agreement or an authorisation, as each of these was."""
    known = {one.name.casefold(): one for one in Agency.objects.filter(name__in=[t.agency for t in facts.discussions])}
    found: dict[str, Recipient] = {}
    for talk in facts.discussions:
        agency = known.get(talk.agency.casefold())
        one = agency_recipient(agency, "Spoken to about the child") if agency else Recipient(
            f"spoken-{talk.pk}", Audience.AGENCY, talk.agency, "Spoken to about the child"
        )  # fmt: skip
        found.setdefault(one.key, one)
    return list(found.values())
