"""Family abroad and specialist referrals of one assessment, for its pages; and what may not reach the family yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from kith.access.models import Subject
from kith.access.policies import identity_of
from kith.assessment.cohorts import SPECIALIST, pathways
from kith.assessment.countries import checks, countries, named
from kith.assessment.models import Assessment, ChildPathway, OverseasEnquiry, SpecialistReferral


@dataclass(frozen=True)
class Enquiry:
    """What was asked of one country, with its name, whether the Convention holds there, and what was checked."""

    row: OverseasEnquiry

    @property
    def country(self) -> str:
        return named(self.row.country)

    @property
    def in_convention(self) -> bool:
        one = countries().get(self.row.country)
        return bool(one and one.in_convention)

    @property
    def checks(self) -> list[tuple[str, bool]]:
        """Each line of the country's list, and whether it was done (PR-08)."""
        return [(label, key in self.row.checked) for key, label in checks(self.row.country)]


def enquiries(assessment: Assessment) -> list[Enquiry]:
    """Every country that was asked, newest first."""
    rows = OverseasEnquiry.objects.filter(matter_id=assessment.pk).select_related("asked_by", "travel_approved_by")
    return [Enquiry(row) for row in rows.order_by("-asked_on", "-pk")]


def enquiry(assessment: Assessment, ref: str) -> OverseasEnquiry | None:
    """One enquiry of this assessment."""
    rows = OverseasEnquiry.objects.filter(matter_id=assessment.pk, ref=ref)
    return rows.select_related("matter__assessment__child").first()


def referrals(assessment: Assessment) -> list[SpecialistReferral]:
    """To whom the child was referred, newest first (PR-12)."""
    rows = SpecialistReferral.objects.filter(matter_id=assessment.pk).select_related("by")
    return list(rows.order_by("-referred_at", "-pk"))


def dangers_noted(child: Subject) -> QuerySet[ChildPathway]:
    """The specialist dangers that were noted of a child and still apply."""
    rows = ChildPathway.objects.filter(child_id__in=identity_of(child), key__in=_specialist(), ended_at=None)
    return rows.order_by("pk")


def _specialist() -> dict[str, str]:
    return {key: one.title for key, one in pathways().items() if one.group == SPECIALIST}


def danger_unsaid(child: Subject, noted: list[ChildPathway]) -> list[str]:
    """Which specialist dangers apply to a child while nobody has said whether word of them is dangerous (PR-12).

    A referral to those who know says so, in whichever assessment it was recorded, once the danger was noted.

    Args:
        noted: the `dangers_noted` of the child.
    """
    if not noted:
        return []
    ids, known = identity_of(child), _specialist()
    told = list(SpecialistReferral.objects.filter(matter__assessment__child_id__in=ids).values_list("kind", "at"))
    unsaid = [one.key for one in noted if not any(kind == one.key and at >= one.noted_at for kind, at in told)]
    return [known[key] for key in dict.fromkeys(unsaid)]
