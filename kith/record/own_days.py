"""Days that people set, and not a timescale: asked of an agency, agreed for an action. They read as clocks do."""

from __future__ import annotations

from datetime import date, datetime

from kith.kernel.now import now
from kith.record.clocks import ClockFace
from kith.record.models import Clock
from kith.standards import engine
from kith.standards.deadlines import Bound, Deadline, Force, Profile, Unit, Verified


def rule(
    key: str,
    title: str,
    *,
    runs: tuple[str, str],
    applies_to: str,
    owner: str,
    source: str = "The authority's own number",
    unit: Unit = Unit.WORKING_DAYS,
) -> Deadline:
    """A rule without a number, by which the arithmetic of dates says where a day stands.

    Args:
        runs: what starts it and what stops it, in words.
        owner: in whose hands it is.
        source: where its days come from.
    """
    starts, stops = runs
    return Deadline(
        key=key,
        title=title,
        profile=Profile.BOTH,
        starts=starts,
        stops=stops,
        limit_number=None,
        unit=unit,
        bound=Bound.NO_LATER_THAN,
        applies_to=applies_to,
        owner_role=owner,
        approver="",
        source=source,
        url="",
        in_force_from=None,
        in_force_to=None,
        verified=Verified.GENERAL_KNOWLEDGE,
        force=Force.LOCAL,
        notes="",
        starts_event="",
        stops_event="",
    )


def face(by: Deadline, matter: int, begun: datetime, day: date, stopped: datetime | None = None) -> ClockFace:
    """Where such a day stands, as a clock."""
    due = engine.end_of_day(day)
    clock = Clock(matter_id=matter, rule=by.key, started_at=begun, due_at=due)
    return ClockFace(clock, by, engine.standing(by, begun, due, now(), stopped), None)
