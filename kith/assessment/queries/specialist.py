"""Family abroad and specialist referrals of one assessment, for its pages."""

from __future__ import annotations

from dataclasses import dataclass

from kith.assessment.countries import checks, countries, named
from kith.assessment.models import Assessment, OverseasEnquiry, SpecialistReferral


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
