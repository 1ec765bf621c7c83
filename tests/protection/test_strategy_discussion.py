"""A strategy discussion: called at once, held by a manager, each child by themselves, nothing changed afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.chairing import AFTERWARDS
from kith.access.models import Involvement, NamedReader, Subject
from kith.access.policies import door
from kith.actions.queries import open_on
from kith.assessment.models import Assessment, FollowOn
from kith.assessment.steps import HarmSuspected
from kith.checks.kinds import asking
from kith.kernel.perform import Invalid, Refused
from kith.letters.queries import envelopes
from kith.people.models import Person
from kith.protection import queries, steps
from kith.protection.letters import MINUTES
from kith.protection.models import StrategyDiscussion
from kith.protection.paper import sheet
from kith.record.models import Clock, StepEvent
from kith.spread.steps import AnswerSpread
from tests.assessment import scene
from tests.assessment.reading import asked, places, signed_in
from tests.cast import Cast, london, take
from tests.people import made

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 4, 15)
LATER = london(2026, 6, 5, 10)
POLICE = {"agency_kind": "police", "agency_name": "Northmere Police", "name": "DS Ana Wright"}
HEALTH = {"agency_kind": "health_visiting", "agency_name": "Northmere Health Visitors", "name": "Sue Ames"}
SCHOOL = {"agency_kind": "school", "agency_name": "Larkfield Primary", "name": "Mrs Hale"}


@pytest.fixture
def amara(cast: Cast) -> Person:
    return scene.child(cast.mash_worker, "Amara Okafor", date(2018, 2, 12))


@pytest.fixture
def assessment(cast: Cast, amara: Person) -> Assessment:
    return scene.allocated(cast, scene.referrals(cast, amara)[0])


def near(user: Any, *people: Person) -> None:
    """Their records are open to somebody."""
    with acting(user), at(london(2026, 6, 1)):
        made.involve(user, *people)


def calling(cast: Cast, *children: Person, **more: Any) -> dict[str, Any]:
    """What is said to call one."""
    return {
        "children": [one.ref for one in children],
        "kinds": ["physical"],
        "where": "inside",
        "suspected": "A hand-shaped bruise on her face, seen at school at 9:10.",
        "suspected_at": london(2026, 6, 4, 10),
        "safe_until": "She stays at school with Mrs Hale until we have spoken.",
        "chair": cast.team_manager.ref,
        "mode": "video",
        "planned_at": london(2026, 6, 5, 9),
        "invited": [POLICE, HEALTH, SCHOOL],
        **more,
    }


def called(cast: Cast, *children: Person, **more: Any) -> StrategyDiscussion:
    with at(NOW):
        data = calling(cast, *children, **more)
        one = take(steps.CallDiscussion, cast.social_worker, children[0].subject, data).result
    assert isinstance(one, StrategyDiscussion)
    return one


def holding(*children: Person, **more: Any) -> dict[str, Any]:
    """What is said when it ends."""
    took_part = [
        {**POLICE, "part": "here", "knows": "Two calls to the home in May."},
        {**HEALTH, "part": "sent", "knows": "Nothing known."},
        {**SCHOOL, "part": "absent"},
    ]
    said = {
        "held_at": london(2026, 6, 5, 9),
        "ended_at": london(2026, 6, 5, 9, 40),
        "agencies": took_part,
        "threshold_met": "yes",
        "threshold": "A bruise of that shape, and what she said.",
        "basis": "public_task",
        "basis_why": "Nobody alone knows enough.",
        "police": "investigate",
        "police_words": "Assault; log 0412; DS Wright leads.",
        "others": "Her brother Chidi, seen by the health visitor today.",
        "rationale": "Police and we see her together this afternoon.",
        "actions": [
            {"what": "See her with DS Wright", "who": "DS Ana Wright", "agency_kind": "police", "due_on": "2026-06-05"}
        ],
    }
    for child in children:
        said |= {f"outcome_{child.ref}": "s47_joint", f"why_{child.ref}": "Seen today by both."}
    return {**said, **more}


def held(cast: Cast, one: StrategyDiscussion, *children: Person, **more: Any) -> StrategyDiscussion:
    with at(LATER):
        found = take(steps.HoldDiscussion, cast.team_manager, one, holding(*children, **more)).result
    assert isinstance(found, StrategyDiscussion)
    return found


def test_cp_02_cp_03_it_is_called_and_held_and_each_child_has_an_outcome(
    cast: Cast, amara: Person, assessment: Assessment
) -> None:
    with acting(cast.social_worker), at(NOW):
        chidi = made.person(cast.social_worker, "Chidi", "Okafor", date(2021, 3, 4))
        made.related(amara, "sibling", chidi)
    one = called(cast, amara, chidi)
    assert one.number.startswith("S-26-")
    one = held(cast, one, amara, chidi, **{f"outcome_{chidi.ref}": "s17", f"why_{chidi.ref}": "Seen, and safe."})
    with acting(cast.team_manager):
        view = queries.view_of(one)
        assert [(row.child.pk, row.outcome) for row in view.children] == [(amara.pk, "s47_joint"), (chidi.pk, "s17")]
        assert [row.agency_name for row in view.took_part] == ["Northmere Police", "Northmere Health Visitors"]
        assert [row.agency_name for row in view.did_not] == ["Larkfield Primary"]
        assert view.waited == "23 hours"
        assert one.police == "investigate"
        lines = set(StepEvent.objects.filter(matter_id=one.pk).values_list("step", flat=True))
    assert lines == {"protection.strategy_called", "protection.strategy_held"}


def test_cp_02_the_police_and_health_are_invited_or_somebody_says_why_not(cast: Cast, amara: Person) -> None:
    near(cast.social_worker, amara)
    data = calling(cast, amara, invited=[SCHOOL])
    with at(NOW), pytest.raises(Invalid) as refused:
        take(steps.CallDiscussion, cast.social_worker, amara.subject, data)
    assert "Invite the police and health" in str(refused.value.form.errors["without"])
    one = called(cast, amara, invited=[SCHOOL], without="Both were spoken to by telephone at 10.")
    assert one.without
    absent = [{**POLICE, "part": "apology"}, {**HEALTH, "part": "here", "knows": "Nothing known."}]
    with at(LATER), pytest.raises(Invalid) as refused:
        take(steps.HoldDiscussion, cast.team_manager, one, holding(amara, agencies=absent))
    assert "the police" in str(refused.value.form.errors["without"])


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"threshold_met": "no"}, "threshold_met"),
        ({"outcome": "nfa"}, "threshold_met"),
        ({"police": "not"}, "police"),
        ({"police": ""}, "police"),
        ({"basis": ""}, "basis"),
        ({"held_at": london(2026, 6, 3, 9)}, "held_at"),
        ({"ended_at": london(2026, 6, 5, 8)}, "ended_at"),
        ({"why": ""}, "why"),
        ({"actions": []}, "actions"),
    ],
)
def test_cp_01_cp_03_what_is_decided_follows_from_what_was_said(
    cast: Cast, amara: Person, more: dict[str, Any], field: str
) -> None:
    """The police answer is mandatory; an enquiry needs reasonable cause, and reasonable cause an enquiry."""
    near(cast.social_worker, amara)
    one = called(cast, amara)
    of_child = {f"{name}_{amara.ref}": value for name, value in more.items() if name in ("outcome", "why")}
    with at(LATER), pytest.raises(Invalid) as refused:
        take(steps.HoldDiscussion, cast.team_manager, one, holding(amara, **{**more, **of_child}))
    assert f"{field}_{amara.ref}" in refused.value.form.errors or field in refused.value.form.errors


def test_cp_02_what_asked_for_it_is_answered_and_its_clock_stops(
    cast: Cast, amara: Person, assessment: Assessment
) -> None:
    with at(NOW - timedelta(hours=2)):
        asked = take(HarmSuspected, cast.practice_supervisor, assessment, {"why": "A bruise."}).result
    one = held(cast, called(cast, amara), amara)
    with acting(cast.team_manager):
        asked = FollowOn.objects.get(pk=asked.pk)
        assert (asked.answer, asked.done_at) == ("done", one.ended_at)
        clock = Clock.objects.get(matter=assessment.matter, rule="strategy.hold")
        assert clock.stopped_at == one.ended_at


def test_cp_02_a_discussion_that_the_front_door_decided_on_is_owed_from_that_decision(
    cast: Cast, amara: Person
) -> None:
    """Until one was held: what was held before the assessment opened is not asked for again."""
    with acting(cast.mash_worker):
        grace = scene.child(cast.mash_worker, "Grace Okafor", date(2020, 3, 1))
    decided = [scene.referrals(cast, one, outcome="strategy")[0] for one in (amara, grace)]
    near(cast.social_worker, grace)
    soon, ended = scene.RECEIVED + timedelta(minutes=20), scene.RECEIVED + timedelta(minutes=60)
    with at(soon):
        said = calling(cast, grace, suspected_at=scene.RECEIVED, planned_at=ended)
        held_at_once = take(steps.CallDiscussion, cast.social_worker, grace.subject, said).result
    with at(ended):
        said = holding(grace, held_at=soon, ended_at=ended)
        take(steps.HoldDiscussion, cast.team_manager, held_at_once, said)
    owed, done = (scene.allocated(cast, referral) for referral in decided)
    with acting(cast.team_manager):
        assert not FollowOn.objects.filter(matter=done.matter, kind="strategy").exists()
        assert FollowOn.objects.get(matter=owed.matter, kind="strategy").answer == ""
        clock = Clock.objects.get(matter=owed.matter, rule="strategy.hold")
        assert (clock.started_at, clock.stopped_at) == (scene.RECEIVED, None)


def test_cp_05_a_child_to_be_protected_at_once_is_owed_it_from_then_on(
    cast: Cast, amara: Person, assessment: Assessment
) -> None:
    decided = {f"outcome_{amara.ref}": "emergency", f"why_{amara.ref}": "She cannot go home tonight."}
    held(cast, called(cast, amara), amara, **decided)
    with acting(cast.social_worker):
        owed = FollowOn.objects.get(matter=assessment.matter, kind="emergency")
        assert (owed.answer, owed.why) == ("", decided[f"why_{amara.ref}"])
        assert Clock.objects.filter(matter=assessment.matter, rule="emergency.act", stopped_at=None).exists()
        assert len(queries.enquiries_of([amara.pk])) == 1


def test_ex_06_harm_outside_the_family_asks_who_else_is_at_risk_before_it_ends(cast: Cast, amara: Person) -> None:
    near(cast.social_worker, amara)
    one = called(cast, amara, where="outside", kinds=["criminal_exploitation"])
    with at(LATER), pytest.raises(Invalid, match="Which other children are at risk"):
        take(steps.HoldDiscussion, cast.team_manager, one, holding(amara))
    with acting(cast.team_manager), at(LATER):
        work = asking(one.matter)
        take(AnswerSpread, cast.team_manager, work, {"found": "none", "words": "School, police and her friends asked."})
    held(cast, one, amara)


def test_only_its_chair_holds_it_and_another_manager_gives_it_another_chair(cast: Cast, amara: Person) -> None:
    """The chair is gone in the middle of it: nobody else writes minutes in their name (CP-02)."""
    near(cast.social_worker, amara)
    one = called(cast, amara)
    near(cast.service_manager, amara)
    with at(LATER), pytest.raises(Refused, match="Marcus Bell chairs it"):
        take(steps.HoldDiscussion, cast.service_manager, one, holding(amara))
    with at(LATER), pytest.raises(Refused):
        take(steps.HoldDiscussion, cast.social_worker, one, holding(amara))
    moved = {
        "chair": cast.service_manager.ref, "mode": "phone", "planned_at": LATER, "reason": "Marcus Bell was taken ill."
    }  # fmt: skip
    with at(LATER):
        one = take(steps.MoveDiscussion, cast.service_manager, one, moved).result
        take(steps.HoldDiscussion, cast.service_manager, one, holding(amara))
    with acting(cast.service_manager):
        (row,) = queries.view_of(one).moved
        assert (row.chair.name, row.reason) == ("Marcus Bell", "Marcus Bell was taken ill.")


def test_a_chair_reads_the_record_until_a_month_after_it_ended(cast: Cast, amara: Person) -> None:
    near(cast.social_worker, amara)
    one = called(cast, amara, chair=cast.mash_manager.ref)
    with acting(cast.mash_manager), at(NOW):
        assert door(cast.mash_manager, amara.subject).state == "open"
    with at(LATER):
        take(steps.CallOff, cast.mash_manager, one, {"off_because": "The bruise was explained by the hospital."})
    with acting(cast.mash_manager):
        (row,) = Involvement.objects.filter(matter=one.matter)
        assert row.until == LATER + AFTERWARDS


def test_one_at_a_time_about_a_child_and_nothing_after_it_ended(cast: Cast, amara: Person) -> None:
    near(cast.social_worker, amara)
    before = called(cast, amara)
    with pytest.raises(Invalid, match="is to be held already"):
        called(cast, amara)
    one = held(cast, before, amara)
    with at(LATER), pytest.raises(Invalid, match="Somebody was quicker"):  # from a page that was opened before
        take(steps.HoldDiscussion, cast.team_manager, before, holding(amara))
    with at(LATER), pytest.raises(Refused, match="It was held"):
        take(steps.HoldDiscussion, cast.team_manager, one, holding(amara))
    with at(LATER), pytest.raises(Refused, match="It was held"):
        take(steps.CallOff, cast.team_manager, one, {"off_because": "A mistake."})
    with at(LATER):
        take(
            steps.AddToMinutes, cast.social_worker, one, {"source": "Mrs Hale", "words": "She was at school on Monday."}
        )
    with acting(cast.social_worker):
        paper = sheet(queries.view_of(one))
        assert "She was at school on Monday." in str(paper)
        assert [place.title for place in places({amara.pk}, "hand-shaped")] == ["Strategy discussion"]


def test_whoever_called_it_does_not_call_it_off_and_a_stranger_sees_nothing(cast: Cast, amara: Person) -> None:
    near(cast.social_worker, amara)
    one = called(cast, amara)
    with at(LATER), pytest.raises(Refused, match="This is for"):
        take(steps.CallOff, cast.social_worker, one, {"off_because": "Not needed."})
    with at(LATER), pytest.raises(Refused):
        take(steps.CallDiscussion, cast.referrer, amara.subject, calling(cast, amara))
    with at(LATER), pytest.raises(Refused, match="not involved"):
        take(steps.CallDiscussion, cast.reviewing_officer, amara.subject, calling(cast, amara))


def test_a_restricted_child_hides_it_and_its_chair_must_be_a_named_reader(cast: Cast, amara: Person) -> None:
    near(cast.social_worker, amara)
    with acting(cast.social_worker), at(NOW):
        made.restrict(cast.social_worker, amara)
    with pytest.raises(Invalid, match="restricted, and this chair may not read it"):
        called(cast, amara)
    with acting(cast.social_worker), at(NOW):
        NamedReader.objects.create(person=Subject.objects.get(pk=amara.pk), user=cast.team_manager, reason="chairs it")
    one = called(cast, amara)
    with acting(cast.team_manager):
        assert queries.by_ref(one.ref) == one
    with acting(cast.service_manager):
        assert queries.by_ref(one.ref) is None


def test_cp_03_each_agency_reads_the_decision_and_its_own_words_alone(cast: Cast, amara: Person) -> None:
    near(cast.social_worker, amara)
    one = held(cast, called(cast, amara), amara)
    with acting(cast.social_worker), at(LATER):
        found = {to.recipient.name: to.recipient for to in envelopes(one.matter)}
        assert set(found) == {"Northmere Police", "Northmere Health Visitors", "Larkfield Primary"}
        words = str(MINUTES.propose(one.matter, found["Northmere Police"]))
        assert "Two calls to the home in May." in words
        assert "jointly with the police" in words
        assert "Nothing known." not in words  # what health said
        assert "Two calls" not in str(MINUTES.propose(one.matter, found["Larkfield Primary"]))
        assert "See her with DS Wright: DS Ana Wright (Police), by 5 June 2026" in words
        assert open_on(one.matter) == ["See her with DS Wright"]
        assert "See her with DS Wright" in str(sheet(queries.view_of(one)))
        assert MINUTES.may_write(cast.social_worker, one.matter) is True


def test_its_pages_ask_few_questions_and_its_minutes_print(cast: Cast, amara: Person) -> None:
    near(cast.social_worker, amara)
    one = called(cast, amara)
    browser = signed_in(cast.social_worker)
    with at(NOW):
        page, questions = asked(browser, one.href)
    assert "Who is invited" in page.content.decode()
    assert len(questions) <= 15, "\n".join(questions)
    one = held(cast, one, amara)
    with at(LATER):
        page, questions = asked(browser, one.href)
        assert "Two calls to the home in May." in page.content.decode()
        assert f"/disagreements/on/{one.ref}/" in page.content.decode()  # AS-17
        assert len(questions) <= 15, "\n".join(questions)
        assert browser.get(f"{one.href}minutes.pdf").content.startswith(b"%PDF")
        assert "Strategy discussions" in browser.get(f"{amara.href}assessments/").content.decode()
