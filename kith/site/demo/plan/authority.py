"""The whole authority: who is in it, and everything that happens, in order, until the last day."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from kith.site.demo.plan.agencies import Agency, LocalService, agencies, services
from kith.site.demo.plan.assessing import assess
from kith.site.demo.plan.caring import coming_into_care
from kith.site.demo.plan.chance import stream
from kith.site.demo.plan.contacts import contacts
from kith.site.demo.plan.days import DAY, HOUR, clock, in_office
from kith.site.demo.plan.deciding import decide
from kith.site.demo.plan.desk import manager_at, worker_at
from kith.site.demo.plan.events import (
    AssessmentConcluded,
    ChildBorn,
    ChildRestricted,
    Event,
    ReferralAllocated,
)
from kith.site.demo.plan.people import Family, Person
from kith.site.demo.plan.population import population
from kith.site.demo.plan.staff import Staff, Team, staff, teams
from kith.site.demo.plan.telling import tell
from kith.site.demo.plan.verdicts import Verdict, verdicts
from kith.site.demo.plan.writing import written

READERS = ("ruth_delaney", "colm_archer", "angela_forde")
WHY_RESTRICTED = "A parent works for the council beside people who could open this record."


@dataclass(frozen=True)
class Authority:
    """Northmere as planned: the people and agencies, the families as they truly are, and what happens, in order."""

    seed: int
    last_day: date
    now: datetime
    size: float
    teams: tuple[Team, ...]
    staff: tuple[Staff, ...]
    agencies: tuple[Agency, ...]
    services: tuple[LocalService, ...]
    families: tuple[Family, ...]
    happened: tuple[Event, ...]

    def events(self) -> Iterator[Event]:
        """Everything that happens, in the order in which it is to be carried out."""
        return iter(self.happened)

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everybody in every family, by key."""
        return {one.key: one for family in self.families for one in family.people}


def plan(seed: int, last_day: date, now: datetime, size: float = 1.0) -> Authority:
    """Plan a synthetic authority whose two years end on `last_day`, at the moment `now`.

    The same arguments give the same authority. `size` 1 is at least 4,000 contacts about some 2,500 children.

    Raises:
        ValueError: `now` has no time zone or is not on the last day in London, or the size is not above 0.
    """
    if now.tzinfo is None or clock(now).date() != last_day:
        raise ValueError("The plan ends now: give a moment on the last day, with its time zone.")
    if size <= 0:
        raise ValueError("The size must be above 0; 1 is a whole authority.")
    families = population(seed, last_day, size)
    found = verdicts(seed, contacts(seed, families, last_day, now, size), now, size)
    return Authority(
        seed=seed,
        last_day=last_day,
        now=now,
        size=size,
        teams=teams(),
        staff=staff(),
        agencies=agencies(),
        services=services(last_day),
        families=tuple(families),
        happened=_events(seed, found, now, last_day),
    )


def _events(seed: int, found: list[Verdict], now: datetime, last_day: date) -> tuple[Event, ...]:
    """Every event until now, in order; those of one minute in the order in which they must be carried out."""
    events: list[Event] = []
    ended_in_nothing: Counter[str] = Counter()
    workers: defaultdict[str, set[str]] = defaultdict(set)
    for verdict in found:
        contact = tell(seed, verdict, last_day)
        events.append(contact)
        events += decide(seed, verdict, contact, now, last_day)
        course = assess(seed, verdict, ended_in_nothing)
        events += written(seed, verdict, contact, course, now)
        for event in course:
            events.append(event)
            if isinstance(event, ReferralAllocated):
                # Work that names a restricted child is hidden with them: whoever does it for a sibling reads both.
                restricted = {child.key for child in verdict.told.household if child.restricted}
                for key in {event.child, *restricted}:
                    workers[key] |= {event.worker, event.manager, event.supervisor}
            elif isinstance(event, AssessmentConcluded) and event.outcome == "nfa":
                ended_in_nothing[event.child] += 1
    events += _births(seed, found)
    events += _restrictions(found, workers)
    return coming_into_care(sorted((one for one in events if one.when <= now), key=lambda one: one.when))


def _births(seed: int, found: list[Verdict]) -> list[Event]:
    """A few days after a child known before birth is born, somebody writes it down; of a restricted one, a reader."""
    known = {one.key: one for verdict in found for one in verdict.told.household if not one.is_born(verdict.told.day)}
    events: list[Event] = []
    for child in known.values():
        if child.born is not None:
            rng = stream(seed, "born", child.key)
            moment = in_office(rng, child.born + rng.randrange(1, 6) * DAY)
            worker = READERS[0] if child.restricted else worker_at(rng, moment)
            events.append(ChildBorn(moment, child.key, worker))
    return events


def _restrictions(found: list[Verdict], workers: dict[str, set[str]]) -> list[Event]:
    """The record of a restricted child is closed to others once the first contact about them is decided."""
    first: dict[str, Verdict] = {}
    for verdict in found:
        for child in verdict.told.household:
            if child.restricted and verdict.decided:
                first.setdefault(child.key, verdict)
    events: list[Event] = []
    for key, verdict in first.items():
        moment = verdict.in_force + HOUR
        readers = (*READERS, *sorted(workers[key]))
        events.append(ChildRestricted(moment, key, manager_at(moment), readers, WHY_RESTRICTED))
    return events
