"""What came before: earlier contacts about the same children (FD-12). Joined records are one child (decision 10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from kith.access.models import MatterSubject, SameSubject
from kith.frontdoor.models import Contact, Referral
from kith.people.queries import joined_with
from kith.record.own_numbers import number, numbers


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


def _back(contact: Contact, months: int) -> datetime:
    return contact.received_at - timedelta(days=months * 365 / 12)


@dataclass(frozen=True)
class Before:
    """How many contacts about any of the same children came before one, and in how many months."""

    contacts: int
    months: int


def before_each(contacts: Collection[Contact]) -> dict[int, Before]:
    """What `earlier_contacts` would find for each of these, counted in a fixed number of queries."""
    if not contacts:
        return {}
    of_the_day = numbers("repeat_contact.window", {contact.received_at for contact in contacts})
    months = {contact.pk: of_the_day[contact.received_at] for contact in contacts}
    since = {contact.pk: _back(contact, months[contact.pk]) for contact in contacts}
    about: dict[int, set[int]] = defaultdict(set)
    for matter, person in MatterSubject.objects.filter(matter_id__in=months).values_list("matter_id", "person_id"):
        about[matter].add(person)
    same = joined_with({person for people in about.values() for person in people})
    everybody = {matter: {pk for person in people for pk in same[person]} for matter, people in about.items()}
    told = MatterSubject.objects.filter(
        person_id__in={pk for people in everybody.values() for pk in people},
        matter__kind="contact",
        matter__contact__received_at__gte=min(since.values()),
    ).values_list("person_id", "matter_id", "matter__contact__received_at")
    of_person: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for person, matter, received in told:
        of_person[person].append((matter, received))
    found = {}
    for contact in contacts:
        earlier = {
            matter
            for person in everybody.get(contact.pk, ())
            for matter, received in of_person[person]
            if matter != contact.pk and since[contact.pk] <= received < contact.received_at
        }
        found[contact.pk] = Before(len(earlier), months[contact.pk])
    return found


def earlier_contacts(contact: Contact, people: Collection[int] | None = None) -> list[Contact]:
    """Contacts about any of these children in the window before this one, newest first.

    Args:
        people: `everybody_in` the contact, where the caller has asked already.
    """
    people = everybody_in(contact) if people is None else people
    since = _back(contact, window_of(contact))
    found = Contact.objects.filter(matter__subjects__person_id__in=people, received_at__gte=since)
    before = found.filter(received_at__lt=contact.received_at).exclude(pk=contact.pk)
    return list(before.distinct().select_related("agency", "matter__threshold_decision").order_by("-received_at"))


def open_referrals(people: Iterable[int]) -> QuerySet[Referral]:
    """Referrals of these people that are still open."""
    return Referral.objects.filter(child_id__in=list(people)).exclude(state=Referral.State.CLOSED)
