"""What the front door offers the pages that gather a child's story."""

from __future__ import annotations

from kith.frontdoor.models import Contact, Referral
from kith.record.registry import Titled, offers_matters, titled


def contacts(matters: list[int]) -> Titled:
    """How contacts are named and reached."""
    return titled(Contact.objects.filter(matter_id__in=matters), "Contact", "number", "contacts", "matter__ref")


def referrals(matters: list[int]) -> Titled:
    """How referrals are named; each is read with the contact it came from. One brought in without has no page."""
    came = Referral.objects.filter(matter_id__in=matters).exclude(contact=None)
    return titled(came, "Referral", "number", "contacts", "contact__matter__ref")


offers_matters("contact", contacts)
offers_matters("referral", referrals)
