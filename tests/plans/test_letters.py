"""A plan that was agreed, changed or ended is told to its agencies in writing, each what it may hold (CP-08, CP-09)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.conferences.models import ConferenceAgency
from kith.kernel.perform import Invalid, Refused
from kith.letters.envelopes import Envelope
from kith.letters.models import Letter
from kith.letters.queries import by_ref, envelope, envelopes
from kith.letters.steps import AcknowledgeLetter, SendLetter, WriteLetter
from kith.people.models import Address
from kith.plans import steps
from kith.plans.letters import TOLD
from kith.plans.models import Plan
from tests.assessment.reading import signed_in
from tests.assessment.test_following import NOW
from tests.cast import Cast, london, take
from tests.letters.scene import words as written_words
from tests.people import made
from tests.plans import scene
from tests.plans.test_protection_plan import HELD, conferred, decided

pytestmark = pytest.mark.django_db
MET, LATER = london(2026, 7, 14, 10), london(2026, 8, 3, 10)
NURSE = {"name": "Ana Reed, health visitor", "agency_kind": "health_visiting", "part": "here"}


@pytest.fixture
def need(cast: Cast) -> Plan:
    """A child in need plan, with something for a nurse to do, after a review to which she came."""
    found = scene.need_plan(cast, scene.assessed(cast))
    with at(NOW), acting(cast.social_worker):
        made.involve(cast.conference_chair, found.child.person, kind="chair")
    return found


@pytest.fixture
def plan(cast: Cast, need: Plan) -> Plan:
    """A child protection plan that the core group has written."""
    row = conferred(cast, need.child)
    with at(HELD), acting(cast.conference_chair):
        ConferenceAgency.objects.create(
            matter=row.matter, agency=cast.school, agency_name=cast.school.name, agency_kind="school", part="here",
            said="She flinches.",
        )  # fmt: skip
    found = decided(cast, row)
    with at(MET):
        take(steps.AgreePlan, cast.social_worker, found, scene.words(cast, agreed_at=MET))
        found = scene.fresh(cast, found)
        take(steps.HoldCoreGroup, cast.social_worker, found, scene.met(cast, found, MET, attended=[NURSE]))
    return scene.fresh(cast, found)


def told(cast: Cast, plan: Plan) -> dict[str, Envelope]:
    with acting(cast.social_worker):
        return {one.recipient.name: one for one in envelopes(scene.fresh(cast, plan).matter)}


def proposed(cast: Cast, plan: Plan, name: str) -> str:
    with acting(cast.social_worker):
        found = TOLD.propose(plan.matter, told(cast, plan)[name].recipient)
        return "\n".join([found.title, *(f"{heading}: {text}" for heading, text in found.sections)])


def write(cast: Cast, one: Envelope, *texts: str) -> Letter:
    found = take(WriteLetter, cast.social_worker, one, written_words(*texts)).result
    return again(cast, found)


def again(cast: Cast, letter: Letter) -> Letter:
    with acting(cast.social_worker):
        found = by_ref(letter.ref)
    assert found is not None
    return found


def test_cp_09_ig_01_each_agency_reads_goals_and_actions_and_never_worries_or_what_was_said(
    cast: Cast, plan: Plan
) -> None:
    """The school of the conference, and the health visitor of the core group; sent, and acknowledged."""
    everybody = told(cast, plan)
    assert set(everybody) == {cast.school.name, NURSE["name"]}
    for name in everybody:
        text = proposed(cast, plan, name)
        for there in ("The child protection plan was agreed on Tuesday 14 July 2026", "Nobody shouts at night.",
                      "Ask school for breakfast", scene.CONTINGENCY, "Do not share where anybody lives"):  # fmt: skip
            assert there in text, there
        for kept in ("Amara may be hurt", "I want to sleep", "Grace agrees", "Weekends are still loud", "flinches"):
            assert kept not in text, kept
    browser = signed_in(cast.social_worker)
    with at(LATER):
        page = browser.get(plan.href).content.decode()
        assert "Tell the agencies" in page
        assert f"/disagreements/on/{plan.ref}/" in page  # AS-17
        page = browser.get(f"/letters/to/{plan.ref}/").content.decode()
        assert cast.school.name in page
        letter = write(cast, everybody[cast.school.name], "The plan was agreed.")
        take(SendLetter, cast.social_worker, letter, {"how": "post", "sent_on": "2026-08-03"})
        said = {"acknowledged_on": "2026-08-03", "words": "Mrs Hale rang."}
        take(AcknowledgeLetter, cast.social_worker, again(cast, letter), said)
    assert again(cast, letter).state == "acknowledged"


def test_cp_09_a_change_is_told_again_and_a_letter_about_how_it_stood_does_not_go(cast: Cast, plan: Plan) -> None:
    with at(LATER):
        old = write(cast, told(cast, plan)[cast.school.name], "As agreed.")
        goal = {"words": "Amara sleeps.", "worry": "She is tired.", "indicator": "She says so", "by_on": "2026-10-01"}
        take(steps.AddGoal, cast.social_worker, plan, goal)
        with pytest.raises(Refused, match="The plan has changed since"):
            take(SendLetter, cast.social_worker, again(cast, old), {"how": "post", "sent_on": "2026-08-03"})
        with acting(cast.social_worker):
            new = [one for one in envelopes(plan.matter) if one.recipient.key.startswith("changed1-")]
            assert {one.recipient.name for one in new} == {cast.school.name, NURSE["name"]}
            text = str(TOLD.propose(plan.matter, new[0].recipient))
        assert "was changed on Monday 3 August 2026" in text
        assert "Amara sleeps." in text
        assert "She is tired." not in text


def test_cp_08_the_end_of_a_plan_is_told_and_not_why(cast: Cast, plan: Plan) -> None:
    over = {"to_authority": "Eastmere", "accepted_by": "T. Quayle", "accepted_on": "2026-08-01",
            "ended_words": "They moved to his mother."}  # fmt: skip
    with at(LATER):
        take(steps.TransferOut, cast.practice_supervisor, plan, over)
        text = proposed(cast, plan, cast.school.name)
        assert "Transferred to another authority: Eastmere." in text
        assert "What is still to be done" in text
        assert "Nobody shouts" not in text
        assert "his mother" not in text
        write(cast, told(cast, plan)[cast.school.name], "It ended.")


def test_cp_08_an_agency_that_was_told_besides_is_told_of_what_comes_after(cast: Cast, need: Plan) -> None:
    """Also of a child in need plan, which has no conference; and nothing is told before there are words."""
    assert told(cast, need) == {}
    with at(london(2026, 6, 16)):
        with acting(cast.social_worker):
            added = envelope(need.matter, f"agency-{cast.school.ref}")
        assert added is not None
        write(cast, added, "The plan was agreed.")
    with at(london(2026, 6, 17)):
        take(steps.ChangePlan, cast.social_worker, need, change(need, "Nan moved."))
    names = {one.recipient.key: one.recipient.name for one in told_by_key(cast, need)}
    assert names[f"changed1-{cast.school.ref}"] == cast.school.name


def told_by_key(cast: Cast, plan: Plan) -> list[Envelope]:
    with acting(cast.social_worker):
        return envelopes(plan.matter)


def change(plan: Plan, why: str) -> dict[str, Any]:
    names = [name for name in steps.ChangePlan.form.base_fields if hasattr(plan, name)]
    return {name: getattr(plan, name) for name in names} | {"why": why, "sees": "Farah, every week."}


def test_cp_09_there_is_nothing_to_tell_of_a_plan_without_words(cast: Cast, need: Plan) -> None:
    bare = decided(cast, conferred(cast, need.child))
    assert told(cast, bare) == {}
    with at(LATER), acting(cast.social_worker):
        assert TOLD.may_write(cast.social_worker, bare.matter) == "It has no words yet: write the plan first."
        assert TOLD.may_write(cast.stranger, bare.matter) is not True
        assert "Tell the agencies" not in signed_in(cast.social_worker).get(bare.href).content.decode()


def test_ig_08_no_letter_says_a_hidden_address_or_names_a_brother(cast: Cast, plan: Plan) -> None:
    with at(LATER), acting(cast.social_worker):
        chidi = made.person(cast.social_worker, "Chidi", "Okafor", date(2014, 1, 9))
        made.related(chidi, "sibling", plan.child.person)
        Address.objects.create(person_id=plan.child_id, line="3 Haven Court", confidential=True)
    with at(LATER):
        for words in ("She lives at 3 Haven Court.", "Chidi has a plan as well."):
            with pytest.raises(Invalid):
                take(WriteLetter, cast.social_worker, told(cast, plan)[cast.school.name], written_words(words))
