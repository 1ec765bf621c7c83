"""Whom to ask, from what the record knows: schools, health, police, where the family lived, the parents' own services,
and whoever told us (AS-08); and the education service about a child in no school that we know of (AS-11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import slugify

from kith.access.models import Agency, Matter, Subject, User
from kith.access.policies import Door, door, identity_of
from kith.checks import kinds
from kith.checks.asks import ADULT, EDUCATION, usually_asked
from kith.checks.models import AgencyCheck
from kith.earlyhelp.models import EarlyHelpHandover
from kith.kernel.now import today
from kith.people.models import Address, Person, Relationship
from kith.people.queries import FamilyMember, addresses_of, family_of
from kith.standards.codesets import kinds_of_agency

Purpose = AgencyCheck.Purpose
Kind = Relationship.Kind
LOOK_AFTER = (Kind.MOTHER, Kind.FATHER, Kind.PARENT, Kind.STEP_PARENT, Kind.CARER)
SCHOOL_AGE, LEFT_SCHOOL = 5, 16


@dataclass(frozen=True)
class Proposal:
    """An agency worth asking, and why. `name` is empty where whoever asks must say which it is."""

    kind: str
    reason: str
    name: str = ""
    agency: Agency | None = None
    purpose: str = Purpose.KNOWS
    adult: Subject | None = None
    hint: str = ""  # for the box in which its name is written

    @property
    def key(self) -> str:
        """By which a form knows it again: never a child's name or id."""
        which = self.adult.ref if self.adult else self.agency.ref if self.agency else slugify(self.name)[:30]
        where = "" if self.adult else slugify(self.hint)[:30]
        return f"{self.purpose}_{self.kind}_{which}_{where}".rstrip("_").replace("-", "_")

    @property
    def label(self) -> str:
        """ "School: Larkfield Primary"."""
        kind = dict(kinds_of_agency()).get(self.kind, "Agency")
        if self.purpose == Purpose.EDUCATION:
            return f"{kind}: why in no education?"
        if self.adult is not None:
            return f"A service for {self.adult.person.shown_name}"
        return f"{kind}: {self.name}" if self.name and self.name != kind else kind

    @property
    def asks(self) -> str:
        """The questions it begins with."""
        special = {Purpose.ADULT: ADULT, Purpose.EDUCATION: EDUCATION}
        return special.get(Purpose(self.purpose)) or usually_asked(self.kind)


def proposals(asking: kinds.Asking, doors: dict[int, Door]) -> list[Proposal]:
    """Whom to ask on a piece of work, each once, without those asked on it already.

    Args:
        doors: how whoever reads meets each of these people, by id: a confidential address is named to those only who
            may read it.
    """
    asked = AgencyCheck.objects.filter(work=asking.matter).values_list("agency_kind", "agency_name", "reason")
    names = {(kind, name.casefold()) for kind, name, _ in asked}
    reasons = {reason for _, _, reason in asked if reason}
    found: dict[str, Proposal] = {}
    for subject, _ in asking.people:
        for one in _of_child(subject.person, doors.get(subject.pk, Door("none"))):
            named = one.purpose == Purpose.KNOWS and (one.kind, one.name.casefold()) in names
            # An adult may have several services: each is worth asking, so the adult is proposed again.
            if one.adult is not None or (not named and one.reason not in reasons):
                found.setdefault(one.key, one)
    return list(found.values())


def doors_of(actor: User, asking: kinds.Asking) -> dict[int, Door]:
    """How this person meets each of those whom the work is about."""
    return {subject.pk: door(actor, subject) for subject, _ in asking.people}


def _of_child(child: Person, met: Door) -> Iterator[Proposal]:
    known = kinds.known_agencies(identity_of(child.subject))
    yield from (Proposal(one.kind, one.reason, one.name, one.agency) for one in known if one.kind in _agencies())
    yield from _education(child, [one for one in known if one.kind == "school"])
    yield from _health(child)
    where = "who lives with" if not child.is_unborn else "the parents of"
    yield _one_of("police", f"What they know of {where} {child.first_name}, and of the home")
    yield from _lived_before(child.first_name, addresses_of(child, met), addresses_of(child, Door("open")))
    yield from _early_help(child)
    for member in family_of(child):
        if member.is_theirs and member.relationship.kind in LOOK_AFTER and member.person.died_on is None:
            yield _adult(member, child)


def _agencies() -> set[str]:
    return {key for key, _ in kinds_of_agency()}


def _one_of(kind: str, reason: str, purpose: str = Purpose.KNOWS) -> Proposal:
    """An agency of this kind: the only one we know, or one to be named."""
    known = list(Agency.objects.filter(kind=kind).order_by("name")[:4])
    if len(known) == 1:
        return Proposal(kind, reason, known[0].name, known[0], purpose)
    names = ", ".join(one.name for one in known[:3])
    return Proposal(kind, reason, purpose=purpose, hint=f"Such as {names}" if names else "")


def of_school_age(child: Person) -> bool:
    """Whether a child is to be in education."""
    return child.age is not None and SCHOOL_AGE <= child.age <= LEFT_SCHOOL and child.died_on is None


def asks_education(child: Person, work: Matter) -> bool:
    """Whether no education of a child of school age is known, and nobody has asked why on this work (AS-11)."""
    if not of_school_age(child):
        return False
    if any(one.kind == "school" for one in kinds.known_agencies(identity_of(child.subject))):
        return False
    return not AgencyCheck.objects.filter(work=work, purpose=Purpose.EDUCATION).exists()


def _education(child: Person, schools: list[kinds.Known]) -> Iterator[Proposal]:
    """A child of school age of whom no school is known: the education service is asked why (AS-11)."""
    if schools or not of_school_age(child):
        return
    reason = f"{child.first_name} is {child.age_words}, and no school is known: ask why, and since when"
    yield _one_of("education_service", reason, purpose=Purpose.EDUCATION)


def _health(child: Person) -> Iterator[Proposal]:
    if child.is_unborn:
        yield _one_of("gp", "The mother's GP, who knows the pregnancy")
        yield _one_of("health_other", "Midwifery: how the pregnancy goes, and appointments kept")
        return
    yield _one_of("gp", f"Every child has a GP: which one is {child.first_name} registered with?")
    if child.age is None or child.age < SCHOOL_AGE:
        yield _one_of("health_visiting", f"{child.first_name} is under five")
    if child.age is None or SCHOOL_AGE <= child.age <= LEFT_SCHOOL:
        yield _one_of("school_nursing", f"{child.first_name} is of school age")


def _lived_before(name: str, shown: list[Address], every: list[Address]) -> Iterator[Proposal]:
    """The authority of each place where they lived before, in this country or another."""
    here = {one.authority_code for one in every if _current(one) and one.authority_code}
    open_to_reader = {one.pk for one in shown}
    for one in every:
        if _current(one) or (one.authority_code and one.authority_code in here):
            continue
        until = f"until {one.until:%B %Y}" if one.until else ""
        if one.pk not in open_to_reader or one.confidential:
            yield Proposal("other_authority", f"{name} lived at a confidential address {until}: ask that authority")
            continue
        where = one.town or str(one)
        hint = f"Where {one.postcode.split(' ')[0] if one.postcode else where} is"
        if one.postcode:
            yield Proposal("other_authority", f"{name} lived in {where} {until}: ask that authority", hint=hint)
        else:
            reason = (
                f"{name} lived in {where} {until}, with no UK postcode on record: ask the authority there, or, "
                "where it was abroad, that country's children's services"
            )
            yield Proposal("other_authority", reason, hint=hint)


def _current(address: Address) -> bool:
    return address.until is None or address.until > today()


def _early_help(child: Person) -> Iterator[Proposal]:
    taken = EarlyHelpHandover.objects.filter(person_id__in=identity_of(child.subject)).exclude(answered_at=None)
    for one in taken.filter(state=EarlyHelpHandover.State.ACCEPTED).select_related("to_team"):
        yield Proposal("early_help", f"They accepted {child.first_name} from us", one.to_team.name)


def _adult(member: FamilyMember, child: Person) -> Proposal:
    person = member.person
    reason = (
        f"{person.shown_name} is {child.first_name}'s {member.words}: does any adult service help them, and how do "
        f"their needs affect {child.first_name}?"
    )
    hint = "Such as the adult social care team, a mental health or drug and alcohol service, or probation"
    return Proposal("adult_social_care", reason, purpose=Purpose.ADULT, adult=person.subject, hint=hint)
