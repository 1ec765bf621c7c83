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


def receive(actor: User, person: Any) -> bool | str:
    """May write down that somebody asks to see a record: whoever answers requests."""
    return actor.may(Ability.ANSWER_REQUESTS) or _ask_for_answer()


def read_request(actor: User, one: Any) -> bool:
    """Whether a request and its bundle are theirs to read: whoever answers requests, and whoever checks it."""
    return actor.may(Ability.ANSWER_REQUESTS) or one.checker_id == actor.pk


def prepare(actor: User, one: Any) -> bool | str:
    """May work on a request that is not answered yet and that nobody is checking."""
    if not actor.may(Ability.ANSWER_REQUESTS):
        return _ask_for_answer()
    if not one.is_open:
        return "This request is answered. Receive another if they ask again."
    return True if one.state != "check" else "A second person is checking this. What they say comes first."


def gather(actor: User, one: Any) -> bool | str:
    """May gather the bundle: once, so that it is one thing that is prepared, checked and sent."""
    may = prepare(actor, one)
    if may is True and one.state != "received":
        return "The bundle is gathered already."
    return may


def withhold(actor: User, one: Any) -> bool | str:
    """May keep something back, or give it after all: as long as the bundle is being prepared."""
    may = prepare(actor, one)
    if may is not True:
        return may
    if one.state == "received":
        return "Gather the bundle first."
    return True if one.state == "gathered" else "A second person has checked it. Take it back to be prepared first."


def withhold_in(actor: User, entry: Any) -> bool | str:
    """The same, of one entry."""
    return withhold(actor, entry.matter.access_request)


def give(actor: User, row: Any) -> bool | str:
    """May take back that something is withheld. A protected address stays so."""
    if row.by_itself:
        return (
            "A protected address is given to nobody. If it is not protected any more, that is said on the record first."
        )
    if row.taken_back_by_id is not None:
        return "This was taken back already."
    return withhold(actor, row.matter.access_request)


def ask_check(actor: User, one: Any) -> bool | str:
    """May send the bundle to a second person: once it is gathered."""
    return withhold(actor, one)


def check(actor: User, one: Any) -> bool | str:
    """May say that the bundle is right, or send it back: the second person who was asked, never whoever prepared it."""
    if one.state != "check":
        return "This does not wait to be checked."
    if actor.pk == one.prepared_by_id:
        return "Nobody checks what they prepared themselves."
    return one.checker_id == actor.pk or "Another person was asked to check this."


def reopen(actor: User, one: Any) -> bool | str:
    """May take a checked bundle back to be prepared: it is checked anew after."""
    may = prepare(actor, one)
    return may if may is not True or one.state == "checked" else "It is not checked yet: it can be changed as it is."


def send(actor: User, one: Any) -> bool | str:
    """May send it: once a second person has checked it, and it is known who asks."""
    may = prepare(actor, one)
    if may is not True:
        return may
    if one.state != "checked":
        return "A second person checks the bundle before it is sent."
    return True if one.identity_how else "Write down first how it is known who they are."


def extend(actor: User, one: Any) -> bool | str:
    """May take two more months: once, while the first month lasts (UK GDPR Article 12(3))."""
    may = prepare(actor, one)
    return (
        may if may is not True or one.extended_at is None else "It was extended already. There is no second extension."
    )


def _ask_for_answer() -> str:
    return f"This is for {who_may(Ability.ANSWER_REQUESTS)} to do. Ask one of them."
