"""A crime is suspected on purpose, once, and what was recorded by mistake is taken back in sight (FD-11, AS-12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import Notice, User
from kith.assessment.models import Assessment, FollowOn
from kith.assessment.paper import sheet
from kith.assessment.steps import ConsiderStrategy, TakeBackCrime
from kith.frontdoor import steps
from kith.frontdoor.queries.decision import police_owed
from kith.kernel.perform import Invalid, Refused
from kith.record.models import Clock, StepEvent
from kith.sharing.models import CrimeTakenBack, PoliceTold
from tests.assessment.reading import signed_in
from tests.assessment.scene import ALLOCATED
from tests.cast import TODAY, Cast, take
from tests.frontdoor.test_police_told import CRIME, arrived, labels, suspected, told

pytestmark = pytest.mark.django_db
MISTAKE = "This was written on the wrong child: it is about another family."
SOON = timedelta(minutes=30)


def suspicions(actor: User) -> int:
    with acting(actor):
        return StepEvent.objects.filter(step="frontdoor.crime_suspected").count()


@pytest.mark.parametrize("kind", [{}, {"kind": ""}])
def test_fd11_an_empty_form_suspects_nobody_and_says_how_to_mend_it(cast: Cast, kind: dict[str, str]) -> None:
    contact = arrived(cast.mash_worker)
    with at(TODAY + SOON):
        page = signed_in(cast.duty_worker).post(f"/contacts/{contact.ref}/crime/", kind)
    assert page.status_code == 422
    assert "Choose what crime it may be, or that it is not clear yet which" in page.content.decode()
    assert suspicions(cast.mash_worker) == 0


def test_as12_neither_page_takes_what_was_meant_for_the_other(cast: Cast) -> None:
    """A second click, or a window left open, is never read as a call to the police or as another crime."""
    assessment = suspected(cast)
    home = f"/assessments/{assessment.ref}/"
    with at(ALLOCATED + SOON):
        worker = signed_in(cast.social_worker)
        told_at = (ALLOCATED + timedelta(minutes=10)).isoformat()
        call = told(told_at=told_at)
        no = worker.post(f"{home}crime/", {"kind": "other", "request_key": "again"})
        assert (no.status_code, "suspected here already" in no.content.decode()) == (422, True)
        assert "the police have been told" not in no.content.decode()
        assert worker.get(f"{home}crime/").headers["Location"] == f"{home}police/"
        assert worker.post(f"{home}police/", call | {"request_key": "a"}).status_code == 302
        again = worker.post(f"{home}police/", call | {"request_key": "b"})  # another window, or back and sent again
        assert (again.status_code, "recorded already, under log 0415" in again.content.decode()) == (422, True)
    assert suspicions(cast.social_worker) == 1
    with acting(cast.social_worker):
        assert PoliceTold.objects.count() == 1


def test_as12_one_click_sent_twice_says_nothing_of_the_police(cast: Cast) -> None:
    assessment = suspected(cast)
    home = f"/assessments/{assessment.ref}/"
    with at(ALLOCATED + SOON):
        take(steps.PoliceAreTold, cast.social_worker, assessment, told(told_at=ALLOCATED))
        worker = signed_in(cast.social_worker)
        for _ in range(2):
            page = worker.post(f"{home}crime/", {"kind": "neglect", "request_key": "one-click"}, follow=True)
            assert page.redirect_chain[-1][0] == f"{home}police/"
            assert "Recorded: the police have been told." not in page.content.decode()
    assert suspicions(cast.social_worker) == 2


def test_fd11_a_manager_takes_it_back_with_the_reason_and_nothing_is_owed_any_more(cast: Cast) -> None:
    contact = arrived(cast.mash_worker, crime_suspected="on")
    where = f"/contacts/{contact.ref}/crime/take-back/"
    with at(TODAY + SOON):
        worker, manager = signed_in(cast.mash_worker), signed_in(cast.mash_manager)
        assert "A manager of the front door" in worker.get(f"/contacts/{contact.ref}/").content.decode()
        assert worker.post(where, {"why": MISTAKE}).status_code == 403
        assert f'href="{where}"' in manager.get(f"/contacts/{contact.ref}/").content.decode()
        no = manager.post(where, {"why": ""})
        assert (no.status_code, "Say why it was a mistake" in no.content.decode()) == (422, True)
        for _ in range(2):
            done = manager.post(where, {"why": MISTAKE, "request_key": "one"}, follow=True).content.decode()
        assert MISTAKE in done
        assert "the police have not been told" not in done
    with acting(cast.mash_worker):
        contact.refresh_from_db()
        assert not contact.crime_suspected
        assert not police_owed(contact)
        row = CrimeTakenBack.objects.get()
        assert (row.by, row.at, row.since) == (cast.mash_manager, TODAY + SOON, TODAY)
        clock = Clock.objects.get(matter=contact.matter, rule="police.tell")
        assert (clock.stopped_at, clock.not_needed_because) == (TODAY + SOON, MISTAKE)
        assert StepEvent.objects.filter(step="frontdoor.crime_suspected").exists(), "what was recorded stays"
        assert Notice.objects.filter(user=cast.mash_worker, href=f"/contacts/{contact.ref}/").exists()


def test_fd11_what_is_suspected_anew_goes_to_the_police_anew(cast: Cast, client: Client) -> None:
    contact = arrived(cast.mash_worker, crime_suspected="on")
    with at(TODAY + SOON):
        take(steps.PoliceAreTold, cast.mash_worker, contact, told())
        take(steps.TakeBackCrime, cast.mash_manager, contact, {"why": MISTAKE})
        with pytest.raises(Invalid, match="No crime is suspected"):
            take(steps.TakeBackCrime, cast.mash_manager, contact, {"why": MISTAKE})
    with at(TODAY + 2 * SOON):
        take(steps.CrimeSuspected, cast.mash_worker, contact, {"kind": "physical"})
        client.force_login(cast.mash_worker)
        shown = client.get(f"/contacts/{contact.ref}/").content.decode()
        assert "the police have not been told" in shown
        assert "log 0415" in shown, "the call stays on the record"
        assert "Not yet: tell them now" in client.get("/front-door/").content.decode()
    with acting(cast.mash_worker):
        contact.refresh_from_db()
        assert police_owed(contact)


def test_fd11_nobody_takes_back_what_they_work_themselves(cast: Cast) -> None:
    contact = arrived(cast.mash_manager, crime_suspected="on")
    with at(TODAY + SOON):
        take(steps.ClaimContact, cast.mash_manager, contact)
        with acting(cast.mash_manager):
            contact.refresh_from_db()
        with pytest.raises(Refused, match="Another manager"):
            take(steps.TakeBackCrime, cast.mash_manager, contact, {"why": MISTAKE})


def waiting_discussions(cast: Cast, assessment: Assessment) -> list[str]:
    with acting(cast.social_worker):
        return list(FollowOn.objects.filter(matter=assessment.matter, answer="").values_list("kind", flat=True))


def test_as12_whatever_a_crime_asked_for_goes_with_it_and_the_history_stays(cast: Cast) -> None:
    assessment = suspected(cast)
    home = f"/assessments/{assessment.ref}/"
    with at(ALLOCATED + SOON):
        take(ConsiderStrategy, cast.practice_supervisor, assessment, {"answer": "to_hold", "why": "At 14:00."})
        assert waiting_discussions(cast, assessment) == ["strategy"]
        assert "The police have not been told of a suspected crime" in labels(cast, assessment)
    with at(ALLOCATED + 2 * SOON):
        worker, manager = signed_in(cast.social_worker), signed_in(cast.team_manager)
        assert "can take it back, with the reason" in worker.get(home).content.decode()
        assert worker.get(f"{home}crime/take-back/").status_code == 403
        assert f'href="{home}crime/take-back/"' in manager.get(home).content.decode()
        manager.post(f"{home}crime/take-back/", {"why": MISTAKE, "request_key": "one"})
        assert labels(cast, assessment).isdisjoint({*CRIME, "Strategy discussion: what came of it?"})
        assert waiting_discussions(cast, assessment) == []
        with acting(cast.social_worker):
            rules = Clock.objects.filter(matter=assessment.matter, rule__in=["police.tell", "strategy.hold"])
            assert {one.stopped_at for one in rules} == {ALLOCATED + 2 * SOON}
            assert Notice.objects.filter(user=cast.social_worker, href=home).exists()
            paper = str(sheet(assessment))
        shown = worker.get(home).content.decode()
        assert "No crime is suspected any more" in shown
        for there in (shown, paper):
            assert MISTAKE in there
            assert "At 14:00." in there
        assert "strategy-discussion" not in signed_in(cast.practice_supervisor).get("/").content.decode()
    with at(ALLOCATED + 3 * SOON):  # recorded rightly, it is asked of the police and of a manager again
        take(steps.CrimeSuspected, cast.social_worker, assessment, {"kind": "neglect"})
        assert labels(cast, assessment) >= CRIME


def test_as12_what_is_taken_back_leaves_another_crime_as_it_was(cast: Cast) -> None:
    assessment = suspected(cast)
    with at(ALLOCATED + SOON):
        take(steps.PoliceAreTold, cast.social_worker, assessment, told(told_at=ALLOCATED + timedelta(minutes=10)))
        take(steps.CrimeSuspected, cast.social_worker, assessment, {"kind": "other"})
    with at(ALLOCATED + 2 * SOON):
        take(TakeBackCrime, cast.team_manager, assessment, {"why": MISTAKE})
        found = labels(cast, assessment) & CRIME
        assert found == {"A crime is suspected: was a strategy discussion considered?"}, "the first still stands"
        with pytest.raises(Refused):
            take(TakeBackCrime, cast.social_worker, assessment, {"why": MISTAKE})
