"""What a conclusion asks for begins with it, runs by its clock, and waits until somebody says what came of it."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Notice
from kith.assessment.models import Assessment, FollowOn, NewInformation
from kith.assessment.paper import sheet
from kith.assessment.queries import reading
from kith.assessment.queries.lacking import lacking
from kith.assessment.steps import (
    AnswerFollowOn,
    AnswerWhetherItStands,
    Authorise,
    ConcludedChildInNeed,
    EmergencyDecided,
    RecordNewInformation,
    ReviewLength,
    Supervise,
)
from kith.earlyhelp.models import EarlyHelpHandover
from kith.kernel.perform import Invalid, Refused
from kith.record.models import Clock
from kith.site.due import Item
from tests.assessment.reading import signed_in
from tests.assessment.scene import FINDINGS, allocated, child, proposed, referrals
from tests.assessment.test_work import END, REVIEWED, seen
from tests.assessment.test_workspace import CHECKED
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 12, 10)  # a Friday
AFTER = london(2026, 6, 29, 10)  # past ten working days
HARM = {"need": "harm", "abused": "yes", "duty": "s47", "urgent": "He may come back tonight: he sleeps at his Nan's."}
WHY = {"why_incomplete": "Enough is known.", "factors": ["3B"]}
ANSWER = {"answer": "done", "done_at": "2026-06-15T09:30", "words": "Police, health and school took part. On file."}


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    found = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    seen(cast, found)
    return found


def ended(cast: Cast, assessment: Assessment, outcome: str, **more: Any) -> list[FollowOn]:
    """Authorised with this outcome, twice by the same click; what it asked for."""
    with at(NOW):
        proposed(cast, assessment, outcome=outcome, **(HARM if outcome != "cin_plan" else {}), **more)
        data = END | WHY | {"outcome": outcome}
        for _ in range(2):
            take(Authorise, cast.practice_supervisor, assessment, data, request_key="one-click")
    with acting(cast.social_worker):
        rows = FollowOn.objects.filter(matter=assessment.matter).exclude(kind="conclusion")
        return list(rows.select_related("matter__assessment__child"))


def asked_for(cast: Cast) -> list[Item]:
    """What is due to the lead; that something was missing (test_exceptions) aside."""
    groups = signed_in(cast.social_worker).get("/").context["groups"]
    return [item for group in groups for item in group.items if item.clock.clock.rule != "exception.conclusion"]


def clock(cast: Cast, assessment: Assessment, rule: str) -> Clock:
    with acting(cast.social_worker):
        return Clock.objects.get(matter=assessment.matter, rule=rule)


def test_as_19_cp_08_a_child_in_need_plan_is_due_to_the_lead_with_the_help_agreed(
    cast: Cast, assessment: Assessment
) -> None:
    (plan,) = ended(cast, assessment, "cin_plan")
    assert (plan.kind, plan.services) == ("plan", FINDINGS["services"])
    due = clock(cast, assessment, "cin.plan.create")
    assert due.due_at == london(2026, 6, 26, 23, 59).replace(second=59)
    with at(NOW):
        items = asked_for(cast)
        with acting(cast.social_worker):
            begins = f"/people/{assessment.child.ref}/need-plan/"
        assert [(one.title, one.href) for one in items] == [("Child in need plan agreed", begins)]
        assert items[0].words.endswith("Those who work with the child say what came of it.")
        assert signed_in(cast.social_worker).get(items[0].href).status_code == 200
        with acting(cast.social_worker):
            href = assessment.child.person.href
        assert "Child in need plan agreed" in signed_in(cast.social_worker).get(href).content.decode()
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
        assert "What follows" in page
        assert "Family support" in page
    with acting(cast.social_worker):
        assert Notice.objects.filter(user=cast.social_worker, href=f"/assessments/{assessment.ref}/").exists()


def test_cp_08_a_plan_that_is_late_stands_on_the_team_page_as_on_my_work(cast: Cast, assessment: Assessment) -> None:
    ended(cast, assessment, "cin_plan")
    with at(AFTER):
        team = signed_in(cast.team_manager).get("/team/")
        assert [(row.clock.title, row.worker) for row in team.context["late"]] == [
            ("Child in need plan agreed", "Farah Siddiqui")
        ]
        (row,) = [one for one in team.context["rows"] if one.user == cast.social_worker]
        assert (row.children, row.late, row.soon) == (0, 1, 0)
        tally = signed_in(cast.social_worker).get("/").context["tally"]
        assert tally[0]["number"] == 1


def test_cp_08_whoever_works_with_the_child_says_that_it_was_agreed(cast: Cast, assessment: Assessment) -> None:
    (plan,) = ended(cast, assessment, "cin_plan")
    with at(AFTER):
        with pytest.raises(Refused):
            take(AnswerFollowOn, cast.stranger, plan, ANSWER)
        for missing in ("answer", "done_at", "words"):
            with pytest.raises(Invalid) as no:
                take(AnswerFollowOn, cast.social_worker, plan, ANSWER | {missing: ""})
            assert list(no.value.form.errors) == [missing]
        href = f"/assessments/{assessment.ref}/follows/{plan.ref}/"
        browser = signed_in(cast.social_worker)
        assert "Family support" in browser.get(href).content.decode()
        for _ in range(2):  # safe to send twice
            assert browser.post(href, ANSWER | {"request_key": "once"}).status_code == 302
        with pytest.raises(Invalid, match="answered a moment ago"):
            take(AnswerFollowOn, cast.social_worker, plan, ANSWER)
        page = browser.get(f"/assessments/{assessment.ref}/").content.decode()
        assert ANSWER["words"] in page
        assert "What came of it?" not in page
    assert clock(cast, assessment, "cin.plan.create").stopped_at == london(2026, 6, 15, 9, 30)


def test_as_19_cp_02_a_strategy_discussion_is_asked_for_and_waits_for_a_manager(
    cast: Cast, assessment: Assessment
) -> None:
    (asked,) = ended(cast, assessment, "strategy")
    assert (asked.kind, asked.why) == ("strategy", FINDINGS["concern"])
    due = clock(cast, assessment, "strategy.hold")
    assert due.due_at == london(2026, 6, 15, 23, 59).replace(second=59)
    with acting(cast.team_manager):
        assert Notice.objects.filter(user=cast.team_manager, href=f"/assessments/{assessment.ref}/").exists()
    with at(NOW):
        for manager in (cast.practice_supervisor, cast.team_manager):
            waits = signed_in(manager).get("/").context["to_answer"]
            assert [one.what for one in waits] == ["Strategy discussion: what came of it?"]
            assert signed_in(manager).get(waits[0].href).status_code == 200
        assert signed_in(cast.social_worker).get(waits[0].href).status_code == 403
        with pytest.raises(Refused):
            take(AnswerFollowOn, cast.social_worker, asked, ANSWER)
    with at(AFTER):
        take(AnswerFollowOn, cast.team_manager, asked, ANSWER)
        assert signed_in(cast.practice_supervisor).get("/").context["to_answer"] == []
    held = clock(cast, assessment, "strategy.hold")
    assert held.stopped_at == london(2026, 6, 15, 9, 30)


def test_cp_02_not_needed_keeps_the_reason_and_who(cast: Cast, assessment: Assessment) -> None:
    (asked,) = ended(cast, assessment, "strategy")
    said = {"answer": "not_needed", "words": "It was held on Thursday on the contact before."}
    with at(NOW):
        take(AnswerFollowOn, cast.team_manager, asked, said)
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    assert "It is not needed" in page
    assert said["words"] in page
    assert "Marcus Bell" in page
    assert clock(cast, assessment, "strategy.hold").not_needed_because == said["words"]


def test_as_19_emergency_action_is_owed_at_once_and_a_discussion_with_it(cast: Cast, assessment: Assessment) -> None:
    action, discussion = ended(cast, assessment, "emergency")
    assert (action.kind, action.why, discussion.kind) == ("emergency", HARM["urgent"], "strategy")
    assert clock(cast, assessment, "emergency.act").due_at is None
    with at(NOW):
        items = asked_for(cast)
        assert {"Take emergency action", "Hold the strategy discussion"} == {one.title for one in items}
        for one in items:  # the lead is led to why, and told whose answer it waits for
            assert one.href == f"/assessments/{assessment.ref}/#follows"
            assert one.words.endswith("Waits for a manager’s answer.")
        page = signed_in(cast.social_worker).get(items[0].href).content.decode()
        assert 'id="follows"' in page
        assert page.count("Waits for a manager’s answer.") == 2
        paper = reading_of(cast, assessment)
        assert "What follows: emergency action" in paper
        help_agreed = FINDINGS["services"][0]["service"]
        assert help_agreed not in paper.split("What follows: strategy discussion")[1].split("What came of it")[0]
        assert "What came of it: not said yet." in paper
    with at(AFTER):
        take(AnswerFollowOn, cast.team_manager, action, ANSWER | {"done_at": "2026-06-12T08:00"})
    # What was done before it was asked for counts from when it was asked for.
    assert clock(cast, assessment, "emergency.act").stopped_at == NOW
    assert clock(cast, assessment, "strategy.hold").stopped_at is None


def reading_of(cast: Cast, assessment: Assessment) -> str:
    with acting(cast.social_worker):
        found = reading.find(assessment.ref)
        assert found is not None
        return str(sheet(found))


@pytest.mark.parametrize("outcome", ["nfa", "universal", "early_help"])
def test_as_19_what_closes_a_case_asks_for_nothing_here(cast: Cast, assessment: Assessment, outcome: str) -> None:
    with at(NOW):
        proposed(cast, assessment, outcome=outcome)
        take(Authorise, cast.practice_supervisor, assessment, END | WHY | {"outcome": outcome})
    with acting(cast.social_worker):
        assert not FollowOn.objects.filter(matter=assessment.matter).exclude(kind="conclusion").exists()
        assert EarlyHelpHandover.objects.filter(person=assessment.child).exists() is (outcome == "early_help")


def test_nothing_follows_before_the_conclusion_is_authorised(cast: Cast, assessment: Assessment) -> None:
    with at(NOW), pytest.raises(Refused, match="once the conclusion is authorised"):
        take(ConcludedChildInNeed, cast.practice_supervisor, assessment)


def test_an_answer_to_what_is_not_there(cast: Cast, assessment: Assessment) -> None:
    ended(cast, assessment, "cin_plan")
    with at(NOW):
        href = f"/assessments/{assessment.ref}/follows/nothing/"
        assert signed_in(cast.social_worker).get(href).status_code == 404
        assert "/reason/" in signed_in(cast.stranger).get(href)["Location"]


@pytest.mark.parametrize("step", [ReviewLength, Supervise])
def test_as_18_what_a_manager_says_is_to_be_done_now_waits_until_it_was_done(
    cast: Cast, assessment: Assessment, step: Any
) -> None:
    now = {"protect_now": "yes", "protect_why": "He has a key: she sleeps at her Nan's tonight."}
    said = (REVIEWED if step is ReviewLength else CHECKED) | now
    with acting(cast.social_worker):
        href = f"/assessments/{assessment.ref}/"

    def lacks() -> set[str]:
        with acting(cast.social_worker):
            return {one.label for one in lacking(Assessment.objects.get(pk=assessment.pk))}

    with at(NOW):
        take(step, cast.practice_supervisor, assessment, said)
        take(step, cast.practice_supervisor, assessment, said)  # said again while it waits: one thing waits
        with acting(cast.social_worker):
            row = FollowOn.objects.get(matter=assessment.matter)
            assert Notice.objects.filter(user=cast.social_worker, href=href).exists()
        assert (row.kind, row.why) == ("emergency", now["protect_why"])
        assert "Emergency action: what came of it?" in lacks()
        work = signed_in(cast.social_worker).get("/").context["groups"]
        assert "Take emergency action" in [one.title for group in work for one in group.items]
        waits = signed_in(cast.team_manager).get("/").context["to_answer"]
        assert f"{href}follows/{row.ref}/" in [one.href for one in waits]
        assert f"{href}follows/{row.ref}/" in signed_in(cast.social_worker).get(href).content.decode()
    with at(AFTER):
        browser = signed_in(cast.team_manager)
        no = browser.post(waits[0].href, ANSWER | {"words": "", "request_key": "one"})
        assert no.status_code == 422
        assert browser.post(waits[0].href, ANSWER | {"request_key": "two"}).status_code == 302
        assert "Emergency action: what came of it?" not in lacks()
    assert clock(cast, assessment, "emergency.act").stopped_at == london(2026, 6, 15, 9, 30)


def test_as_18_what_was_not_needed_then_is_asked_for_again(cast: Cast, assessment: Assessment) -> None:
    said = CHECKED | {"protect_now": "yes", "protect_why": "He has a key."}
    with at(NOW):
        take(Supervise, cast.practice_supervisor, assessment, CHECKED)
        with acting(cast.social_worker):
            assert not FollowOn.objects.filter(matter=assessment.matter).exists()
        take(Supervise, cast.practice_supervisor, assessment, said)
        with acting(cast.team_manager):
            first = FollowOn.objects.select_related("matter__assessment__child").get(matter=assessment.matter)
        take(AnswerFollowOn, cast.team_manager, first, {"answer": "not_needed", "words": "The lock was changed."})
    with at(AFTER):
        take(Supervise, cast.practice_supervisor, assessment, said)
    with acting(cast.social_worker):
        rows = FollowOn.objects.filter(matter=assessment.matter).order_by("pk")
        assert [one.answer for one in rows] == ["not_needed", ""]
        running = Clock.objects.get(matter=assessment.matter, rule="emergency.act", stopped_at=None)
        assert (running.started_at, running.not_needed_because) == (AFTER, "")


def test_as_18_nobody_asks_for_protection_in_an_open_assessment_but_a_manager(
    cast: Cast, assessment: Assessment
) -> None:
    with at(NOW), pytest.raises(Refused):
        take(EmergencyDecided, cast.social_worker, assessment, {"why": "He has a key."})


NEW = {
    "what": "He was in hospital that week.", "source": "The ward", "learned_at": "2026-06-15T09:00",
    "meaning": "Nobody was there.",
}  # fmt: skip


@pytest.mark.parametrize(("outcome", "kind"), [("strategy", "strategy"), ("cin_plan", "plan")])
def test_as_21_what_waits_is_in_question_once_the_conclusion_stands_no_more(
    cast: Cast, assessment: Assessment, outcome: str, kind: str
) -> None:
    """Nothing that protects a child ends by itself: whoever would answer is told, reads why, and says so."""
    row = next(one for one in ended(cast, assessment, outcome) if one.kind == kind)
    home, why = f"/assessments/{assessment.ref}/", "It rested on a mistake about the week."
    with at(london(2026, 6, 15, 10)):
        assessment.state = Assessment.State.AUTHORISED  # as the page reads it
        new = take(RecordNewInformation, cast.social_worker, assessment, NEW).result
    with at(london(2026, 6, 15, 11)):
        with acting(cast.practice_supervisor):
            new = NewInformation.objects.select_related("matter__assessment").get(pk=new.pk)
            before = Notice.objects.count()
            Notice.objects.update(handed_at=NOW)  # as when they were sent
        take(AnswerWhetherItStands, cast.team_manager, new, {"answer": "not_any_more", "why": why})
        with acting(cast.practice_supervisor):
            told = set(Notice.objects.order_by("pk")[before:].values_list("user__name", flat=True))
        answers = cast.social_worker if kind == "plan" else cast.practice_supervisor
        assert {cast.social_worker.name, answers.name} <= told
        browser = signed_in(answers)
        for page in (home, row.href):
            shown = browser.get(page).content.decode()
            assert "<b>In question:</b> the conclusion does not stand any more, Marcus Bell" in shown
            assert why in shown
        assert "In question: the conclusion does not stand any more" in browser.get("/").content.decode()
        asked = browser.get(home).content.decode().count("<b>In question:</b>")
        take(AnswerFollowOn, answers, row, {"answer": "not_needed", "words": "He is safe."})
        assert browser.get(home).content.decode().count("<b>In question:</b>") == asked - 1


def test_as_21_what_waits_of_a_conclusion_that_stands_is_in_no_question(cast: Cast, assessment: Assessment) -> None:
    ended(cast, assessment, "strategy")
    with at(london(2026, 6, 15, 10)):
        assessment.state = Assessment.State.AUTHORISED  # as the page reads it
        new = take(RecordNewInformation, cast.social_worker, assessment, NEW).result
        with acting(cast.practice_supervisor):
            new = NewInformation.objects.select_related("matter__assessment").get(pk=new.pk)
        take(AnswerWhetherItStands, cast.team_manager, new, {"answer": "stands", "why": "It was known."})
        for page in ("/", f"/assessments/{assessment.ref}/"):
            assert "n question" not in signed_in(cast.practice_supervisor).get(page).content.decode()
