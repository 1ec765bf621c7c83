"""What happens when a child may suffer serious harm: a discussion is called, and the enquiry that follows it ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from kith.site.demo.plan.chance import stream, weighted
from kith.site.demo.plan.days import MINUTE, add_working_days, at, clock

# How section 47 enquiries end, in a hundred; about as the census has it.
ENDS = {"not": 35, "no_longer": 28, "continuing": 37}
# What a conference decides for a child, in a hundred, and what its first review does; the second ends what goes on.
DECIDES = {"plan": 80, "no_plan": 20}
REVIEW_DECIDES = {"continues": 55, "ends": 45}
LATE = 12  # in a hundred are held after their date


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
    """One child's section 47 enquiry is authorised, and where the risk continues a conference is asked for (CP-04).

    `conference`: when that is to be held. `care`: by which way the child comes into care, if they do (plan.caring).
    """

    when: datetime
    contact: str
    child: str
    worker: str
    manager: str
    ends: str
    conference: datetime | None = None
    care: str = ""


@dataclass(frozen=True, slots=True)
class ConferenceHeld:
    """The conference that an enquiry asked for is held, or one that reviews its plan: with what is decided (CP-06).

    `again`: when the plan that it decides on is reviewed.
    """

    when: datetime
    contact: str
    child: str
    worker: str
    manager: str
    decides: str
    late: bool = False
    review: bool = False
    again: datetime | None = None


def enquiry_of(
    contact: str, child: str, held: date, place: int, worker: str, manager: str
) -> list[EnquiryEnded | ConferenceHeld]:
    """From the day of the discussion: seven to fourteen working days, and a conference by the fifteenth, or late."""
    rng = stream(0, "enquiry", contact, child)
    ends, day = weighted(rng, ENDS), add_working_days(held, rng.randrange(7, 14))
    moment = at(day, 15) + place * MINUTE
    if ends != "continuing":
        return [EnquiryEnded(moment, contact, child, worker, manager, ends)]
    late, decides = rng.randrange(100) < LATE, weighted(rng, DECIDES)
    on = at(add_working_days(held, 19 if late else 14), 16) + place * MINUTE
    held_then = [ConferenceHeld(on, contact, child, worker, manager, decides, late=late)]
    if decides == "plan":
        held_then = _reviewed(held_then[0], weighted(rng, REVIEW_DECIDES))
    return [EnquiryEnded(moment, contact, child, worker, manager, ends, on), *held_then]


def _reviewed(first: ConferenceHeld, decides: str) -> list[ConferenceHeld]:
    """A plan is reviewed within three months; one that goes on within six more, and then ends."""
    again = _review(first, 58, decides)
    found = [replace(first, again=again.when)]
    if decides == "ends":
        return [*found, again]
    last = _review(again, 118, "ends")
    return [*found, replace(again, again=last.when), last]


def _review(before: ConferenceHeld, days: int, decides: str) -> ConferenceHeld:
    when = at(add_working_days(clock(before.when).date(), days), 14) + clock(before.when).minute * MINUTE
    return replace(before, when=when, decides=decides, late=False, review=True, again=None)
