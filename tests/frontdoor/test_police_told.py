"""A crime is suspected, and the police are told at once (FD-11, AS-12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import Notice, User
from kith.assessment.models import Assessment, FollowOn
from kith.assessment.paper import sheet
from kith.assessment.queries.lacking import lacking
from kith.assessment.steps import ConsiderStrategy
from kith.frontdoor import steps
from kith.frontdoor.models import Contact
from kith.kernel.perform import Invalid, Refused
from kith.record.models import Clock, StepEvent
from kith.sharing.models import PoliceTold
from tests.assessment.reading import signed_in
from tests.assessment.scene import ALLOCATED, allocated, child, concluded, proposed, referrals
from tests.cast import TODAY, Cast, contact_about, london, take

pytestmark = pytest.mark.django_db

TOLD_AT = london(2026, 6, 3, 9, 12)


def told(**more: Any) -> dict[str, Any]:
    """A call to the police at twelve minutes past nine."""
    return {
        "crime": "Assault on a child",
        "told_at": TOLD_AT,
        "officer": "PC 4417 Hollis, control room",
        "log_number": "0415",
        "interim_safety": "In school with her teacher until 15:15",
        **more,
    }


def arrived(actor: User, **more: Any) -> Contact:
    """A contact received at nine."""
    with at(TODAY):
        made = take(steps.ReceiveContact, actor, None, contact_about(**more)).result
        assert isinstance(made, Contact)
        with acting(actor):
            return Contact.objects.select_related("matter").get(pk=made.pk)


STRATEGY = "A crime is suspected: was a strategy discussion considered?"
CRIME = {"The police have not been told of a suspected crime", STRATEGY}


def labels(cast: Cast, assessment: Assessment) -> set[str]:
    """What is missing before approval."""
    with acting(cast.social_worker):
        return {lack.label for lack in lacking(assessment)}


def clocks(contact: Contact, actor: User) -> list[Clock]:
    """The clocks of the police on this contact."""
    with acting(actor):
        return list(Clock.objects.filter(matter=contact.matter, rule="police.tell"))


def test_fd11_a_contact_that_suspects_a_crime_starts_the_clock_at_once(cast: Cast) -> None:
    contact = arrived(cast.mash_worker, crime_suspected="on")
    (clock,) = clocks(contact, cast.mash_worker)
    assert clock.started_at == TODAY
    assert clock.due_at is None, "at once has no number"
    assert clock.stopped_at is None


def test_fd11_the_police_need_not_be_told_what_they_told_us(cast: Cast) -> None:
    contact = arrived(cast.mash_worker, crime_suspected="on", source_kind="police", agency="")
    assert clocks(contact, cast.mash_worker) == []


def test_fd11_a_crime_found_while_working_starts_it_by_hand_and_only_once(cast: Cast) -> None:
    contact = arrived(cast.mash_worker)
    with at(TODAY + timedelta(minutes=5)):
        take(steps.CrimeSuspected, cast.mash_worker, contact, {"kind": "physical"})
        with pytest.raises(Invalid, match="suspected here already"):
            take(steps.CrimeSuspected, cast.mash_worker, contact, {"kind": "physical"})
    assert len(clocks(contact, cast.mash_worker)) == 1
    with acting(cast.mash_worker):
        contact.refresh_from_db()
        assert contact.crime_suspected
        line = StepEvent.objects.filter(step="frontdoor.crime_suspected").first()
        assert line is not None
        assert "(physical assault)" in line.line


def test_fd11_the_time_the_officer_and_the_log_number_are_kept_and_the_clock_stops_then(cast: Cast) -> None:
    contact = arrived(cast.mash_worker, crime_suspected="on")
    with at(TODAY + timedelta(minutes=30)):
        kept = take(steps.PoliceAreTold, cast.mash_worker, contact, told()).result
    assert isinstance(kept, PoliceTold)
    assert (kept.told_at, kept.officer, kept.log_number, kept.told_by) == (
        TOLD_AT, "PC 4417 Hollis, control room", "0415", cast.mash_worker,
    )  # fmt: skip
    assert kept.interim_safety == "In school with her teacher until 15:15"
    (clock,) = clocks(contact, cast.mash_worker)
    assert clock.stopped_at == TOLD_AT


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (told(told_at=london(2026, 6, 3, 9, 40)), "must be now or in the past"),
        (told(told_at=london(2026, 6, 3, 8, 50)), "The worry reached us on Wednesday 3 June 2026 at 09:00"),
        (told(told_at=""), "When were the police told"),
        (told(log_number=""), "log number"),
        (told(officer=""), "Who was told"),
        (told(crime=""), "What crime"),
    ],
)
def test_fd11_what_is_missing_or_impossible_is_said(cast: Cast, data: dict[str, Any], sentence: str) -> None:
    contact = arrived(cast.mash_worker, crime_suspected="on")
    with at(TODAY + timedelta(minutes=30)), pytest.raises(Invalid) as caught:
        take(steps.PoliceAreTold, cast.mash_worker, contact, data)
    assert sentence.lower() in caught.value.form.errors.as_text().lower()
    (clock,) = clocks(contact, cast.mash_worker)
    assert clock.stopped_at is None


def test_fd11_a_stranger_and_a_referrer_do_neither(cast: Cast) -> None:
    contact = arrived(cast.mash_worker, crime_suspected="on")
    for nobody in (cast.stranger, cast.other_referrer, cast.returns_officer):
        for step, data in ((steps.PoliceAreTold, told()), (steps.CrimeSuspected, {"kind": "other"})):
            with at(TODAY + timedelta(minutes=30)), pytest.raises(Refused):
                take(step, nobody, contact, data)


def test_fd11_the_page_asks_for_the_crime_first_and_then_for_the_log_number(cast: Cast, client: Client) -> None:
    contact = arrived(cast.mash_worker)
    with at(TODAY + timedelta(minutes=30)):
        client.force_login(cast.duty_worker)
        where = f"/contacts/{contact.ref}/police/"
        asked = client.get(where, follow=True)
        assert asked.redirect_chain == [(f"/contacts/{contact.ref}/crime/", 302)]
        assert "What crime against a child" in asked.content.decode()
        then = client.post(f"/contacts/{contact.ref}/crime/", {"kind": "neglect"}, follow=True)
        assert "Tell the police first: 999" in then.content.decode()
        sent = {"crime": "Neglect", "officer": "Control room", "log_number": "77", "told_at": TOLD_AT.isoformat()}
        wrong = client.post(where, sent | {"log_number": ""})
        assert wrong.status_code == 422
        assert "Enter their log number" in wrong.content.decode()
        done = client.post(where, sent | {"request_key": "one"}, follow=True)
        client.post(where, sent | {"request_key": "one"})
        assert "log 77" in done.content.decode()
    with acting(cast.duty_worker):
        assert PoliceTold.objects.count() == 1


def test_as12_a_crime_found_in_the_middle_of_an_assessment_goes_the_same_way(cast: Cast) -> None:
    amara = child(cast.mash_manager)
    (referral,) = referrals(cast, amara)
    assessment = allocated(cast, referral)
    found = ALLOCATED + timedelta(days=2)
    with at(found):
        take(steps.CrimeSuspected, cast.social_worker, assessment, {"kind": "sexual"})
    with at(found + timedelta(minutes=20)):
        data = told(told_at=found + timedelta(minutes=10))
        take(steps.PoliceAreTold, cast.social_worker, assessment, data)
        with pytest.raises(Invalid, match="The worry reached us on"):
            take(steps.PoliceAreTold, cast.social_worker, assessment, told(told_at=ALLOCATED - timedelta(days=1)))
    with acting(cast.social_worker):
        (clock,) = Clock.objects.filter(matter=assessment.matter, rule="police.tell")
        assert (clock.started_at, clock.stopped_at) == (found, found + timedelta(minutes=10))


def test_as12_b8_the_page_of_an_assessment_tells_the_police_and_asks_for_a_strategy_discussion(cast: Cast) -> None:
    (referral,) = referrals(cast, child(cast.mash_manager))
    assessment = allocated(cast, referral)
    home = f"/assessments/{assessment.ref}/"
    found = ALLOCATED + timedelta(days=2)
    with at(found):
        worker, supervisor = signed_in(cast.social_worker), signed_in(cast.practice_supervisor)
        assert f'href="{home}crime/">A crime is suspected' in worker.get(home).content.decode()
        assert labels(cast, assessment).isdisjoint(CRIME)
        then = worker.post(f"{home}crime/", {"kind": "sexual", "request_key": "one"}, follow=True)
        assert then.redirect_chain[-1][0] == f"{home}police/"
        assert "Tell them first: 999" in then.content.decode()
        assert labels(cast, assessment) >= CRIME
        # Whoever supervises is told, and finds the question on My work.
        with acting(cast.practice_supervisor):
            assert Notice.objects.filter(user=cast.practice_supervisor, href=f"{home}strategy-discussion/").exists()
        assert f'href="{home}strategy-discussion/"' in supervisor.get("/").content.decode()
    with at(found + timedelta(minutes=20)):
        sent = {"crime": "Rape of a child", "officer": "PC 4417 Hollis", "log_number": "0415"}
        sent |= {"told_at": (found + timedelta(minutes=10)).isoformat(), "request_key": "two"}
        no = worker.post(f"{home}police/", sent | {"log_number": ""})
        assert (no.status_code, "Enter their log number" in no.content.decode()) == (422, True)
        assert "log <bdi>0415</bdi>" in worker.post(f"{home}police/", sent, follow=True).content.decode()
        assert labels(cast, assessment) & CRIME == {STRATEGY}
        answer = {"answer": "to_hold", "why": "At 14:00 with police and health.", "request_key": "three"}
        assert worker.get(f"{home}strategy-discussion/").status_code == 403
        no = supervisor.post(f"{home}strategy-discussion/", answer | {"why": ""})
        assert no.status_code == 422
        shown = supervisor.post(f"{home}strategy-discussion/", answer, follow=True).content.decode()
        assert "At 14:00 with police and health." in shown
        assert labels(cast, assessment).isdisjoint(CRIME)
        assert "strategy-discussion" not in supervisor.get("/").content.decode()
        with acting(cast.social_worker):
            assert Notice.objects.filter(user=cast.social_worker, href=home).exists()
            paper = str(sheet(assessment))
        assert "0415" in paper
        assert "At 14:00 with police and health." in paper
    with at(found + timedelta(days=1)):  # another crime is another question
        worker.post(f"{home}crime/", {"kind": "other", "request_key": "four"})
        assert labels(cast, assessment) >= CRIME


def test_as12_where_no_crime_is_suspected_there_is_nothing_to_answer(cast: Cast) -> None:
    (referral,) = referrals(cast, child(cast.mash_manager))
    assessment = allocated(cast, referral)
    with at(ALLOCATED), pytest.raises(Invalid, match="No crime is suspected"):
        take(ConsiderStrategy, cast.practice_supervisor, assessment, {"answer": "to_hold", "why": "To be sure."})
    with at(ALLOCATED), pytest.raises(Refused, match="not involved"):
        take(ConsiderStrategy, cast.head_of_service, assessment, {"answer": "to_hold", "why": "To be sure."})


def suspected(cast: Cast) -> Assessment:
    """An assessment in which a crime came to light."""
    assessment = allocated(cast, referrals(cast, child(cast.mash_manager))[0])
    with at(ALLOCATED):
        take(steps.CrimeSuspected, cast.social_worker, assessment, {"kind": "sexual"})
    return assessment


def discussions(cast: Cast, assessment: Assessment) -> list[Clock]:
    with acting(cast.social_worker):
        return list(Clock.objects.filter(matter=assessment.matter, rule="strategy.hold").order_by("pk"))


def test_as12_cp02_a_strategy_discussion_to_be_held_is_due_and_waits_until_it_was(cast: Cast) -> None:
    assessment, answered = suspected(cast), ALLOCATED + timedelta(hours=1)
    home, to_hold = f"/assessments/{assessment.ref}/", {"answer": "to_hold", "why": "At 14:00 with police and health."}
    with at(answered):
        browser = signed_in(cast.practice_supervisor)
        for _ in range(2):  # safe to send twice
            browser.post(f"{home}strategy-discussion/", to_hold | {"request_key": "one"})
        (clock,) = discussions(cast, assessment)
        assert (clock.started_at, clock.stopped_at) == (answered, None)
        waits = [one for one in browser.get("/").context["to_answer"] if one.what.startswith("Strategy discussion:")]
        (asked,) = [one.href for one in waits]
        page = browser.get(home).content.decode()
        assert "What follows" in page
        assert f'href="{asked}"' in page
        assert "Strategy discussion: what came of it?" in labels(cast, assessment)
        with acting(cast.social_worker):
            assert "What follows: strategy discussion" in str(sheet(assessment))
        # Another crime, and the same answer: one that waits goes on waiting.
        take(steps.PoliceAreTold, cast.social_worker, assessment, told(told_at=answered))
        take(steps.CrimeSuspected, cast.social_worker, assessment, {"kind": "other"})
        take(ConsiderStrategy, cast.team_manager, assessment, to_hold)
        with acting(cast.social_worker):
            assert FollowOn.objects.filter(matter=assessment.matter).count() == 1
    with at(answered + timedelta(days=1)):
        said = {"answer": "done", "done_at": (answered + timedelta(hours=2)).isoformat(), "words": "All took part."}
        assert browser.post(asked, said | {"request_key": "two"}).status_code == 302
        (clock,) = discussions(cast, assessment)
        assert clock.stopped_at == answered + timedelta(hours=2)
        assert "Strategy discussion: what came of it?" not in labels(cast, assessment)
        # Asked for again, it is due again.
        take(ConsiderStrategy, cast.team_manager, assessment, to_hold)
        assert [one.stopped_at is None for one in discussions(cast, assessment)] == [False, True]


def ends_in_a_strategy_discussion(cast: Cast, assessment: Assessment, **more: str) -> None:
    said = {"outcome": "strategy", "conclusion": "Harm is likely.", "factors": ["3B"]}
    harm = {"need": "harm", "abused": "yes", "duty": "s47", "urgent": "She sleeps at her Nan's."}
    proposed(cast, assessment, **said, **harm)
    concluded(cast, cast.team_manager, assessment, **said, **more, not_seen_because="With her aunt.")


def test_as12_cp02_a_discussion_held_already_says_when_and_the_conclusion_asks_for_no_other(cast: Cast) -> None:
    assessment, answered = suspected(cast), ALLOCATED + timedelta(hours=3)
    held = {"answer": "held", "why": "With police and health. In the minutes."}
    with at(answered):
        browser, page = signed_in(cast.practice_supervisor), f"/assessments/{assessment.ref}/strategy-discussion/"
        no = browser.post(page, held | {"request_key": "one"})
        assert (no.status_code, "In the minutes." in no.content.decode()) == (422, True)
        when = {"held_at": (answered - timedelta(hours=1)).isoformat()}
        assert browser.post(page, held | when | {"request_key": "two"}).status_code == 302
        assert [one.stopped_at is None for one in discussions(cast, assessment)] == [False]
        with acting(cast.social_worker):
            assert FollowOn.objects.get(matter=assessment.matter).done_at == answered - timedelta(hours=1)
        shown = browser.get(f"/assessments/{assessment.ref}/").content.decode()
        assert "It was held already" in shown
        ends_in_a_strategy_discussion(cast, assessment)
        assert len(discussions(cast, assessment)) == 1


@pytest.mark.parametrize(("more", "waits"), [({}, 0), ({"another": "on"}, 1)])
def test_as12_cp02_the_conclusion_says_when_one_was_held_and_asks_for_another_only_where_it_is_wanted(
    cast: Cast, more: dict[str, str], waits: int
) -> None:
    assessment = suspected(cast)
    held_at = (ALLOCATED - timedelta(minutes=30)).isoformat()
    with at(ALLOCATED + timedelta(hours=3)):
        said = {"answer": "held", "held_at": held_at, "why": "With police and health. In the minutes."}
        take(ConsiderStrategy, cast.team_manager, assessment, said)
        held = "A strategy discussion was held on Thursday 4 June 2026"
        assert held in signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/propose/").content.decode()
        ends_in_a_strategy_discussion(cast, assessment, **more)
        with acting(cast.social_worker):
            rows = FollowOn.objects.filter(matter=assessment.matter, kind="strategy")
            assert (rows.count(), rows.filter(answer="").count()) == (1 + waits, waits)


def test_as12_cp02_a_discussion_that_waits_is_the_one_the_conclusion_asks_for(cast: Cast) -> None:
    assessment = suspected(cast)
    with at(ALLOCATED + timedelta(hours=3)):
        take(ConsiderStrategy, cast.team_manager, assessment, {"answer": "to_hold", "why": "Tomorrow at 10."})
        ends_in_a_strategy_discussion(cast, assessment)
        assert len(discussions(cast, assessment)) == 1
        with acting(cast.social_worker):
            assert FollowOn.objects.get(matter=assessment.matter, kind="strategy").why == "Tomorrow at 10."
