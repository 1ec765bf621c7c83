"""Who may call a strategy discussion, move it, hold it, call it off, and add to its minutes."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter, Subject, User
from kith.access.policies import door
from kith.access.prepared import Prepared
from kith.access.roles import Ability, who_may
from kith.protection.models import Enquiry, StrategyDiscussion

NOT_NEAR = "You are not involved with this child. Open the record first and say why."
State = StrategyDiscussion.State

_people_of = Prepared(lambda matter: Subject.objects.filter(matters__matter_id=matter, matters__until=None), "matter")


def chairs(actor: User, matter: Matter) -> bool:
    """Whether this work is open to somebody whoever it is about: to whoever is to chair it."""
    return StrategyDiscussion.objects.filter(matter=matter, chair=actor, state=State.CALLED).exists()


def call(actor: User, subject: Subject) -> bool | str:
    """May call one: whoever holds cases, and to whom the child's record is open (CP-02)."""
    if not actor.may(Ability.HOLD_CASES):
        return _ask(Ability.HOLD_CASES)
    return door(actor, subject).state == "open" or NOT_NEAR


def move(actor: User, one: Any) -> bool | str:
    """May give it another chair or day: whoever called it, its chair, or a manager near the child."""
    if one.state != State.CALLED:
        return _over(one)
    if actor.pk in (one.chair_id, one.called_by_id):
        return True
    return near(actor, one) if actor.may(Ability.SUPERVISE) else _ask(Ability.SUPERVISE)


def call_off(actor: User, one: Any) -> bool | str:
    """May call it off: its chair, or another manager near the child. Never whoever called it alone."""
    if one.state != State.CALLED:
        return _over(one)
    if not actor.may(Ability.SUPERVISE):
        return _ask(Ability.SUPERVISE)
    return actor.pk == one.chair_id or near(actor, one)


def hold(actor: User, one: Any) -> bool | str:
    """May hold it and write its minutes: its chair, who is a manager of the council (CP-02)."""
    if one.state != State.CALLED:
        return _over(one)
    if not actor.may(Ability.SUPERVISE):
        return _ask(Ability.SUPERVISE)
    return actor.pk == one.chair_id or f"{one.chair.name} chairs it. Ask them, or give it another chair first."


def add(actor: User, one: Any) -> bool | str:
    """May add to the minutes: whoever is near a child it was about, once it was held."""
    if one.state != State.HELD:
        return "Minutes are added to once it was held."
    return near(actor, one)


def near(actor: User, one: Any) -> bool | str:
    """Whether somebody holds cases, and the record of a child it is about is open to them."""
    if not actor.may(Ability.HOLD_CASES):
        return _ask(Ability.HOLD_CASES)
    return any(door(actor, each).state == "open" for each in _people_of(matter=one.pk)) or NOT_NEAR


def _over(one: StrategyDiscussion) -> str:
    held = one.state == State.HELD
    return "It was held. What is new is added to its minutes." if held else "It was called off. Call another one."


def _ask(ability: Ability) -> str:
    return f"This is for {who_may(ability)} to do. Ask one of them."


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
    return near_child(actor, one)


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
    return near_child(actor, one)


def answer_conference(actor: User, one: Any) -> bool | str:
    """May say why none is convened: a manager near the child who does not lead the enquiry (CP-06)."""
    if not one.owes_conference:
        return "No conference is owed here."
    if one.conferences.filter(matter__conference__state__in=("asked", "arranged")).exists():
        return "A conference is asked for already. Its page says who may call it off."
    if actor.pk == one.lead_id:
        return "Nobody decides on their own enquiry. Ask another manager."
    return _managing(actor, one)


def near_child(actor: User, one: Any) -> bool | str:
    """Whether somebody holds cases, and the record of the child is open to them."""
    if not actor.may(Ability.HOLD_CASES):
        return _ask(Ability.HOLD_CASES)
    return door(actor, one.child).state == "open" or NOT_NEAR


def _managing(actor: User, one: Any) -> bool | str:
    return near_child(actor, one) if actor.may(Ability.SUPERVISE) else _ask(Ability.SUPERVISE)
