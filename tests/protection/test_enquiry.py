"""A section 47 enquiry: begun by the discussion, concluded by two people, with its clocks (CP-04, CP-06)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.kernel.perform import Invalid, Refused
from kith.people.models import Person
from kith.protection import queries, steps
from kith.protection.models import Enquiry
from kith.record.models import Clock
from tests.assessment import scene
from tests.assessment.reading import asked, places, signed_in
from tests.cast import Cast, london, take
from tests.protection.test_strategy_discussion import LATER, amara, called, held

__all__ = ["amara"]  # the fixture

pytestmark = pytest.mark.django_db
FOUND_AT = london(2026, 6, 12, 10)
FOUND: dict[str, Any] = {
    "seen_at": london(2026, 6, 5, 15),
    "seen_alone": "yes",
    "childs_words": "He grabbed me. I was scared.",
    "medical": "done",
    "medical_words": "Dr Lee, today, her mother agreed: a grip mark.",
    "spoken_to": "Her mother, school and the police.",
    "findings": "The bruise is a grip mark.",
    "outcome": "continuing",
    "safe_now": "He stays elsewhere; Nan sleeps there.",
}


@pytest.fixture
def enquiry(cast: Cast, amara: Person) -> Enquiry:
    scene.allocated(cast, scene.referrals(cast, amara)[0])
    held(cast, called(cast, amara), amara)
    with acting(cast.social_worker):
        (one,) = queries.enquiries_of([amara.pk])
    return one


def sent(cast: Cast, one: Enquiry, **more: Any) -> Enquiry:
    with at(FOUND_AT):
        take(steps.ProposeEnquiry, cast.social_worker, one, {**FOUND, **more})
    return fresh(cast, one)


def fresh(cast: Cast, one: Enquiry) -> Enquiry:
    with acting(cast.social_worker):
        found = queries.enquiry_by_ref(one.ref)
    assert found is not None
    return found


def clocks(cast: Cast, one: Enquiry) -> dict[str, Clock]:
    with acting(cast.social_worker):
        return {row.rule: row for row in Clock.objects.filter(matter=one.matter)}


def test_cp_04_cl_10_it_begins_with_the_discussion_and_its_clocks_count_from_there(
    cast: Cast, enquiry: Enquiry
) -> None:
    assert (enquiry.joint, enquiry.lead, enquiry.assessment is not None) == (True, cast.social_worker, True)
    assert enquiry.started_at == enquiry.discussion.ended_at
    found = clocks(cast, enquiry)
    assert set(found) == {"s47.conclude", "cp.icpc.hold"}
    assert all(row.started_at == enquiry.started_at for row in found.values())
    assert found["cp.icpc.hold"].due_at.date() == london(2026, 6, 26).date()  # fifteen working days


def test_cp_04_two_people_conclude_it_and_a_continuing_risk_owes_a_conference(cast: Cast, enquiry: Enquiry) -> None:
    one = sent(cast, enquiry)
    with at(FOUND_AT), pytest.raises(Refused, match="Nobody authorises their own"):
        take(steps.AuthoriseEnquiry, cast.social_worker, one, {})
    with at(FOUND_AT):
        take(steps.AuthoriseEnquiry, cast.team_manager, one, {})
    one = fresh(cast, one)
    assert (one.state, one.authorised_by, one.owes_conference) == ("authorised", cast.team_manager, True)
    found = clocks(cast, one)
    assert found["s47.conclude"].stopped_at == FOUND_AT
    assert found["cp.icpc.hold"].stopped_at is None
    with at(london(2026, 6, 25)), pytest.raises(Invalid, match="Hold the conference"):  # it follows from one (CP-06)
        take(steps.ConferenceHeld, cast.social_worker, one, {"conference_on": "2026-06-24"})


@pytest.mark.parametrize("outcome", ["not", "no_longer"])
def test_cp_04_where_the_risk_does_not_continue_no_conference_is_owed(
    cast: Cast, enquiry: Enquiry, outcome: str
) -> None:
    one = sent(cast, enquiry, outcome=outcome)
    with at(FOUND_AT):
        take(steps.AuthoriseEnquiry, cast.team_manager, one, {})
    clock = clocks(cast, one)["cp.icpc.hold"]
    assert clock.not_needed_because == Enquiry.Outcome(outcome).label
    with at(FOUND_AT), pytest.raises(Refused, match="No conference is owed"):
        take(steps.ConferenceHeld, cast.social_worker, fresh(cast, one), {"conference_on": "2026-06-12"})


def test_cp_06_a_manager_says_why_no_conference_is_convened(cast: Cast, enquiry: Enquiry) -> None:
    one = sent(cast, enquiry)
    with at(FOUND_AT):
        take(steps.AuthoriseEnquiry, cast.team_manager, one, {})
    one, why = fresh(cast, one), {"not_convened_because": "The chair advised a plan without one: he left the country."}
    with at(FOUND_AT), pytest.raises(Refused):
        take(steps.ConferenceNotConvened, cast.social_worker, one, why)
    with at(FOUND_AT):
        take(steps.ConferenceNotConvened, cast.team_manager, one, why)
    assert fresh(cast, one).not_convened_by == cast.team_manager
    assert clocks(cast, one)["cp.icpc.hold"].not_needed_because == why["not_convened_because"]


def test_cp_04_a_child_who_was_not_seen_is_the_managers_to_explain(cast: Cast, enquiry: Enquiry) -> None:
    one = sent(cast, enquiry, seen_at="", seen_alone="", childs_words="")
    with at(FOUND_AT), pytest.raises(Invalid) as refused:
        take(steps.AuthoriseEnquiry, cast.team_manager, one, {})
    assert "Say why the child was not seen" in str(refused.value.form.errors)
    with at(FOUND_AT):
        take(steps.AuthoriseEnquiry, cast.team_manager, one, {"unseen_because": "Abroad; seen there on Monday."})
    assert fresh(cast, one).unseen_because


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"seen_at": london(2026, 6, 4, 9)}, "seen_at"),
        ({"seen_alone": ""}, "seen_alone"),
        ({"childs_words": ""}, "childs_words"),
        ({"medical": ""}, "medical"),
        ({"outcome": ""}, "outcome"),
        ({"safe_now": ""}, "safe_now"),
    ],
)
def test_cp_04_what_was_found_is_whole(cast: Cast, enquiry: Enquiry, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        sent(cast, enquiry, **more)
    assert field in refused.value.form.errors


def test_one_sent_back_keeps_what_was_written_and_a_second_answer_is_refused(cast: Cast, enquiry: Enquiry) -> None:
    one = sent(cast, enquiry)
    with at(FOUND_AT):
        take(steps.ReturnEnquiry, cast.team_manager, one, {"returned_because": "Who saw the injury first?"})
    with at(FOUND_AT), pytest.raises(Invalid, match="Somebody was quicker"):  # from a page that was opened before
        take(steps.AuthoriseEnquiry, cast.team_manager, one, {})
    back = fresh(cast, one)
    assert (back.state, back.findings, back.returned_because) == (
        "open", FOUND["findings"], "Who saw the injury first?"
    )  # fmt: skip
    assert sent(cast, back).returned_because == ""


def test_it_stands_on_the_managers_work_on_the_childs_page_and_in_the_search(cast: Cast, enquiry: Enquiry) -> None:
    one = sent(cast, enquiry)
    manager, worker = signed_in(cast.team_manager), signed_in(cast.social_worker)
    with at(FOUND_AT + timedelta(hours=1)):
        assert "Enquiries to authorise" in manager.get("/").content.decode()
        assert "Enquiries to authorise" not in worker.get("/").content.decode()
        page, questions = asked(worker, one.href)
        assert len(questions) <= 15, "\n".join(questions)
        assert "The bruise is a grip mark." in page.content.decode()
        assert one.number in worker.get(f"/people/{one.child.ref}/assessments/").content.decode()
        assert one.number in worker.get(one.discussion.href).content.decode()
    with acting(cast.social_worker):
        assert "Section 47 enquiry" in [place.title for place in places({one.child_id}, "grip mark")]


def test_a_stranger_learns_nothing_of_it(cast: Cast, enquiry: Enquiry) -> None:
    with at(LATER):
        assert signed_in(cast.referrer).get(enquiry.href).status_code == 404
        assert "/reason/" in signed_in(cast.reviewing_officer).get(enquiry.href)["Location"]
