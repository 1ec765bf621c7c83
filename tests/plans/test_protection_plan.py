"""A child protection plan: from a conference, written by the core group, in question, and ended by a conference."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from kith.access.actor import acting, at
from kith.access.models import Matter, MatterSubject, Subject
from kith.actions.queries import on_work
from kith.actions.steps import DropAction
from kith.conferences.models import Conference, ConferenceChild
from kith.earlyhelp.models import EarlyHelpHandover
from kith.kernel.perform import Refused
from kith.people.queries import badges_of
from kith.plans import queries, steps
from kith.plans.models import Plan
from kith.record.models import Clock
from tests.assessment.reading import asked, signed_in
from tests.assessment.test_following import NOW
from tests.cast import Cast, london, take
from tests.people import made
from tests.plans import scene
from tests.plans.test_need_plan import clocks, queries_of, raised, refused

pytestmark = pytest.mark.django_db
HELD = london(2026, 7, 1, 10)
PLAN = {"outcome": "plan", "category": "EMO", "also": ["NEG"], "must_change": "Nights are quiet."}


def conferred(cast: Cast, child: Subject, when: Any = HELD, **more: Any) -> ConferenceChild:
    """What a conference decided for one child, as its room leaves it."""
    kind = more.get("kind", "transfer")
    with at(when), acting(cast.conference_chair):
        matter = Matter.objects.create(kind="conference")
        MatterSubject.objects.create(matter=matter, person=child)
        whence = {"from_authority": "Westmere", "from_category": "EMO", "from_since": date(2026, 1, 5)}
        Conference.objects.create(
            matter=matter, number=f"CC-{when:%d%m}", kind=kind, state="held", why="It goes on.",
            adviser=cast.conference_chair, consulted_on=date(2026, 6, 20), advice="hold", advice_words="Hold it.",
            asked_by=cast.social_worker, chair=cast.conference_chair, mode="meeting", planned_at=when, held_at=when,
            ended_at=when, ended_by=cast.conference_chair, quorate=True, basis="public_task", discussed="It.",
            rationale="Because.", **(whence if kind == "transfer" else {}),
        )  # fmt: skip
        said = PLAN | {"kind": kind, "why": "It happens every weekend."} | more
        return ConferenceChild.objects.create(matter=matter, child=child, **said)


@pytest.fixture
def need(cast: Cast) -> Plan:
    """An open child in need plan; a conference chair is near the child."""
    found = scene.need_plan(cast, scene.assessed(cast))
    with at(NOW), acting(cast.social_worker):
        made.involve(cast.conference_chair, found.child.person, kind="chair")
    return found


def decided(cast: Cast, row: ConferenceChild, when: Any = HELD) -> Plan:
    with at(when):
        return scene.fresh(cast, take(steps.MakeProtectionPlan, cast.conference_chair, row).result)


def test_cp_09_cp_10_cl_10_stepped_up_written_by_the_core_group_in_question_and_stepped_down(
    cast: Cast, need: Plan
) -> None:
    worker, chair = cast.social_worker, cast.conference_chair
    row = conferred(cast, need.child)
    with at(HELD), pytest.raises(Refused, match="It follows from what"):
        take(steps.MakeProtectionPlan, worker, row)
    plan = decided(cast, row)
    before = scene.fresh(cast, need)
    assert (before.ended_as, plan.came_from, plan.assessment) == ("up", before, need.assessment)
    # Its dates count from the conference; what ran on the plan before is not needed any more, and says why.
    assert {one: row.started_at for one, row in clocks(cast, plan).items()} == dict.fromkeys(
        ("cp.core_group.first", "cp.visit"), HELD
    )
    assert clocks(cast, plan)["cp.core_group.first"].due_at.date() == date(2026, 7, 15)
    with acting(worker):
        assert badges_of([plan.child])[plan.child_id][0] == ("protection", "Child protection plan")
        assert Clock.objects.get(matter=before.matter, rule="cin.review.next").not_needed_because.endswith("plan")
    # Two workers at once: one ends the plan that a conference steps up in the same moment, and loses.
    with at(HELD):
        end = {"closure": "RC7", "early_help": "no", "ended_words": "Calm."}
        assert "Somebody was quicker" in str(refused(steps.ClosePlan, cast.practice_supervisor, need, end))
        assert "is open already" in str(refused(steps.MakeProtectionPlan, chair, row, {}))

    # The core group writes it, from the board and from the plan before; not without what happens if nothing changes.
    met_on = london(2026, 7, 14, 10)
    with at(met_on):
        begun = signed_in(worker).get(f"{plan.href}agree/").content.decode()
        assert "the children are somewhere calm with a sober adult" in begun
        assert "Nobody shouts at night." in begun
        words = scene.words(cast, agreed_at=met_on)
        assert "contingency" in refused(steps.AgreePlan, worker, plan, words | {"contingency": ""})
        take(steps.AgreePlan, worker, plan, words)
        plan = scene.fresh(cast, plan)
        take(steps.HoldCoreGroup, worker, plan, scene.met(cast, plan, met_on, risk="same"))
        with pytest.raises(Refused, match="reviewed by a conference"):
            take(steps.ReviewNeedPlan, worker, plan, {})
        with pytest.raises(Refused, match="by the decision of a conference"):
            take(steps.ClosePlan, cast.practice_supervisor, plan, {})
    running = clocks(cast, plan)
    assert "cp.core_group.first" not in running
    assert running["cp.core_group.next"].started_at == met_on

    # Another core group without change, a late visit and a rising risk raise the question before the conference.
    again = london(2026, 8, 11, 10)
    with at(again):
        take(steps.HoldCoreGroup, worker, plan, scene.met(cast, plan, again, risk="rising"))
        asks = raised(cast, plan)
        assert asks[:2] == ["No goal has come nearer in 2 meetings", "The risk to the child rises"]
        assert asks[2].startswith("Not kept to: visit a child on a protection plan")
        page, questions = asked(signed_in(worker), plan.href)
        assert len(questions) <= 15, "\n".join(questions)
        text = page.content.decode()
        for said in (*asks, "Emotional abuse; also neglect"):
            assert said in text
        said = scene.met(cast, plan, again, stands="worse", working="no", options=["review", "gateway"])
        data = said | {"proposed": "review", "proposed_why": "Before school begins."}
        take(steps.AskWorking, worker, plan, data)
        (one,) = queries_of(cast, plan).alternatives
        assert one.triggers[0] == "It is not working"
    with at(london(2026, 8, 12)):
        with acting(worker):
            target = queries.alternative_by_ref(plan, one.ref)
        take(steps.DecideAlternative, cast.practice_supervisor, target, {"chosen": "review", "why": "So it is."})

    # The review conference ends it: a child in need plan goes on with what it said, until the family agrees to it.
    ends = london(2026, 9, 21, 10)
    conferred(
        cast, plan.child, ends, kind="review", reviews=row, outcome="ends", category="", also=[], must_change="",
        instead="cin", working="yes", working_words="Quiet since July.",
    )  # fmt: skip
    with at(ends):
        with pytest.raises(Refused, match="It follows from what"):
            take(steps.StepDown, worker, plan, {"ended_words": "Quiet."})
        down = scene.fresh(cast, take(steps.StepDown, chair, plan, {"ended_words": "Quiet since July."}).result)
    assert (scene.fresh(cast, plan).ended_as, down.kind, down.came_from, down.agreed_at) == ("down", "need", plan, None)
    assert down.contingency == scene.CONTINGENCY
    assert set(clocks(cast, down)) == {"cin.visit", "cin.review.next"}
    with at(ends):
        assert "consent" in refused(steps.AgreePlan, worker, down, scene.words(cast, agreed_at=ends, consent=""))
        page = signed_in(worker).get(f"/people/{down.child.ref}/assessments/").content.decode()
        assert all(str(one) in page for one in (down, plan, before))


def test_cp_09_the_database_keeps_no_plan_without_a_conference_and_no_two_at_once(cast: Cast, need: Plan) -> None:
    row = conferred(cast, need.child)
    more = {"agreed_at": HELD, "agreed_by": cast.social_worker, "sees": "Farah."}
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("a_protection_plan_rests_on_a_conference", {"kind": "protection"}),
        ("one_open_plan_a_child", {"kind": "protection", "conference": row}),
        ("what_happens_if_it_does_not_change", {"kind": "protection", "conference": row, "contingency": "", **more}),
        ("a_need_plan_is_agreed_with_the_family", {"kind": "need", "contingency": "A conference.", **more}),
        ("a_plan_ended_says_how_why_who_and_when", {"kind": "need", "closed_at": HELD}),
    ]
    for name, said in wrong:
        with acting(cast.social_worker), transaction.atomic():
            matter = Matter.objects.create(kind="plan")
            MatterSubject.objects.create(matter=matter, person=need.child)
            about = {"matter": matter, "number": f"P-{name[:14]}", "child": need.child, "opened_at": HELD}
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Plan.objects.create(**about, opened_by=cast.social_worker, **said)
    with acting(cast.social_worker):
        goal = need.matter.plan_goals.get()
        goal.progress.create(matter=need.matter, stands="same", words="So.", by=cast.social_worker)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            goal.progress.update(words="Otherwise.")


def test_eh_08_a_plan_that_ends_in_early_help_hands_the_child_over(cast: Cast, need: Plan) -> None:

    with at(london(2026, 8, 3)):
        with acting(cast.social_worker):
            (action,) = [row.one for row in on_work(need.matter)]
        take(DropAction, cast.practice_supervisor, action, {"reason": "School does it."})
        end = {"closure": "RC7", "early_help": "yes", "ended_words": "Mornings are still hard."}
        take(steps.ClosePlan, cast.practice_supervisor, need, end)
        with acting(cast.practice_supervisor):
            assert EarlyHelpHandover.objects.get(matter=need.matter).reason == "Mornings are still hard."
