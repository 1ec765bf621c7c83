"""What came before: earlier contacts about the same children (FD-12). Joined records are one child (decision 10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import QuerySet

from kith.access.models import SameSubject
from kith.frontdoor.models import Contact, Referral
from kith.record.own_numbers import number


def everybody_in(contact: Contact) -> set[int]:
    """The ids of the children and adults a contact is about, with every record joined with theirs."""
    mine = contact.matter.subjects.order_by().values_list("person_id", flat=True)
    joined = SameSubject.objects.filter(until=None).order_by()
    kept = joined.filter(other_id__in=mine).values_list("kept_id", flat=True)
    into = joined.filter(kept_id__in=mine).values_list("other_id", flat=True)
    beside = joined.filter(kept_id__in=kept).values_list("other_id", flat=True)
    return set(mine.union(kept, into, beside))


def window_of(contact: Contact) -> int:
    """How many months back earlier contacts count: as the authority had chosen when this one reached us."""
    return number("repeat_contact.window", contact.received_at)


def earlier_contacts(contact: Contact, people: Collection[int] | None = None) -> list[Contact]:
    """Contacts about any of these children in the window before this one, newest first.

    Args:
        people: `everybody_in` the contact, where the caller has asked already.
    """
    people = everybody_in(contact) if people is None else people
    since = contact.received_at - timedelta(days=window_of(contact) * 365 / 12)
    found = Contact.objects.filter(matter__subjects__person_id__in=people, received_at__gte=since)
    before = found.filter(received_at__lt=contact.received_at).exclude(pk=contact.pk)
    return list(before.distinct().select_related("agency", "matter__threshold_decision").order_by("-received_at"))


def open_referrals(people: Iterable[int]) -> QuerySet[Referral]:
    """Referrals of these people that are still open."""
    return Referral.objects.filter(child_id__in=list(people)).exclude(state=Referral.State.CLOSED)
