"""What happens when a child may suffer serious harm: a discussion is called, and the enquiry that follows it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kith.site.demo.plan.chance import stream, weighted
from kith.site.demo.plan.days import MINUTE, add_working_days, at

# How section 47 enquiries end, in a hundred; about as the census has it.
ENDS = {"not": 35, "no_longer": 28, "continuing": 37}


@dataclass(frozen=True, slots=True)
class DiscussionCalled:
    """A strategy discussion that a conclusion asked for is called; a FollowedOn says when it was held (CP-02)."""

    when: datetime
    contact: str
    child: str
    manager: str
    theme: str


@dataclass(frozen=True, slots=True)
class EnquiryEnded:
    """One child's section 47 enquiry is authorised; where the risk continues, and once it was, a conference was held.

    `conference`: this event says that one was held, and not how the enquiry ended.
    """

    when: datetime
    contact: str
    child: str
    worker: str
    manager: str
    ends: str
    conference: bool = False


def enquiry_of(contact: str, child: str, held: date, place: int, worker: str, manager: str) -> list[EnquiryEnded]:
    """From the day of the discussion: seven to fourteen working days, a conference by the fifteenth."""
    rng = stream(0, "enquiry", contact, child)
    ends, day = weighted(rng, ENDS), add_working_days(held, rng.randrange(7, 14))
    found = [EnquiryEnded(at(day, 15) + place * MINUTE, contact, child, worker, manager, ends)]
    if ends == "continuing":
        conference = at(add_working_days(held, 14), 16) + place * MINUTE
        found.append(EnquiryEnded(conference, contact, child, worker, manager, ends, conference=True))
    return found
