"""Who may do what at the front door."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from kith.access.models import Involvement, User
from kith.access.policies import needs, open_to
from kith.access.roles import Ability, who_may
from kith.frontdoor.models import Contact

record_contacts = needs(Ability.RECORD_CONTACTS)
submit_referrals = needs(Ability.SUBMIT_REFERRALS)


def contacts_for(actor: User) -> Q:
    """The contacts somebody may read: all for those who work the queue, else their own and those of their children.

    A referrer reads what they sent in the portal, never here, where it stands beside what we know. A contact in which
    anybody is hidden from the actor is already absent, by the wall.
    """
    if actor.may(Ability.WORK_CONTACTS):
        return Q()
    mine = Q(pk__in=[])
    if actor.may(Ability.RECORD_CONTACTS):
        mine |= Q(recorded_by=actor)
    if actor.may(Ability.HOLD_CASES):
        mine |= open_to(actor, "matter__subjects__person_id")
    return mine


def work_contact(actor: User, contact: Any) -> bool | str:
    """May work a contact that is not yet decided."""
    if not actor.may(Ability.WORK_CONTACTS):
        return f"This is for a {who_may(Ability.WORK_CONTACTS)} to do. Ask one of them."
    if contact is not None and contact.state == Contact.State.DECIDED:
        return "This contact has been decided. A new worry about the same children is a new contact."
    return True


def work_child(actor: User, contact_child: Any) -> bool | str:
    """May work one child of a contact that is not yet decided."""
    return work_contact(actor, contact_child.matter.contact)


def conclude(actor: User, contact: Any) -> bool | str:
    """May bring a decision into force: its decider where no signature is asked, else another person who may sign."""
    decision = getattr(contact.matter, "threshold_decision", None)
    if contact.state == Contact.State.DECIDED:
        return "This contact has been decided already."
    if decision is None:
        return "There is no decision to sign yet."
    if contact.state != Contact.State.TO_SIGN:
        return decision.decider_id == actor.pk or "Only the person who decided may complete this."
    if not actor.may(Ability.SIGN_DECISIONS):
        return f"A {who_may(Ability.SIGN_DECISIONS)} signs this."
    if decision.decider_id == actor.pk:
        return "Nobody signs their own decision. Ask another manager."
    return True


def involve(worker_id: int, person_id: int, matter: Any) -> None:
    """Whoever works a contact is involved with its children until it is decided."""
    theirs = {"person_id": person_id, "user_id": worker_id, "matter": matter, "kind": Involvement.Kind.FRONT_DOOR}
    if not Involvement.objects.filter(**theirs, until=None).exists():
        Involvement.objects.create(**theirs)
