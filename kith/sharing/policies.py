"""Who may record an agreement, who may authorise going ahead without one, and when another agency may be spoken to."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.access.policies import involvements_of, needs
from kith.access.roles import Ability, who_may
from kith.sharing.models import Authorisation, AuthorityAsked, Consent

NOBODY_AGREED = (
    "Nobody has agreed yet and no manager has authorised it: agencies may not be spoken to. Ask the family and "
    "record what they say. Where asking could itself bring significant harm to the child, a manager may authorise it."
)


def record_consent(actor: User, work: Any) -> bool | str:
    """May record what somebody said: whoever works the front door, or is involved with somebody this work is about.

    `work` is any piece of work with a `matter`: a contact, a referral, an assessment.
    """
    if actor.may(Ability.WORK_CONTACTS):
        return True
    people = work.matter.subjects.values("person_id")
    if actor.may(Ability.RECORD_CONTACTS) and involvements_of(actor).filter(person_id__in=people).exists():
        return True
    return f"This is for {who_may(Ability.WORK_CONTACTS)}, or a worker involved with the child. Ask one of them."


def authorise(actor: User, work: Any) -> bool | str:
    """May let sharing go ahead without consent: a manager, and never whoever does the work themselves (FD-05)."""
    may = needs(Ability.AUTHORISE_WITHOUT_CONSENT)(actor, work)
    if may is not True:
        return may
    if actor.pk in (getattr(work, "claimed_by_id", None), getattr(work, "lead_id", None)):
        return "You are doing this work yourself, and nobody authorises themselves. Ask another manager."
    return True


def ask_authority(actor: User, work: Any) -> bool | str:
    """May ask a manager for authority: whoever may record what the family said. Asking lets nobody be spoken to."""
    return record_consent(actor, work)


def refuse_authority(actor: User, asked: AuthorityAsked) -> bool | str:
    """May answer that it is not authorised: a manager, never of their own request (FD-05)."""
    if asked.asked_by_id == actor.pk:
        return "You asked for this yourself. Another manager answers it."
    if asked.answered_at is not None:
        return "This has been answered already."
    return needs(Ability.AUTHORISE_WITHOUT_CONSENT)(actor, asked)


def end_authorisation(actor: User, authorisation: Authorisation) -> bool | str:
    """May end an authorisation: any manager who could have given it."""
    if authorisation.ended_at is not None:
        return "This authorisation has ended already."
    return needs(Ability.AUTHORISE_WITHOUT_CONSENT)(actor, authorisation)


def speak_to_agency(actor: User, work: Any) -> bool | str:
    """May record a conversation with another agency: nobody before somebody agreed or a manager authorised it (FD-04).

    Which agency, and when, is for the step to say.
    """
    may = record_consent(actor, work)
    if may is not True:
        return may
    agreed = Consent.objects.filter(matter=work.matter, state=Consent.State.GIVEN).exists()
    authorised = Authorisation.objects.filter(matter=work.matter).exists()
    return agreed or authorised or NOBODY_AGREED
