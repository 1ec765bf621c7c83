"""Who keeps the directory. Everybody may read it."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.access.policies import needs
from kith.access.roles import Ability
from kith.directory.models import LocalService

add_service = needs(Ability.KEEP_DIRECTORY)


def keep_service(actor: User, service: LocalService) -> bool | str:
    """May change, check or end an entry that still stands."""
    if service.ended_on is not None:
        return "This service has ended. Add it as a new one if it begins again."
    return add_service(actor, service)


def signpost(actor: User, service: Any) -> bool | str:
    """May say that a family was told of a service: anybody who signs in. No family is named."""
    if service.ended_on is not None:
        return "This service has ended. Look for another one in the directory."
    return True
