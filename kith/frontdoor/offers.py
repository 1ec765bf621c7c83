"""What the front door offers the pages that gather a child's story."""

from __future__ import annotations

from kith.access.models import Matter, Subject, User
from kith.documents.shelves import offers_shelf
from kith.frontdoor import policies
from kith.frontdoor.models import Contact, ContactChild, Referral
from kith.record.registry import Titled, offers_matters, titled


def contacts(matters: list[int]) -> Titled:
    """How contacts are named and reached."""
    return titled(Contact.objects.filter(matter_id__in=matters), "Contact", "number", "contacts", "matter__ref")


def referrals(matters: list[int]) -> Titled:
    """How referrals are named; each is read with the contact it came from. One brought in without has no page."""
    came = Referral.objects.filter(matter_id__in=matters).exclude(contact=None)
    return titled(came, "Referral", "number", "contacts", "contact__matter__ref")


def reaches(actor: User, matter: Matter) -> bool:
    """Whether somebody may read a contact, for whatever reason: it waits in their queue, or they wrote it down."""
    return Contact.objects.filter(policies.contacts_for(actor), matter=matter).exists()


def children(matter: Matter) -> list[tuple[Subject, str]]:
    """The children of a contact that were recognised."""
    rows = ContactChild.objects.filter(matter=matter).exclude(child=None).select_related("child__person")
    return [(row.child, row.child.person.shown_name) for row in rows.order_by("pk") if row.child]


offers_shelf("contact", reaches, children)
offers_matters("contact", contacts)
offers_matters("referral", referrals)
