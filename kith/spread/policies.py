"""Who may answer the spread check: whoever works on the piece of work it belongs to, as its room says."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.checks import kinds
from kith.frontdoor.policies import record_contacts


def answer(actor: User, asking: Any) -> bool | str:
    """May say who else is at risk, and list a child."""
    return asking.kind.works(actor, asking.matter)


def follow(actor: User, listed: Any) -> bool | str:
    """May say of a listed child why no contact is raised, or take them off."""
    work = kinds.asking(listed.matter)
    return work.kind.works(actor, listed.matter) if work else "No other children are listed on this kind of work."


def raise_contact(actor: User, listed: Any) -> bool | str:
    """May raise a contact for a listed child: the same, and whoever may record contacts."""
    if listed.contact_id is not None:
        return "A contact was raised for this child already. What is new is said on it, or in a new contact."
    verdict = follow(actor, listed)
    return record_contacts(actor, None) if verdict is True else verdict
