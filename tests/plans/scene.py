"""A child whose assessment asks for a plan, and what is typed into the forms of one."""

from __future__ import annotations

from typing import Any

from kith.access.actor import acting, at
from kith.assessment.models import Assessment
from kith.assessment.steps import Authorise
from kith.people.models import Person
from kith.plans import queries, steps
from kith.plans.models import Plan
from tests.assessment import scene
from tests.assessment.test_following import NOW, WHY
from tests.assessment.test_work import END, seen
from tests.cast import Cast, london, take
from tests.practice import board

AGREED = london(2026, 6, 15, 14)
CONTINGENCY = "If he comes back drunk, Nan takes all three that night and rings us; we then look at a conference."


def assessed(cast: Cast, person: Person | None = None) -> Assessment:
    """Concluded on 12 June: a child in need plan, with a danger and its safety goal on the board."""
    child = person or scene.child(cast.mash_worker)
    found = scene.allocated(cast, scene.referrals(cast, child)[0])
    seen(cast, found)
    danger = board.write(cast.social_worker, found, "danger")
    goal = board.write(cast.social_worker, found, "safety_goal")
    board.link(cast.social_worker, found, goal, danger=[danger])
    with at(NOW):
        scene.proposed(cast, found, outcome="cin_plan")
        take(Authorise, cast.practice_supervisor, found, END | WHY | {"outcome": "cin_plan"})
    return found


def words(cast: Cast, **more: Any) -> dict[str, Any]:
    """What is typed where a plan is agreed."""
    return {
        "goals": [
            {
                "words": "Nobody shouts at night.", "worry": "Amara may be hurt.", "indicator": "Amara says so",
                "by_on": "2026-09-30", "source": "safety goal S1",
            }
        ],
        "services": [{"service": "Family support", "how": "Two evenings a week", "who": "Homelands, from Monday"}],
        "actions": [{"what": "Ask school for breakfast", "owner": cast.social_worker.ref, "due_on": "2026-12-15"}],
        "sees": "Farah, every two weeks, at home and at school.",
        "contingency": CONTINGENCY,
        "child_says": "I want to sleep.",
        "family_says": "Grace agrees to all of it.",
        "consent": "all",
        "outside": "no",
        "agreed_at": AGREED,
        **more,
    }  # fmt: skip


def need_plan(cast: Cast, assessment: Assessment, **more: Any) -> Plan:
    """The child in need plan, agreed on 15 June."""
    with acting(cast.social_worker):
        child = assessment.child
        assert child.person.ref
    with at(AGREED):
        made = take(steps.AgreeNeedPlan, cast.social_worker, child, words(cast, **more)).result
    assert isinstance(made, Plan)
    return fresh(cast, made)


def fresh(cast: Cast, plan: Plan) -> Plan:
    """The plan as it stands."""
    with acting(cast.social_worker):
        found = queries.by_ref(plan.ref)
    assert found is not None
    return found


def met(cast: Cast, plan: Plan, when: Any, stands: str = "same", risk: str = "same", **more: Any) -> dict[str, Any]:
    """What is typed after a core group or review."""
    with acting(cast.social_worker):
        goals = queries.view_of(plan).open_goals
    said = {f"stands_{one.ref}": stands for one in goals} | {f"words_{one.ref}": "Amara's own words." for one in goals}
    return said | {
        "held_at": when, "mode": "meeting", "chaired_by": "Nell Abara, practice supervisor", "risk": risk,
        "risk_words": "School, Nan and the police.", "child_part": "Amara drew her week.", "family_part": "Grace came.",
        "attended": [{"name": "Grace Okafor, mother", "part": "here"},
                     {"name": "Mrs Hale", "agency_kind": "school", "part": "sent"}],
        "said": "Weekends are still loud.", "next_on": "2027-01-15",
        **more,
    }  # fmt: skip
