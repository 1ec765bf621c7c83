"""Who may answer the spread check: whoever works on the piece of work it belongs to, as its room says. What is done for
a child who was listed is said by whoever is near that work, also after it has ended."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter, User
from kith.checks import kinds
from kith.frontdoor.policies import record_contacts

NO_LIST = "No other children are listed on this kind of work."


def answer(actor: User, asking: Any) -> bool | str:
    """May say who else is at risk, and list a child."""
    return asking.kind.works(actor, asking.matter)


def take_off(actor: User, listed: Any) -> bool | str:
    """May take a listed child off: whoever may list one."""
    work = kinds.asking(listed.matter)
    return work.kind.works(actor, listed.matter) if work else NO_LIST


def follow(actor: User, listed: Any) -> bool | str:
    """May raise a contact for a listed child, or say why not, if none was raised for them already."""
    if listed.contact_id is not None:
        return "A contact was raised for this child already. What is new is said on it, or in a new contact."
    return follows(actor, listed.matter)


def follows(actor: User, matter: Matter) -> bool | str:
    """Whether somebody says what is done for the children listed on a piece of work, also once it has ended: whoever is
    near it and may record contacts."""
    work = kinds.asking(matter)
    verdict = work.kind.near(actor, matter) if work else NO_LIST
    return record_contacts(actor, None) if verdict is True else verdict
