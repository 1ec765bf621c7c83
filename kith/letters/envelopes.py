"""To whom a piece of work is told in writing. Rooms say at start-up who that is, and propose the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kith.access.models import Agency, Matter, Subject, User
from kith.letters.models import Letter


@dataclass(frozen=True)
class Recipient:
    """Somebody who is told.

    Attributes:
        key: tells them from the others of this piece of work.
        audience: which version they read, of `Letter.Audience`.
        name: as the letter is addressed.
        about: why they are told: "mother, parental responsibility".
        person, agency, user: who they are on the record, at work, and in the portal.
        note: what the writer has to know of this reader, where there is something.
    """

    key: str
    audience: str
    name: str
    about: str
    person: Subject | None = None
    agency: Agency | None = None
    user: User | None = None
    note: str = ""


@dataclass(frozen=True)
class Wording:
    """Words proposed for a reader: title, greeting, pairs of heading and text; what was left out, and why; and what
    somebody has asked that this reader is not told, for whoever writes to heed."""

    title: str
    greeting: str
    sections: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] = ()
    in_confidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unfit:
    """Words that this reader may not read.

    Attributes:
        words: as they would stand in the text, whatever the case.
        why: what they are: "an address that is kept confidential".
        always: nobody may leave them in; else whoever has checked that the reader may know.
    """

    words: str
    why: str
    always: bool = False


@dataclass(frozen=True)
class Offer:
    """How a room's work is told in writing.

    Attributes:
        called: what the page is called: "Share the conclusion".
        may_write: who may, once the child's door is open to them: True, or a sentence.
        child: whom the work is about.
        recipients: who is told, as far as the record knows.
        propose: the words for one of them.
        unfit: what may not stand in them.
        stops: a sentence where the room itself has reason that nothing goes to somebody now; else nothing.
        theirs: of work about several children, those who are this reader's: what limits letters about any of them
            limits this one. Where it is about one child, nothing.
    """

    called: str
    may_write: Callable[[User, Matter], bool | str]
    child: Callable[[Matter], Subject]
    recipients: Callable[[Matter], list[Recipient]]
    propose: Callable[[Matter, Recipient], Wording]
    unfit: Callable[[Matter, Recipient], list[Unfit]]
    stops: Callable[[Matter, Recipient], str]
    theirs: Callable[[Matter, Recipient], list[Subject]] | None = None


_offers: dict[str, Offer] = {}


def offers_letters(kind: str, offer: Offer) -> None:
    """A room's work of this kind is told in writing."""
    _offers[kind] = offer


def offer_of(matter: Matter) -> Offer | None:
    """How this piece of work is told in writing; nothing where its room writes no letters."""
    return _offers.get(matter.kind)


@dataclass(frozen=True)
class Envelope:
    """A recipient of one piece of work, with the newest version of the letter to them, if there is one."""

    offer: Offer
    matter: Matter
    recipient: Recipient
    letter: Letter | None = None

    @property
    def ref(self) -> str:
        """What a refusal names."""
        return self.letter.ref if self.letter else self.matter.ref

    @property
    def href(self) -> str:
        """Where everybody who is told stands in a list."""
        return f"/letters/to/{self.matter.ref}/"

    @property
    def own_href(self) -> str:
        """Where this one is written or withheld."""
        return f"{self.href}{self.recipient.key}/"


def recipient_of(letter: Letter) -> Recipient:
    """Somebody to whom a letter was written, as it says, whoever is proposed today."""
    return Recipient(
        letter.key,
        letter.audience,
        letter.name,
        letter.get_audience_display(),
        letter.person,
        letter.agency,
        letter.user,
    )
