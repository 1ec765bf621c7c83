"""A worker asks a manager to authorise sharing without consent; the manager sees who asks, for whom and why (FD-05)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.frontdoor import steps as frontdoor
from kith.frontdoor.models import Contact, ThresholdDecision
from kith.frontdoor.queries.queue import authority_asked
from kith.kernel.perform import Invalid, Refused
from kith.sharing import steps
from kith.sharing.models import Authorisation, AuthorityAsked
from kith.sharing.queries import ground_for
from tests.assessment.reading import signed_in
from tests.cast import TODAY, Cast, contact_about, take

pytestmark = pytest.mark.django_db
ASKED = {
    "family_told": "Nothing before the strategy discussion.",
    "reason": "He may move her before anybody can see her.",
    "agencies": ["school", "gp"],
    "may_be_shared": "That we are worried.",
}
REFUSAL = {
    "asked_of": "Grace Okafor, mother", "state": "refused", "asked_at": TODAY - timedelta(hours=1), "how": "By phone",
    "alternative": "The family hub on Seaholm Parade.",
}  # fmt: skip


@pytest.fixture
def contact(cast: Cast) -> Contact:
    with at(TODAY), acting(cast.mash_worker):
        made = take(frontdoor.ReceiveContact, cast.mash_worker, None, contact_about()).result
        assert isinstance(made, Contact)
        take(frontdoor.ClaimContact, cast.mash_worker, made)
    return made


def asked(cast: Cast, contact: Contact, **more: Any) -> AuthorityAsked:
    with at(TODAY + timedelta(minutes=10)):
        made = take(steps.AuthorityAskedFor, cast.mash_worker, contact, {**ASKED, **more}).result
    assert isinstance(made, AuthorityAsked)
    return made


def test_a_worker_asks_on_the_page_and_the_manager_reads_it_and_authorises(cast: Cast, contact: Contact) -> None:
    href = f"/contacts/{contact.ref}/"
    with at(TODAY + timedelta(minutes=10)):
        worker = signed_in(cast.mash_worker)
        assert f"{href}ask-authority/" in worker.get(href).content.decode()
        assert f"{href}authorise/" not in worker.get(href).content.decode()
        sent = worker.post(f"{href}ask-authority/", ASKED, follow=True).content.decode()
        assert "Joanne Pike asks a manager to authorise sharing without consent" in sent
        manager = signed_in(cast.mash_manager)
        assert "Joanne Pike asks, for school and GP" in manager.get("/").content.decode()
        page = manager.get(f"{href}authorise/")
        words = " ".join(page.content.decode().split())
        for said in (
            ASKED["reason"],
            "Nothing before the strategy discussion",
            "That we are worried",
            "Joanne Pike asks for this",
        ):
            assert str(said).rstrip(".") in words
        form = page.context["form"]
        assert form["agencies"].value() == ["school", "gp"]
        assert form["asked_by"].value() == cast.mash_worker.ref
        given = {
            **ASKED,
            "asked_by": cast.mash_worker.ref,
            "review_on-day": "10",
            "review_on-month": "6",
            "review_on-year": "2026",
        }
        signed = manager.post(f"{href}authorise/", given, follow=True).content.decode()
        assert "asked for by Joanne Pike" in signed
        assert "For: School and GP" in signed
    with at(TODAY + timedelta(hours=1)), acting(cast.mash_manager):
        authority = Authorisation.objects.get()
        assert AuthorityAsked.objects.get().authorisation == authority
        assert authority_asked(cast.mash_manager) == []
        assert ground_for([contact.matter], "gp", TODAY + timedelta(minutes=30)) == authority


def test_having_asked_lets_nobody_be_spoken_to(cast: Cast, contact: Contact) -> None:
    asked(cast, contact)
    talk = {
        "agency_kind": "school", "agency": "Larkfield", "at": TODAY, "lawful_basis": "public_task", "why_needed": "x",
        "shared": "x",
    }  # fmt: skip
    with at(TODAY + timedelta(hours=1)), pytest.raises(Refused, match="no manager has authorised"):
        take(steps.AgencySpokenTo, cast.mash_worker, contact, talk)
    with at(TODAY + timedelta(hours=1)), pytest.raises(Invalid, match="no manager has answered yet"):
        take(steps.AuthorityAskedFor, cast.mash_worker, contact, ASKED)


def test_a_manager_says_why_not_and_the_worker_reads_it(cast: Cast, contact: Contact) -> None:
    request = asked(cast, contact)
    href = f"/contacts/{contact.ref}/"
    with at(TODAY + timedelta(hours=1)):
        manager = signed_in(cast.mash_manager)
        answer = {"refused_because": "Ask Grace first: her sister can be with her."}
        assert manager.post(f"{href}ask-authority/{request.ref}/refuse/", answer).status_code == 302
        assert "Ask Grace first" in signed_in(cast.mash_worker).get(href).content.decode()
        assert authority_asked(cast.mash_manager) == []
        with acting(cast.mash_manager):
            request.refresh_from_db()
        with pytest.raises(Refused, match="answered already"):
            take(steps.AuthorityRefused, cast.mash_manager, request, answer)
    asked(cast, contact)  # and may ask again, for another reason


def test_nobody_answers_their_own_request_and_no_worker_answers_any(cast: Cast, contact: Contact) -> None:
    with at(TODAY):
        mine = take(steps.AuthorityAskedFor, cast.mash_manager, contact, ASKED).result
    answer = {"refused_because": "No."}
    with pytest.raises(Refused, match="Another manager answers it"):
        take(steps.AuthorityRefused, cast.mash_manager, mine, answer)
    with pytest.raises(Refused):
        take(steps.AuthorityRefused, cast.second_worker, mine, answer)
    with acting(cast.mash_manager):
        assert authority_asked(cast.mash_manager) == []


def test_a_refusal_is_asked_about_as_one_and_only_where_it_is_recorded(cast: Cast, contact: Contact) -> None:
    """FD-07: refusing is no reason by itself; and what was offered instead is named as that wherever it stands."""
    with pytest.raises(Invalid, match="No refusal is recorded here"):
        asked(cast, contact, family_was="refused")
    with at(TODAY):
        take(steps.ConsentRecorded, cast.mash_worker, contact, REFUSAL)
    assert asked(cast, contact).family_was == "refused", "as the record has it, where nothing was said"
    with at(TODAY + timedelta(minutes=20)):
        worker = signed_in(cast.mash_worker)
        for href in ("", "consent/", "ask-authority/", "decide/"):
            words = " ".join(worker.get(f"/contacts/{contact.ref}/{href}").content.decode().split())
            assert "Offered instead: <bdi>The family hub on Seaholm Parade</bdi>." in words, href
        form = signed_in(cast.mash_manager).get(f"/contacts/{contact.ref}/authorise/").context["form"]
        assert form["family_was"].value() == "refused"
        assert "A refusal is no reason by itself" in form.fields["reason"].help_text
        queue = signed_in(cast.mash_worker).get("/front-door/").content.decode()
    assert '<span class="kith-open">Grace Okafor, mother: asked and refused</span>' in queue


def test_whoever_signs_reads_for_which_agencies_it_was_authorised(cast: Cast, contact: Contact) -> None:
    asked(cast, contact)
    with at(TODAY + timedelta(minutes=20)):
        take(steps.AuthorisedWithoutConsent, cast.mash_manager, contact, {**ASKED, "review_on": "2026-06-10"})
        with acting(cast.mash_worker):
            Contact.objects.filter(pk=contact.pk).update(state=Contact.State.TO_SIGN)
            ThresholdDecision.objects.create(
                matter=contact.matter, level="intensive", criteria=[], document_version="7", decider=cast.mash_worker
            )
        page = signed_in(cast.mash_manager).get(f"/contacts/{contact.ref}/sign/").content.decode()
    words = " ".join(page.split())
    assert "For: School and GP" in words
    assert "May be shared: <bdi>That we are worried</bdi>" in words
    assert "told: <bdi>Nothing before the strategy discussion</bdi>" in words


def test_what_was_left_open_reads_as_a_sentence(cast: Cast, contact: Contact) -> None:
    """A stop that somebody typed is not put beside ours, and a name stands without an article."""
    with at(TODAY):
        unasked = {"asked_of": "Emeka Okafor, father", "state": "not_asked", "why_not": "Not in touch for some time."}
        take(steps.ConsentRecorded, cast.mash_worker, contact, unasked)
        page = " ".join(signed_in(cast.mash_worker).get(f"/contacts/{contact.ref}/").content.decode().split())
    assert '<span class="kith-open">not yet asked</span>. Why not asked: <bdi>Not in touch for some time</bdi>.' in page
    assert ">say whether we know Amara</a>" in page
