"""Journey 1, told through the steps: recognised, decided, signed, referred (FD-01, FD-02, FD-09, FD-10, CL-02)."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild, Referral
from kith.frontdoor.queries.recognition import particulars_told
from kith.kernel.perform import Invalid, Refused, perform
from kith.people import queries as people
from kith.people.models import Person
from kith.record.models import Clock, Refusal, StepEvent
from kith.sharing.models import Consent
from tests.cast import AMARA, TODAY, Cast, contact_about, london

pytestmark = pytest.mark.django_db

CHIDI = {"given": "Chidi", "family": "Okafor", "age": 13, "sex": "M"}


def recognise_all(actor: Any, contact: Contact) -> None:
    """Answer for each child as a careful worker would: new, when nothing like it was shown."""
    for row in ContactChild.objects.filter(matter=contact.matter, recognition="waiting"):
        shown, matches = people.show_matches(actor, particulars_told(row))
        data = {"answer": "new", "shown": shown.ref}
        if matches:
            data = {"answer": "same", "shown": shown.ref, "person": matches[0].person.ref}
        perform(steps.RecogniseChild, actor, row, data)


def agree(actor: Any, contact: Contact) -> None:
    """Grace was asked and agreed."""
    Consent.objects.create(
        matter=contact.matter, asked_of="Grace Okafor, mother", state="given", asked_at=london(2026, 6, 3, 8, 30),
        recorded_by=actor, recorded_at=TODAY,
    )  # fmt: skip


def decision(contact: Contact, outcome: str = "referral", level: str = "intensive", **more: Any) -> dict[str, Any]:
    """A decision with the same outcome for every child."""
    rows = ContactChild.objects.filter(matter=contact.matter)
    said: dict[str, Any] = {
        "level": level,
        "criteria": [f"{level}.likely_impaired" if level == "intensive" else f"{level}.needs_met"],
        "rationale": "Third contact this year; the worry has moved from one argument to most weekends.",
        "tell_referrer": "outcome",
    }
    for row in rows:
        said |= {f"means_{row.ref}": "Tired and watchful at night.", f"outcome_{row.ref}": outcome}
    return said | more


def received(cast: Cast, *children: dict[str, Any], **more: Any) -> Contact:
    outcome = perform(steps.ReceiveContact, cast.mash_worker, None, contact_about(*children, **more))
    assert isinstance(outcome.result, Contact)
    return outcome.result


def test_a_contact_becomes_one_signed_referral_per_child_with_its_clocks_running(cast: Cast) -> None:
    """FD-02, FD-10, AS-01, CL-02 to CL-06."""
    with at(TODAY), acting(cast.mash_worker):
        contact = received(cast, AMARA, CHIDI)
        clock = Clock.objects.get(matter=contact.matter, rule="contact.decide")
        assert clock.due_at == london(2026, 6, 4, 9, 0)
        perform(steps.ClaimContact, cast.mash_worker, contact)
        recognise_all(cast.mash_worker, contact)
        agree(cast.mash_worker, contact)
        contact.refresh_from_db()
        perform(steps.DecideContact, cast.mash_worker, contact, decision(contact))
        contact.refresh_from_db()
        assert contact.state == Contact.State.TO_SIGN
        assert not Referral.objects.exists()
    with at(london(2026, 6, 3, 15, 0)), acting(cast.mash_manager):
        contact.refresh_from_db()
        perform(steps.ConcludeContact, cast.mash_manager, contact)
        contact.refresh_from_db()
        assert contact.state == Contact.State.DECIDED
        assert Referral.objects.filter(contact=contact).count() == 2
        clock.refresh_from_db()
        assert clock.stopped_at == london(2026, 6, 3, 15, 0)
        referral = Referral.objects.filter(contact=contact).first()
        assert referral is not None
        running = set(Clock.objects.filter(matter=referral.matter, stopped_at=None).values_list("rule", flat=True))
        assert {"assessment.allocate", "assessment.first_visit", "assessment.conclude"} <= running
        assert "referral.decide" not in running


def test_the_same_request_sent_twice_makes_one_contact(cast: Cast) -> None:
    """Never two referrals from one click."""
    with at(TODAY), acting(cast.mash_worker):
        first = perform(steps.ReceiveContact, cast.mash_worker, None, contact_about(), request_key="one")
        second = perform(steps.ReceiveContact, cast.mash_worker, None, contact_about(), request_key="one")
    assert second.repeated
    assert second.result == first.result


def test_nobody_signs_their_own_decision(cast: Cast) -> None:
    """FD-02, IG-03: four eyes."""
    with at(TODAY), acting(cast.mash_manager):
        contact = received_by(cast.mash_manager)
        recognise_all(cast.mash_manager, contact)
        agree(cast.mash_manager, contact)
        perform(steps.DecideContact, cast.mash_manager, contact, decision(contact))
        contact.refresh_from_db()
        with pytest.raises(Refused, match="Nobody signs their own decision"):
            perform(steps.ConcludeContact, cast.mash_manager, contact)
        assert Refusal.objects.filter(what="frontdoor.contact_decided").exists()


def received_by(actor: Any) -> Contact:
    outcome = perform(steps.ReceiveContact, actor, None, contact_about())
    assert isinstance(outcome.result, Contact)
    return outcome.result


def test_advice_needs_no_signature_and_is_in_force_at_once(cast: Cast) -> None:
    """FD-02 and ADR 14."""
    with at(TODAY), acting(cast.mash_worker):
        contact = received(cast)
        recognise_all(cast.mash_worker, contact)
        perform(steps.DecideContact, cast.mash_worker, contact, decision(contact, "advice", "universal"))
        contact.refresh_from_db()
        assert contact.state == Contact.State.DECIDED
        assert StepEvent.objects.filter(matter=contact.matter, step="frontdoor.contact_decided").exists()


@pytest.mark.parametrize("missing", ["recognition", "consent", "police", "outcome"])
def test_a_decision_says_what_it_still_lacks(cast: Cast, missing: str) -> None:
    """FD-04, FD-06, FD-10, FD-11: each with a sentence that says how to mend it."""
    with at(TODAY), acting(cast.mash_worker):
        contact = received(cast, crime_suspected="on" if missing == "police" else "")
        if missing != "recognition":
            recognise_all(cast.mash_worker, contact)
        if missing != "consent":
            agree(cast.mash_worker, contact)
        data = decision(contact)
        if missing == "outcome":
            data = {key: value for key, value in data.items() if not key.startswith("outcome_")}
        with pytest.raises(Invalid) as caught:
            perform(steps.DecideContact, cast.mash_worker, contact, data)
        said = caught.value.form.errors.as_text()
        expected = {
            "recognition": "whether we know",
            "consent": "agreement",
            "police": "police",
            "outcome": "outcome for Amara",
        }
        assert expected[missing] in said
        contact.refresh_from_db()
        assert contact.state == Contact.State.WAITING


def test_a_misspelt_child_is_recognised_and_her_sister_proposed(cast: Cast) -> None:
    """FD-10: each household child is considered, also one whom nobody named."""
    with at(TODAY), acting(cast.mash_worker):
        first = received(cast, AMARA)
        recognise_all(cast.mash_worker, first)
    with at(london(2026, 6, 20)), acting(cast.mash_worker):
        second = received(cast, {**AMARA, "family": "Okafour"})
        row = ContactChild.objects.get(matter=second.matter)
        shown, matches = people.show_matches(cast.mash_worker, particulars_told(row))
        assert matches
        perform(steps.RecogniseChild, cast.mash_worker, row, {
            "answer": "same", "shown": shown.ref, "person": matches[0].person.ref})  # fmt: skip
        row.refresh_from_db()
        assert row.child_id == ContactChild.objects.get(matter=first.matter).child_id
        assert Person.objects.filter(kind="child").count() == 1


def test_nobody_is_created_before_the_likely_matches_were_shown(cast: Cast) -> None:
    """Enforced by the server, not by the page."""
    with at(TODAY), acting(cast.mash_worker):
        contact = received(cast)
        row = ContactChild.objects.get(matter=contact.matter)
        with pytest.raises(Invalid):
            perform(steps.RecogniseChild, cast.mash_worker, row, {"answer": "new", "shown": "bcdfghjkmnpqrs"})
        assert not Person.objects.exists()


def test_agreement_that_was_withdrawn_no_longer_counts(cast: Cast) -> None:
    """FD-04, IG-02: the newest answer of each person stands."""
    with at(TODAY), acting(cast.mash_worker):
        contact = received(cast)
        recognise_all(cast.mash_worker, contact)
        agree(cast.mash_worker, contact)
        Consent.objects.create(
            matter=contact.matter,
            asked_of="Grace Okafor, mother",
            state="withdrawn",
            asked_at=london(2026, 6, 3, 8, 45),
            recorded_by=cast.mash_worker,
            recorded_at=TODAY,
        )
        with pytest.raises(Invalid) as caught:
            perform(steps.DecideContact, cast.mash_worker, contact, decision(contact))
        assert "agreement" in caught.value.form.errors.as_text()


def test_a_child_whom_the_referrer_did_not_name_is_not_told_to_them(cast: Cast) -> None:
    """FD-10: added at the hub, and left out of the answer."""
    with at(TODAY), acting(cast.mash_worker):
        contact = received(cast)
        perform(steps.AddChild, cast.mash_worker, contact, CHIDI)
        recognise_all(cast.mash_worker, contact)
        perform(steps.DecideContact, cast.mash_worker, contact, decision(contact, "advice", "universal"))
        words = contact.matter.referrer_messages.get().words
    assert "Amara" in words
    assert "Chidi" not in words


def test_a_reference_that_came_before_is_refused_with_its_number(cast: Cast) -> None:
    """FD-01: the same reference from the same source is the same contact."""
    with at(TODAY), acting(cast.mash_worker):
        first = received(cast, external_ref="NM/26/100")
        with pytest.raises(Invalid) as caught:
            received(cast, external_ref="NM/26/100")
    assert first.number in caught.value.form.errors.as_text()
