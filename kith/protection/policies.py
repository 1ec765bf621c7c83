"""Who may call a strategy discussion, move it, hold it, call it off, and add to its minutes."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter, Subject, User
from kith.access.roles import Ability
from kith.access.working import left_to, works_on, works_with
from kith.protection.models import Enquiry, StrategyDiscussion

State = StrategyDiscussion.State


def chairs(actor: User, matter: Matter) -> bool:
    """Whether this work is open to somebody whoever it is about: to whoever is to chair it."""
    return StrategyDiscussion.objects.filter(matter=matter, chair=actor, state=State.CALLED).exists()


def call(actor: User, subject: Subject) -> bool | str:
    """May call one: whoever holds cases, and to whom the child's record is open (CP-02)."""
    return works_with(actor, subject)


def move(actor: User, one: Any) -> bool | str:
    """May give it another chair or day: whoever called it, its chair, or a manager near the child."""
    if one.state != State.CALLED:
        return _over(one)
    if actor.pk in (one.chair_id, one.called_by_id):
        return True
    return works_on(actor, one) if actor.may(Ability.SUPERVISE) else left_to(Ability.SUPERVISE)


def call_off(actor: User, one: Any) -> bool | str:
    """May call it off: its chair, or another manager near the child. Never whoever called it alone."""
    if one.state != State.CALLED:
        return _over(one)
    if not actor.may(Ability.SUPERVISE):
        return left_to(Ability.SUPERVISE)
    return actor.pk == one.chair_id or works_on(actor, one)


def hold(actor: User, one: Any) -> bool | str:
    """May hold it and write its minutes: its chair, who is a manager of the council (CP-02)."""
    if one.state != State.CALLED:
        return _over(one)
    if not actor.may(Ability.SUPERVISE):
        return left_to(Ability.SUPERVISE)
    return actor.pk == one.chair_id or f"{one.chair.name} chairs it. Ask them, or give it another chair first."


def add(actor: User, one: Any) -> bool | str:
    """May add to the minutes: whoever is near a child it was about, once it was held."""
    if one.state != State.HELD:
        return "Minutes are added to once it was held."
    return works_on(actor, one)


def _over(one: StrategyDiscussion) -> str:
    held = one.state == State.HELD
    return "It was held. What is new is added to its minutes." if held else "It was called off. Call another one."


def start_enquiry(actor: User, row: Any) -> bool | str:
    """It follows in the same act from a discussion that decided it (kith.journeys)."""
    one = StrategyDiscussion.objects.filter(matter=row.matter_id).first()
    if one is None or one.state != State.HELD or not row.is_enquiry:
        return "An enquiry begins with the strategy discussion that decides it."
    return actor.pk == one.ended_by_id


def write_enquiry(actor: User, one: Any) -> bool | str:
    """May say what was found, and send it: whoever holds cases, and to whom the child's record is open (CP-04)."""
    if one.state != Enquiry.State.OPEN:
        return "This enquiry waits for a manager, or is authorised."
    return works_with(actor, one.child)


def answer_enquiry(actor: User, one: Any) -> bool | str:
    """May authorise it or send it back: a manager near the child who neither leads nor sent it (CP-04)."""
    if one.state != Enquiry.State.SENT:
        return "No enquiry waits for a manager here."
    if actor.pk in (one.lead_id, one.sent_by_id):
        return "Nobody authorises their own enquiry. Ask another manager."
    return _managing(actor, one)


def follow_enquiry(actor: User, one: Any) -> bool | str:
    """That the conference was held follows from it, while one is owed (kith.journeys)."""
    if not one.owes_conference:
        return "No conference is owed here."
    return works_with(actor, one.child)


def answer_conference(actor: User, one: Any) -> bool | str:
    """May say why none is convened: a manager near the child who does not lead the enquiry (CP-06)."""
    if not one.owes_conference:
        return "No conference is owed here."
    if one.conferences.filter(matter__conference__state__in=("asked", "arranged")).exists():
        return "A conference is asked for already. Its page says who may call it off."
    if actor.pk == one.lead_id:
        return "Nobody decides on their own enquiry. Ask another manager."
    return _managing(actor, one)


def _managing(actor: User, one: Any) -> bool | str:
    return works_with(actor, one.child) if actor.may(Ability.SUPERVISE) else left_to(Ability.SUPERVISE)
