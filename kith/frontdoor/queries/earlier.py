"""What came before: earlier contacts about the same children (FD-12)."""

from __future__ import annotations

from datetime import timedelta

from kith.frontdoor.models import Contact
from kith.standards import local_practice


def earlier_contacts(contact: Contact) -> list[Contact]:
    """Contacts about any of these children in the window before this one, newest first."""
    months = local_practice.parameter("repeat_contact.window").default
    since = contact.received_at - timedelta(days=months * 365 / 12)
    children = contact.matter.subjects.values("person_id")
    found = Contact.objects.filter(matter__subjects__person_id__in=children, received_at__gte=since)
    before = found.filter(received_at__lt=contact.received_at).exclude(pk=contact.pk)
    return list(before.distinct().select_related("agency", "matter__threshold_decision").order_by("-received_at"))
