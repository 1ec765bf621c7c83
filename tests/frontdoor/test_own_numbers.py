"""FD-12: how far back contacts count, and how many ask for a manager's word, are the authority's own to set."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import SameSubject
from kith.assessment.queries.waiting import repeats
from kith.assessment.steps import BringInAssessment, ChooseNumber, OwnNumber
from kith.frontdoor import steps
from kith.frontdoor.models import Contact
from kith.frontdoor.queries import queue
from kith.frontdoor.queries.earlier import earlier_contacts
from kith.kernel.perform import Invalid, Refused, perform
from kith.record.models import PracticeStandardChoice, StepEvent
from kith.record.own_numbers import number
from tests.assessment import scene
from tests.assessment.reading import signed_in
from tests.cast import TODAY, Cast, london, take
from tests.workflow.test_a_worry_arrives import decision, received, recognise_all

pytestmark = pytest.mark.django_db
WINDOW, CONTACTS, ENDED = (f"repeat_contact.{name}" for name in ("window", "prior_contacts", "prior_nfa_assessments"))


def chosen(cast: Cast, key: str, value: int, when: datetime = TODAY, **who: Any) -> PracticeStandardChoice:
    data = {"limit_number": str(value), "reason": "Agreed by the partnership in May."}
    with at(when):
        made: PracticeStandardChoice = take(
            ChooseNumber, who.get("by", cast.head_of_service), OwnNumber(key), data
        ).result
        return made


def about_amara(cast: Cast, when: datetime) -> Contact:
    with at(when), acting(cast.mash_worker):
        contact = received(cast)
        recognise_all(cast.mash_worker, contact)
        return contact


def advised(cast: Cast, contact: Contact, when: datetime) -> None:
    with at(when), acting(cast.mash_worker):
        perform(steps.DecideContact, cast.mash_worker, contact, decision(contact, "advice", "universal"))


def test_until_somebody_chooses_the_numbers_are_those_kith_ships(cast: Cast) -> None:
    with at(TODAY), acting(cast.mash_worker):
        assert [number(key, TODAY) for key in (WINDOW, CONTACTS, ENDED)] == [12, 3, 2]


def test_a_longer_window_shows_and_counts_older_contacts(cast: Cast) -> None:
    old = about_amara(cast, london(2025, 3, 1))
    chosen(cast, WINDOW, 24, london(2026, 6, 2))
    new = about_amara(cast, TODAY)
    with at(TODAY), acting(cast.mash_worker):
        assert earlier_contacts(new) == [old]
        row = next(one for one in queue.rows([new]))
        assert row.known == "Known: 1 contact in 24 months"
    client = signed_in(cast.mash_worker)
    with at(TODAY):
        page = client.get(f"/contacts/{new.ref}/", follow=True).content.decode()
    assert "1 in 24 months" in " ".join(page.split())


def test_what_reached_us_before_the_choice_goes_by_the_number_of_its_day(cast: Cast) -> None:
    about_amara(cast, london(2026, 5, 1))
    before = about_amara(cast, london(2026, 6, 2))
    chosen(cast, CONTACTS, 1, london(2026, 6, 3, 8))
    advised(cast, before, TODAY)
    after = about_amara(cast, london(2026, 6, 3, 10))
    with pytest.raises(Invalid, match="There were 1 or more contacts before this one"):
        advised(cast, after, london(2026, 6, 3, 11))


def test_fewer_assessments_that_came_to_nothing_ask_for_a_comment_joined_records_counted(cast: Cast) -> None:
    """Decision 10: one assessment on each of two records of one child are two."""
    children = [scene.child(cast.mash_worker), scene.child(cast.mash_worker, "Mara Okafour")]
    ended = {"started_on": "2026-01-01", "authorised_on": "2026-01-20", "outcome": "nfa", "brought_in_from": "CIN"}
    with at(TODAY):
        for child in children:
            with acting(cast.returns_officer):
                subject = child.subject
            take(BringInAssessment, cast.returns_officer, subject, ended)
    with at(TODAY), acting(cast.mash_worker):
        assert not repeats(children[0].pk, TODAY)
        link = SameSubject.objects.create(kept_id=children[0].pk, other_id=children[1].pk, reason="One child")
        assert repeats(children[0].pk, TODAY)
        SameSubject.objects.filter(pk=link.pk).update(until=TODAY)
    chosen(cast, ENDED, 1)
    with at(TODAY), acting(cast.mash_worker):
        assert repeats(children[0].pk, TODAY)


@pytest.mark.parametrize(("value", "sentence"), [(2, "choose from 3 to 60 months"), (12, "go by already")])
def test_a_number_out_of_bounds_or_the_same_again_is_refused_with_a_sentence(
    value: int, sentence: str, cast: Cast
) -> None:
    with pytest.raises(Invalid, match=sentence):
        chosen(cast, WINDOW, value)


def test_only_those_who_answer_for_the_service_choose_and_it_is_written_down(cast: Cast) -> None:
    for role in ("social_worker", "team_manager", "system_administrator"):
        with pytest.raises(Refused):
            chosen(cast, WINDOW, 24, by=getattr(cast, role))
    row = chosen(cast, WINDOW, 24)
    assert (row.limit_number, row.reason, row.since) == (24, "Agreed by the partnership in May.", TODAY)
    with acting(cast.head_of_service):
        assert "24 months" in StepEvent.objects.get(step="standards.number_chosen").line


def test_the_page_shows_the_number_who_chose_it_and_why(cast: Cast) -> None:
    with at(TODAY):
        chooser = signed_in(cast.head_of_service)
        page = "/standards/repeat_contact.window/"
        asked = chooser.get(page).content.decode()
        assert "12 months" in asked
        assert "How many months?" in asked
        wrong = chooser.post(page, {"limit_number": "99", "reason": "Why not"})
        assert wrong.status_code == 422
        assert "choose from 3 to 60 months" in wrong.content.decode()
        data = {"limit_number": "18", "reason": "Families move between us and the city."}
        shown = chooser.post(page, data, follow=True).content.decode()
        assert "18 months" in shown
        assert "Families move between us and the city." in shown
        reader = signed_in(cast.social_worker)
        assert "18 months" in reader.get("/standards/").content.decode()
        assert reader.get(page).status_code == 403


def test_the_queue_counts_what_came_before_a_contact_by_the_window_of_its_day(cast: Cast) -> None:
    """FD-12: the queue says of a contact what its own page says, whatever came or was chosen since."""
    old = about_amara(cast, london(2025, 8, 1))
    about_amara(cast, london(2025, 5, 1))  # out of the window
    waiting = about_amara(cast, london(2026, 5, 20))
    about_amara(cast, london(2026, 6, 1))  # came since
    chosen(cast, WINDOW, 3, london(2026, 6, 2))
    for moment in (TODAY, london(2026, 12, 1)):  # half a year later the old one would be out of a window from today
        with at(moment), acting(cast.mash_worker):
            assert earlier_contacts(waiting) == [old]
            assert [row.known for row in queue.rows([waiting])] == ["Known: 1 contact in 12 months"]
