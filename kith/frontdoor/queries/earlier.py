"""What came before: earlier contacts about the same children (FD-12). Joined records are one child (decision 10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from kith.access.models import MatterSubject
from kith.access.prepared import rows_of
from kith.frontdoor.models import Contact, Referral
from kith.people.queries import joined_with
from kith.record.own_numbers import number, numbers


def everybody_in(contact: Contact) -> set[int]:
    """The ids of the children and adults a contact is about, with every record joined with theirs."""
    return {pk for (pk,) in rows_of(_EVERYBODY, contact.pk)}


_EVERYBODY = """
with mine as (select person_id from access_mattersubject where matter_id = %s),
  link as not materialized (select kept_id, other_id from access_samesubject where until is null)
select person_id from mine
union select kept_id from link join mine on other_id = person_id
union select other_id from link join mine on kept_id = person_id
union select beside.other_id from link join mine on link.other_id = person_id join link beside using (kept_id)"""


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


def how_many_before(contact: Contact) -> int:
    """How many `earlier_contacts` there are."""
    since = _back(contact, window_of(contact))
    return int(rows_of(_BEFORE, list(everybody_in(contact)), since, contact.received_at, contact.pk)[0][0])


_BEFORE = """
select count(distinct matter_id) from access_mattersubject join frontdoor_contact using (matter_id)
  where person_id = any(%s) and received_at >= %s and received_at < %s and matter_id <> %s"""


def open_referrals(people: Iterable[int]) -> QuerySet[Referral]:
    """Referrals of these people that are still open."""
    return Referral.objects.filter(child_id__in=list(people)).exclude(state=Referral.State.CLOSED)
