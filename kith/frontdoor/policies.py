"""Who may do what at the front door."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from kith.access.models import MatterSubject, SameSubject, Subject, User
from kith.access.policies import door, may_find_children, needs, open_to
from kith.access.prepared import Prepared
from kith.access.roles import Ability, who_may
from kith.access.whoever import Whoever
from kith.frontdoor.models import Contact
from kith.kernel.now import now
from kith.record.own_numbers import number

record_contacts = needs(Ability.RECORD_CONTACTS)
submit_referrals = needs(Ability.SUBMIT_REFERRALS)


def contacts_for(actor: User) -> Q:
    """The contacts that open to somebody without asking why: their own work, and those of children open to them.

    For those who work the queue that is whatever waits, and what came before about the same children: who decides must
    have it beside them. Once decided, a contact is no longer the queue's: it stays with those who took, decided or
    signed it while they may have to answer for it, and others say why they need it (decision 5).

    A referrer reads what they sent in the portal, never here, where it stands beside what we know. A contact in which
    anybody is hidden from the actor is already absent, by the wall.
    """
    return theirs(actor) | of_the_queue(actor)


def undecided_for(actor: User) -> Q:
    """Of the contacts that open to somebody (`contacts_for`) those not yet decided: to those who work the queue all,
    so that nothing more need be asked of each."""
    waits = ~Q(state=Contact.State.DECIDED)
    return waits if actor.may(Ability.WORK_CONTACTS) else waits & theirs(actor)


def of_the_queue(actor: User | Whoever) -> Q:
    """What opens to those who work the queue because it waits, or is about a child in a contact that waits."""
    works = actor.may(Ability.WORK_CONTACTS)
    return ~Q(state=Contact.State.DECIDED) | _about(_in_the_queue()) if works else Q(pk__in=[])


def theirs(actor: User | Whoever, at: Any = None, since: Any = None) -> Q:
    """Somebody's own work, and contacts about children open to them: what opens to them without the queue.

    Args:
        at: a moment other than now.
        since: from when on what they worked on is still theirs, where that was asked already.
    """
    mine = Q(pk__in=[])
    if actor.may(Ability.WORK_CONTACTS):
        mine |= _own_of_late(actor, since or own_since(now()))
    elif actor.may(Ability.RECORD_CONTACTS):
        mine |= Q(recorded_by=actor)
    if reads_about_children(actor):
        mine |= _about(open_to(actor, "person_id", at))
    return mine


def reads_about_children(actor: User | Whoever) -> bool:
    """Whether the contacts about a child open to this person with the child's record: not to who leads early help."""
    return actor.may(Ability.HOLD_CASES)


def contacts_met_by(actor: User) -> Q:
    """The contacts that somebody meets at all: those that open, and for the front door those that ask why first."""
    return Q() if asks_why(actor) else contacts_for(actor)


def asks_why(actor: User) -> bool:
    """Whether a decided contact of other people's asks this person for a reason, and is not absent (decision 5)."""
    return actor.may(Ability.WORK_CONTACTS) and may_find_children(actor)


def child_behind(actor: User, contact: Contact, state: str) -> Subject | None:
    """A child of this contact at whose record this person meets such a door: "open" opens the contact too, also where
    the record was joined with theirs; giving a reason for one that asks ("ask") will open it."""
    about = _people_of(matter=contact.pk) if reads_about_children(actor) else ()
    return next((one.person for one in about if door(actor, one.person).state == state), None)


_people_of = Prepared(
    lambda matter: MatterSubject.objects.filter(matter_id=matter).select_related("person").order_by("pk"), "matter"
)


def _about(people: Q) -> Q:
    # As "does one exist": of one contact only its own people are looked at, of many the database reads them once.
    return Q(Exists(MatterSubject.objects.filter(people, matter_id=OuterRef("pk"))))


def own_since(moment: datetime) -> datetime:
    """From when on a decided contact is still the work of those who worked on it."""
    return moment - timedelta(days=number("front_door.own_work", moment))


def _own_of_late(actor: User | Whoever, since: Any) -> Q:
    decision = "matter__threshold_decision__"
    worked = Q(recorded_by=actor) | Q(claimed_by=actor) | Q(**{f"{decision}decider": actor})
    return Q(decided_at__gt=since) & (worked | Q(**{f"{decision}signed_by": actor}))


def _in_the_queue() -> Q:
    """Everybody a waiting contact is about, with the records joined with theirs (decision 10)."""
    states = [Contact.State.WAITING, Contact.State.TO_SIGN]
    waiting = MatterSubject.objects.filter(matter__contact__state__in=states).values("person_id")
    joined = SameSubject.objects.filter(until=None)
    kept = joined.filter(other_id__in=waiting).values("kept_id")
    into = Q(kept_id__in=waiting) | Q(kept_id__in=kept)
    same = Q(person_id__in=kept) | Q(person_id__in=joined.filter(into).values("other_id"))
    return Q(person_id__in=waiting) | same


def work_contact(actor: User, contact: Any) -> bool | str:
    """May work a contact that is not yet decided."""
    if not actor.may(Ability.WORK_CONTACTS):
        return f"This is for {who_may(Ability.WORK_CONTACTS)} to do. Ask one of them."
    if contact is not None and contact.state == Contact.State.DECIDED:
        return "This contact has been decided. A new worry about the same children is a new contact."
    return True


def take_back_crime(actor: User, contact: Any) -> bool | str:
    """May say that it was a mistake to record a suspected crime: a manager of the front door, never whoever works it
    themselves. Nobody alone records a crime and makes it go away (FD-11)."""
    if not actor.may(Ability.SIGN_DECISIONS):
        return f"This is for {who_may(Ability.SIGN_DECISIONS)} to take back. Ask one of them."
    if contact is not None and contact.claimed_by_id == actor.pk:
        return "You work this contact yourself. Another manager takes it back."
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
        return f"This is for {who_may(Ability.SIGN_DECISIONS)} to sign."
    if decision.decider_id == actor.pk:
        return "Nobody signs their own decision. Ask another manager."
    return True


_INVOLVE = """
insert into access_involvement (person_id, user_id, matter_id, kind, since)
  select %(person)s, %(worker)s, %(matter)s, 'front_door', %(now)s where not exists (
    select from access_involvement where person_id = %(person)s and user_id = %(worker)s and matter_id = %(matter)s
      and kind = 'front_door' and until is null)"""


def involve(worker_id: int, person_id: int, matter: Any) -> None:
    """Whoever works a contact is involved with its children until it is decided."""
    with connection.cursor() as cursor:
        cursor.execute(_INVOLVE, {"person": person_id, "worker": worker_id, "matter": matter.pk, "now": now()})
