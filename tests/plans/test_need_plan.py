"""A child in need plan: agreed from what was found, reviewed, found not to work, decided on, and ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Involvement
from kith.actions.queries import on_work
from kith.actions.steps import FinishAction
from kith.frontdoor.models import Referral
from kith.kernel.perform import Invalid, Refused
from kith.legal.queries import gateways_about
from kith.legal.steps import CallOffGateway
from kith.plans import paper, queries, steps
from kith.plans.models import Plan
from kith.record.models import Clock, StepEvent
from tests.assessment import scene as children
from tests.assessment.reading import asked, places, signed_in
from tests.cast import Cast, london, take
from tests.people import made
from tests.plans import scene

pytestmark = pytest.mark.django_db
NOT = {
    "working": "no",
    "options": ["network", "gateway"],
    "proposed": "network",
    "proposed_why": "Nobody asked Nan yet.",
}


def clocks(cast: Cast, plan: Plan) -> dict[str, Clock]:
    with acting(cast.social_worker):
        return {one.rule: one for one in Clock.objects.filter(matter=plan.matter, stopped_at=None)}


def raised(cast: Cast, plan: Plan) -> list[str]:
    with acting(cast.social_worker):
        return queries.view_of(scene.fresh(cast, plan)).question.raised


def refused(step: Any, actor: Any, target: Any, data: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(Invalid) as no:
        take(step, actor, target, data)
    return dict(no.value.form.errors)


def test_cp_08_cp_10_cl_10_from_the_conclusion_to_the_legal_gateway_and_to_its_end(cast: Cast) -> None:
    assessment = scene.assessed(cast)
    worker, manager = cast.social_worker, cast.practice_supervisor

    # The form begins with what the assessment found: its safety goal with the danger, and the help that was agreed.
    with at(scene.AGREED):
        browser = signed_in(worker)
        with acting(worker):
            href = f"/people/{assessment.child.person.ref}/need-plan/"
        assert any(item.href == href for group in browser.get("/").context["groups"] for item in group.items)
        begun = browser.get(href).content.decode()
        assert "the children are somewhere calm with a sober adult" in begun
        assert "Amara may be hurt if Daniel comes back" in begun
        assert "Two evenings a week" in begun
        # It wants agreement, and says what happens if nothing changes.
        for missing in ("consent", "contingency", "goals", "child_says", "sees", "outside"):
            assert missing in refused(steps.AgreeNeedPlan, worker, assessment.child, scene.words(cast, **{missing: ""}))
        nothing = scene.words(cast, actions=[], services=[])
        assert "actions" in refused(steps.AgreeNeedPlan, worker, assessment.child, nothing)
        with pytest.raises(Refused):
            take(steps.AgreeNeedPlan, cast.stranger, assessment.child, scene.words(cast))

    plan = scene.need_plan(cast, assessment)
    with acting(worker):
        asked_for = Clock.objects.get(matter=assessment.matter, rule="cin.plan.create")
        (action,) = [row.one for row in on_work(plan.matter)]
    assert (asked_for.stopped_at, asked_for.not_needed_because) == (scene.AGREED, "")
    assert (action.owner, action.came_of) == (worker, "Child in need plan")
    running = clocks(cast, plan)
    assert {one: row.started_at for one, row in running.items()} == dict.fromkeys(
        ("cin.visit", "cin.review.next"), scene.AGREED
    )
    with at(scene.AGREED):
        again = refused(steps.AgreeNeedPlan, worker, assessment.child, scene.words(cast, from_authority="Westmere"))
        assert "is open already" in str(again)

    # The child is seen, which stops one visit and begins the next; a child who was not seen is explained, and is due.
    with at(london(2026, 6, 25)):
        visit = {"at": london(2026, 6, 24, 15), "place": "School", "alone": "yes", "words": "It was quiet."}
        with pytest.raises(Refused, match="This is a child in need plan"):
            take(steps.SeenOnProtectionPlan, worker, plan, visit)
        take(steps.SeenOnNeedPlan, worker, plan, visit)
        early = refused(steps.SeenOnNeedPlan, worker, plan, visit | {"at": london(2026, 6, 13)})
        assert "after the plan began" in str(early)
    assert clocks(cast, plan)["cin.visit"].started_at == london(2026, 6, 24, 15)
    with at(london(2026, 7, 8)):
        tried = {"at": london(2026, 7, 7), "place": "Home", "why_not_seen": "Nobody opened.", "obstructed": "no"}
        assert "why_not_seen" in refused(steps.NotSeenOnPlan, worker, plan, tried | {"why_not_seen": ""})
        take(steps.NotSeenOnPlan, worker, plan, tried)
    assert clocks(cast, plan)["cin.visit"].started_at == london(2026, 6, 24, 15)

    # A review that finds it to work needs no more; the second without any change does, whatever is answered.
    first, second = london(2026, 7, 8, 10), london(2026, 7, 21, 10)
    with at(first):
        take(steps.ReviewNeedPlan, worker, plan, scene.met(cast, plan, first, working="yes"))
        assert raised(cast, plan) == []
    assert clocks(cast, plan)["cin.review.next"].started_at == first
    with at(second):
        drifts = refused(steps.ReviewNeedPlan, worker, plan, scene.met(cast, plan, second, working="yes"))
        assert "No goal has come nearer in 2 meetings" in str(drifts["options"])
        assert {"options", "proposed", "proposed_why"} <= set(drifts)
        one = scene.met(cast, plan, second, **NOT | {"options": ["network"]})
        assert "at least two" in str(refused(steps.ReviewNeedPlan, worker, plan, one)["options"])
        take(steps.ReviewNeedPlan, worker, plan, scene.met(cast, plan, second, risk="rising", **NOT))
        view = queries_of(cast, plan)
        assert "The risk to the child rises" in view.alternatives[0].triggers
        waits = refused(steps.ReviewNeedPlan, worker, plan, scene.met(cast, plan, second, **NOT))
        assert "waits for a manager" in str(waits)

    # A manager who neither leads nor proposed decides: the legal gateway, whose meeting is asked for at once.
    with at(london(2026, 7, 22)):
        with acting(worker):
            target = queries.alternative_by_ref(plan, view.alternatives[0].ref)
        decision = {"chosen": "gateway", "why": "Two months, and nothing changed."}
        with pytest.raises(Refused, match="Nobody decides what they proposed"):
            take(steps.DecideAlternative, worker, target, decision)
        assert "Plans that do not work" in signed_in(manager).get("/").content.decode()
        take(steps.DecideAlternative, manager, target, decision)
        with pytest.raises(Invalid, match="Somebody was quicker"):
            take(steps.DecideAlternative, cast.team_manager, target, decision)
        assert raised(cast, plan) == []  # what was raised before is answered
        with acting(worker):
            gateway = gateways_about([plan.child_id]).get()
            due = Clock.objects.get(matter=gateway.matter, rule="gateway.hold").due_at
        assert due is not None
        assert (gateway.asked_by, due.date()) == (manager, date(2026, 7, 29))

    # The page and the paper say it all; the words are found; each costs few questions.
    with at(london(2026, 7, 23)):
        page, questions = asked(signed_in(worker), plan.href)
        assert len(questions) <= 15, "\n".join(questions)
        text = page.content.decode()
        for words in (
            "Nobody shouts at night.",
            scene.CONTINGENCY,
            "It was quiet.",
            "Amara drew her week.",
            "The legal gateway",
        ):
            assert words in text
        assert signed_in(worker).get(f"{plan.href}plan.pdf").content[:5] == b"%PDF-"
        with acting(worker):
            said = str(paper.sheet(queries_of(cast, plan)))
            assert "We will know by this: Amara says so" in said
            assert "Mrs Hale" not in said  # what others said in meetings is not the family's paper
            assert "Plan" in [place.title for place in places({plan.child_id}, "drew her week")]
            assert StepEvent.objects.filter(matter=plan.matter, step="plans.need_plan_reviewed").count() == 2

    # It ends by a manager, with the census's reason, once nothing is left to do.
    with at(london(2026, 9, 1)):
        end = {"closure": "RC7", "early_help": "no", "ended_words": "Weekends are calm; Grace rings the hub."}
        with pytest.raises(Refused):
            take(steps.ClosePlan, worker, plan, end)
        assert "legal gateway meeting" in str(refused(steps.ClosePlan, manager, plan, end))
        with acting(worker):
            gateway = gateways_about([plan.child_id]).get()
        take(CallOffGateway, cast.service_manager, gateway, {"off_because": "Weekends are calm since July."})
        assert "Still to be done" in str(refused(steps.ClosePlan, manager, plan, end))
        with acting(worker):
            left = [row.one for row in on_work(plan.matter)]
        for row in left:
            take(FinishAction, manager, row, {"done_on": "2026-09-01", "evidence": "Done."})
        stale = scene.fresh(cast, plan)
        take(steps.ClosePlan, manager, plan, end)
        # Whoever hands over or reviews the same plan from a page opened before is told, and nothing of it is written.
        over = {
            "to_authority": "Westmere",
            "accepted_on": "2026-09-01",
            "accepted_by": "A manager",
            "ended_words": "Told.",
        }
        assert "Somebody was quicker" in str(refused(steps.TransferOut, cast.team_manager, stale, over))
        with acting(manager):
            referral = Referral.objects.get(pk=assessment.referral_id)
            assert (referral.state, referral.closure_reason) == ("closed", "RC7")
            assert not Involvement.objects.filter(matter=assessment.matter, until=None).exists()
            assert not Clock.objects.filter(matter=plan.matter, stopped_at=None).exists()


def queries_of(cast: Cast, plan: Plan) -> Any:
    with acting(cast.social_worker):
        return queries.view_of(scene.fresh(cast, plan))


def test_cp_07_harm_outside_the_home_each_limb_is_answered_with_what_shows_it(cast: Cast) -> None:
    assessment = scene.assessed(cast)
    limbs: dict[str, Any] = {"outside": "yes", "safe_at_home": "yes", "safe_words": "Nan is there.",
                             "rests_on": "S-26-00001", "stance_why": "They are partners."}  # fmt: skip
    for limb in ("recognise", "respond", "cooperate"):
        limbs |= {limb: "partly", f"{limb}_words": "She drove him home."}
    with at(scene.AGREED):
        for missing in ("recognise", "respond_words", "safe_at_home", "rests_on", "stance_why"):
            data = scene.words(cast, **limbs | {missing: ""})
            assert list(refused(steps.AgreeNeedPlan, cast.social_worker, assessment.child, data)) == [missing]
    stance = queries_of(cast, scene.need_plan(cast, assessment, **limbs)).stance
    assert "a child in need plan may be right" in stance.points_to
    stance.respond = "no"
    assert "a child protection plan may be right" in stance.points_to
    stance.safe_at_home = False
    assert "care is to be considered" in stance.points_to or "come into care" in stance.points_to


def test_cp_08_brothers_and_sisters_have_their_own_plan_with_words_written_once(cast: Cast) -> None:
    amara, chidi = children.child(cast.mash_worker), children.child(cast.mash_worker, "Chidi Okafor")
    with acting(cast.mash_worker):
        made.related(amara, "sibling", chidi)
    plan = scene.need_plan(cast, scene.assessed(cast, amara))
    assessment = scene.assessed(cast, chidi)
    with at(scene.AGREED):
        browser = signed_in(cast.social_worker)
        page = browser.get(f"/people/{chidi.ref}/need-plan/").content.decode()
        assert f"?like={plan.ref}" in page
        assert scene.CONTINGENCY not in page
        assert scene.CONTINGENCY in browser.get(f"/people/{chidi.ref}/need-plan/?like={plan.ref}").content.decode()
    own = scene.need_plan(cast, assessment, contingency="Chidi stays with his aunt.")
    assert scene.fresh(cast, plan).contingency == scene.CONTINGENCY != own.contingency


def test_transfers_in_and_out_are_with_an_authority_by_name_and_in_writing(cast: Cast) -> None:
    child = children.child(cast.mash_worker)
    with at(children.RECEIVED), acting(cast.social_worker):
        made.involve(cast.team_manager, child, kind="made_record")
        made.involve(cast.social_worker, child, kind="made_record")
    with at(scene.AGREED):
        data = scene.words(cast, from_authority="")
        assert "from_authority" in refused(steps.AgreeNeedPlan, cast.social_worker, child.subject, data)
        plan = take(
            steps.AgreeNeedPlan, cast.social_worker, child.subject, scene.words(cast, from_authority="Westmere")
        ).result
    plan = scene.fresh(cast, plan)
    with acting(cast.social_worker):
        assert Involvement.objects.filter(matter=plan.matter, kind="key_worker", user=cast.social_worker).exists()
    with at(london(2026, 8, 3)):
        over = {"to_authority": "Eastmere", "accepted_by": "T. Quayle, team manager", "ended_words": "All of it."}
        early = refused(steps.TransferOut, cast.team_manager, plan, over | {"accepted_on": "2026-06-01"})
        assert "after the plan began" in str(early)
        for missing in ("to_authority", "accepted_on", "accepted_by"):
            data = over | {"accepted_on": "2026-08-01", missing: ""}
            assert list(refused(steps.TransferOut, cast.team_manager, plan, data)) == [missing]
        take(steps.TransferOut, cast.team_manager, plan, over | {"accepted_on": "2026-08-01"})
    ended = scene.fresh(cast, plan)
    assert (ended.ended_as, ended.closure, ended.to_authority) == ("out", "RC5", "Eastmere")


def test_whoever_is_on_duty_tonight_reads_what_happens_if_it_does_not_change(cast: Cast) -> None:
    """And what the plan said stands in the record as it was known, for as long as anybody asks (IG-07)."""
    plan = scene.need_plan(cast, scene.assessed(cast))
    read = f"/people/{plan.child.ref}"
    with at(scene.AGREED + timedelta(days=2)):
        browser = signed_in(cast.social_worker)
        assert f"If it does not change: {scene.CONTINGENCY}" in browser.get(f"{read}/out-of-hours/").content.decode()
        then = browser.get(f"{read}/as-known/", {"at": "2026-06-16T09:00"}, follow=True).content.decode()
        before = browser.get(f"{read}/as-known/", {"at": "2026-06-14T09:00"}, follow=True).content.decode()
    assert scene.CONTINGENCY in then
    assert scene.CONTINGENCY not in before
