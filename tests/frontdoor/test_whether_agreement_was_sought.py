"""FD-06: at the specialist level nobody need agree, but whoever decides says "sought", or "not sought because"."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ThresholdDecision
from kith.kernel.perform import Invalid, perform
from kith.sharing.models import Consent
from kith.sharing.steps import AuthorisedWithoutConsent
from kith.standards.consent import matrix
from kith.standards.thresholds import Level
from tests.assessment.reading import signed_in
from tests.cast import TODAY, Cast, london
from tests.workflow.test_a_worry_arrives import agree, decision, received, recognise_all

pytestmark = pytest.mark.django_db
WHY = "Asking would warn the uncle before the police have seen him."


@pytest.fixture
def contact(cast: Cast) -> Any:
    with at(TODAY), acting(cast.mash_worker):
        found = received(cast)
        recognise_all(cast.mash_worker, found)
        yield found


def specialist(contact: Contact, **more: Any) -> dict[str, Any]:
    return decision(contact, "strategy", "specialist") | {"criteria": ["specialist.hurt"], **more}


def decide(cast: Cast, contact: Contact, **more: Any) -> None:
    perform(steps.DecideContact, cast.mash_worker, contact, specialist(contact, **more))


def page(cast: Cast, contact: Contact, where: str = "") -> str:
    return signed_in(cast.mash_worker).get(f"/contacts/{contact.ref}/{where}").content.decode()


def test_nobody_decides_at_the_specialist_level_without_saying_whether_they_asked(cast: Cast, contact: Contact) -> None:
    with pytest.raises(Invalid) as refused:
        decide(cast, contact)
    assert "Say why nobody was asked to agree" in refused.value.form.errors["not_sought_because"][0]
    assert not ThresholdDecision.objects.exists()
    assert not Consent.objects.exists()


def test_the_form_says_the_rule_and_which_document_advises(cast: Cast, contact: Contact) -> None:
    """FD-09: hints that depend on the record are drawn, also where an answer opens the box."""
    words = page(cast, contact, "decide/")
    assert matrix()[Level.SPECIALIST].rule in words
    assert "It advises; you decide." in words


def test_not_sought_because_is_kept_with_the_agreements_and_shown(cast: Cast, contact: Contact) -> None:
    decide(cast, contact, not_sought_because=WHY)
    kept = Consent.objects.get(matter=contact.matter)
    assert (kept.state, kept.why_not, kept.recorded_by) == ("not_required", WHY, cast.mash_worker)
    assert f"Not sought. The family: {WHY}" in page(cast, contact)
    contact.refresh_from_db()
    with acting(cast.mash_manager):
        perform(steps.ConcludeContact, cast.mash_manager, contact)


@pytest.mark.parametrize("state", ["given", "refused", "withdrawn"])
def test_an_answer_already_recorded_is_sought(cast: Cast, contact: Contact, state: str) -> None:
    agree(cast.mash_worker, contact)
    if state != "given":
        Consent.objects.create(
            matter=contact.matter, asked_of="Grace Okafor, mother", state=state, asked_at=london(2026, 6, 3, 8, 45),
            recorded_by=cast.mash_worker,
        )  # fmt: skip
    assert "This is recorded already. Sought. Grace Okafor, mother" in page(cast, contact, "decide/")
    decide(cast, contact, significant_harm="A bruise on each arm, seen by the nurse.")
    assert "Sought. Grace Okafor, mother" in page(cast, contact)
    assert not Consent.objects.filter(state="not_required").exists()


def test_what_is_typed_beside_a_refusal_never_takes_its_place(cast: Cast, contact: Contact) -> None:
    """FD-07: "the family" refused; the box that stayed open may not turn that into nobody having been asked."""
    Consent.objects.create(
        matter=contact.matter, asked_of="The family", state="refused", asked_at=london(2026, 6, 3, 8, 45),
        recorded_by=cast.mash_worker,
    )  # fmt: skip
    with pytest.raises(Invalid) as no:
        decide(cast, contact, not_sought_because=WHY, significant_harm="A bruise on each arm, seen by the nurse.")
    assert "Leave this empty" in no.value.form.errors["not_sought_because"][0]
    assert [one.state for one in Consent.objects.filter(matter=contact.matter)] == ["refused"]
    with pytest.raises(Invalid) as refused:  # and the refusal still asks for harm that rests on more
        decide(cast, contact)
    assert "apart from the family's refusal" in str(refused.value.form.errors).replace("&#x27;", "'")
    assert not ThresholdDecision.objects.exists()


def test_not_yet_asked_says_neither(cast: Cast, contact: Contact) -> None:
    Consent.objects.create(
        matter=contact.matter, asked_of="Grace Okafor, mother", state="not_asked", why_not="She is at work.",
        recorded_by=cast.mash_worker,
    )  # fmt: skip
    with pytest.raises(Invalid):
        decide(cast, contact)


def test_a_manager_s_authority_says_why_nobody_was_asked(cast: Cast, contact: Contact) -> None:
    """FD-05: entered once."""
    with acting(cast.mash_manager):
        data = {
            "reason": WHY,
            "agencies": ["police"],
            "may_be_shared": "The nurse's account.",
            "review_on": "2026-06-10",
        }
        perform(AuthorisedWithoutConsent, cast.mash_manager, contact, data)
    decide(cast, contact)
    assert "Not sought. Authorised without asking by Ruth Delaney" in page(cast, contact)


def test_it_is_held_again_when_the_decision_is_signed(cast: Cast, contact: Contact) -> None:
    """The step's own rule, whichever way the decision came: a form that did not ask cannot let it pass."""
    decide(cast, contact, not_sought_because=WHY)
    Consent.objects.all().update(state="not_asked")
    contact.refresh_from_db()
    with acting(cast.mash_manager), pytest.raises(Invalid) as refused:
        perform(steps.ConcludeContact, cast.mash_manager, contact)
    assert "Record on the contact who was asked" in str(refused.value.form.errors)


def test_the_other_levels_are_not_asked(cast: Cast, contact: Contact) -> None:
    """The rule stands in one list, which the form reads: what is typed under a level not chosen says nothing."""
    assert [level.value for level, rule in matrix().items() if rule.to_be_said] == ["specialist"]
    data = decision(contact, "advice", "universal") | {"not_sought_because": WHY}
    perform(steps.DecideContact, cast.mash_worker, contact, data)
    assert not Consent.objects.exists()
    assert "Not sought" not in page(cast, contact)
