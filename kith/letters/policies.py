"""Who may write, send, withhold and acknowledge letters, and what stops one (FA-08, PR-12, AS-20)."""

from __future__ import annotations

from typing import Any

from kith.access.asked_once import once
from kith.access.models import Matter, Subject, User
from kith.access.policies import identity_of
from kith.access.roles import Ability, who_may
from kith.letters.envelopes import Envelope, Recipient, offer_of, recipient_of
from kith.letters.models import Letter, SafetyFlag
from kith.people.policies import may_be_written_to, may_change

State = Letter.State
TO_THE_FAMILY = (Letter.Audience.FAMILY, Letter.Audience.CHILD)
NEWER = "There is a newer version of this letter. Open that one."


def write(actor: User, envelope: Any) -> bool | str:
    """May write to somebody who has no letter yet: those whom the room lets write about its work."""
    found: Envelope = envelope
    if found.letter is not None and found.letter.state != State.WITHHELD:
        return "This letter is written already. Open it to change it."
    if found.letter is not None:
        return WITHHELD
    return _may_write(actor, found.matter) or stopped(found.matter, found.recipient) or True


def revise(actor: User, letter: Any) -> bool | str:
    """May write a new version: those who may write, unless it is withheld or there is a newer one."""
    return (
        _stands(actor, letter) or (WITHHELD if letter.state == State.WITHHELD else "") or stopped_letter(letter) or True
    )


def send(actor: User, letter: Any) -> bool | str:
    """May send a letter that is written and that nothing stops."""
    why = _stands(actor, letter)
    if not why and letter.state != State.DRAFTED:
        why = WITHHELD if letter.state == State.WITHHELD else "This letter has been sent."
    if not why and not letter.sections:
        why = "There are no words in this letter yet. Write them first."
    return why or stopped_letter(letter) or True


def acknowledge(actor: User, letter: Any) -> bool | str:
    """May write down that a letter was received: those who may write."""
    why = _may_write(actor, letter.matter)
    return why or _not_sent(letter) or True


def acknowledge_own(actor: User, letter: Any) -> bool | str:
    """May say that they have read a letter: whoever it was sent to in the portal."""
    if not reads_in_portal(actor, letter):
        return "This letter was sent to somebody else."
    return _not_sent(letter) or True


def withhold(actor: User, envelope: Any) -> bool | str:
    """May withhold, in writing: a manager who may write, as long as nothing was sent (AS-20)."""
    found: Envelope = envelope
    why = _manages(actor) or _may_write(actor, found.matter)
    if not why and found.letter is not None and found.letter.was_sent:
        why = "This letter has been sent. What was sent cannot be withheld."
    return why or True


def release(actor: User, letter: Any) -> bool | str:
    """May say that a withheld letter may go after all: a manager who may write."""
    why = _manages(actor) or _stands(actor, letter)
    return why or ("" if letter.state == State.WITHHELD else "This letter is not withheld.") or True


def reads_in_portal(actor: User, letter: Letter) -> bool:
    """Whether this is a letter that was sent to somebody in the portal, and they still work for that agency (IG-05)."""
    theirs = letter.user_id == actor.pk and letter.agency_id in actor.agency_ids
    return theirs and letter.was_sent and letter.how == Letter.How.PORTAL and actor.may(Ability.SUBMIT_REFERRALS)


def raise_flag(actor: User, child: Any) -> bool | str:
    """May stop letters to a child's family: anybody to whom the record is open."""
    return may_change(actor, child)


def lift_flag(actor: User, flag: Any) -> bool | str:
    """May let letters go again: a manager to whom the record is open."""
    if flag.lifted_at is not None:
        return "Letters may go again already."
    return _manages(actor) or may_change(actor, flag.child)


def flags_of(child: Subject) -> list[SafetyFlag]:
    """What stops letters to the family of a child today, on whichever record of theirs it was written."""
    found = SafetyFlag.objects.filter(child__in=identity_of(child), lifted_at=None)
    rows = found.select_related("raised_by", "child").order_by("pk")
    return once(("letters stopped", child.pk), lambda: list(rows))


def stopped(matter: Matter, recipient: Recipient) -> str:
    """Why nothing may go to somebody now, and what to do; empty where nothing stops it.

    A flag on the child stops whatever goes to the family (PR-12); what a relationship says stops what goes to that
    person (FA-08); the room whose work it is may have its own reason.
    """
    return once(("stopped", matter.pk, recipient.key), lambda: _stopped(matter, recipient))


def _stopped(matter: Matter, recipient: Recipient) -> str:
    offer = offer_of(matter)
    if offer is None:
        return "No letters are written about this."
    child = offer.child(matter)
    if recipient.audience in TO_THE_FAMILY:
        if flags := flags_of(child):
            kind, reason = flags[0].get_kind_display().lower(), flags[0].reason.rstrip(".")
            return f"No letters may go to this family: {kind}. {reason}. A manager can let letters go again."
        person = getattr(recipient.person, "person", None)
        theirs = (offer.theirs(matter, recipient) if offer.theirs else []) or [child]
        for one in theirs if person is not None else []:
            if (may := may_be_written_to(person, one)) is not True:
                return str(may)
    return offer.stops(matter, recipient)


def stopped_letter(letter: Letter) -> str:
    """As `stopped`, of a letter that is written."""
    return stopped(letter.matter, recipient_of(letter))


WITHHELD = "This letter is withheld. A manager can let it go."


def _manages(actor: User) -> str:
    return "" if actor.may(Ability.SUPERVISE) else f"This is for {who_may(Ability.SUPERVISE)} to do. Ask one of them."


def _may_write(actor: User, matter: Matter) -> str:
    offer = offer_of(matter)
    may = offer.may_write(actor, matter) if offer else "No letters are written about this."
    return "" if may is True else str(may)


def _stands(actor: User, letter: Letter) -> str:
    return _may_write(actor, letter.matter) or (NEWER if hasattr(letter, "replaced_by") else "")


def _not_sent(letter: Letter) -> str:
    if letter.state == State.ACKNOWLEDGED:
        return "That it was received is written down already."
    return "" if letter.state == State.SENT else "This letter has not been sent."
