"""Who may agree a plan, write in it, decide on it and end it."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.access.leading import leads_of
from kith.access.models import Subject, User
from kith.access.roles import Ability
from kith.access.working import left_to, works_with
from kith.conferences.models import Conference, ConferenceChild
from kith.conferences.queries import last_decision
from kith.kernel.now import today
from kith.plans.models import Plan
from kith.standards.engine import add_months

NEITHER = "The record says neither that the child died nor that they are 18. Write the date on the record first."
ENDED = "This plan has ended. What happens since belongs in new work."


def begin(actor: User, subject: Subject) -> bool | str:
    """May agree a child in need plan with the family: whoever holds cases, and is near the child (CP-08)."""
    return works_with(actor, subject)


def work(actor: User, plan: Any) -> bool | str:
    """May write in a plan: whoever holds cases and is near the child, while it is open."""
    return works_with(actor, plan.child) if plan.is_open else ENDED


def agree(actor: User, plan: Any) -> bool | str:
    """May write a plan that was decided and has no words yet."""
    return "This plan is agreed. Change it, or add a goal." if plan.agreed_at else work(actor, plan)


def change(actor: User, plan: Any) -> bool | str:
    """May change a plan that is agreed, or add a goal to it."""
    return work(actor, plan) if plan.agreed_at or not plan.is_open else "Agree the plan first."


def follow(actor: User, goal: Any) -> bool | str:
    """May say how a goal stands, until it is reached or dropped."""
    return "This goal is reached, or is none any more." if goal.ended_at else work(actor, goal.matter.plan)


def core_group(actor: User, plan: Any) -> bool | str:
    """May record a core group: of a child protection plan (CP-09)."""
    return work(actor, plan) if plan.is_protection else "A core group is of a child protection plan. Record a review."


def review(actor: User, plan: Any) -> bool | str:
    """May record a review: of a child in need plan that is agreed (CP-08)."""
    if plan.is_protection:
        return "A child protection plan is reviewed by a conference."
    return change(actor, plan)


def ask(actor: User, plan: Any) -> bool | str:
    """May ask whether a child protection plan works; of a child in need plan its review does (CP-10)."""
    return change(actor, plan) if plan.is_protection else "Its review asks whether it works."


def see_on_need(actor: User, plan: Any) -> bool | str:
    """May record a visit on a child in need plan."""
    return "This is a child protection plan." if plan.is_protection else work(actor, plan)


def see_on_protection(actor: User, plan: Any) -> bool | str:
    """May record a visit on a child protection plan."""
    return work(actor, plan) if plan.is_protection else "This is a child in need plan."


def decide(actor: User, one: Any) -> bool | str:
    """May decide what is done where a plan does not work: a manager who neither leads the work nor proposed (CP-10)."""
    if one.decided_at is not None:
        return "This was decided."
    if one.proposed_by_id == actor.pk:
        return "Nobody decides what they proposed. Ask another manager."
    return _manages(actor, one.matter.plan)


def make(actor: User, row: Any) -> bool | str:
    """A child protection plan follows in the same act from the conference that decides it (kith.journeys, CP-09)."""
    return _decided(actor, row, ConferenceChild.Outcome.PLAN)


def end_protection(actor: User, plan: Any) -> bool | str:
    """A child protection plan ends, or is stepped down, in the same act as the conference that decides it
    (kith.journeys)."""
    if not plan.is_open:
        return ENDED
    row = last_decision(plan.child)
    return "A conference decides it." if row is None else _decided(actor, row, ConferenceChild.Outcome.ENDS)


def _decided(actor: User, row: ConferenceChild, outcome: str) -> bool | str:
    held = Conference.objects.filter(matter=row.matter_id, state=Conference.State.HELD).first()
    if held is None or row.outcome != outcome:
        return "A conference decides it."
    return actor.pk == held.ended_by_id or f"It follows from what {held} decided."


def close(actor: User, plan: Any) -> bool | str:
    """May end a child in need plan, and the case with it: a manager who does not lead the work."""
    if plan.is_open and plan.is_protection:
        return "A child protection plan ends by the decision of a conference."
    return _manages(actor, plan)


def transfer(actor: User, plan: Any) -> bool | str:
    """May hand a child over to another authority: a manager who does not lead the work."""
    return _manages(actor, plan)


def end_of_itself(actor: User, plan: Any) -> bool | str:
    """May say that a plan of either kind ended because the child died or turned 18: whoever may close one, once the
    record says so. No conference decides what has happened."""
    may = _manages(actor, plan)
    return NEITHER if may is True and why_of_itself(plan) is None else may


def why_of_itself(plan: Plan) -> tuple[Plan.Ended, date] | None:
    """That the child died or turned 18, and on which day, by the record; nothing where it says neither."""
    child = plan.child.person
    if child.died_on:
        return Plan.Ended.DIED, child.died_on
    if child.date_of_birth and (grown := add_months(child.date_of_birth, 18 * 12)) <= today():
        return Plan.Ended.ADULT, grown
    return None


def leads(actor: User, plan: Plan) -> bool:
    """Whether the work is theirs: by the plan itself, or by the assessment it rests on."""
    return actor in leads_of(plan.matter_id)


def _manages(actor: User, plan: Plan) -> bool | str:
    if not plan.is_open:
        return ENDED
    if not actor.may(Ability.SUPERVISE):
        return left_to(Ability.SUPERVISE)
    if leads(actor, plan):
        return "Nobody decides on their own work. Ask another manager."
    return works_with(actor, plan.child)
