"""What is done and written by hand for the families of data/courses.toml: pathways, agencies, letters, drawings.

Each act is one step of the product, by its name, on a day that is counted from another day of the same assessment.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from kith.site.demo.plan.days import DAY, MINUTE, add_working_days, at, clock
from kith.site.demo.plan.events import (
    AssessmentConcluded,
    ChildSeen,
    ContactPlanned,
    Event,
    ReferralAllocated,
    StepTaken,
)
from kith.site.demo.plan.people import Person

BEFORE_THE_END = ("told", "allocated", "seen")
DATA = Path(__file__).parent / "data" / "courses.toml"


@dataclass
class ByHand:
    """What is written by hand of one child's assessment: words of sections by field, and acts in order."""

    sections: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    acts: list[Mapping[str, Any]] = field(default_factory=list)


@cache
def courses() -> Mapping[str, ByHand]:
    """By the child; a row may be about several, and what a later row says of one stands over an earlier."""
    with DATA.open("rb") as file:
        rows = tomllib.load(file)["course"]
    found: defaultdict[str, ByHand] = defaultdict(ByHand)
    for row in rows:
        for child in row["children"]:
            for key, answers in row.get("sections", {}).items():
                found[child].sections[key] |= answers
            found[child].acts += row.get("act", ())
    return found


def acts(contact: ContactPlanned, child: Person, begun: ReferralAllocated, own: list[Event]) -> list[Event]:
    """What is done by hand in one child's assessment; what lies after now is left for the caller to drop.

    Args:
        own: everything else that is done in it.
    """
    if child.key not in courses():
        return []
    days = _days(contact, child, begun, own)
    who = {"worker": begun.worker, "manager": begun.manager, "supervisor": begun.supervisor}
    known = {"told": clock(contact.when).date(), "due": child.due}
    found: list[Event] = []
    for row in courses()[child.key].acts:
        anchor, number, time = row["at"]
        if anchor not in days:
            continue  # counted from the end of an assessment that is open
        moment = max(_moment(days[anchor], number, time), days[anchor] + 5 * MINUTE)
        if anchor in BEFORE_THE_END and "concluded" in days:
            moment = min(moment, days["concluded"] - 45 * MINUTE)
        said = tuple((name, _said(value, moment, known)) for name, value in row.get("said", {}).items())
        by = who.get(row["by"], row["by"])
        found.append(StepTaken(moment, begun.contact, child.key, by, row["step"], row.get("on", ""), said))
    return found


def _days(contact: ContactPlanned, child: Person, begun: ReferralAllocated, own: list[Event]) -> dict[str, datetime]:
    """From what the days of acts are counted, as far as it has come to that."""
    seen = next((event.when for event in own if isinstance(event, ChildSeen) and event.seen), begun.when)
    ended = next((event.when for event in own if isinstance(event, AssessmentConcluded)), None)
    days = {"told": contact.when, "allocated": begun.when, "seen": seen}
    days |= {"concluded": ended} if ended else {}
    return days | ({"born": at(child.born, 12)} if child.born else {})


def _moment(anchor: datetime, number: int, time: str) -> datetime:
    """So many working days after a day, at a time of the clock."""
    hour, minute = (int(part) for part in time.split(":"))
    day = clock(anchor).date()
    return at(add_working_days(day, number) if number else day, hour, minute)


def _said(value: Any, moment: datetime, known: Mapping[str, date | None]) -> Any:
    """A value as the form takes it: `{ day = 14 }` is a day so many days on, `{ ago = 90 }` so many minutes before."""
    if isinstance(value, list):
        return tuple(_said(one, moment, known) for one in value)
    match value:
        case {"day": number}:
            return clock(moment).date() + number * DAY
        case {"ago": number}:
            return moment - number * MINUTE
        case {"known": name}:
            return known[name]
        case dict():
            return tuple((name, _said(one, moment, known)) for name, one in value.items())
    return value
