"""Decision 5: a contact that waits is the front door's work; once decided, it asks those not involved for a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import SameSubject, User
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild
from kith.frontdoor.policies import contacts_for
from kith.frontdoor.queries import queue
from kith.kernel.now import now
from kith.kernel.perform import perform
from kith.record.models import Sighting
from kith.standards.local_practice import parameter
from tests.assessment.reading import signed_in
from tests.cast import AMARA, TODAY, Cast
from tests.people import made
from tests.query_plans import statements
from tests.workflow.test_a_worry_arrives import agree, decision, received, recognise_all

pytestmark = pytest.mark.django_db
OWN = timedelta(days=parameter("front_door.own_work").default)
LATER = TODAY + timedelta(hours=3)


def decided(cast: Cast, outcome: str = "advice", level: str = "universal") -> Contact:
    """Recorded, taken and decided by the MASH worker, signed by the manager where it must be."""
    with at(TODAY), acting(cast.mash_worker):
        contact = received(cast)
        perform(steps.ClaimContact, cast.mash_worker, contact)
        recognise_all(cast.mash_worker, contact)
        agree(cast.mash_worker, contact)
        perform(steps.DecideContact, cast.mash_worker, contact, decision(contact, outcome, level))
        contact.refresh_from_db()
    if contact.state == Contact.State.TO_SIGN:
        with at(TODAY), acting(cast.mash_manager):
            perform(steps.ConcludeContact, cast.mash_manager, contact)
            contact.refresh_from_db()
    with acting(cast.mash_worker):
        decided = Contact.objects.select_related("matter").get(pk=contact.pk, state=Contact.State.DECIDED)
    return decided


def opened(user: User, contact: Contact, where: str = "") -> Any:
    return signed_in(user).get(f"/contacts/{contact.ref}/{where}")


def child_of(contact: Contact, user: User) -> ContactChild:
    with acting(user):
        return ContactChild.objects.select_related("child").get(matter=contact.matter)


def test_another_worker_is_asked_why_and_the_answer_opens_it(cast: Cast) -> None:
    contact = decided(cast)
    ref = child_of(contact, cast.duty_worker).child.ref  # type: ignore[union-attr]  # recognised
    with at(LATER):
        browser = signed_in(cast.duty_worker)
        met = browser.get(f"/contacts/{contact.ref}/")
        assert met.status_code == 302
        assert met.url == f"/people/{ref}/reason/?next=%2Fcontacts%2F{contact.ref}%2F"
        assert contact.worry not in browser.get(met.url).content.decode()
        _gives_reason(browser, met.url)
        assert contact.worry in browser.get(f"/contacts/{contact.ref}/").content.decode()
        with acting(cast.duty_worker):
            assert looked(cast.duty_worker, contact) == ("Said why they needed it", True)


def looked(user: User, contact: Contact) -> tuple[str, bool]:
    """Why the newest look at this contact says that it opened, and whether the reason given stands with it."""
    seen = Sighting.objects.filter(actor=user, page=f"Contact {contact.number}").latest("at")
    return seen.because, seen.reasoned_access is not None


def _gives_reason(browser: Client, href: str) -> None:
    data = {"why": "danger", "words": "The nursery rings: she came with a fresh burn on her hand."}
    told = browser.post(href, data)
    assert told.status_code == 302, told.context["form"].errors
    assert told.url.startswith("/contacts/")


def test_while_it_waits_it_is_everybody_s_at_the_front_door(cast: Cast) -> None:
    with at(TODAY), acting(cast.mash_worker):
        contact = received(cast)
        recognise_all(cast.mash_worker, contact)
        assert opened(cast.duty_worker, contact).status_code == 200
        agree(cast.mash_worker, contact)
        perform(steps.DecideContact, cast.mash_worker, contact, decision(contact))
        assert opened(cast.duty_worker, contact).status_code == 200


@pytest.mark.parametrize(("who", "outcome"), [("mash_worker", "referral"), ("mash_manager", "referral")])
def test_who_decided_or_signed_reads_it_while_they_may_have_to_answer_for_it(
    cast: Cast, who: str, outcome: str
) -> None:
    contact = decided(cast, outcome, "intensive")
    with at(TODAY + OWN - timedelta(hours=1)):
        assert opened(getattr(cast, who), contact).status_code == 200
    with at(TODAY + OWN + timedelta(hours=1)):
        met = opened(getattr(cast, who), contact)
        assert (met.status_code, "/reason/" in met.url) == (302, True)


def test_what_came_before_a_waiting_contact_is_read_beside_it(cast: Cast) -> None:
    """FD-12: the worker must have it beside them; when the new one is decided it asks again."""
    before = decided(cast)
    with at(LATER), acting(cast.mash_manager):
        after = received(cast)
        recognise_all(cast.mash_manager, after)
        page = opened(cast.duty_worker, after).content.decode()
        assert f"/contacts/{before.ref}/" in page
        assert opened(cast.duty_worker, before).status_code == 200
        assert looked(cast.duty_worker, before) == ("About a child in a contact that waits", False)
        assert opened(cast.mash_worker, before).status_code == 200
        assert looked(cast.mash_worker, before) == ("Their own work, or of a child open to them", False)
        perform(steps.DecideContact, cast.mash_manager, after, decision(after, "advice", "universal"))
        assert opened(cast.duty_worker, before).status_code == 302


def test_what_came_before_on_a_record_joined_with_theirs_is_read_too(cast: Cast) -> None:
    """Decision 10: joined records are one child, for what stands beside and for the reason given."""
    before = decided(cast)
    old = child_of(before, cast.mash_manager).child
    assert old is not None
    with at(LATER), acting(cast.mash_manager):
        kept = made.person(cast.mash_manager, "Amara", "Okafor-Kept", AMARA["born"])
        SameSubject.objects.create(kept_id=kept.pk, other_id=old.pk, reason="One child", since=now())
        browser = signed_in(cast.duty_worker)
        met = browser.get(f"/contacts/{before.ref}/")
        _gives_reason(browser, met.url)
        assert browser.get(f"/contacts/{before.ref}/").status_code == 200
        assert looked(cast.duty_worker, before) == ("Said why they needed it", True)
        after = received(cast)
        row = ContactChild.objects.get(matter=after.matter)
        ContactChild.objects.filter(pk=row.pk).update(child_id=kept.pk, recognition="same")
        row.matter.subjects.create(person_id=kept.pk)
        assert opened(cast.mash_manager, before).status_code == 200


@pytest.mark.parametrize("where", ["", "consent/", "discussion/", "police/", "hand-over/", "decide/"])
def test_every_page_of_a_decided_contact_asks(cast: Cast, where: str) -> None:
    contact = decided(cast)
    with at(LATER):
        met = opened(cast.duty_worker, contact, where)
        assert (met.status_code, "/reason/" in met.url) == (302, True)


def test_others_find_nothing_there(cast: Cast) -> None:
    contact = decided(cast)
    with at(LATER):
        for role in ("social_worker", "head_of_service", "data_analyst", "referrer"):
            assert opened(getattr(cast, role), contact).status_code == 404, role


@pytest.mark.parametrize("role", ["mash_worker", "mash_manager", "social_worker", "head_of_service", "referrer"])
def test_the_queue_holds_what_opens_to_each_and_is_not_decided(cast: Cast, role: str) -> None:
    """The queue does not ask of each contact what its door asks: it comes to the same."""
    decided(cast)
    with at(TODAY), acting(cast.mash_worker):
        received(cast)
    actor = getattr(cast, role)
    with at(LATER), acting(actor):
        opens = Contact.objects.exclude(state=Contact.State.DECIDED).filter(contacts_for(actor))
        assert set(queue.waiting(actor)) == set(opens)
        assert bool(opens) == role.startswith("mash")
        policies = ("frontdoor_thresholddecision", "access_samesubject", "access_involvement")
        asked = [sql for sql, _ in statements(lambda: queue.page_of(queue.waiting(cast.mash_worker), 1))]
        asked = [sql for sql in asked if sql.startswith('SELECT "frontdoor_contact"')]
        assert not [sql for sql in asked if any(table in sql for table in policies)]
