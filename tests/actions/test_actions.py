"""Actions are agreed, go on, change hands or day, end, and come up when late (CP-03, CP-08 to CP-10, CL-10, AS-18)."""

from __future__ import annotations

from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.access.models import Involvement, MatterSubject, NamedReader, Notice, Subject, User
from kith.actions import queries
from kith.actions.models import Action, ActionChild, ActionProgress
from kith.actions.steps import AgreeActions, DropAction, FinishAction, HandOver, MoveDay, RecordProgress
from kith.assessment.models import Assessment
from kith.assessment.paper import sheet
from kith.assessment.steps import Supervise
from kith.kernel.perform import Invalid, Refused, Stale
from kith.record.models import StepEvent
from kith.site import jobs
from tests.assessment.reading import asked, places, signed_in
from tests.assessment.scene import allocated, child, referrals
from tests.assessment.test_supervising import CHECKED
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
AGREED = london(2026, 6, 8, 10)  # a Monday
DUE = date(2026, 6, 10)
SCHOOL = "Tell the breakfast club that she comes from Monday"
CLUB = {"what": SCHOOL, "who": "Ms Hale, deputy head", "agency_kind": "school", "due_on": DUE.isoformat()}


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker))[0])


def ours(owner: User, what: str = "See her at her grandmother's", **more: Any) -> dict[str, Any]:
    return {"what": what, "owner": owner.ref, "due_on": DUE.isoformat(), **more}


def agree(actor: User, assessment: Assessment, *rows: dict[str, Any], origin: str = "work", **more: Any) -> Action:
    with at(AGREED):
        found = take(AgreeActions, actor, assessment.matter, {"origin": origin, "actions": list(rows), **more}).result
    assert isinstance(found, Action)
    return found


@pytest.fixture
def action(cast: Cast, assessment: Assessment) -> Action:
    """One of the social worker's own, agreed by whoever supervises."""
    return agree(cast.practice_supervisor, assessment, ours(cast.social_worker))


def page(actor: User, href: str, moment: datetime = AGREED) -> str:
    with at(moment):
        return unescape(signed_in(actor).get(href).content.decode())


def told(user: User, href: str) -> int:
    with acting(user):
        return Notice.objects.filter(user=user, href=href).count()


def test_cp_03_several_are_agreed_in_one_act_each_with_an_owner_and_a_day(cast: Cast, assessment: Assessment) -> None:
    first = agree(cast.practice_supervisor, assessment, ours(cast.social_worker), CLUB)
    with acting(cast.social_worker):
        found = list(Action.objects.filter(matter=assessment.matter).order_by("pk"))
        assert [(one.what, one.owner, one.who) for one in found] == [
            (first.what, cast.social_worker, ""), (SCHOOL, None, "Ms Hale, deputy head"),
        ]  # fmt: skip
        assert {one.first_due_on for one in found} == {DUE}
        assert [one.line for one in StepEvent.objects.filter(step="actions.agreed")] == [
            "2 actions agreed: The work itself"
        ]
    assert told(cast.social_worker, first.href) == 1
    shown = page(cast.social_worker, f"/assessments/{assessment.ref}/")
    assert all(words in shown for words in (first.what, SCHOOL, "Ms Hale, deputy head (School)"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"who": "Ms Hale", "agency_kind": "school"}, "not both"),
        ({"owner": ""}, "Say who does it"),
        ({"owner": "", "who": "Ms Hale"}, "Choose their agency"),
        ({"due_on": ""}, "Say by when"),
        ({"due_on": "2026-06-07"}, "today or in the future"),
        ({"due_on": "2062-06-10"}, "check the year"),
        ({"what": " "}, "Say what is to be done"),
    ],
)
def test_cp_03_what_who_and_by_when_are_asked_for(
    cast: Cast, assessment: Assessment, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as no:
        agree(cast.social_worker, assessment, ours(cast.social_worker) | more)
    assert field in str(no.value.form.errors)
    with acting(cast.social_worker):
        assert not Action.objects.exists()


def test_it_is_offered_to_those_near_the_work_and_to_nobody_else(cast: Cast, assessment: Assessment) -> None:
    with acting(cast.social_worker):
        owners = [user for user, _ in queries.offered(cast.social_worker, assessment.matter)["owners"]]
    assert owners[0] == cast.social_worker  # whoever leads comes first
    assert {cast.practice_supervisor, cast.team_manager} <= set(owners)
    assert not {cast.stranger, cast.referrer} & set(owners)
    with pytest.raises(Invalid):
        agree(cast.social_worker, assessment, ours(cast.stranger))


def test_it_may_be_for_one_of_the_children(cast: Cast, assessment: Assessment) -> None:
    other = child(cast.mash_worker, "Chidi Okafor")
    with acting(cast.social_worker):
        MatterSubject.objects.create(matter=assessment.matter, person=other.subject)
        Involvement.objects.create(person=other.subject, user=cast.social_worker, kind="key_worker")
    one = agree(cast.social_worker, assessment, ours(cast.social_worker, children=[other.ref]))
    with acting(cast.social_worker):
        assert [row.person_id for row in ActionChild.objects.filter(action=one)] == [other.pk]
        assert queries.on_work(assessment.matter)[0].people == ["Chidi Okafor"]
    assert "for <bdi>Chidi Okafor</bdi>" in page(cast.social_worker, f"/assessments/{assessment.ref}/")


def test_what_was_done_stands_after_what_was_done_before(cast: Cast, action: Action) -> None:
    with at(AGREED):
        take(RecordProgress, cast.social_worker, action, {"words": "Rang her grandmother."})
        take(RecordProgress, cast.practice_supervisor, action, {"words": "Heard from the school."})
    with acting(cast.social_worker):
        assert [one.words for one in ActionProgress.objects.all()] == [
            "Rang her grandmother.", "Heard from the school.",
        ]  # fmt: skip
    shown = page(cast.social_worker, action.href)
    assert shown.index("Rang her grandmother.") < shown.index("Heard from the school.")
    with acting(cast.social_worker):
        found = places([action.matter.subjects.get().person_id], "grandmother")
    assert action.href in [place.href for place in found]


def test_cl_10_done_says_when_and_how_it_is_known(cast: Cast, assessment: Assessment, action: Action) -> None:
    said = {"done_on": "2026-06-09", "evidence": "She showed me her room."}
    with at(london(2026, 6, 9, 15)):
        for wrong in ({"done_on": "2026-06-10"}, {"done_on": "2026-06-07"}, {"evidence": ""}):
            with pytest.raises(Invalid):
                take(FinishAction, cast.social_worker, action, said | wrong)
        take(FinishAction, cast.social_worker, action, said)
        with acting(cast.social_worker):
            action.refresh_from_db()
        with pytest.raises(Refused, match="has ended"):
            take(RecordProgress, cast.social_worker, action, {"words": "More."})
    assert told(cast.practice_supervisor, action.href) == 1
    with acting(cast.social_worker):
        assert queries.open_on(assessment.matter) == []
    shown = page(cast.social_worker, action.href, london(2026, 7, 9))
    assert "She showed me her room." in shown
    assert "late" not in shown.partition("<h1")[2]  # it was done in time, and stays so
    assert action.what not in page(cast.social_worker, "/", london(2026, 6, 9, 16))


def test_the_same_sent_twice_is_one(cast: Cast, assessment: Assessment, action: Action) -> None:
    said = {"done_on": "2026-06-08", "evidence": "Seen."}
    with at(AGREED):
        for _ in range(2):
            take(FinishAction, cast.social_worker, action, said, request_key="twice")
        rows = {"origin": "work", "actions": [ours(cast.social_worker)]}
        for _ in range(2):
            take(AgreeActions, cast.social_worker, assessment.matter, rows, request_key="thrice")
    with acting(cast.social_worker):
        assert Action.objects.filter(matter=assessment.matter).count() == 2


def test_two_who_change_it_at_once_are_told(cast: Cast, action: Action) -> None:
    said = {"due_on": "2026-06-12", "reason": "She is away."}
    with at(AGREED):
        take(MoveDay, cast.practice_supervisor, action, said, seen_version=action.version)
        with pytest.raises(Stale):
            take(MoveDay, cast.social_worker, action, said | {"due_on": "2026-06-11"}, seen_version=1)


def test_it_is_handed_over_and_who_had_it_stays(cast: Cast, action: Action) -> None:
    to = {"owner": cast.team_manager.ref, "reason": "Farah is on leave."}
    with at(AGREED):
        with pytest.raises(Invalid):
            take(HandOver, cast.social_worker, action, to | {"owner": cast.social_worker.ref})
        take(HandOver, cast.social_worker, action, to)
    with acting(cast.social_worker):
        action.refresh_from_db()
        assert (action.owner, action.due_on) == (cast.team_manager, DUE)
    assert told(cast.team_manager, action.href) == 1
    shown = page(cast.social_worker, action.href)
    assert all(words in shown for words in (cast.social_worker.name, cast.team_manager.name, "Farah is on leave."))
    assert action.what in page(cast.team_manager, "/")
    assert action.what not in page(cast.social_worker, "/")


def test_cl_10_a_day_moves_with_a_reason_and_the_first_stays(cast: Cast, action: Action) -> None:
    with at(AGREED):
        for wrong in ({"reason": ""}, {"due_on": DUE.isoformat()}, {"due_on": "2026-06-05"}):
            with pytest.raises(Invalid):
                take(MoveDay, cast.social_worker, action, {"due_on": "2026-06-12", "reason": "She is away."} | wrong)
        take(MoveDay, cast.social_worker, action, {"due_on": "2026-06-12", "reason": "She is away."})
    shown = page(cast.social_worker, action.href)
    assert all(words in shown for words in ("Agreed first for 10 June 2026", "She is away.", "12 June 2026"))
    assert "which had passed" not in shown


def test_cl_10_a_day_that_passed_is_moved_by_a_manager_who_is_not_to_do_it_and_is_not_erased(
    cast: Cast, assessment: Assessment, action: Action
) -> None:
    own = agree(cast.practice_supervisor, assessment, ours(cast.practice_supervisor, "Read the school's letter"))
    move = {"due_on": "2026-06-19", "reason": "Her grandmother was ill."}
    with at(london(2026, 6, 11, 10)):
        for step, said in ((MoveDay, move), (DropAction, {"reason": "No longer."})):
            with pytest.raises(Refused, match="Its day has passed"):
                take(step, cast.social_worker, action, said)
            with pytest.raises(Refused, match="Its day has passed"):
                take(step, cast.practice_supervisor, own, said)
        assert "Its day has passed" in page(cast.social_worker, action.href, london(2026, 6, 11, 10))
        take(MoveDay, cast.practice_supervisor, action, move)
    shown = page(cast.social_worker, action.href, london(2026, 6, 12))
    assert "From 10 June 2026, which had passed, to 19 June 2026" in shown
    with at(london(2026, 6, 12)):
        take(FinishAction, cast.social_worker, action, {"done_on": "2026-06-12", "evidence": "Seen."})


def test_cp_03_what_several_agencies_agreed_is_dropped_by_a_manager_alone(cast: Cast, assessment: Assessment) -> None:
    one = agree(cast.practice_supervisor, assessment, CLUB, origin="meeting", meeting="Network meeting")
    assert one.came_of == "Network meeting"
    with at(AGREED):
        with pytest.raises(Refused, match="Several agencies agreed it"):
            take(DropAction, cast.social_worker, one, {"reason": "The club is full."})
        take(DropAction, cast.practice_supervisor, one, {"reason": "The club is full. Her aunt brings her."})
    assert "The club is full." in page(cast.social_worker, f"/assessments/{assessment.ref}/whole/")


def test_cl_10_a_late_one_comes_up_to_a_manager_and_then_to_a_service_manager(cast: Cast, action: Action) -> None:
    days = [london(2026, 6, day, 9) for day in (10, 11, 16, 17)]
    for user, seen in (
        (cast.social_worker, [True, True, True, True]),
        (cast.practice_supervisor, [False, True, True, True]),
        (cast.stranger, [False, False, False, False]),
    ):
        assert [action.what in page(user, "/", day) for day in days] == seen, user.name
    assert [action.href in page(cast.service_manager, "/", day) for day in days] == [False, False, False, True]
    behind = page(cast.service_manager, "/", days[-1])
    assert "A late action waits" in behind
    assert action.what not in behind  # what, and of whom, only once the record is open


def test_cl_10_word_of_it_goes_out_once_a_rung_and_names_nobody(cast: Cast, action: Action) -> None:
    def sent(day: int) -> list[int]:
        with at(london(2026, 6, day, 6)):
            jobs.tell_of_late_actions.func()
            Notice.objects.filter(handed_at=None).update(handed_at=london(2026, 6, day, 7))
        managers = (cast.social_worker, cast.practice_supervisor, cast.service_manager, cast.head_of_service)
        return [told(one, action.href) for one in managers]

    assert sent(10) == [1, 0, 0, 0]  # its owner, when it was agreed
    assert sent(11) == [1, 1, 0, 0]
    assert sent(12) == [1, 1, 0, 0]
    assert sent(17) == [1, 1, 1, 0]
    assert sent(18) == [1, 1, 1, 0]


def test_cp_03_another_agencys_is_chased_by_whoever_leads_the_work(cast: Cast, assessment: Assessment) -> None:
    one = agree(cast.practice_supervisor, assessment, CLUB)
    assert f"Ask Ms Hale, deputy head (School): {SCHOOL}" in page(cast.social_worker, "/")
    assert SCHOOL not in page(cast.practice_supervisor, "/")
    assert SCHOOL in page(cast.practice_supervisor, "/", london(2026, 6, 11))
    with at(london(2026, 6, 11, 6)):
        jobs.tell_of_late_actions.func()
    assert told(cast.social_worker, one.href) == 1


def test_to_its_owner_it_opens_and_to_a_stranger_it_does_not(cast: Cast, assessment: Assessment) -> None:
    one = agree(cast.practice_supervisor, assessment, ours(cast.team_manager))
    with acting(cast.practice_supervisor):
        Involvement.objects.filter(person=assessment.child).exclude(user=cast.practice_supervisor).update(
            until=london(2026, 6, 7)
        )
    with at(AGREED):
        assert signed_in(cast.team_manager).get(one.href).status_code == 200
        take(RecordProgress, cast.team_manager, one, {"words": "Asked."})
        assert signed_in(cast.stranger).get(one.href).status_code == 302  # asked why first
        for step, said in ((RecordProgress, {"words": "x"}), (DropAction, {"reason": "x"})):
            with pytest.raises(Refused, match="not involved"):
                take(step, cast.stranger, one, said)


def test_of_a_restricted_child_there_is_none(cast: Cast, assessment: Assessment, action: Action) -> None:
    with acting(cast.practice_supervisor):
        NamedReader.objects.create(person=assessment.child, user=cast.practice_supervisor, reason="holds the case")
        Subject.objects.filter(pk=assessment.child_id).update(restricted=True)
    late = london(2026, 6, 30)
    with at(late):
        assert signed_in(cast.social_worker).get(action.href).status_code == 404
        assert signed_in(cast.practice_supervisor).get(action.href).status_code == 200
    for user in (cast.social_worker, cast.service_manager):
        shown = page(user, "/", late)
        assert action.what not in shown
        assert action.href not in shown
    with at(late), acting(cast.social_worker):
        assert queries.due_to(cast.social_worker) == []
    assert action.what in page(cast.practice_supervisor, "/", late)


def test_as_21_supervision_says_who_does_what(cast: Cast, assessment: Assessment) -> None:
    with at(AGREED):
        take(Supervise, cast.practice_supervisor, assessment, CHECKED | {"actions": [ours(cast.social_worker), CLUB]})
        with acting(cast.social_worker):
            found = list(Action.objects.filter(matter=assessment.matter))
            assert {one.came_of for one in found} == {"Supervision"}
            assert not any(one.several_agencies for one in found)
            printed = next(one for one in sheet(assessment)["sections"] if one["heading"] == "Actions")
        assert SCHOOL in str(printed)
    assert "Who does what by when?" in page(cast.practice_supervisor, f"/assessments/{assessment.ref}/supervision/")


def test_as_18_it_is_agreed_on_its_page_without_scripts(cast: Cast, assessment: Assessment) -> None:
    with at(AGREED):
        browser = signed_in(cast.social_worker)
        empty = browser.get(f"/assessments/{assessment.ref}/").content.decode()
        assert "No action is agreed." in empty
        href = f"/actions/on/{assessment.matter.ref}/"
        assert href in empty
        sent = {"origin": "work", "request_key": str(browser.get(href).context["request_key"])}
        sent |= {f"actions-0-{name}": value for name, value in CLUB.items() if name != "due_on"}
        sent |= {"actions-0-due_on-day": "10", "actions-0-due_on-month": "6", "actions-0-due_on-year": "2026"}
        answer = browser.post(href, sent)
        assert answer.status_code == 302
        assert SCHOOL in browser.get(answer["Location"].partition("#")[0]).content.decode()


def test_the_list_is_one_question_however_long(cast: Cast, assessment: Assessment) -> None:
    def questions() -> int:
        with at(AGREED):
            return len(asked(signed_in(cast.social_worker), f"/assessments/{assessment.ref}/")[1])

    none = questions()
    agree(cast.social_worker, assessment, ours(cast.social_worker))
    one = questions()
    agree(cast.social_worker, assessment, CLUB, *(ours(cast.social_worker, f"Visit {n}") for n in range(6)))
    assert questions() == one <= none + 1


def test_an_action_is_in_one_hand_and_an_end_is_whole(cast: Cast, action: Action) -> None:
    wrong: list[dict[str, Any]] = [
        {"owner": None}, {"who": "Ms Hale"}, {"agency_kind": "school"}, {"ended_as": "done"},
        {"ended_words": "Seen."}, {"done_on": DUE}, {"ended_at": AGREED},
    ]  # fmt: skip
    for fields in wrong:
        with acting(cast.social_worker), pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(**fields)
