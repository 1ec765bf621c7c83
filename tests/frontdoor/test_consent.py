"""Agreement to help, authority without it, and talks with agencies (FD-04 to FD-07, IG-01, IG-02)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import User
from kith.frontdoor import steps as frontdoor
from kith.frontdoor.models import Contact
from kith.kernel.perform import Invalid, Outcome, Refused
from kith.record.models import Refusal, StepEvent
from kith.sharing import steps
from kith.sharing.models import AgencyDiscussion, Authorisation, Consent
from kith.sharing.queries import standing
from tests.cast import TODAY, Cast, contact_about, london, take

pytestmark = pytest.mark.django_db

ASKED = london(2026, 6, 3, 8, 30)
GRACE = "Grace Okafor, mother"


def answer(state: str = "given", **more: Any) -> dict[str, Any]:
    """What Grace said on the morning of 3 June."""
    said: dict[str, Any] = {"asked_of": GRACE, "state": state, "asked_at": ASKED, "how": "in person"}
    if state == "given":
        said["agencies"] = ["school", "health_visiting"]
    if state == "refused":
        said["alternative"] = "The family hub on Seaholm Parade"
    return said | more


def authority(**more: Any) -> dict[str, Any]:
    """What a manager writes when asking could bring harm."""
    return {
        "reason": "Asking first could bring the adults who use him to his mother's door.",
        "agencies": ["school"],
        "may_be_shared": "That we are worried, and his attendance.",
        "review_on": "2026-06-10",
        **more,
    }


def talk(**more: Any) -> dict[str, Any]:
    """A call to the school at ten past nine."""
    return {
        "agency_kind": "school",
        "agency": "Larkfield Primary",
        "at": london(2026, 6, 3, 9, 10),
        "lawful_basis": "public_task",
        "why_needed": "To know how she has been this week",
        "shared": "That a contact was received",
        "learned": "She slept in class twice",
        **more,
    }


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """A contact that Joanne has taken, on 3 June at nine."""
    with at(TODAY):
        found = take(frontdoor.ReceiveContact, cast.mash_worker, None, contact_about()).result
        assert isinstance(found, Contact)
        take(frontdoor.ClaimContact, cast.mash_worker, found)
        with acting(cast.mash_worker):
            return Contact.objects.select_related("matter", "claimed_by").get(pk=found.pk)


def later(step: Any, actor: User, target: Any, data: dict[str, Any], minutes: int = 30) -> Outcome:
    """Take a step some minutes after the contact came."""
    with at(TODAY + timedelta(minutes=minutes)):
        return take(step, actor, target, data)


def refused(step: Any, actor: User, target: Any, data: dict[str, Any], minutes: int = 30) -> str:
    """What the form says against it."""
    with pytest.raises(Invalid) as caught:
        later(step, actor, target, data, minutes)
    return str(caught.value.form.errors.as_text())


def test_fd04_an_agreement_says_who_was_asked_when_by_whom_how_and_for_which_agencies(
    cast: Cast, contact: Contact
) -> None:
    later(steps.ConsentRecorded, cast.mash_worker, contact, answer(conditions="Not the GP"))
    with acting(cast.mash_worker):
        kept = Consent.objects.get(matter=contact.matter)
        assert (kept.asked_of, kept.asked_at, kept.asked_by, kept.how) == (GRACE, ASKED, "Joanne Pike", "in person")
        assert kept.agencies == ["school", "health_visiting"]
        event = StepEvent.objects.get(step="sharing.consent_recorded")
        assert event.line == "Agreement to help: asked and agreed"
        assert event.happened_at == ASKED


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (answer(asked_at=""), "Say when they were asked"),
        (answer(agencies=[]), "Tick the agencies"),
        (answer(agencies=["none", "school"]), "alone"),
        (answer("refused", alternative=""), "What was offered instead?"),
        (answer("not_asked"), "Say why they have not been asked"),
        (answer("withdrawn"), "nothing to withdraw"),
        (answer("not_sought", why_not="Could bring harm"), "No manager has authorised this"),
        (answer(asked_at=london(2026, 6, 4, 8, 0)), "must be now or in the past"),
        (answer(state=""), "Say what they answered"),
    ],
)
def test_fd04_an_answer_that_lacks_something_says_what(
    cast: Cast, contact: Contact, said: dict[str, Any], sentence: str
) -> None:
    assert sentence in refused(steps.ConsentRecorded, cast.mash_worker, contact, said)
    with acting(cast.mash_worker):
        assert not Consent.objects.exists()


def test_fd07_a_refusal_keeps_what_was_offered_instead(cast: Cast, contact: Contact) -> None:
    later(steps.ConsentRecorded, cast.mash_worker, contact, answer("refused"))
    with acting(cast.mash_worker):
        assert Consent.objects.get().alternative == "The family hub on Seaholm Parade"


def test_ig02_the_newest_answer_of_each_person_stands_and_the_older_ones_stay(cast: Cast, contact: Contact) -> None:
    later(steps.ConsentRecorded, cast.mash_worker, contact, answer())
    gone = answer("withdrawn", asked_of="grace  okafor, Mother", asked_at=london(2026, 6, 3, 9, 20))
    later(steps.ConsentRecorded, cast.mash_worker, contact, gone)
    emeka = answer("not_asked", asked_of="Emeka Okafor, father", why_not="At sea until Friday")
    later(steps.ConsentRecorded, cast.mash_worker, contact, emeka)
    with acting(cast.mash_worker):
        assert {one.asked_of: one.state for one in standing(contact.matter)} == {
            GRACE: "withdrawn",
            "Emeka Okafor, father": "not_asked",
        }
        assert Consent.objects.count() == 3
    assert "Nobody has agreed" in refused(
        steps.AgencySpokenTo, cast.mash_worker, contact, talk(at=london(2026, 6, 3, 9, 25))
    )


def test_fd04_nobody_is_spoken_to_before_anybody_was_asked_and_the_refusal_is_kept(
    cast: Cast, contact: Contact
) -> None:
    not_asked = answer("not_asked", why_not="She is at work until three")
    later(steps.ConsentRecorded, cast.mash_worker, contact, not_asked)
    with pytest.raises(Refused, match="Ask the family and record what they say"):
        later(steps.AgencySpokenTo, cast.mash_worker, contact, talk())
    assert Refusal.objects.filter(what="sharing.agency_spoken_to", actor=cast.mash_worker).exists()
    with acting(cast.mash_worker):
        assert not AgencyDiscussion.objects.exists()


def test_fd04_an_agency_they_agreed_to_may_be_spoken_to_and_another_may_not(cast: Cast, contact: Contact) -> None:
    later(steps.ConsentRecorded, cast.mash_worker, contact, answer())
    kept = later(steps.AgencySpokenTo, cast.mash_worker, contact, talk()).result
    assert isinstance(kept, AgencyDiscussion)
    with acting(cast.mash_worker):
        assert kept.consent == Consent.objects.get()
        assert kept.authorisation is None
        assert StepEvent.objects.get(step="sharing.agency_spoken_to").line == (
            "Spoke to another agency (school), as the family agreed"
        )
    assert "names it: GP practice" in refused(
        steps.AgencySpokenTo, cast.mash_worker, contact, talk(agency_kind="gp", agency="Quay Surgery")
    )


def test_fd04_a_talk_before_they_agreed_is_refused_with_the_time(cast: Cast, contact: Contact) -> None:
    later(steps.ConsentRecorded, cast.mash_worker, contact, answer())
    said = refused(steps.AgencySpokenTo, cast.mash_worker, contact, talk(at=london(2026, 6, 3, 8, 0)))
    assert "They agreed on Wednesday 3 June 2026 at 08:30, after this conversation" in said


@pytest.mark.parametrize("missing", ["lawful_basis", "why_needed", "shared", "agency"])
def test_ig01_every_disclosure_carries_its_basis_and_necessity(cast: Cast, contact: Contact, missing: str) -> None:
    later(steps.ConsentRecorded, cast.mash_worker, contact, answer())
    with pytest.raises(Invalid) as caught:
        later(steps.AgencySpokenTo, cast.mash_worker, contact, talk(**{missing: ""}))
    assert missing in caught.value.form.errors


def test_fd05_only_a_manager_authorises_and_never_whoever_has_the_contact(cast: Cast, contact: Contact) -> None:
    with pytest.raises(Refused, match="MASH manager"):
        later(steps.AuthorisedWithoutConsent, cast.mash_worker, contact, authority())
    given = later(steps.AuthorisedWithoutConsent, cast.mash_manager, contact, authority()).result
    assert isinstance(given, Authorisation)
    assert given.asked_by == cast.mash_worker
    assert given.approver == cast.mash_manager
    assert given.review_on == date(2026, 6, 10)


def test_fd05_a_manager_who_took_the_contact_asks_another(cast: Cast) -> None:
    with at(TODAY):
        own = take(frontdoor.ReceiveContact, cast.mash_manager, None, contact_about()).result
        take(frontdoor.ClaimContact, cast.mash_manager, own)
        with acting(cast.mash_manager):
            assert isinstance(own, Contact)
            own.refresh_from_db()
        with pytest.raises(Refused, match="nobody authorises themselves"):
            take(steps.AuthorisedWithoutConsent, cast.mash_manager, own, authority())
        data = authority(asked_by=cast.mash_manager.ref)
        assert take(steps.AuthorisedWithoutConsent, cast.team_manager, own, data).result


def test_fd05_nobody_is_named_as_asking_themselves(cast: Cast, contact: Contact) -> None:
    said = refused(
        steps.AuthorisedWithoutConsent, cast.mash_manager, contact, authority(asked_by=cast.mash_manager.ref)
    )
    assert "Choose one of the answers" in said


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (authority(reason=""), "without their agreement"),
        (authority(agencies=[]), "Choose each agency"),
        (authority(may_be_shared=""), "What may be shared"),
        (authority(review_on="2026-06-02"), "today or in the future"),
        (authority(review_on="2026-06-18"), "ten working days at most: choose Wednesday 17 June 2026"),
    ],
)
def test_fd05_an_authority_says_why_for_whom_and_until_when(
    cast: Cast, contact: Contact, data: dict[str, Any], sentence: str
) -> None:
    assert sentence in refused(steps.AuthorisedWithoutConsent, cast.mash_manager, contact, data)


def test_fd05_the_talk_comes_after_the_authority_and_names_an_agency_in_it(cast: Cast, contact: Contact) -> None:
    later(steps.AuthorisedWithoutConsent, cast.mash_manager, contact, authority(), minutes=15)
    said = refused(steps.AgencySpokenTo, cast.mash_worker, contact, talk())
    assert "It was authorised on Wednesday 3 June 2026 at 09:15, after this conversation" in said
    other = talk(agency_kind="gp", at=london(2026, 6, 3, 9, 20))
    assert "no authorisation in force names it" in refused(steps.AgencySpokenTo, cast.mash_worker, contact, other)
    kept = later(steps.AgencySpokenTo, cast.mash_worker, contact, talk(at=london(2026, 6, 3, 9, 20))).result
    assert isinstance(kept, AgencyDiscussion)
    with acting(cast.mash_worker):
        assert kept.authorisation == Authorisation.objects.get()


def test_fd05_an_authority_that_ended_or_passed_its_review_covers_nothing(cast: Cast, contact: Contact) -> None:
    later(steps.AuthorisedWithoutConsent, cast.mash_manager, contact, authority(), minutes=1)
    eleventh = london(2026, 6, 11, 9, 0)
    with at(eleventh), pytest.raises(Invalid, match="no authorisation in force"):
        take(steps.AgencySpokenTo, cast.mash_worker, contact, talk(at=eleventh - timedelta(minutes=5)))
    with acting(cast.mash_manager):
        given = Authorisation.objects.get()
    later(steps.AuthorisationEnded, cast.mash_manager, given, {"reason": "She was asked and agreed"}, minutes=20)
    late = talk(at=london(2026, 6, 3, 9, 25))
    assert "no authorisation in force" in refused(steps.AgencySpokenTo, cast.mash_worker, contact, late)
    kept = later(steps.AgencySpokenTo, cast.mash_worker, contact, talk(at=london(2026, 6, 3, 9, 10)), minutes=40)
    assert kept.result, "what was said while it was in force was allowed"


def test_fd04_a_stranger_and_a_referrer_record_nothing(cast: Cast, contact: Contact) -> None:
    for nobody in (cast.stranger, cast.referrer, cast.information_governance_officer):
        with pytest.raises(Refused):
            later(steps.ConsentRecorded, nobody, contact, answer())


def test_the_same_answer_sent_twice_is_one_answer(cast: Cast, contact: Contact) -> None:
    """FD-04."""
    with at(TODAY + timedelta(minutes=30)):
        for _ in range(2):
            take(steps.ConsentRecorded, cast.mash_worker, contact, answer(), request_key="once")
    with acting(cast.mash_worker):
        assert Consent.objects.count() == 1


@pytest.mark.parametrize("page", ["consent", "authorise", "discussion", "crime"])
def test_the_pages_open_to_whom_they_are_for_and_are_absent_to_others(
    cast: Cast, contact: Contact, client: Client, page: str
) -> None:
    """FD-04, FD-05, FD-11: the same rules on the page as in the step."""
    with at(TODAY + timedelta(minutes=30)):
        take(steps.ConsentRecorded, cast.mash_worker, contact, answer())
        client.force_login(cast.mash_manager)
        shown = client.get(f"/contacts/{contact.ref}/{page}/")
        assert shown.status_code == 200
        assert GRACE in shown.content.decode()
        client.force_login(cast.stranger)
        assert client.get(f"/contacts/{contact.ref}/{page}/").status_code == 404


def test_a_worker_records_an_answer_on_the_page_and_is_told_what_is_missing(
    cast: Cast, contact: Contact, client: Client
) -> None:
    """FD-04."""
    with at(TODAY + timedelta(minutes=30)):
        client.force_login(cast.mash_worker)
        where = f"/contacts/{contact.ref}/consent/"
        sent = {
            "asked_of": GRACE,
            "state": "given",
            "asked_at-day": "3",
            "asked_at-month": "6",
            "asked_at-year": "2026",
        }
        wrong = client.post(where, sent)
        assert wrong.status_code == 422
        assert "must include a time" in wrong.content.decode()
        right = client.post(where, sent | {"asked_at-time": "8:30am", "agencies": ["any"]}, follow=True)
        assert "Earlier answers stay as they were" in right.content.decode()
        again = client.get(f"{where}?again=1").content.decode()
        assert f'value="{GRACE}"' in again
        assert client.get(f"{where}?again=99").status_code == 200
