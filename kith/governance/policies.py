"""Who may see what deserves a look, and answer it."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.access.policies import door
from kith.access.roles import Ability, who_may

OWN = "Nobody answers for their own reading."


def see(actor: User) -> bool:
    """Whether the list is theirs to read: an information governance officer's, or, of the restricted records whose
    named reader they are, a manager's who may restrict one."""
    return actor.may(Ability.SEE_ACCESS) or actor.may(Ability.RESTRICT)


def read(actor: User, reading: Any) -> bool:
    """Whether they may read one finding: as above, or they were asked to explain it. The reader's own is hidden."""
    if reading.reader_id == actor.pk:
        return False
    return _looks(actor, reading) or reading.asked_of_id == actor.pk


def answer(actor: User, reading: Any) -> bool | str:
    """May say what a reading was: an information governance officer; of a restricted record another of its named
    readers who may restrict one. Never the reader (IG-11: a person decides, and not the one it is about)."""
    if reading.reader_id == actor.pk:
        return OWN
    return _looks(actor, reading) or f"This is for {who_may(Ability.SEE_ACCESS)} to answer. Ask one of them."


def explain(actor: User, reading: Any) -> bool | str:
    """May explain it: the manager who was asked, as long as it waits."""
    if reading.reader_id == actor.pk:
        return OWN
    if reading.state != "asked":
        return "No explanation is waited for. Whoever looks at it may ask again."
    return reading.asked_of_id == actor.pk or "Another manager was asked to explain this."


def _looks(actor: User, reading: Any) -> bool:
    if actor.may(Ability.SEE_ACCESS):
        return True
    # The wall has shown the row: they are a named reader of the record.
    return actor.may(Ability.RESTRICT) and reading.rule == "restricted" and reading.person_id is not None


def read_retention(actor: User, person: Any) -> bool:
    """Whether they may know how long a record is kept and what holds it: whoever keeps the rules, of every record that
    is not hidden from them; and whoever may restrict a record, once it is open to them."""
    return actor.may(Ability.HOLD_RECORDS) or (
        actor.may(Ability.RESTRICT) and door(actor, person.subject).state == "open"
    )


def hold(actor: User, person: Any) -> bool | str:
    """May hold a record: as above, so that a restricted one, of which the officer knows nothing, can be held too."""
    return read_retention(actor, person) or _ask_for_hold()


def end_hold(actor: User, one: Any) -> bool | str:
    """May look at a hold again, or release it: whoever may place one, as long as it stands."""
    if one.released_at is not None:
        return "This hold was released already. Place another if the record must be kept."
    return read_retention(actor, one.person.person) or _ask_for_hold()


def _ask_for_hold() -> str:
    return f"Holding a record is for {who_may(Ability.HOLD_RECORDS)} to do. Ask one of them."
