"""What a record holds, as far as how long it is kept depends on it. A room adds a line here and a row in the data."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db.models import Q

from kith.assessment.models import Assessment
from kith.care.models import PeriodOfCare
from kith.conferences.models import ConferenceChild
from kith.emergency.models import EmergencyProtection
from kith.plans.models import Plan
from kith.protection.models import Enquiry

# Of some records those of whom a rule's `applies` holds.
Whose = Callable[[Collection[int]], set[int]]
SEXUAL_ABUSE = "SAB"  # the census's category


def _protection(ids: Collection[int]) -> set[int]:
    plans = Plan.objects.filter(child__in=ids, kind=Plan.Kind.PROTECTION).values_list("child_id", flat=True)
    enquiries = Enquiry.objects.filter(child__in=ids).values_list("child_id", flat=True)
    conferred = ConferenceChild.objects.filter(child__in=ids).values_list("child_id", flat=True)
    at_once = EmergencyProtection.objects.filter(child__in=ids).values_list("child_id", flat=True)
    return {*plans, *enquiries, *conferred, *at_once}


def _care(ids: Collection[int]) -> set[int]:
    """Those who were looked after: where care was asked for and not agreed, they were not."""
    rows = PeriodOfCare.objects.filter(child__in=ids, state__in=["open", "ended"])
    return set(rows.values_list("child_id", flat=True))


def _sexual_abuse(ids: Collection[int]) -> set[int]:
    named = Q(category=SEXUAL_ABUSE) | Q(also__contains=[SEXUAL_ABUSE])
    return set(ConferenceChild.objects.filter(named, child__in=ids).values_list("child_id", flat=True))


def _need(ids: Collection[int]) -> set[int]:
    plans = Plan.objects.filter(child__in=ids).values_list("child_id", flat=True)
    assessed = Assessment.objects.filter(child__in=ids).values_list("child_id", flat=True)
    return {*plans, *assessed}


def goes_on(ids: Collection[int]) -> set[int]:
    """Those with work that goes on: their record has come to no day."""
    plans = Plan.objects.filter(child__in=ids, closed_at=None).values_list("child_id", flat=True)
    assessed = Assessment.objects.filter(child__in=ids).exclude(state="authorised").values_list("child_id", flat=True)
    cared = PeriodOfCare.objects.filter(child__in=ids, state__in=["asked", "open"]).values_list("child_id", flat=True)
    at_once = EmergencyProtection.objects.filter(child__in=ids, ended_at=None).values_list("child_id", flat=True)
    return {*plans, *assessed, *cared, *at_once}


WHOSE: dict[str, Whose] = {
    "care": _care,
    "sexual_abuse": _sexual_abuse,
    "protection": _protection,
    "need": _need,
    "contact": set,  # every record
}
