"""Who may agree actions on a piece of work, say what was done of one, and end, move or hand it over."""

from __future__ import annotations

from typing import Any

from kith.access.leading import people_of
from kith.access.models import Matter, User
from kith.access.policies import door, may_be_involved
from kith.actions import standing

NOT_NEAR = "You are not involved with this child. Open the record first and say why."
ENDED = "This action has ended. Agree another if something more is to be done."


def agree(actor: User, matter: Matter) -> bool | str:
    """May agree actions: whoever works with families, and to whom somebody's record it is about is open."""
    if not may_be_involved(actor):
        return NOT_NEAR
    return any(door(actor, one).state == "open" for one in people_of(matter)) or NOT_NEAR


def owns(actor: User, action: Any) -> bool:
    """Whether it is theirs to do: to its owner it is open, whatever else is."""
    return action.owner_id == actor.pk and may_be_involved(actor)


def follow(actor: User, action: Any) -> bool | str:
    """May say what was done, that it is done, and hand it over, until it has ended: its owner, and whoever may agree
    actions there."""
    if action.ended_at is not None:
        return ENDED
    return owns(actor, action) or agree(actor, action.matter)


def change(actor: User, action: Any) -> bool | str:
    """May say that it is not done after all, or move its day: as `follow`; once it is late, or where several agencies
    agreed it together, a manager who is not to do it themselves (CL-10)."""
    verdict = follow(actor, action)
    if verdict is not True:
        return verdict
    late = standing.is_late(action)
    if not (late or action.several_agencies) or standing.is_manager(actor, action):
        return True
    why = "Its day has passed" if late else "Several agencies agreed it together"
    return f"{why}: a manager of whoever leads the work says so, who is not to do it themselves."
