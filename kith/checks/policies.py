"""Who may ask, chase and write a reply down, and who may answer for an agency."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.access.roles import Ability, who_may
from kith.checks import kinds
from kith.checks.models import AgencyCheck

NO_CHECKS = "No agency is asked on this kind of work."


def ask(actor: User, asking: Any) -> bool | str:
    """May ask agencies on a piece of work: whoever works on it, as its room says. What it rests on is for the step."""
    return asking.kind.works(actor, asking.matter)


def follow(actor: User, check: AgencyCheck) -> bool | str:
    """May follow a check and write its reply down: whoever works on what it was asked for."""
    found = kinds.asking(check.work)
    return found.kind.works(actor, check.work) if found else NO_CHECKS


def while_waiting(actor: User, check: AgencyCheck) -> bool | str:
    """May chase a reply, or go on without it, as long as it is waited for."""
    if check.state != AgencyCheck.State.WAITING:
        return "Nothing is waited for here any more."
    return follow(actor, check)


def answer(actor: User, check: AgencyCheck) -> bool | str:
    """May answer a request: somebody who signs in for the very agency that was asked, while the work is open."""
    if not actor.may(Ability.SUBMIT_REFERRALS):
        return f"This is for {who_may(Ability.SUBMIT_REFERRALS)} to do. Ask one of them."
    if check.agency_id is None or check.agency_id not in actor.agency_ids:
        return "This was asked of another agency."
    if not kinds.still_open([check.work]):
        return "This work has ended, and nothing more is waited for. Ring whoever asked if something is new."
    return True
