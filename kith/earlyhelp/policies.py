"""Who hands a child to early help, who may accept, and who sees what came back (EH-08)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from kith.access.models import User
from kith.access.policies import involvements_of, open_to
from kith.access.roles import Ability, who_may
from kith.earlyhelp.models import EarlyHelpHandover

State = EarlyHelpHandover.State


def handovers_for(actor: User) -> Q:
    """The hand-overs somebody may read: to their own teams, made by them, of children open to them; the front door all.

    A child who is hidden from the actor is already absent, by the wall.
    """
    mine = Q(handed_by=actor) | Q(lead=actor)
    mine |= Q(to_team_id__in=actor.teams_where(Ability.LEAD_EARLY_HELP))
    if actor.may(Ability.HOLD_CASES):
        mine |= open_to(actor, "person_id")
    return Q() if actor.may(Ability.WORK_CONTACTS) else mine


def hand_over(actor: User, work: Any) -> bool | str:
    """May hand a child over: whoever decides at the front door or manages the work, or is involved with the child.

    `work` is a row with a `matter` and the `child` it is about: a child in a contact, an assessment, a referral.
    """
    if work.child_id is None:
        return "Say first whether this is a child we know."
    if actor.may(Ability.WORK_CONTACTS) or actor.may(Ability.SUPERVISE):
        return True
    if actor.may(Ability.RECORD_CONTACTS) and involvements_of(actor).filter(person_id=work.child_id).exists():
        return True
    return f"This is for {who_may(Ability.WORK_CONTACTS)}, or a worker involved with the child. Ask one of them."


def answer(actor: User, handover: EarlyHelpHandover) -> bool | str:
    """May accept or return: a lead practitioner of the team it was handed to, once."""
    if not actor.may(Ability.LEAD_EARLY_HELP):
        return f"This is for {who_may(Ability.LEAD_EARLY_HELP)} to answer."
    if handover.to_team_id not in actor.teams_where(Ability.LEAD_EARLY_HELP):
        return f"This was handed to {handover.to_team}. Somebody of that team answers."
    if handover.state != State.OFFERED:
        return "This has been answered already."
    return True


def settle(actor: User, handover: EarlyHelpHandover) -> bool | str:
    """May say what becomes of a child who was returned: a manager, of the front door or of a team."""
    if not (actor.may(Ability.SIGN_DECISIONS) or actor.may(Ability.SUPERVISE)):
        return f"This is for {who_may(Ability.SIGN_DECISIONS)} to settle."
    if handover.state != State.RETURNED:
        return "Only what early help returned is settled here."
    return True
