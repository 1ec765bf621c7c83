"""The planned authority that these tests read, and small questions to ask of it."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kith.site.demo.plan import Authority, plan
from kith.site.demo.plan.days import clock
from kith.site.demo.plan.events import (
    AgreementAsked,
    AssessmentConcluded,
    ChildBorn,
    ChildSeen,
    ContactPlanned,
    ContactTaken,
    DecisionPlanned,
    DecisionSigned,
    InitialReview,
    LatenessExplained,
    PoliceTold,
    ReferralAllocated,
    SharingAuthorised,
)
from kith.site.demo.plan.people import Family

ROOT = Path(__file__).parents[2]
LAST_DAY = date(2026, 6, 4)
NOW = datetime(2026, 6, 4, 8, 36, tzinfo=UTC)
DAY = timedelta(days=1)
PASSED_ON = {"referral", "strategy"}

each_seed = pytest.mark.parametrize("seed", [1, 2, 3])


@cache
def northmere(seed: int = 1, size: float = 1.0, now: datetime = NOW) -> Authority:
    """An authority, planned once for all the tests that read it."""
    return plan(seed, clock(now).date(), now, size)


def of(authority: Authority, *kinds: type) -> list[Any]:
    """The events of these kinds, in order."""
    return [event for event in authority.events() if isinstance(event, kinds)]


def passed_on(decision: DecisionPlanned) -> list[str]:
    """The children whom a decision passes on to assessment."""
    return [one.person for one in decision.children if one.outcome in PASSED_ON]


def in_force(authority: Authority) -> dict[str, DecisionPlanned]:
    """The decisions in force, by contact: those signed, and those that need no signature."""
    signed = {one.contact for one in of(authority, DecisionSigned)}
    made = of(authority, DecisionPlanned)
    return {one.contact: one for one in made if one.contact in signed or not passed_on(one)}


def check_order(authority: Authority) -> None:
    """Every event comes after what it rests on."""
    events = list(authority.events())
    moments = [event.when for event in events]
    assert moments == sorted(moments)
    assert all(moment.tzinfo is not None and moment <= authority.now for moment in moments)
    known: set[str] = set()
    taken: dict[str, str] = {}
    decided: set[str] = set()
    opened: set[tuple[str, str]] = set()
    for event in events:
        match event:
            case ContactPlanned():
                known.add(event.contact)
            case ContactTaken():
                assert event.contact in known
                taken[event.contact] = event.worker
            case PoliceTold() | AgreementAsked() | LatenessExplained() | DecisionPlanned():
                assert taken[event.contact] == event.worker
                assert event.contact not in decided
                decided |= {event.contact} if isinstance(event, DecisionPlanned) else set()
            case SharingAuthorised():
                assert event.contact in known - decided
            case DecisionSigned():
                assert event.contact in decided
                assert event.manager != taken[event.contact]
            case ReferralAllocated():
                assert event.contact in decided
                opened.add((event.contact, event.child))
            case ChildSeen() | InitialReview():
                assert (event.contact, event.child) in opened
            case AssessmentConcluded():
                opened.remove((event.contact, event.child))


def check_people(authority: Authority) -> None:
    """Nobody is spoken of, seen or at home before they could be."""
    people = authority.people
    for event in of(authority, ContactPlanned):
        day = clock(event.when).date()
        for said in event.children:
            kind = people[said.person].kind_on(day)
            assert kind == ("unborn" if said.due else "child")
            assert said.born is None or said.born <= day
            assert said.given or said.family or said.born or said.due or said.age is not None
        assert all(said.asked_at is None or said.asked_at <= event.when for said in event.agreements)
    for event in of(authority, ChildSeen, ChildBorn):
        assert people[event.child].is_born(clock(event.when).date())
    for family in authority.families:
        _check_family(family)


def _check_family(family: Family) -> None:
    for person in family.people:
        for home in person.homes:
            assert home.until is None or home.since <= home.until
            assert person.born is None or home.since >= person.born
    for tie in family.ties:
        elder, younger = family.by_key[tie.person], family.by_key[tie.to]
        if tie.kind in {"mother", "father"} and elder.born and younger.born:
            assert (younger.born - elder.born).days > 15 * 365
