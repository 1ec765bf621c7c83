"""Several people at one contact in the same instant: one is heard first, nobody loses a word, nothing slips by."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import DataError, connections, transaction
from django.test import Client
from lxml import html

from kith.access.actor import acting
from kith.access.system import working
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild, Referral, ThresholdDecision
from kith.kernel.perform import Invalid, perform
from kith.people.models import Household, HouseholdMember
from kith.people.steps import records
from tests.cast import AMARA, Cast, contact_about
from tests.frontdoor.test_bad_input import NEW, TYPED, fields, how_many, signed_in
from tests.people import made
from tests.workflow.test_a_worry_arrives import agree, decision, recognise_all


@pytest.fixture
def to_decide(cast: Cast) -> Contact:
    with working(), acting(cast.mash_worker):
        contact = perform(steps.ReceiveContact, cast.mash_worker, None, contact_about()).result
        recognise_all(cast.mash_worker, contact)
        agree(cast.mash_worker, contact)
        contact.refresh_from_db()
        assert isinstance(contact, Contact)
        return contact


WHY = "Advice was enough: her aunt has moved in, and the school sees her every day."


def told(contact: Contact, client: Client, outcome: str, level: str) -> dict[str, Any]:
    with working():
        said = decision(contact, outcome, level, rationale=WHY)
    return fields(client.get(f"/contacts/{contact.ref}/decide/").content) | said


@pytest.mark.django_db
def test_who_decides_after_it_was_decided_reads_that_it_was_and_keeps_the_text(cast: Cast, to_decide: Contact) -> None:
    first, second = signed_in(cast.mash_worker), signed_in(cast.second_worker)
    sent = [told(to_decide, client, "advice", "universal") for client in (first, second)]
    address = f"/contacts/{to_decide.ref}/decide/"
    assert first.post(address, sent[0]).status_code == 302
    late = second.post(address, sent[1])
    assert late.status_code == 403
    assert "This contact has been decided" in late.content.decode()
    assert WHY in html.fromstring(late.content.decode()).text_content()


@pytest.fixture
def at_once() -> Any:
    """Requests by several people in the same instant, each on a connection of their own."""

    def send(*requests: tuple[Client, str, dict[str, Any]]) -> list[Any]:
        together = Barrier(len(requests))

        def one(request: tuple[Client, str, dict[str, Any]]) -> Any:
            client, address, sent = request
            try:
                together.wait(10)
                return client.post(address, sent)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(one, requests))

    return send


@pytest.mark.django_db(transaction=True)
def test_two_people_who_decide_one_contact_at_once(cast: Cast, at_once: Any) -> None:
    """One wins; the other is told, with what they wrote still before them; and there is one decision."""
    with working(), acting(cast.mash_worker):
        contact = perform(steps.ReceiveContact, cast.mash_worker, None, contact_about()).result
        recognise_all(cast.mash_worker, contact)
        agree(cast.mash_worker, contact)
    clients = [signed_in(cast.mash_worker), signed_in(cast.second_worker)]
    address = f"/contacts/{contact.ref}/decide/"
    answers = at_once(*((client, address, told(contact, client, "referral", "intensive")) for client in clients))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    (late,) = (answer for answer in answers if answer.status_code == 409)
    assert "Somebody else changed this while you were writing" in late.content.decode()
    assert WHY in html.fromstring(late.content.decode()).text_content()
    with working():
        assert ThresholdDecision.objects.count() == 1
    # A manager signs it in two windows at once, and clicks twice in one of them: one referral.
    sign, windows = f"/contacts/{contact.ref}/sign/", [signed_in(cast.mash_manager), signed_in(cast.mash_manager)]
    sent = [fields(window.get(sign).content) for window in windows]
    answers = at_once(*((windows[n], sign, sent[n]) for n in (0, 0, 1)))
    assert {answer.status_code for answer in answers} <= {302, 403, 409, 422}
    assert 302 in [answer.status_code for answer in answers]
    with working():
        assert Referral.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_in_one_instant_is_one_contact(cast: Cast, at_once: Any) -> None:
    client = signed_in(cast.mash_worker)
    sent = fields(client.get(NEW).content) | TYPED
    answers = at_once(*[(client, NEW, sent)] * 3)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    with working():
        assert Contact.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_brother_and_a_sister_recognised_in_one_instant_still_bring_up_the_household(
    cast: Cast, at_once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FD-10: each of two workers knows what the other has just said, so that the child nobody named is considered."""
    told_of = [AMARA, {"given": "Chidi", "family": "Okafor", "born": date(2013, 1, 9), "sex": "M"}]
    with working(), acting(cast.mash_worker):
        home = Household.objects.create()
        for child in (*told_of, {"given": "Noah", "family": "Okafor", "born": date(2022, 11, 23)}):
            held = made.person(cast.mash_worker, child["given"], child["family"], child["born"])
            HouseholdMember.objects.create(household=home, person=held.subject)
        contact = perform(steps.ReceiveContact, cast.mash_worker, None, contact_about(*told_of)).result
        rows = list(ContactChild.objects.filter(matter=contact.matter).order_by("id"))
    together, noting = Barrier(2), records.note_name_as_told

    def both_have_begun(*said: Any) -> None:
        with suppress(BrokenBarrierError):  # the other waits, as it should, until this one has ended
            together.wait(2)
        noting(*said)

    monkeypatch.setattr(records, "note_name_as_told", both_have_begun)
    requests = []
    for row, client in zip(rows, map(signed_in, (cast.mash_worker, cast.second_worker)), strict=True):
        address = f"/contacts/{contact.ref}/children/{row.ref}/"
        requests.append((client, address, fields(client.get(address).content) | {"answer": "same"}))
    assert [answer.status_code for answer in at_once(*requests)] == [302, 302]
    with working():
        named = ContactChild.objects.filter(matter=contact.matter).values_list("told_given", "recognition")
        assert sorted(named) == [("Amara", "same"), ("Chidi", "same"), ("Noah", "same")]


@pytest.mark.django_db
def test_no_child_is_added_to_a_contact_that_was_decided_in_that_moment(cast: Cast, to_decide: Contact) -> None:
    with working(), acting(cast.mash_worker):
        perform(steps.DecideContact, cast.mash_worker, to_decide, decision(to_decide, "advice", "universal"))
        assert to_decide.state == Contact.State.WAITING, "as whoever adds the child still has it before them"
        with pytest.raises(Invalid, match="was decided a moment ago"):
            perform(steps.AddChild, cast.second_worker, to_decide, {"given": "Chidi"})
        assert ContactChild.objects.filter(matter=to_decide.matter).count() == 1


@pytest.mark.django_db
def test_a_key_longer_than_is_kept_is_refused_and_never_cut_to_another(cast: Cast) -> None:
    with working(), acting(cast.mash_worker), pytest.raises(DataError), transaction.atomic():
        perform(steps.ReceiveContact, cast.mash_worker, None, contact_about(), request_key="k" * 81)
    assert how_many() == (0, 0, 0, 0)
