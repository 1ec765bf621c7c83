"""Whom an assessment sees: the parents and carers of a child, and families that keep us from one (AS-07, CL-04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from kith.assessment.models import Assessment, ParentSeen, Visit
from kith.people.models import Person, Relationship
from kith.people.queries import family_of
from kith.standards.codesets import codes

Kind = Relationship.Kind
LOOK_AFTER = (Kind.MOTHER, Kind.FATHER, Kind.PARENT, Kind.STEP_PARENT, Kind.CARER)


@dataclass(frozen=True)
class Carer:
    """Somebody who is a parent of a child or looks after them; `language` where they need an interpreter."""

    person: Person
    label: str
    language: str = ""


def carers_of(child: Person) -> list[Carer]:
    """Each parent, those who live elsewhere too, everybody with parental responsibility, and who looks after them."""
    labels = codes("kith", "Language")
    found: dict[int, Carer] = {}
    for one in family_of(child):
        looks_after = one.is_theirs and one.relationship.kind in LOOK_AFTER
        if not (looks_after or one.parental_responsibility) or one.person.died_on:
            continue
        spoken = labels.get(one.person.first_language, one.person.first_language) or "language not written down"
        language = spoken if one.person.interpreter_needed else ""
        found.setdefault(one.person.pk, Carer(one.person, f"{one.person.shown_name}, {one.words}", language))
    return list(found.values())


def parents_seen(assessment: Assessment) -> list[ParentSeen]:
    """Each time a parent or carer was seen, newest first."""
    if not getattr(assessment, "parents_were_seen", True):  # its page has asked already
        return []
    rows = ParentSeen.objects.filter(matter_id=assessment.pk).select_related("person__person", "recorded_by")
    return list(rows.order_by("-at", "-pk"))


def is_kept_from(assessment: Assessment) -> bool:
    """Whether a family keeps us from the child of an assessment, and no manager has decided what happens next."""
    asked = getattr(assessment, "kept_from_child", None)  # its page has asked already
    return kept_from(assessment.pk).exists() if asked is None else asked


def kept_from(matter: Any = None) -> QuerySet[Visit]:
    """Visits at which a family kept us from the child, while no manager has decided what next and nobody has seen the
    child since (CL-04).

    Args:
        matter: of this assessment; without it, of every open one.
    """
    since = Visit.objects.filter(matter=OuterRef("matter"), seen=True, at__gt=OuterRef("at"))
    waits = Visit.objects.filter(~Exists(since), obstructed=True, next_at=None)
    return waits.filter(matter=matter) if matter else waits.filter(matter__assessment__state=Assessment.State.OPEN)
