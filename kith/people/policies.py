"""Who may find, change, join and restrict people's records (decisions 5, 6 and 10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from kith.access.asked_once import known, once
from kith.access.models import NamedReader, ReasonedAccess, Subject, User
from kith.access.policies import door, identity_of, live, may_find_children, needs, read_links
from kith.access.roles import Ability, who_may
from kith.kernel.now import today
from kith.people.models import Relationship

# A match that was shown this long ago is shown again: others may have written in the meantime.
SHOWN_FOR = timedelta(hours=12)

may_join = needs(Ability.JOIN_RECORDS)


def may_find(actor: User, target: Any = None) -> bool | str:
    """May look for people by name: those who may hold a case."""
    return may_find_children(actor) or (
        f"Finding people by name is for {who_may(Ability.HOLD_CASES)}. Ask one of them."
    )


def may_create(actor: User, target: Any = None) -> bool | str:
    """May start a record: those who can see whether there is one already."""
    return may_find(actor)


def may_change(actor: User, target: Any) -> bool | str:
    """May change what a record says of a person: anybody to whom the record is open now."""
    if door(actor, subject_of(target)).state == "open":
        return True
    return "You are not involved with this person. Open the record first, saying why you need it."


def may_see_then(actor: User, target: Any) -> bool | str:
    """May read a record as it was known at another moment (IG-07), with what was wrong then and withdrawn since.

    Whoever works with them, their named readers, managers, and whoever said that they were asked to review: somebody
    who covers for a night, or came for another child, needs what stands today.
    """
    met = door(actor, subject_of(target))
    if met.state != "open":
        return "You are not involved with this person. Open the record first, saying why you need it."
    manages = actor.may(Ability.SUPERVISE) or actor.may(Ability.OVERSEE)
    if met.reasoned is None or manages or _reviews(actor, subject_of(target)):
        return True
    return (
        "The record as it was known is for those who work with them, for managers, and for whoever was asked to "
        "advise, audit or review. Open the record with that reason, or ask the key worker."
    )


def _reviews(actor: User, subject: Subject) -> bool:
    said = ReasonedAccess.objects.filter(live(), user=actor, why=ReasonedAccess.Why.REVIEW)
    return said.filter(person_id__in=identity_of(subject)).exists()


def may_ask(actor: User, target: Any) -> bool | str:
    """May say why they need a record that they are not involved with."""
    if door(actor, subject_of(target)).state == "none":
        return f"Records open to {who_may(Ability.HOLD_CASES)}. Ask one of them."
    return True


def may_part(actor: User, target: Any) -> bool | str:
    """May undo a join: those who may join, and a named reader, who may join somebody new with a restricted record."""
    may = may_join(actor, target)
    return may if may is True else may_read_restricted(actor, target) is True or may


def may_answer_match(actor: User, target: Any) -> bool | str:
    """May say whether two records are one person: whoever may find both of them."""
    return may_find(actor, target)


def may_restrict(actor: User, target: Any) -> bool | str:
    """May restrict a record to named readers: those with the ability, once the record is open to them."""
    may = needs(Ability.RESTRICT)(actor, target)
    return may if may is not True else may_change(actor, target)


def may_keep_readers(actor: User, target: Any) -> bool | str:
    """May change who reads a restricted record, or lift it: a named reader who may restrict records."""
    may = needs(Ability.RESTRICT)(actor, target)
    return may if may is not True else may_read_restricted(actor, target)


def may_read_restricted(actor: User, target: Any) -> bool | str:
    """May act on a restricted record as one of its named readers."""
    if NamedReader.objects.filter(live(), user=actor, person_id=subject_of(target).pk).exists():
        return True
    return "Only a named reader of this record may do this."


def may_be_written_to(person: Any, about_child: Any) -> bool | str:
    """May get a letter or an invitation about a child: asked by every room before it writes to anybody (FA-08).

    Fails closed: a limit written in words alone blocks it too, as do limits of a relationship that has ended, until
    somebody has read them. What was taken back as a mistake does not count.

    Args:
        person: the Person who would be written to.
        about_child: the Person, or Subject, whom the letter is about.

    Returns: True, or a sentence that says why not and what to do.
    """
    own = identity_of(subject_of(person))
    child = identity_of(subject_of(about_child))
    if own & child:
        return True
    if person.died_on:
        return f"{person} has died. Nothing may be sent."
    return _blocked_by(once(("limits", own, child), lambda: list(_between(own, child))), person)


def read_limits(people: Iterable[Subject], about_child: Any) -> None:
    """Ask now, together, for the page being read, what `may_be_written_to` asks about each of these people."""
    child = identity_of(subject_of(about_child))
    read_links([one.pk for one in people])
    owns = {identity_of(one) for one in people}
    rows = list(_between({pk for own in owns for pk in own}, child))
    for own in owns:
        known(("limits", own, child), [row for row in rows if row.person_id in own])


def _between(people: Collection[int], child: Collection[int]) -> QuerySet[Relationship]:
    return Relationship.objects.filter(person_id__in=people, to_id__in=child, mistaken_because="").order_by("pk")


def _blocked_by(found: Iterable[Relationship], person: Any) -> bool | str:
    """What the relationships of somebody to a child say of letters, the strictest first."""
    rows = list(found)
    told = next((row.safe_contact for row in rows if row.safe_contact), "")
    why, rules = f": {told}" if told else "", {row.letters for row in rows}
    if Relationship.Letters.NEVER in rules:
        return f"No letters and no invitations may go to {person}{why}."
    if Relationship.Letters.ASK in rules:
        return f"Ask the key worker before anything goes to {person}{why}."
    if told:
        return f"There are limits on contact with {person}{why}. Ask the key worker first."
    if not any(row.until is None or row.until > today() for row in rows):
        return f"The record does not say what {person} is to the child. Write it down first."
    return True


def subject_of(target: Any) -> Subject:
    """The subject that a target of this room is about."""
    if isinstance(target, Subject):
        return target
    found = getattr(target, "subject", None) or getattr(target, "person", None)
    if not isinstance(found, Subject):
        raise TypeError(f"{target!r} is about nobody")
    return found
