"""What the assessment room offers the pages that gather a child's story."""

from __future__ import annotations

from kith.access.models import Matter, Subject
from kith.assessment import policies
from kith.assessment.models import Assessment
from kith.documents.shelves import offers_shelf
from kith.frontdoor.models import Referral
from kith.people.queries import Badge, offers_badges
from kith.people.queries.badges import NEED
from kith.record.registry import Titled, offers_matters, titled


def pages(matters: list[int]) -> Titled:
    """How assessments are named and reached."""
    return titled(
        Assessment.objects.filter(matter_id__in=matters), "Assessment", "number", "assessments", "matter__ref"
    )


def badges(people: list[int]) -> dict[int, list[Badge]]:
    """A child in need: an assessment ended in a child in need plan, and the referral is still open."""
    planned = Assessment.objects.filter(child_id__in=people, outcome="cin_plan", state=Assessment.State.AUTHORISED)
    open_still = planned.filter(referral__state=Referral.State.OPEN).values_list("child_id", flat=True)
    return {pk: [Badge(NEED, "need", "Child in need")] for pk in set(open_still)}


def child(matter: Matter) -> list[tuple[Subject, str]]:
    """Whom an assessment is about."""
    found = Assessment.objects.filter(matter=matter).select_related("child__person")
    return [(one.child, one.child.person.shown_name) for one in found]


offers_shelf("assessment", policies.reaches, child)
offers_matters("assessment", pages)
offers_badges(badges)
