"""What the assessment room offers the pages that gather a child's story."""

from __future__ import annotations

from kith.assessment.models import Assessment
from kith.assessment.queries.reading import titles
from kith.frontdoor.models import Referral
from kith.people.queries import Badge, offers_badges
from kith.people.queries.badges import NEED
from kith.record.registry import MatterPage, offers_matters


def pages(matters: list[int]) -> dict[int, MatterPage]:
    """How assessments are named and reached."""
    found = titles(matters)
    return {pk: MatterPage(f"Assessment {number}", f"/assessments/{ref}/") for pk, (number, ref) in found.items()}


def badges(people: list[int]) -> dict[int, list[Badge]]:
    """A child in need: an assessment ended in a child in need plan, and the referral is still open."""
    planned = Assessment.objects.filter(child_id__in=people, outcome="cin_plan", state=Assessment.State.AUTHORISED)
    open_still = planned.filter(referral__state=Referral.State.OPEN).values_list("child_id", flat=True)
    return {pk: [Badge(NEED, "need", "Child in need")] for pk in set(open_still)}


offers_matters("assessment", pages)
offers_badges(badges)
