"""The legal gateway meeting: from a plan that does not work to a decision for each child (CP-11, IG-11)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.access.policies import door
from kith.kernel.perform import Invalid, Refused
from kith.legal import distance, queries, steps
from kith.legal.distance import Facts
from kith.legal.models import Gateway, GatewayChild, LegalCaseChild
from kith.plans.steps import ClosePlan
from kith.record.models import Clock, StepEvent
from tests.assessment.reading import asked as read
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take
from tests.legal import scene

pytestmark = pytest.mark.django_db


def refused(step: Any, actor: Any, target: Any, data: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(Invalid) as no:
        take(step, actor, target, data)
    return dict(no.value.form.errors)


def test_cp_10_cp_11_cl_10_a_plan_that_does_not_work_asks_for_a_meeting_which_a_service_manager_holds(
    cast: Cast,
) -> None:
    plan = scene.planned(cast)
    one = scene.does_not_work(cast, plan)
    person = plan.child.person
    # It was asked for in the same act, with what it follows from, its own day, and the children it is about.
    assert (one.state, one.why, one.asked_by) == ("asked", "Two months, and nothing changed.", cast.practice_supervisor)
    with acting(cast.social_worker):
        assert one.alternative is not None
        assert one.alternative.matter_id == plan.matter_id
        clock = Clock.objects.get(matter=one.matter, rule="gateway.hold")
    assert clock.due_at is not None
    assert clock.due_at.date().isoformat() == "2026-07-29"
    assert "/legal-gateways/" in signed_in(cast.service_manager).get("/").content.decode()
    assert "/legal-gateways/" not in signed_in(cast.conference_chair).get("/").content.decode()
    # Neither whoever leads, nor who supervises, nor another role holds it.
    for actor in (cast.social_worker, cast.practice_supervisor, cast.team_manager):
        with pytest.raises(Refused):
            take(steps.HoldGateway, actor, one, scene.holding(cast, one))
    with at(scene.HELD):
        page = signed_in(cast.service_manager).get(f"{one.href}hold/").content.decode()
    # It begins with what the plan says was tried.
    assert plan.number in page
    assert "family support" in page
    one = scene.held(cast, one)
    with acting(cast.social_worker):
        (row,) = queries.gateway_children(one)
        clock.refresh_from_db()
        lines = list(StepEvent.objects.filter(matter=one.matter).values_list("step", flat=True))
    assert (one.state, one.decided_by, row.outcome, row.open) == ("held", cast.service_manager, "pre", False)
    assert clock.stopped_at == scene.HELD
    assert {"legal.gateway_held", "legal.gateway_decided"} <= set(lines)
    # Whoever decided may read the record for a while, and no longer.
    with acting(cast.service_manager), at(london(2026, 8, 3)):
        assert door(cast.service_manager, person.subject).state == "open"
    with acting(cast.service_manager), at(london(2026, 9, 3)):
        assert door(cast.service_manager, person.subject).state == "ask"
    with at(scene.LETTER):
        page, questions = read(signed_in(cast.social_worker), one.href)
        assert len(questions) <= 16, "\n".join(questions)
        text = page.content.decode()
        for words in ("Pre-proceedings", scene.ADVICE, "Hurt twice", "Family support since June."):
            assert words in text
        assert one.number in signed_in(cast.social_worker).get(f"{person.href}assessments/").content.decode()
    # It stands; another meeting may be asked for.
    with pytest.raises(Refused, match="what it decided stands"):
        take(steps.HoldGateway, cast.service_manager, one, scene.holding(cast, one))
    with pytest.raises(Refused, match="It was held"):
        take(steps.CallOffGateway, cast.service_manager, one, {"off_because": "Late."})


def test_cp_11_ig_11_near_the_line_a_rule_asks_why_and_the_answer_is_kept_with_it(cast: Cast) -> None:
    one = scene.does_not_work(cast, scene.planned(cast), risk="falling")
    with acting(cast.service_manager):
        (row,) = queries.gateway_children(one)
        assert queries.facts_of(row.child).moves == "The risk was found to fall"
    answer = f"distance_{row.ref}"
    with at(scene.HELD):
        said = str(
            refused(steps.HoldGateway, cast.service_manager, one, scene.holding(cast, one, **{answer: ""}))[answer]
        )
        assert "The risk was found to fall" in said
        assert "why court rather than more of what helps?" in said
        # The other side is asked too: threshold met, and support.
        other = scene.holding(cast, one, "support", **{answer: ""})
        assert "why support rather than court?" in str(
            refused(steps.HoldGateway, cast.service_manager, one, other)[answer]
        )
        # No rule decides: what is answered stands, whatever it asked.
        take(steps.HoldGateway, cast.service_manager, one, scene.holding(cast, one, "issue"))
    with acting(cast.social_worker):
        row.refresh_from_db()
    assert row.outcome == "issue"
    assert {each["rule"] for each in row.prompts} == {"moving", "family", "straight"}
    assert all(each["because"] and each["asks"] for each in row.prompts)
    assert row.distance == scene.DISTANCE
    with at(scene.LETTER):
        text = signed_in(cast.social_worker).get(one.href).content.decode()
    assert "Asked by rule before it was decided" in text
    with acting(cast.social_worker), pytest.raises(IntegrityError), transaction.atomic():
        GatewayChild.objects.filter(pk=row.pk).update(distance="")


def test_ig_11_each_rule_asks_of_its_side_alone() -> None:
    """What is far from the line is asked nothing; what is near is asked by the rule that says so."""
    told = Facts(plans=("A plan",), family=True, in_case=True)

    def keys(facts: Facts, threshold: str, outcome: str) -> list[str]:
        return [one.key for one in distance.prompts(facts, threshold, outcome)]

    assert keys(told, "met", "issue") == []
    assert keys(told, "met", "pre") == []
    assert keys(told, "not_yet", "pre") == ["threshold"]
    assert keys(told, "not_met", "none") == []
    assert keys(told, "met", "none") == ["met"]
    assert keys(Facts(plans=("A plan",), rising=True), "not_met", "support") == ["rising"]
    assert keys(Facts(family=True), "met", "issue") == ["no_plan", "straight"]
    assert keys(Facts(family=True), "met", "pre") == ["no_plan"]
    assert keys(told, "", "") == []


def test_cp_11_a_meeting_about_several_decides_for_each_and_one_waits_at_a_time(cast: Cast) -> None:
    plan = scene.planned(cast)
    amara = plan.child.person
    chidi = scene.sibling(cast, amara)
    one = scene.asked(cast, amara, chidi)
    # A second one about a child is refused, by the step and by the database.
    with at(scene.ASKED):
        twice = refused(
            steps.AskForGateway, cast.social_worker, chidi.subject, {"children": [chidi.ref], "why": "Now."}
        )
        assert "is to be held already" in str(twice["children"])
        assert signed_in(cast.social_worker).get(f"{amara.href}legal-gateway/").headers["Location"] == one.href
    with acting(cast.social_worker), pytest.raises(IntegrityError), transaction.atomic():
        GatewayChild.objects.create(matter=plan.matter, child=amara.subject)
    with acting(cast.social_worker):
        first, second = queries.gateway_children(one)
    with at(scene.HELD):
        bad = scene.holding(cast, one, **{f"threshold_{second.ref}": "not_met", f"outcome_{second.ref}": "issue"})
        no = refused(steps.HoldGateway, cast.service_manager, one, bad)
        assert "threshold is not met" in str(no[f"outcome_{second.ref}"])
        strange = scene.holding(cast, one, outcome_nobody="pre")
        assert "not part of this meeting" in str(refused(steps.HoldGateway, cast.service_manager, one, strange))
        nothing = scene.holding(
            cast, one, advice="", discussed="", **{f"tried_{first.ref}": "", f"why_{first.ref}": ""}
        )
        left = refused(steps.HoldGateway, cast.service_manager, one, nothing)
        assert {"advice", "discussed", f"tried_{first.ref}", f"why_{first.ref}"} <= set(left)
    one = scene.held(cast, one, **{f"outcome_{second.ref}": "none", f"threshold_{second.ref}": "not_met"})
    case = scene.case_of(cast, amara)
    with acting(cast.social_worker):
        assert [row.outcome for row in queries.gateway_children(one)] == ["pre", "none"]
        assert [row.child for row in queries.case_children(case)] == [amara.subject]
        assert not queries.cases_about([chidi.pk])
        # The database holds that a child is in one case at a time.
        with pytest.raises(IntegrityError), transaction.atomic():
            LegalCaseChild.objects.create(matter=case.matter, child=amara.subject, decision=second)
    # A further meeting during the case opens no second one.
    scene.held(cast, scene.asked(cast, amara, when=london(2026, 9, 1)), "issue", london(2026, 9, 3))
    with acting(cast.social_worker):
        assert queries.cases_about([amara.pk]).count() == 1


def test_cp_11_who_asked_does_not_decide_and_a_meeting_is_called_off_with_why(cast: Cast) -> None:
    plan = scene.planned(cast)
    amara = plan.child.person
    with acting(cast.service_manager), at(scene.ASKED):
        scene.made.involve(cast.service_manager, amara, kind="made_record")
    one = scene.asked(cast, amara, by=cast.service_manager)
    with pytest.raises(Refused, match="Nobody decides what they asked for"):
        take(steps.HoldGateway, cast.service_manager, one, scene.holding(cast, one))
    with acting(cast.social_worker), pytest.raises(IntegrityError), transaction.atomic():
        Gateway.objects.filter(pk=one.pk).update(
            state="held", held_at=scene.HELD, decided_by=cast.service_manager, took_part="Us", discussed="It"
        )
    with pytest.raises(Refused):
        take(steps.CallOffGateway, cast.social_worker, one, {"off_because": "He went."})
    with at(scene.HELD):
        take(steps.CallOffGateway, cast.practice_supervisor, one, {"off_because": "He was sent to prison."})
    one = scene.again(cast, one)
    with acting(cast.social_worker):
        clock = Clock.objects.get(matter=one.matter)
        assert queries.waiting_about([amara.subject]) is None
    assert (one.state, clock.not_needed_because) == ("off", "The meeting was called off")
    assert "He was sent to prison." in signed_in(cast.social_worker).get(one.href).content.decode()
    scene.asked(cast, amara, when=scene.LETTER)


def test_cp_11_nobody_far_from_the_child_and_nobody_else_of_a_restricted_one_meets_it(cast: Cast) -> None:
    plan = scene.planned(cast)
    amara = plan.child.person
    with pytest.raises(Refused):
        take(steps.AskForGateway, cast.stranger, amara.subject, {"children": [amara.ref], "why": "Now."})
    one = scene.asked(cast, amara)
    with acting(cast.social_worker), at(scene.ASKED):
        scene.made.restrict(cast.social_worker, amara)
    assert signed_in(cast.service_manager).get(one.href).status_code == 404
    assert one.ref not in signed_in(cast.service_manager).get("/").content.decode()
    with acting(cast.service_manager):
        assert not queries.to_hold(cast.service_manager).exists()
    assert signed_in(cast.social_worker).get(one.href).status_code == 200


def test_cp_11_no_plan_closes_while_the_gateway_is_to_be_held_or_a_case_goes_on(cast: Cast) -> None:
    """Whoever closes would leave the question open."""
    plan = scene.planned(cast)
    gateway = scene.does_not_work(cast, plan)
    end = {"closure": "RC7", "early_help": "no", "ended_words": "Quiet since August."}
    with at(scene.HELD), pytest.raises(Invalid, match="legal gateway meeting about this child is to be held"):
        take(ClosePlan, cast.practice_supervisor, plan, end)
    scene.held(cast, gateway, "pre")
    with at(scene.LETTER), pytest.raises(Invalid, match="Pre-proceedings or proceedings about this child go on"):
        take(ClosePlan, cast.practice_supervisor, plan, end)
