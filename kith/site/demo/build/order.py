"""What must have happened before an event may: so that several processes live the plan through, and all alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush

from kith.site.demo.plan import events as plan
from kith.site.demo.plan.authority import Authority


@dataclass(frozen=True, slots=True)
class ChildrenConsidered:
    """What follows at once when a contact is taken: for each child of the household, whether we know them."""

    when: datetime
    contact: str
    worker: str


Event = plan.Event | ChildrenConsidered

# What goes one at a time, in the order of the plan, whichever family it is about. Each is a line to stand in:
# contacts, referrals and assessments get their numbers in turn; who is recognised depends on everybody written down
# before; and who may take another case on how many they have.
LINES = {
    plan.ContactPlanned: ("contact numbers",),
    ChildrenConsidered: ("recognition",),
    plan.ChildBorn: ("recognition",),
    plan.ChildRestricted: ("contact numbers", "recognition"),  # each new child is compared with the restricted
    plan.DecisionSigned: ("referral numbers",),
    plan.ReferralAllocated: ("cases",),
    plan.AssessmentConcluded: ("cases",),
    plan.DiscussionCalled: ("discussion numbers",),
    plan.FollowedOn: ("enquiry numbers", "plan numbers"),
    plan.EnquiryEnded: ("conference numbers",),
    plan.ConferenceHeld: ("conference numbers",),
}


@dataclass
class Strand:
    """Families whose histories touch, and what of them is in the database: by the plan's keys, each by its own id."""

    contacts: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    households: dict[str, int] = field(default_factory=dict)
    told: dict[str, dict[str, str]] = field(default_factory=dict)  # contact, child as told (by reference): who it is


class Order:
    """Hands out the events of a plan, the earliest first, each once all that it follows from is done."""

    def __init__(self, authority: Authority) -> None:
        self.events = tuple(part for event in authority.happened for part in _parts(event))
        self.strand_of = _strands(authority)
        guarded = {self.strand_of[_family(one.key)] for one in authority.people.values() if one.restricted}
        self._waits, self._frees = [0] * len(self.events), [[] for _ in self.events]  # type: list[int], list[list[int]]
        newest: dict[str, int] = {}
        for place, event in enumerate(self.events):
            strand = self.strand(place)
            lines = LINES.get(type(event), ())
            if strand in guarded and lines == ("recognition",):
                lines = ("contact numbers", "recognition")  # it may change what every new child is compared with
            for key in {strand, *lines}:
                if key in newest:
                    self._waits[place] += 1
                    self._frees[newest[key]].append(place)
                newest[key] = place
        self._ready: dict[bool, list[int]] = {True: [], False: []}  # by whether somebody is recognised; see `next`
        for place, number in enumerate(self._waits):
            if not number:
                heappush(self._ready[self._recognises(place)], place)

    def strand(self, place: int) -> str:
        """The strand that an event belongs to."""
        return self.strand_of[_about(self.events[place])]

    def next(self, *, recognising: bool | None = None) -> int | None:
        """The place of the earliest event that may happen now, or nothing while all wait for another.

        Args:
            recognising: only of those that stand in the line of recognition, or only of the others; all where None.
        """
        lines = [ready for kind, ready in self._ready.items() if ready and recognising in (None, kind)]
        return heappop(min(lines)) if lines else None

    def _recognises(self, place: int) -> bool:
        return "recognition" in LINES.get(type(self.events[place]), ())

    def done(self, place: int) -> None:
        """An event has happened: those that waited for it alone may."""
        for other in self._frees[place]:
            self._waits[other] -= 1
            if not self._waits[other]:
                heappush(self._ready[self._recognises(other)], other)


def _parts(event: plan.Event) -> tuple[Event, ...]:
    """Taking a contact holds nobody up; looking for its children goes one at a time."""
    if isinstance(event, plan.ContactTaken):
        return event, ChildrenConsidered(event.when, event.contact, event.worker)
    return (event,)


def _about(event: Event) -> str:
    """The contact that an event is about, or the child's family where it is about none."""
    return _family(event.child) if isinstance(event, (plan.ChildBorn, plan.ChildRestricted)) else event.contact


def _family(key: str) -> str:
    return key.partition(".")[0]


def _strands(authority: Authority) -> dict[str, str]:
    """The strand of each family and of each contact: a contact that names children of two families joins them."""
    leads = {family.key: family.key for family in authority.families}

    def lead(key: str) -> str:
        while leads[key] != key:
            key = leads[key]
        return key

    for event in authority.happened:
        if isinstance(event, plan.ContactPlanned):
            leads[event.contact] = event.family
        if isinstance(event, (plan.ContactPlanned, plan.DecisionPlanned)):
            for child in event.children:
                leads[lead(_family(child.person))] = lead(event.contact)
    return {key: lead(key) for key in leads}
