"""Who may record emergency protection, confirm it, add to it, extend it and end it (CP-05)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Subject, User
from kith.access.working import works_with
from kith.emergency.models import EmergencyProtection

NOT_BORN = "No power protects a child before birth. What is planned for the birth is written in the assessment."
ENDED = "It has ended. What is done since is recorded by itself."
Power = EmergencyProtection.Power


def begin(actor: User, subject: Subject) -> bool | str:
    """May record that a power was used: whoever holds cases, and is near the child. It is never held up (CP-05)."""
    may = works_with(actor, subject)
    return NOT_BORN if may is True and subject.person.is_unborn else may


def work(actor: User, one: Any) -> bool | str:
    """May add legal advice, or the discussion that was held, while it runs: whoever is near the child."""
    return works_with(actor, one.child) if one.ended_at is None else ENDED


def confirm(actor: User, one: Any) -> bool | str:
    """May say that they decided it: the manager who is named, and nobody for them."""
    if one.confirmed_at is not None:
        return "This was confirmed."
    if actor.pk != one.decided_by_id:
        return f"{one.decided_by.name} is named as having decided it, and confirms it."
    return works_with(actor, one.child)


def extend(actor: User, one: Any) -> bool | str:
    """May record that the court extended it: of an emergency protection order, once (Children Act 1989 s45(6))."""
    if one.power != Power.ORDER:
        return (
            "Only an emergency protection order is extended. Police protection ends by law (Children Act 1989 s46(6))."
        )
    if one.extended_at is not None:
        return "The court has extended it. The law allows that once (Children Act 1989 s45(6))."
    return work(actor, one)


def end_police(actor: User, one: Any) -> bool | str:
    """May say how police protection ended."""
    return _ends(actor, one, Power.POLICE)


def end_order(actor: User, one: Any) -> bool | str:
    """May say how an emergency protection order ended."""
    return _ends(actor, one, Power.ORDER)


def end_agreement(actor: User, one: Any) -> bool | str:
    """May say how an agreement ended."""
    return _ends(actor, one, Power.AGREEMENT)


def follow(actor: User, one: Any) -> bool | str:
    """May say which discussion it is part of: whoever holds one follows in the same act (kith.journeys), or near it."""
    return True if actor.is_system else work(actor, one)


def nobody(actor: User, matter: Any) -> bool:
    """It opens through the child alone."""
    return False


def _ends(actor: User, one: Any, power: str) -> bool | str:
    if one.power != power:
        return f"This is {one.get_power_display().lower()}."
    return work(actor, one)
