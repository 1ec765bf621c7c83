"""Who may ask for care, agree to it, record an order, change the status, and end it (CP-12, IG-03)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Subject, User
from kith.access.roles import Ability
from kith.access.working import left_to, works_with
from kith.care.models import PeriodOfCare

State, Route = PeriodOfCare.State, PeriodOfCare.Route

OVER = "The child is not looked after by this period of care."
NOT_BORN = "Nobody is looked after before they are born. What is planned for the birth is written in the assessment."


def begin(actor: User, subject: Subject) -> bool | str:
    """May ask that a child comes into care, or record the order by which they do: whoever holds cases, near them."""
    may = works_with(actor, subject)
    return NOT_BORN if may is True and subject.person.is_unborn else may


def decide(actor: User, period: Any) -> bool | str:
    """May agree that a child comes into care by agreement, or say no: a nominated manager who did not ask (IG-03)."""
    if period.state != State.ASKED:
        return "Nothing waits for a nominated manager here."
    return _nominated(actor, period)


def approve(actor: User, period: Any) -> bool | str:
    """May approve the care plan of a child who came into care by an order: the same."""
    if not period.is_open or period.decided_by_id is not None:
        return "No care plan waits for a nominated manager here."
    return _nominated(actor, period)


def work(actor: User, period: Any) -> bool | str:
    """May record a new legal status, or a review: whoever is near the child, while they are looked after."""
    return works_with(actor, period.child) if period.is_open else OVER


def name_officer(actor: User, period: Any) -> bool | str:
    """May name the independent reviewing officer: a manager near the child, or whoever chairs and reviews."""
    if not period.is_open:
        return OVER
    if not (actor.may(Ability.SUPERVISE) or actor.may(Ability.OVERSEE) or actor.may(Ability.CHAIR_CONFERENCES)):
        return left_to(Ability.SUPERVISE)
    return works_with(actor, period.child)


def review(actor: User, period: Any) -> bool | str:
    """May record the first review: the reviewing officer who was named (Care Planning Regulations 2010 reg 33)."""
    if period.is_open and period.officer_id is None:
        return "Name the independent reviewing officer first."
    if period.is_open and period.officer_id != actor.pk:
        return f"{period.officer.name} is the independent reviewing officer, and records it."
    return work(actor, period)


def end(actor: User, period: Any) -> bool | str:
    """May record that a child left care: a manager near the child who did not ask for care."""
    if not period.is_open:
        return OVER
    if not (actor.may(Ability.SUPERVISE) or actor.may(Ability.OVERSEE)):
        return left_to(Ability.SUPERVISE)
    if period.asked_by_id == actor.pk:
        return "Whoever asked for care does not end it. Ask another manager."
    return works_with(actor, period.child)


def nobody(actor: User, matter: Any) -> bool:
    """It opens through the child alone."""
    return False


def _nominated(actor: User, period: Any) -> bool | str:
    if not actor.may(Ability.OVERSEE):
        return left_to(Ability.OVERSEE)
    if period.asked_by_id == actor.pk:
        return "Nobody agrees to what they asked for. Ask another nominated manager."
    return works_with(actor, period.child)
