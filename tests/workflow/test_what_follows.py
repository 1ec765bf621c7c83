"""What follows from a step in another room stands or falls with it."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting
from kith.frontdoor import steps
from kith.frontdoor.models import Contact
from kith.journeys import following
from kith.kernel.perform import Invalid, perform
from kith.record.models import StepEvent
from tests.cast import Cast, contact_about

pytestmark = pytest.mark.django_db


def test_a_step_whose_consequence_is_refused_leaves_nothing_behind(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting(cast.mash_worker):
        contact = perform(steps.ReceiveContact, cast.mash_worker, None, contact_about()).result

    def refused_at_once(act: Any, result: Any) -> None:
        perform(steps.AddChild, act.actor, contact, {"born": "2199-01-01"})

    monkeypatch.setitem(following._after, "frontdoor.contact_claimed", [refused_at_once])
    with acting(cast.mash_worker):
        before = StepEvent.objects.count()
        with pytest.raises(Invalid):
            perform(steps.ClaimContact, cast.mash_worker, contact, {})
        assert Contact.objects.get(pk=contact.pk).claimed_by_id is None
        assert StepEvent.objects.count() == before
        monkeypatch.undo()
        perform(steps.ClaimContact, cast.mash_worker, contact, {})  # the transaction is whole, and goes on
        assert Contact.objects.get(pk=contact.pk).claimed_by_id == cast.mash_worker.pk


def test_what_follows_says_on_the_form_in_hand_why_it_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise 1: the page draws the form that somebody filled, with what they typed, and not one they never saw."""
    with acting(cast.mash_worker):
        contact = perform(steps.ReceiveContact, cast.mash_worker, None, contact_about()).result

    def refused_at_once(act: Any, result: Any) -> None:
        perform(steps.AddChild, act.actor, contact, {"born": "2199-01-01"})

    monkeypatch.setitem(following._after, "frontdoor.contact_claimed", [refused_at_once])
    with acting(cast.mash_worker), pytest.raises(Invalid) as refused:
        perform(steps.ClaimContact, cast.mash_worker, contact, {"kept": "what was typed"})
    form = refused.value.form
    assert isinstance(form, steps.ClaimContact.form)
    assert form.data["kept"] == "what was typed"
    assert form.non_field_errors()
