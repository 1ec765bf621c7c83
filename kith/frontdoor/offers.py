"""What the front door offers the pages that gather a child's story."""

from __future__ import annotations

from kith.frontdoor.models import Contact, Referral
from kith.record.registry import MatterPage, offers_matters


def contacts(matters: list[int]) -> dict[int, MatterPage]:
    """How contacts are named and reached."""
    found = Contact.objects.filter(matter_id__in=matters).values_list("matter_id", "number", "matter__ref")
    return {pk: MatterPage(f"Contact {number}", f"/contacts/{ref}/") for pk, number, ref in found}


def referrals(matters: list[int]) -> dict[int, MatterPage]:
    """How referrals are named; each is read with the contact it came from. One brought in without has no page."""
    came = Referral.objects.filter(matter_id__in=matters).exclude(contact=None)
    found = came.values_list("matter_id", "number", "contact__matter__ref")
    return {pk: MatterPage(f"Referral {number}", f"/contacts/{ref}/") for pk, number, ref in found}


offers_matters("contact", contacts)
offers_matters("referral", referrals)
