"""Plans of the last months: agreed by whoever leads, met about, and ended by a manager."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kith.access.actor import acting
from kith.access.models import User
from kith.actions.queries import on_work
from kith.actions.steps import FinishAction
from kith.assessment.models import Assessment
from kith.kernel.now import now, today
from kith.people.models import Person
from kith.plans import queries, steps
from kith.plans.models import Plan
from kith.site.demo.plan import events as plan
from kith.site.demo.plan.days import add_working_days
from kith.standards.words import local_day

if TYPE_CHECKING:
    from kith.site.demo.build.live import Living

# Of plans agreed longer ago only what came of them is known: dozens are enough to look at.
RECENT = timedelta(days=150)
GOAL = {
    "words": "{name} is looked after in the mornings and at night, every day of the week, by somebody who is well.",
    "worry": "{name} may be left alone with it, as before, and nobody may notice in time.",
    "indicator": "{name} says so, school sees it, and the family shows it for three months.",
}
HELP = {"service": "Family support", "how": "Two visits a week, mornings and bedtime", "who": "Northmere family hub"}
CONTINGENCY = (
    "If it happens again, {name} stays with the relatives who were agreed that same night, and the family rings us. "
    "If nothing has changed in three months we talk about a child protection conference."
)
INTERPRETER = "The interpreter of the day, Northmere Language Line"  # asked only where somebody needs one
SMALL = "{name} is too small to say it: settles with the mother, and looks for her when she leaves the room."
SAID = {
    "better": ("School sees {name} rested and on time. The family keeps to what was agreed.", "falling"),
    "same": ("Some weeks hold and some do not. What was agreed for the evenings has not begun.", "same"),
    "worse": ("What was agreed broke down twice. {name} slept away from home both times.", "rising"),
}
INSTEAD = {
    "working": "no", "options": ["more", "network", "gateway"], "proposed": "network",
    "proposed_why": "Relatives offered help and were never brought together.",
}  # fmt: skip


ONE_PLAN = "The plan that the child has goes on, and what was found is met about there: nobody has two plans."


def stands(actor: User, assessment: Assessment) -> bool:
    """Whether the child has a plan by now: a conference decided on one, or one was agreed after another assessment."""
    return _open(actor, assessment) is not None


def agreed(living: Living, assessment: Assessment) -> bool:
    """The plan a conclusion asked for, by whoever leads it; nothing where it is long ago."""
    lead = assessment.lead
    if lead is None or living.until - now() > RECENT:
        return False
    with acting(lead):
        child, basis = assessment.child, queries.basis_of(assessment.child)
        began = queries.first_words(basis.assessment, basis.asked, None)
    said = {"consent": "all", "outside": "no", "agreed_at": now()}
    living.do(steps.AgreeNeedPlan, lead, child, _words(assessment.child.person, lead, began) | said)
    return True


def _words(person: Person, lead: User, began: dict[str, Any]) -> dict[str, Any]:
    name, by = person.first_name, add_working_days(today(), 63)
    young = person.age is None or person.age < 4
    goals = began["goals"] or [{key: words.format(name=name) for key, words in GOAL.items()}]
    return {
        "goals": [{**one, "by_on": by, "indicator": one["indicator"] or GOAL["indicator"].format(name=name)}
                  for one in goals],
        "services": began.get("services") or [HELP],
        "actions": [_ask_school(lead)],
        "sees": f"{lead.name}, every two to four weeks, at home and at school, alone for part of it.",
        "contingency": CONTINGENCY.format(name=name),
        "child_says": SMALL.format(name=name) if young else "I want it to stay like it is on good days.",
        "family_says": "They read it at home and agree to all of it; they want the visits in the afternoon.",
    }  # fmt: skip


def _ask_school(lead: User) -> dict[str, Any]:
    return {"what": "Ask school how the mornings go", "owner": lead.ref, "due_on": add_working_days(today(), 15)}


def happened(living: Living, event: plan.PlanMet | plan.CaseClosed, assessment: Assessment) -> None:
    """Whichever of the two it is."""
    if isinstance(event, plan.PlanMet):
        met(living, event, assessment)
    else:
        closed(living, event, assessment)


def met(living: Living, event: plan.PlanMet, assessment: Assessment) -> None:
    """The child was seen, what was to be done is done, and the plan is met about; written first where it is not."""
    worker = living.user(event.worker)
    found = _open(worker, assessment)
    if found is None or found.opened_at > now():
        return
    person = found.child.person
    if not found.agreed_at:
        with acting(worker):
            began = queries.first_words(found.assessment, None, found.came_from)
        consent = {} if found.is_protection else {"consent": "all", "outside": "no"}
        living.do(steps.AgreePlan, worker, found, _words(person, worker, began) | consent | {"agreed_at": now()})
    _done(living, worker, found)
    if not person.is_unborn:
        visit = {"at": max(now() - timedelta(hours=22), found.opened_at), "place": "At home", "alone": "yes",
                 "words": "" if (person.age or 0) < 4 else "It was all right. I told Nan about my week.",
                 "observed": "Well looked after, and at ease with whoever was there.",
                 "communication": "Talking, drawing and pictures", "followed": "yes", "helped": "no",
                 "advocate": "declined", "interpreted": "professional", "interpreter": INTERPRETER}  # fmt: skip
        living.do(steps.SeenOnProtectionPlan if found.is_protection else steps.SeenOnNeedPlan, worker, found, visit)
    with acting(worker):
        view = queries.view_of(found)
    if view.waiting is not None:  # a manager decides first on what was proposed the last time
        return
    step = steps.HoldCoreGroup if found.is_protection else steps.ReviewNeedPlan
    living.do(step, worker, found, _meeting(event, worker, view))


def _meeting(event: plan.PlanMet, worker: User, view: queries.View) -> dict[str, Any]:
    found = view.one
    words, risk = SAID[event.finds]
    name = found.child.person.first_name
    said: dict[str, Any] = {f"stands_{one.ref}": event.finds for one in view.open_goals}
    said |= {f"words_{one.ref}": words.format(name=name) for one in view.open_goals}
    said |= {
        "held_at": now(), "mode": "mixed", "chaired_by": f"{worker.name}, social worker", "risk": risk,
        "risk_words": "What school, the family and our visits say.", "said": words.format(name=name),
        "attended": [{"name": "The mother", "part": "here"}, {"name": "Class teacher", "agency_kind": "school",
                     "part": "here"}, {"name": "Health visitor", "agency_kind": "health_visiting", "part": "sent"}],
        "child_part": f"{name} was asked at school the day before, and drew the week.",
        "family_part": "They say what was hard, and what helped.",
        "actions": [_ask_school(worker)], "next_on": add_working_days(today(), 20 if found.is_protection else 45),
    }  # fmt: skip
    if not found.is_protection:
        raised = view.question.raised_with(risk, event.finds == "better")
        said |= INSTEAD if raised or event.finds == "worse" else {"working": "yes"}
    return said


def closed(living: Living, event: plan.CaseClosed, assessment: Assessment) -> None:
    """A manager ends the plan, once nothing is left to do."""
    manager = living.user(event.manager)
    found = _open(manager, assessment)
    if found is not None and not found.is_protection:
        _done(living, living.user(event.worker), found)
        said = {"closure": event.closure, "early_help": "no", "ended_words": event.words}
        living.do(steps.ClosePlan, manager, found, said)


def _open(actor: User, assessment: Assessment) -> Plan | None:
    with acting(actor):
        return queries.open_of(assessment.child)


def _done(living: Living, worker: User, found: Plan) -> None:
    with acting(worker):
        left = [row.one for row in on_work(found.matter) if row.open]
    for action in left:
        day = min(today(), max(action.due_on, local_day(action.agreed_at)))
        living.do(FinishAction, worker, action, {"done_on": day, "evidence": "School was asked; it stands in the plan."})
