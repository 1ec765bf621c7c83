"""Which special pathways and cohorts apply to a child: the one place that decides what is asked beyond the usual."""

from __future__ import annotations

from django.db.models import Q

from kith.access.policies import identity_of
from kith.assessment.cohorts import BORN, PREBIRTH, lasting
from kith.assessment.models import Assessment, ChildPathway
from kith.people.queries import not_yet_born

NO_DISABILITY = "NONE"


def applying_to(assessment: Assessment) -> frozenset[str]:
    """The keys of what applies to the child of an assessment.

    What was begun or noted in it and has not ended; what goes with the child from one assessment to the next; whether
    they are born; a disability that the record holds.
    """
    child = assessment.child
    noted = ChildPathway.objects.filter(child_id__in=identity_of(child), ended_at=None)
    here = noted.filter(Q(matter_id=assessment.matter_id) | Q(key__in=lasting()))
    found = set(here.values_list("key", flat=True))
    found.add(PREBIRTH if not_yet_born(child) else BORN)
    if set(child.person.disabilities) - {NO_DISABILITY}:
        found.add("disabled")
    return frozenset(found)
