"""Turn the rows of `deadlines.csv` and `events.csv` into rules, and refuse the files with every fault named."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from kith.standards.rule import Bound, Counting, Deadline, Force, Profile, Unit, Verified, began
from kith.standards.tables import Row, StandardsError, read_table

COLUMNS = (
    "key", "title", "profile", "starts", "stops", "limit_number", "unit", "bound", "applies_to", "owner_role",
    "approver_of_exception", "source", "url", "in_force_from", "in_force_to", "verified", "notes",
)  # fmt: skip
EVENT_COLUMNS = ("key", "starts_event", "stops_event", "counting", "unborn_from")
REQUIRED = ("title", "starts", "stops", "applies_to", "owner_role", "approver_of_exception", "source", "notes")
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
TAG = re.compile(r"\[([A-Z ]+)\]\s*")
T = TypeVar("T")


def read_rules(deadlines_csv: Path, events_csv: Path) -> tuple[Deadline, ...]:
    """Every rule in the order of the file, each with its events and edition.

    Raises StandardsError naming every bad row of both files.
    """
    faults: list[str] = []
    events = {row["key"]: row for row in _checked_events(read_table(events_csv, EVENT_COLUMNS), faults)}
    rules: list[Deadline] = []
    for number, row in enumerate(read_table(deadlines_csv, COLUMNS), start=1):
        label = f"rule {number} ({row['key'] or 'no key'}, {row['profile']})"
        wrong: list[str] = []
        rule = _rule(row, events.get(row["key"]), wrong)
        faults += [f"{label}: {fault}" for fault in wrong]
        if rule:
            rules.append(rule)
    faults += [f"{key}: has events but no rule" for key in events.keys() - {rule.key for rule in rules}]
    faults += _clashes(rules)
    if faults:
        raise StandardsError(deadlines_csv.name, faults)
    return _with_editions(rules)


def _rule(row: Row, events: Row | None, wrong: list[str]) -> Deadline | None:
    """One rule, or None with the reasons added to `wrong`."""
    wrong += [f"{column} is empty" for column in REQUIRED if not row[column]]
    if not KEY.fullmatch(row["key"]):
        wrong.append("the key must be lower-case words joined by full stops")
    if row["url"] and not row["url"].startswith("https://"):
        wrong.append("the url must begin https://")
    tag = TAG.match(row["notes"])
    number = _read(int, row["limit_number"], "limit_number", "a whole number", wrong)
    unit = _read(Unit, row["unit"], "unit", _one_of(Unit), wrong)
    profile = _read(Profile, row["profile"], "profile", _one_of(Profile), wrong)
    bound = _read(Bound, row["bound"], "bound", _one_of(Bound), wrong)
    verified = _read(Verified, row["verified"], "verified", _one_of(Verified), wrong)
    force = _read(Force, tag.group(1) if tag else "none", "the tag of notes", _one_of(Force), wrong)
    since = _read(date.fromisoformat, row["in_force_from"], "in_force_from", "a date", wrong)
    until = _read(date.fromisoformat, row["in_force_to"], "in_force_to", "a date", wrong)
    if bool(row["limit_number"]) != bool(row["unit"]):
        wrong.append("a limit needs both a number and a unit, or neither")
    if number == 0 and unit is not Unit.CALENDAR_DAYS:
        wrong.append("a limit of 0 (strictly before) is counted in calendar_days")
    if since and until and until < since:
        wrong.append("it ends before it begins")
    if events is None:
        wrong.append("events.csv does not say what starts and stops it")
    elif events["counting"] == Counting.CALENDAR_PERIOD and not (unit is Unit.MONTHS and number in (1, 3, 6, 12)):
        wrong.append("a calendar period is 1, 3, 6 or 12 months")
    if wrong or not (events and profile and bound and verified and force):
        wrong += [] if wrong else ["a column that must be filled is empty"]
        return None
    return Deadline(
        key=row["key"],
        title=row["title"],
        profile=profile,
        starts=row["starts"],
        stops=row["stops"],
        limit_number=number,
        unit=unit,
        bound=bound,
        applies_to=row["applies_to"],
        owner_role=row["owner_role"],
        approver=row["approver_of_exception"],
        source=row["source"],
        url=row["url"],
        in_force_from=since,
        in_force_to=until,
        verified=verified,
        force=force,
        notes=TAG.sub("", row["notes"], count=1),
        starts_event=events["starts_event"],
        stops_event=events["stops_event"],
        counting=Counting(events["counting"]),
        unborn_from=events["unborn_from"],
    )


def _read(read: Callable[[str], T], text: str, column: str, wanted: str, wrong: list[str]) -> T | None:
    if not text:
        return None
    try:
        return read(text)
    except ValueError:
        wrong.append(f"{column} is {text!r}; expected {wanted}")
        return None


def _one_of(values: Iterable[str]) -> str:
    return "one of " + ", ".join(values)


def _checked_events(rows: list[Row], faults: list[str]) -> list[Row]:
    """The usable rows of events.csv, with the others added to `faults`."""
    good: list[Row] = []
    for row in rows:
        wrong = [
            f"events.csv, {row['key']}: {column} must be room.event, not {row[column]!r}"
            for column in ("starts_event", "stops_event", "unborn_from")
            if not KEY.fullmatch(row[column]) and (row[column] or column != "unborn_from")
        ]
        if row["counting"] not in list(Counting):
            wrong.append(f"events.csv, {row['key']}: counting is {row['counting']!r}; expected {_one_of(Counting)}")
        faults += wrong
        good += [] if wrong else [row]
    repeated = [key for key, times in Counter(row["key"] for row in good).items() if times > 1]
    faults += [f"events.csv, {key}: listed more than once" for key in repeated]
    return good


def _clashes(rules: list[Deadline]) -> list[str]:
    """Editions of one key and profile whose dates overlap: on any day exactly one may hold."""
    faults = []
    for profile in (Profile.AS_DESCRIBED, Profile.IN_FORCE):
        for key in dict.fromkeys(rule.key for rule in rules):
            editions = sorted((rule for rule in rules if rule.key == key and rule.serves(profile)), key=began)
            for earlier, later in pairwise(editions):
                if earlier.in_force_to is None or earlier.in_force_to >= began(later):
                    faults.append(f"{key}: two editions in the profile {profile} hold on {began(later).isoformat()}")
    return faults


def _with_editions(rules: list[Deadline]) -> tuple[Deadline, ...]:
    """Name each edition. The first of a key and profile has no date in its name, so the name never has to change."""
    first = {(rule.key, rule.profile): rule for rule in sorted(rules, key=began, reverse=True)}
    return tuple(
        replace(
            rule,
            edition=f"{rule.key}/{rule.profile}"
            + ("" if rule is first[rule.key, rule.profile] else f"/{began(rule).isoformat()}"),
        )
        for rule in rules
    )
