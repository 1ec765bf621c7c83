"""How long each power lasts by law: from the rules of kith.standards, which hold the numbers and their citations."""

from __future__ import annotations

from datetime import datetime

from kith.standards import deadlines, engine
from kith.standards.calendar import england
from kith.standards.deadlines import Deadline, Profile
from kith.standards.words import local_day

POLICE, ORDER, EXTENSION = "police.protection", "epo.duration", "epo.extension"


def rule(key: str) -> Deadline:
    """One of the three rules, as it is in force."""
    return deadlines.deadline(key, Profile.IN_FORCE)


def source(key: str) -> str:
    """The law behind a rule, for a sentence: "Children Act 1989 s46(6)"."""
    return rule(key).source


def latest_of_police(began_at: datetime) -> datetime:
    """When police protection ends, whatever anybody decides: 72 hours, by the clock (s46(6))."""
    return _due(rule(POLICE), began_at)


def latest_of_order(began_at: datetime, police_since: datetime | None = None) -> datetime:
    """The furthest end that a court may write into an emergency protection order (s45(1) to (3)).

    Args:
        began_at: when the court made it.
        police_since: when police protection began, where the police applied: the days begin with its first day.

    Where the last day is a Sunday or a holiday, the court may say noon on the first day after that is neither (s45(2)).
    """
    found = rule(ORDER)
    if police_since is None:
        return _due(found, began_at)
    last = _due(found.beginning_with(), police_since)
    return engine.court_noon(local_day(last)) or last


def latest_of_extension(ends_at: datetime) -> datetime:
    """The furthest end of an order that is extended, which a court may do once (s45(4) to (6))."""
    return _due(rule(EXTENSION), ends_at)


def _due(found: Deadline, since: datetime) -> datetime:
    at = engine.due(found, since, england()).at
    assert at is not None  # each of the three has its number
    return at
