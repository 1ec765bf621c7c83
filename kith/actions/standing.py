"""Where an action stands today, and who sees it there: from its day alone, for nothing is written as one passes."""

from __future__ import annotations

from kith.access.leading import near, roles
from kith.access.models import User
from kith.access.roles import Ability
from kith.actions.ladder import Rung, reached
from kith.actions.models import Action
from kith.kernel.now import today
from kith.standards.words import local_day


def is_late(action: Action) -> bool:
    """Whether its day passed, until it ended if it has."""
    return action.due_on < (action.done_on or (local_day(action.ended_at) if action.ended_at else today()))


def climbed(action: Action) -> list[Rung]:
    """The rungs that see it today, or saw it when it ended; the highest last."""
    day = local_day(action.ended_at) if action.ended_at else today()
    return reached(action.due_on, action.agreed_at, day)


def sees(actor: User, action: Action, rung: Rung, theirs: frozenset[str]) -> bool:
    """Whether this person sees it on a rung. What another agency is to do is chased by whoever leads the work.

    Args:
        theirs: as what they are near the work, by `kith.access.leading.roles`.
    """
    if rung.who == "senior":
        return actor.may(Ability.OVERSEE)
    if rung.who == "manager":
        return "manager" in theirs
    return action.owner_id == actor.pk if action.owner_id else "lead" in theirs


def is_manager(actor: User, action: Action) -> bool:
    """Whether somebody may say what a manager says of it: whoever manages the lead of the work, or oversees, and is not
    to do it themselves (CL-10)."""
    if action.owner_id == actor.pk:
        return False
    theirs = roles(near(actor), [action.matter_id]).get(action.matter_id, frozenset())
    return actor.may(Ability.OVERSEE) or "manager" in theirs
