"""Who may look behind a figure at the contacts or plans it counts."""

from __future__ import annotations

from kith.access.models import User
from kith.access.roles import Ability

LOOKS_BEHIND = (Ability.WORK_CONTACTS, Ability.OVERSEE, Ability.SUPERVISE)


def look_behind(actor: User) -> bool:
    """Whether somebody who sees figures may also see which contacts they count."""
    return any(actor.may(ability) for ability in LOOKS_BEHIND)


def answers_for_plans(actor: User) -> bool:
    """Whether somebody who sees figures may also see which children's plans they count: those who answer for them."""
    return actor.may(Ability.OVERSEE) or actor.may(Ability.SUPERVISE)
