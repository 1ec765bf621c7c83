"""What a worker finds out about a family once a child is recognised: who is who, where, and their numbers."""

from __future__ import annotations

from typing import Any

from kith.access.actor import acting
from kith.access.models import Subject, User
from kith.access.prepared import rows_of
from kith.earlyhelp.models import EarlyHelpHandover
from kith.kernel.now import today
from kith.kernel.perform import perform
from kith.kernel.step import Act, Step
from kith.people import steps as people_steps
from kith.people.models import Address, Household, HouseholdMember, Identifier, Name, Person, Relationship
from kith.people.policies import may_change, may_create
from kith.people.search_rows import person_with, rebuild_search
from kith.people.steps import records
from kith.site.demo.build.order import Strand
from kith.site.demo.plan import events as plan
from kith.site.demo.plan.authority import Authority
from kith.site.demo.plan.people import Family
from kith.site.demo.plan.people import Person as Planned


class FamilyFound(Step):
    """Write down what is found out about a family."""

    name = "people.family_found"
    may = may_create
    done = "Family, home and numbers written down"

    def apply(self, act: Act) -> Person:
        """All that one conversation with a school or a health visitor brings, in one go."""
        found: Found = act.target
        if not found.adults_known:
            for adult in found.family.people:
                if adult.adult and adult.key not in found.known:
                    found.known[adult.key] = _adult(act, adult).pk
        child = person_with.one(pk=found.known[found.key])
        _complete(child, found.family.by_key[found.key])
        _at_home(found)
        _ties(found)
        rebuild_search(child)
        act.people = [child.pk]
        return child


class Found:
    """One child of one family, with everybody of it whom Kith already holds."""

    def __init__(self, family: Family, key: str, known: dict[str, int], household: int | None) -> None:
        self.family, self.key, self.known, self.household = family, key, known, household

    @property
    def adults_known(self) -> bool:
        return self.household is not None


def _adult(act: Act, adult: Planned) -> Person:
    home = adult.home_on(today())
    return records.new_person(
        act,
        kind=Person.Kind.ADULT,
        given=adult.given,
        family=adult.family,
        names=[records.NewName(a.given, a.family, a.kind) for a in adult.aliases],
        date_of_birth=adult.born,
        sex=adult.sex,
        ethnicity=adult.ethnicity,
        first_language=adult.language,
        interpreter_needed=adult.interpreter,
        phone=adult.phone,
        address_line=home.line if home else "",
        postcode=home.postcode if home else "",
        confidential=bool(home and home.confidential),
    )


def _complete(child: Person, truth: Planned) -> None:
    """What the referrer spelt wrongly or did not know, put right from the school's and the GP's records."""
    born = truth.born if truth.born and truth.born <= today() else None
    child.date_of_birth, child.birth_date_estimated = born or child.date_of_birth, False
    if born and child.kind == Person.Kind.UNBORN:
        child.kind = Person.Kind.CHILD
    if child.kind == Person.Kind.UNBORN:
        child.date_of_birth, child.expected_date = None, truth.due
    child.sex, child.ethnicity = truth.sex, truth.ethnicity
    child.first_language, child.interpreter_needed = truth.language, truth.interpreter
    child.communication_needs, child.disabilities = list(truth.communication_needs), list(truth.disabilities)
    if child.kind != Person.Kind.UNBORN and child.shown_name != f"{truth.given} {truth.family}":
        Name.objects.create(person_id=child.pk, given=truth.given, family=truth.family, since=today())
        child.shown_name = f"{truth.given} {truth.family}"
    child.save()
    Name.objects.bulk_create(
        Name(person_id=child.pk, kind=alias.kind, given=alias.given, family=alias.family) for alias in truth.aliases
    )
    if child.kind != Person.Kind.UNBORN:
        numbers = ((Identifier.Scheme.NHS, truth.nhs_number), (Identifier.Scheme.UPN, truth.upn))
        records.add_identifiers(child, [(scheme, value) for scheme, value in numbers if value])
    home = truth.home_on(today())
    if home and home.confidential:
        Address.objects.filter(person_id=child.pk).update(confidential=True)


_MEMBERS = "select person_id from people_householdmember where household_id = %s"
_TIES = "select person_id, to_id, kind from people_relationship where person_id = any(%s)"


def _at_home(found: Found) -> None:
    home = found.family.by_key[found.key].home_on(today())
    if found.household is None:
        found.household = Household.objects.create().pk
    members = {pk for (pk,) in rows_of(_MEMBERS, found.household)}
    by_key = found.family.by_key
    here = [pk for key, pk in found.known.items() if home is not None and by_key[key].home_on(today()) == home]
    HouseholdMember.objects.bulk_create(
        HouseholdMember(household_id=found.household, person_id=pk) for pk in here if pk not in members
    )


def _ties(found: Found) -> None:
    known = found.known
    held = set(rows_of(_TIES, list(known.values())))
    Relationship.objects.bulk_create(
        Relationship(
            person_id=known[tie.person], to_id=known[tie.to], kind=tie.kind, safe_contact=tie.safe_contact,
            parental_responsibility=tie.parental_responsibility, since=tie.since, until=tie.until,
            couple=tie.couple, parted=tie.parted, parted_on=tie.parted_on, quality=tie.quality,
        )
        for tie in found.family.ties
        if tie.person in known and tie.to in known and (known[tie.person], known[tie.to], tie.kind) not in held
    )  # fmt: skip


class Households:
    """What there is to find out about the families of the plan."""

    def __init__(self, authority: Authority) -> None:
        self.family_of = {one.key: family for family in authority.families for one in family.people}

    def begun(self, actor: User, key: str, strand: Strand) -> None:
        """A child's record has begun: find out about the family."""
        family = self.family_of.get(key)
        if family is None:
            return
        known = {one.key: strand.people[one.key] for one in family.people if one.key in strand.people}
        if any(one.restricted for one in family.people):  # nobody finds out about somebody hidden from them
            seen = set(Subject.objects.filter(pk__in=known.values()).values_list("pk", flat=True))
            known = {key: pk for key, pk in known.items() if pk in seen}
        found = Found(family, key, known, strand.households.get(family.key))
        perform(FamilyFound, actor, found)
        strand.people.update(found.known)
        assert found.household is not None  # _at_home has made one
        strand.households[family.key] = found.household

    def as_found(self, key: str) -> dict[str, Any]:
        """A child whom nobody named, as the family's records have them."""
        one = self.family_of[key].by_key[key]
        if not one.is_born(today()):
            return {"given": "Baby", "family": one.family, "expected": one.due or ""}
        return {
            "given": one.given, "family": one.family, "born": one.born, "sex": one.sex, "upn": one.upn,
            "nhs": one.nhs_number,
        }  # fmt: skip

    def answer_handover(self, living: Any, event: plan.HandoverAnswered) -> None:
        """A lead practitioner answers what was handed over."""
        if self.family_of[event.child].by_key[event.child].restricted:
            return  # closed to all but its named readers since: to a lead practitioner nothing of it is there to answer
        lead = living.user(event.lead)
        with acting(lead):
            handover = EarlyHelpHandover.objects.filter(
                matter_id=living.strand.contacts[event.contact], person_id=living.strand.people[event.child]
            ).first()
            if handover is None:
                living.counted["hand-overs not found"] += 1
                return
            from kith.earlyhelp import steps as early_help

            step = early_help.AcceptHandover if event.accepted else early_help.ReturnHandover
            perform(step, lead, handover, {"reason": event.reason})

    def _opened(self, actor: User, child: Person) -> None:
        """Somebody not involved says why they need the record before they change it, as anybody would."""
        if may_change(actor, child) is not True:
            said = {"why": "other", "words": "Asked by the family's worker to put this right.", "until": "today"}
            perform(people_steps.AccessReasoned, actor, child, said)

    def born(self, living: Any, event: plan.ChildBorn) -> None:
        """The child keeps the record they had before birth."""
        actor, pk = living.user(event.worker), living.strand.people.get(event.child)
        if pk is None:
            return
        truth = self.family_of[event.child].by_key[event.child]
        with acting(actor):
            child = Person.objects.get(pk=pk)
            if child.kind != Person.Kind.UNBORN:
                return
            self._opened(actor, child)
            said = {"date_of_birth": truth.born, "sex": truth.sex, "given": truth.given, "family": truth.family}
            perform(people_steps.UnbornBorn, actor, child, said)

    def restrict(self, living: Any, event: plan.ChildRestricted) -> None:
        """A manager closes the record to all but named readers."""
        actor, pk = living.user(event.manager), living.strand.people.get(event.child)
        if pk is None:
            return
        with acting(actor):
            child = Person.objects.select_related("subject").get(pk=pk)
            self._opened(actor, child)
            offered = {ref for ref, _ in people_steps.RecordRestricted.form_kwargs(actor, child)["readers"]}
            readers = [living.user(key) for key in event.readers if living.user(key) != actor]
            likely = [one.ref for one in readers if one.ref in offered]
            perform(people_steps.RecordRestricted, actor, child, {"reason": event.reason, "readers": likely})
            for one in readers:
                if one.ref not in offered:  # who is not involved yet is let in by name
                    said = {"email": one.email, "reason": "Works with the family"}
                    perform(people_steps.ReaderAdded, actor, child, said)
