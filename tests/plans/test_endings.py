"""What a plan may not do beside others: close over an open question, take a sibling's words, print a hidden address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.actions.queries import on_work
from kith.actions.steps import FinishAction
from kith.people.models import Address
from kith.plans import queries, steps
from kith.plans.models import Plan
from kith.plans.paper import sheet
from kith.plans.queries import first_words
from kith.protection.steps import CallDiscussion
from tests.assessment import scene as children
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take
from tests.plans import scene
from tests.plans.test_need_plan import clocks, refused
from tests.protection.test_strategy_discussion import calling

pytestmark = pytest.mark.django_db
LATER = london(2026, 8, 3, 10)
END = {"closure": "RC7", "early_help": "no", "ended_words": "Calm."}


def test_no_case_closes_while_it_is_asked_whether_the_child_is_safe(cast: Cast) -> None:
    """One worker calls a strategy discussion, and a manager closes the same case: the question comes first."""
    plan = scene.need_plan(cast, scene.assessed(cast))
    with acting(cast.social_worker):
        child = plan.child.person
        (action,) = [row.one for row in on_work(plan.matter)]
    with at(LATER):
        take(FinishAction, cast.social_worker, action, {"done_on": "2026-08-03", "evidence": "Done."})
        take(CallDiscussion, cast.social_worker, plan.child, calling(cast, child, suspected_at=LATER, planned_at=LATER))
        assert "A strategy discussion" in str(refused(steps.ClosePlan, cast.practice_supervisor, plan, END))
        over = {"to_authority": "Eastmere", "accepted_by": "T. Quayle", "accepted_on": "2026-08-01", "ended_words": "."}
        assert "A strategy discussion" in str(refused(steps.TransferOut, cast.practice_supervisor, plan, over))


def test_cp_08_a_sibling_plan_lends_what_is_the_same_and_no_childs_own_words(cast: Cast) -> None:
    plan = scene.need_plan(cast, scene.assessed(cast))
    with acting(cast.social_worker):
        lent, own = first_words(None, None, plan), first_words(None, None, plan, same_child=True)
    assert lent["contingency"] == own["contingency"] == scene.CONTINGENCY
    assert own["child_says"] == "I want to sleep."
    assert not {"child_says", "consent"} & set(lent)


def test_ig_08_the_familys_paper_does_not_say_an_address_that_is_kept_confidential(cast: Cast) -> None:
    plan = scene.need_plan(cast, scene.assessed(cast), sees="Farah, each week:\n3 Haven Court.")
    with at(LATER), acting(cast.social_worker):
        browser = signed_in(cast.social_worker)
        assert browser.get(f"{plan.href}plan.pdf").status_code == 200
        Address.objects.create(person_id=plan.child_id, line="3 Haven Court", confidential=True)
        shut = browser.get(f"{plan.href}plan.pdf")
    assert shut.status_code == 403
    assert "kept confidential" in shut.content.decode()


def test_cl_10_a_visit_written_down_late_leaves_the_days_of_the_newer_one(cast: Cast) -> None:
    plan = scene.need_plan(cast, scene.assessed(cast))
    newer, older = london(2026, 7, 3, 15), london(2026, 6, 24, 15)
    visit = {"place": "School", "alone": "yes", "words": "It was quiet."}
    with at(newer + timedelta(days=1)):
        for day in (newer, older):
            take(steps.SeenOnNeedPlan, cast.social_worker, plan, visit | {"at": day})
    assert clocks(cast, plan)["cin.visit"].started_at == newer


def test_cp_10_what_stands_on_another_childs_plan_is_not_reached_through_this_ones_address(cast: Cast) -> None:
    """Progress on a goal, or a decision, of another child's plan is not reached through this one's address."""
    plan = scene.need_plan(cast, scene.assessed(cast))
    other = scene.need_plan(cast, scene.assessed(cast, children.child(cast.mash_worker, "Chidi Okafor")))
    with acting(cast.social_worker):
        goal = other.matter.plan_goals.get()
    with at(LATER):
        browser = signed_in(cast.social_worker)
        assert browser.get(f"{plan.href}goals/{goal.ref}/").status_code == 404
        assert browser.get(f"{other.href}goals/{goal.ref}/").status_code == 200


def test_cp_09_the_day_on_which_it_was_to_meet_is_said_to_be_missed_until_it_met(cast: Cast) -> None:
    """A day that has passed is not the next one; the family's paper does not name it either."""
    plan = scene.need_plan(cast, scene.assessed(cast))
    first, after = london(2026, 7, 1, 10), london(2026, 7, 20, 10)
    visit = {"place": "School", "alone": "yes", "words": "It was quiet.", "at": london(2026, 7, 16, 15)}
    said = scene.met(cast, plan, first, next_on="2026-07-15", working="yes")
    with at(first):
        take(steps.ReviewNeedPlan, cast.social_worker, plan, said)
        view = viewed(cast, plan)
        assert (view.next_on, view.missed) == (date(2026, 7, 15), False)
    with at(after):
        page = signed_in(cast.social_worker).get(plan.href).content.decode()
        assert "Was to meet on 15 July 2026: nothing is written of it" in page
        assert "We meet next" not in " ".join(sheet(viewed(cast, plan))["head"])
        take(steps.SeenOnNeedPlan, cast.social_worker, plan, visit)
        again = scene.met(cast, plan, after, stands="better", next_on="2026-09-01", working="yes")
        take(steps.ReviewNeedPlan, cast.social_worker, plan, again)
        view = viewed(cast, plan)
        assert (view.next_on, view.missed) == (date(2026, 9, 1), False)


def viewed(cast: Cast, plan: Plan) -> Any:
    """All of the plan, read by its social worker."""
    with acting(cast.social_worker):
        return queries.view_of(scene.fresh(cast, plan))
