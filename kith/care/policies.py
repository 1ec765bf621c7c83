"""Who may ask for care, agree to it, record an order, change the status, and end it (CP-12, IG-03)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Subject, User
from kith.access.policies import door
from kith.access.roles import Ability, who_may
from kith.care.models import PeriodOfCare

NOT_NEAR = "You are not involved with this child. Open the record first and say why."
State, Route = PeriodOfCare.State, PeriodOfCare.Route


def begin(actor: User, subject: Subject) -> bool | str:
    """May ask that a child comes into care, or record the order by which they do: whoever holds cases, near them."""
    return _near(actor, subject)


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
    return _near(actor, period.child) if period.is_open else "The child is not looked after by this period of care."


def name_officer(actor: User, period: Any) -> bool | str:
    """May name the independent reviewing officer: a manager near the child, or whoever chairs and reviews."""
    if not period.is_open:
        return "The child is not looked after by this period of care."
    if not (actor.may(Ability.SUPERVISE) or actor.may(Ability.OVERSEE) or actor.may(Ability.CHAIR_CONFERENCES)):
        return _ask(Ability.SUPERVISE)
    return _near(actor, period.child)


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
        return "The child is not looked after by this period of care."
    if not (actor.may(Ability.SUPERVISE) or actor.may(Ability.OVERSEE)):
        return _ask(Ability.SUPERVISE)
    if period.asked_by_id == actor.pk:
        return "Whoever asked for care does not end it. Ask another manager."
    return _near(actor, period.child)


def nobody(actor: User, matter: Any) -> bool:
    """It opens through the child alone."""
    return False


def _nominated(actor: User, period: Any) -> bool | str:
    if not actor.may(Ability.OVERSEE):
        return _ask(Ability.OVERSEE)
    if period.asked_by_id == actor.pk:
        return "Nobody agrees to what they asked for. Ask another nominated manager."
    return _near(actor, period.child)


def _near(actor: User, subject: Subject) -> bool | str:
    if not actor.may(Ability.HOLD_CASES):
        return _ask(Ability.HOLD_CASES)
    return door(actor, subject).state == "open" or NOT_NEAR


def _ask(ability: Ability) -> str:
    return f"This is for {who_may(ability)} to do. Ask one of them."
