"""Who may look behind a figure at the contacts it counts."""

from __future__ import annotations

from kith.access.models import User
from kith.access.roles import Ability

LOOKS_BEHIND = (Ability.WORK_CONTACTS, Ability.OVERSEE, Ability.SUPERVISE)


def look_behind(actor: User) -> bool:
    """Whether somebody who sees figures may also see which contacts they count."""
    return any(actor.may(ability) for ability in LOOKS_BEHIND)
