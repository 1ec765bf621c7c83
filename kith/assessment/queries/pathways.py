"""Which special pathways and cohorts apply to a child: the one place that decides what is asked beyond the usual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from kith.access.asked_once import once
from kith.access.policies import identity_of
from kith.access.prepared import OneOf, PreparedTogether
from kith.assessment.cohorts import BORN, DISABLED, PREBIRTH, WATCHED, KnownBy, lasting, pathways
from kith.assessment.models import Assessment, ChildPathway, ProposedConclusion, SectionText
from kith.frontdoor.models import Contact, ThresholdDecision
from kith.people.models import Person, Relationship
from kith.people.queries import family_of, household_of, not_yet_born

NO_DISABILITY = "NONE"
Kind = Relationship.Kind
# Of these nobody is a private foster carer (Children Act 1989, section 105). "Carer" and "other" say nothing of kin.
CLOSE = (Kind.MOTHER, Kind.FATHER, Kind.PARENT, Kind.STEP_PARENT, Kind.GRANDPARENT, Kind.AUNT_UNCLE, Kind.SIBLING,
         Kind.HALF_SIBLING)  # fmt: skip
OLDEST_FOSTERED = 16  # from this age on nobody is privately fostered, unless they are disabled


def applying_to(assessment: Assessment) -> frozenset[str]:
    """The keys of what applies to the child of an assessment.

    What was begun or noted in it and has not ended; what goes with the child from one assessment to the next; whether
    they are born; a disability that the record holds; and what the contact, the decision, a section or the conclusion
    says of where the harm comes from (`known_by` in the data).
    """
    return once(("applying", assessment.matter_id), lambda: _applying_to(assessment))


def _applying_to(assessment: Assessment) -> frozenset[str]:
    child = assessment.child
    of = {"matter": assessment.matter_id, "referral": assessment.referral_id, "child": sorted(identity_of(child))}
    found = {row["says"] for rows in _said_of(**of).values() for row in rows}
    found |= {key for key, one in pathways().items() if one.known_by and found & set(one.known_by.pathways)}
    found.add(PREBIRTH if _before_birth(assessment) else BORN)
    if set(child.person.disabilities) - {NO_DISABILITY}:
        found.add(DISABLED)
    groups = {pathways()[key].group for key in found & pathways().keys()}
    return frozenset(found | groups - {""})


def _before_birth(assessment: Assessment) -> bool:
    """Whether the child is not born, or was not when this was concluded: what is asked of a born child was not then."""
    born, ended = assessment.child.person.date_of_birth, assessment.authorised_on
    return not_yet_born(assessment.child) or (born is not None and ended is not None and ended < born)


def _noted(matter: Any, child: Any, **of: Any) -> QuerySet[Any, Any]:
    noted = ChildPathway.objects.filter(OneOf(F("child_id"), child), ended_at=None)
    return noted.filter(Q(matter_id=matter) | Q(key__in=lasting())).values(says=F("key"))


def _recorded(matter: Any, referral: Any, **of: Any) -> QuerySet[Any, Any]:
    """What the record itself says of each, in one question: every row is a key."""
    first, *others = (
        rows.order_by().values(says=Value(key))
        for key, one in pathways().items()
        if one.known_by is not None
        for rows in _rows(one.known_by, matter, referral)
    )
    return first.union(*others, all=True)


def _rows(known_by: KnownBy, matter: Any, referral: Any) -> Iterator[QuerySet[Any]]:
    if known_by.contacts:
        yield Contact.objects.filter(referrals=referral, type__in=known_by.contacts)
    if known_by.criteria:
        criteria = list(known_by.criteria)
        yield ThresholdDecision.objects.filter(matter__contact__referrals=referral, criteria__overlap=criteria)
    # One that was sent back counts until another is sent: what it asks for is what the manager waits for.
    if known_by.factors:
        newer = ProposedConclusion.objects.filter(matter_id=OuterRef("matter_id"), pk__gt=OuterRef("pk"))
        concluding = ProposedConclusion.objects.filter(~Exists(newer), matter_id=matter)
        yield concluding.filter(factors__overlap=list(known_by.factors))
    later = SectionText.objects.filter(
        matter_id=OuterRef("matter_id"), key=OuterRef("key"), version__gt=OuterRef("version")
    )
    for section, question, answer in known_by.answers:
        texts = SectionText.objects.filter(~Exists(later), matter_id=matter, key=section)
        asked, _, inner = question.partition(".")  # of an entry: the question, and the one within it
        yield texts.filter(answers__contains={asked: [{inner: answer}] if inner else answer})


_said_of = PreparedTogether("matter", "referral", "child", noted=_noted, recorded=_recorded)


def by_factors(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """What does not apply yet, by its title, each with the factors by which a conclusion makes it apply."""
    applying = applying_to(assessment)
    rest = [one for key, one in pathways().items() if key not in applying and one.known_by is not None]
    return {one.title: one.known_by.factors for one in rest if one.known_by and one.known_by.factors}


def noted(assessment: Assessment) -> list[str]:
    """The keys that somebody ticked for this child and that still hold."""
    rows = ChildPathway.objects.filter(child_id__in=identity_of(assessment.child), ended_at=None)
    here = rows.filter(Q(matter_id=assessment.matter_id) | Q(key__in=lasting()))
    ticked = [key for key, one in pathways().items() if one.ticked]
    return list(here.filter(key__in=ticked).values_list("key", flat=True))


def watched(person: Person) -> bool:
    """Whether the record says that a child is privately fostered, or has come home from care (PR-11)."""
    ids = identity_of(person.subject)
    return ChildPathway.objects.filter(child_id__in=ids, key__in=WATCHED, ended_at=None).exists()


def lives_with_no_relative(person: Person) -> bool:
    """Whether everybody we know to live with a child is somebody who is no close relative on the record (PR-11)."""
    if person.is_unborn or (person.age is not None and person.age >= OLDEST_FOSTERED):
        return False
    there = {one.pk for one in household_of(person)} - {person.pk}
    close = {one.person.pk for one in family_of(person) if one.is_theirs and one.relationship.kind in CLOSE}
    return bool(there) and not there & close
