"""Every timescale Kith knows, one row of data each, with its citation and the dates it has been in force.

The rows are in `data/deadlines.csv`; which happening starts and stops each is in `data/events.csv`. Both are checked
when Kith starts. A new edition of a rule is a new row, never an edit.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from kith.standards.loading import read_rules
from kith.standards.rule import Bound, Counting, Deadline, Force, Profile, Unit, Verified, began
from kith.standards.tables import DATA

__all__ = [
    "Bindings",
    "Bound",
    "Counting",
    "Deadline",
    "Force",
    "Profile",
    "RuleBook",
    "Unit",
    "UnknownRule",
    "Verified",
    "bound_to",
    "chosen",
    "deadline",
    "default_profile",
    "edition",
    "is_awaited",
    "keys",
    "load",
    "unbound",
]


class UnknownRule(LookupError):
    """No rule of that key is in that profile, or it is law that is not shown to be in force."""


@dataclass(frozen=True)
class Bindings:
    """The clocks one event starts and the clocks it stops."""

    starts: tuple[Deadline, ...]
    stops: tuple[Deadline, ...]


@dataclass(frozen=True)
class RuleBook:
    """Every rule, found by key and profile. `rows` keep the order of the file."""

    rows: tuple[Deadline, ...]

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Deadline, ...]]:
        """Every edition of each rule in every profile, oldest first."""
        found: dict[str, list[Deadline]] = {}
        for row in self.rows:
            found.setdefault(row.key, []).append(row)
        return MappingProxyType({key: tuple(sorted(rows, key=began)) for key, rows in found.items()})

    @cached_property
    def awaited(self) -> frozenset[str]:
        """Every event that starts or stops a clock, whichever profile and edition an authority follows."""
        return frozenset(
            event for row in self.rows for event in (row.starts_event, row.stops_event, row.unborn_from) if event
        )

    @cached_property
    def by_edition(self) -> Mapping[str, Deadline]:
        """Each rule by the edition a clock has kept."""
        return MappingProxyType({row.edition: row for row in self.rows})

    def deadline(self, key: str, profile: Profile | str, on: date | None = None) -> Deadline:
        """As `deadline` below, in this book."""
        rows = [row for row in self.by_key.get(key, ()) if row.serves(Profile(profile))]
        if not rows:
            raise UnknownRule(f"There is no timescale {key!r} in the profile {str(profile)!r}.")
        live = [row for row in rows if row.switched_on]
        if not live:
            raise UnknownRule(f"{rows[0].title}: the law is made but not shown to be in force, so no clock runs.")
        begun = [row for row in live if on is None or began(row) <= on]
        return begun[-1] if begun else live[0]


@lru_cache
def load(deadlines_csv: Path = DATA / "deadlines.csv", events_csv: Path = DATA / "events.csv") -> RuleBook:
    """Read and check every timescale. Called when Kith starts, so that a bad row stops it there and not in a case.

    Raises StandardsError naming every bad row at once.
    """
    return RuleBook(read_rules(deadlines_csv, events_csv))


def deadline(key: str, profile: Profile | str, on: date | None = None) -> Deadline:
    """The rule of that key in a profile, in the edition live `on` a day: by default the latest.

    A day before our first edition gets that first edition; `explain` says so. Raises UnknownRule.
    """
    return load().deadline(key, profile, on)


def edition(name: str) -> Deadline:
    """The rule a clock began under, by the edition it kept, for example `contact.decide/as_described`.

    Raises UnknownRule.
    """
    try:
        return load().by_edition[name]
    except KeyError:
        raise UnknownRule(f"There is no edition {name!r} of any timescale.") from None


def keys() -> tuple[str, ...]:
    """Every rule that runs clocks, in the order of the list. Law not yet in force is left out."""
    return tuple(key for key, rows in load().by_key.items() if any(row.switched_on for row in rows))


def default_profile(key: str) -> Profile:
    """The profile used until an authority chooses: in force, but `contact.decide` as described (decision 4).

    The front door's queue counts hours, and only the source's rule does. A rule found in one profile only uses that.
    Raises UnknownRule.
    """
    rows = load().by_key.get(key)
    if not rows:
        raise UnknownRule(f"There is no timescale {key!r}.")
    first = Profile.AS_DESCRIBED if key == "contact.decide" else Profile.IN_FORCE
    if any(row.serves(first) for row in rows):
        return first
    return Profile.AS_DESCRIBED


def chosen(key: str, choices: Mapping[str, Profile] | None = None, on: date | None = None) -> Deadline:
    """The rule an authority runs: by its own choice of profile where it made one, else by the default.

    `choices` maps a rule's key to the profile chosen. Raises UnknownRule.
    """
    return deadline(key, (choices or {}).get(key) or default_profile(key), on)


def bound_to(event: str, choices: Mapping[str, Profile] | None = None, on: date | None = None) -> Bindings:
    """The clocks that an event starts and stops, one rule for each key by the authority's choices.

    An interval is started again by the event that meets it. An event no rule names gives two empty tuples.
    """
    return _bound_to(event, tuple(sorted((choices or {}).items())), on)


@lru_cache(maxsize=512)
def _bound_to(event: str, choices: tuple[tuple[str, Profile], ...], on: date | None) -> Bindings:
    # The same few events come again and again in a day.
    picked = dict(choices)
    rules = [chosen(key, picked, on) for key in keys() if key in _concerned(event)]
    return Bindings(
        starts=tuple(
            rule
            for rule in rules
            if event in (rule.starts_event, rule.unborn_from) or (rule.recurs and rule.stops_event == event)
        ),
        stops=tuple(rule for rule in rules if rule.stops_event == event),
    )


@cache
def _concerned(event: str) -> frozenset[str]:
    """The rules that name an event in any edition: of a hundred, the few that are worth choosing."""
    every = load().by_edition.values()
    return frozenset(one.key for one in every if event in (one.starts_event, one.unborn_from, one.stops_event))


def is_awaited(event: str) -> bool:
    """Whether any timescale, in any profile, starts or stops with this event: most events are none of a clock's."""
    return event in load().awaited


def unbound(events: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Events that rules wait for and none of `events` (the steps Kith has) produces, with the rules that wait.

    Listed for people, not an error: rooms are built one after another (decision 4).
    """
    waiting: dict[str, list[str]] = {}
    for key in keys():
        rule = chosen(key)
        for event in {rule.starts_event, rule.stops_event, rule.unborn_from} - {"", *events}:
            waiting.setdefault(event, []).append(key)
    return {event: tuple(rules) for event, rules in sorted(waiting.items())}
