"""Who may ask for a conference, arrange it, invite to it, hold it, call it off, and add to its minutes."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter, Subject, User
from kith.access.roles import Ability
from kith.access.working import left_to, works_on, works_with
from kith.conferences.models import Conference, ConferenceChild

State = Conference.State


def reaches(actor: User, matter: Matter) -> bool:
    """Whether this work is open to somebody whoever it is about: to whoever arranges it or is to chair it."""
    one = Conference.objects.filter(matter=matter, state__in=[State.ASKED, State.ARRANGED]).first()
    if one is None or not actor.may(Ability.CHAIR_CONFERENCES):
        return False
    return actor.pk == (one.adviser_id if one.state == State.ASKED else one.chair_id)


def ask(actor: User, subject: Subject) -> bool | str:
    """May ask for one: whoever holds cases, and to whom the child's record is open (CP-06)."""
    return works_with(actor, subject)


def arrange(actor: User, one: Any) -> bool | str:
    """May arrange it: a conference chair, to whom the record of a child is open."""
    if one.state != State.ASKED:
        return _over(one) if one.state != State.ARRANGED else "It is arranged. Give it another chair or day instead."
    return works_on(actor, one) if actor.may(Ability.CHAIR_CONFERENCES) else left_to(Ability.CHAIR_CONFERENCES)


def invite(actor: User, one: Any) -> bool | str:
    """May invite to it, and ask for reports: whoever is near the child, until it was held."""
    return works_on(actor, one) if one.waits else _over(one)


def receive(actor: User, row: Any) -> bool | str:
    """May write down that an agency's report came: whoever is near the child, until the conference was held."""
    return invite(actor, Conference.objects.get(matter_id=row.matter_id))


def move(actor: User, one: Any) -> bool | str:
    """May give it another chair or day: its chair, another conference chair, or a manager near the child."""
    if one.state != State.ARRANGED:
        return _over(one) if not one.waits else "It is not arranged yet. Arrange it first."
    return _arranging(actor, one)


def call_off(actor: User, one: Any) -> bool | str:
    """May call it off: its chair, another conference chair, or a manager near the child. Never who asked alone."""
    return _arranging(actor, one) if one.waits else _over(one)


def hold(actor: User, one: Any) -> bool | str:
    """May hold it and decide for each child: its chair alone."""
    if one.state != State.ARRANGED:
        return _over(one) if not one.waits else "It has no chair and no day yet. Arrange it first."
    if not actor.may(Ability.CHAIR_CONFERENCES):
        return left_to(Ability.CHAIR_CONFERENCES)
    return actor.pk == one.chair_id or f"{one.chair.name} chairs it. Ask them, or give it another chair first."


def notify(actor: User, one: Any) -> bool | str:
    """When another authority told us is kept as a transfer-in conference is asked for, in one act (kith.journeys)."""
    if one.notified_on is None or one.state != State.ASKED:
        return "It is said where a transfer-in conference is asked for."
    return actor.pk == one.asked_by_id


def decide(actor: User, row: Any) -> bool | str:
    """What is decided for a child follows in the same act from the conference (kith.journeys)."""
    one = Conference.objects.filter(matter=row.matter_id).first()
    if one is None or one.state != State.HELD or not isinstance(row, ConferenceChild) or not row.outcome:
        return "A child is decided about in the conference, by its chair."
    return actor.pk == one.ended_by_id


def set_review(actor: User, one: Any) -> bool | str:
    """The next review follows from a review at which a plan goes on (kith.journeys)."""
    if one.state != State.HELD or not one.is_review:
        return "The next review is set by the conference at which a plan goes on."
    return actor.pk == one.ended_by_id


def add(actor: User, one: Any) -> bool | str:
    """May add to the minutes: whoever is near a child it was about, once it was held."""
    if one.state != State.HELD:
        return "Minutes are added to once it was held."
    return works_on(actor, one)


def _arranging(actor: User, one: Any) -> bool | str:
    if not (actor.may(Ability.CHAIR_CONFERENCES) or actor.may(Ability.SUPERVISE)):
        return left_to(Ability.CHAIR_CONFERENCES)
    return actor.pk == one.chair_id or works_on(actor, one)


def _over(one: Conference) -> str:
    held = one.state == State.HELD
    return "It was held. What is new is added to its minutes." if held else "It was called off. Ask for another one."
