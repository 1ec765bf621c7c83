"""Where things stand: the way from contact to conclusion as a ribbon of steps (screen 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kith.assessment.queries.reading import Pathway
from kith.kernel.now import LONDON
from kith.record.clocks import ClockFace
from kith.standards.counting import count
from kith.standards.words import local_day

DONE, NOW, NEXT = "done", "now", "next"


@dataclass
class Step:
    """One step of the ribbon."""

    label: str
    state: str
    lines: list[str] = field(default_factory=list)
    href: str = ""


def ribbon(way: Pathway, today: Any, *, unborn: bool = False) -> list[Step]:
    """The steps of a child's way, done, now and next; nothing for a child who was never in a contact."""
    if way.referral is None and way.assessment is None:
        return _contact_only(way)
    steps = [*_contact(way), *_referral(way), _allocated(way), _seen(way, unborn), _review(way), *_end(way, today)]
    return _one_now(steps)


def _contact_only(way: Pathway) -> list[Step]:
    if way.contact is None:
        return []
    decided = way.contact.decided_at
    lines = [_day(way.contact.received_at), _agency(way.contact)]
    steps = [Step("Contact", DONE if decided else NOW, _given(lines), f"/contacts/{way.contact.ref}/")]
    outcome = way.outcome or "Not yet decided"
    return [*steps, Step("Decision", DONE if decided else NEXT, _given([outcome, _day(decided) if decided else ""]))]


def _contact(way: Pathway) -> list[Step]:
    contact = way.referral.contact if way.referral else None
    if contact is None:
        return []
    took = f"Decided in {_hours(contact.decided_at - contact.received_at)}" if contact.decided_at else ""
    who = ", ".join(_given([_day(contact.received_at), _agency(contact)]))
    return [Step("Contact", DONE, _given([who, took]), f"/contacts/{contact.ref}/")]


def _referral(way: Pathway) -> list[Step]:
    referral = way.referral
    if referral is None:
        return []
    source = f"From {referral.brought_in_from}" if referral.brought_in_from else referral.number
    return [Step("Referral", DONE, [_day(referral.received_at), source])]


def _allocated(way: Pathway) -> Step:
    assessment = way.assessment
    if assessment is None:
        return Step("Allocated", NEXT, _due(way.clock("assessment.allocate")))
    who = assessment.lead.name if assessment.lead else assessment.brought_in_from
    return Step("Allocated", DONE, _given([_day(assessment.opened_at), who]))


def _seen(way: Pathway, unborn: bool) -> Step:
    clock, assessment = way.clock("assessment.first_visit"), way.assessment
    if clock is None and unborn:
        return Step("Child seen", NEXT, ["Not needed: not yet born"])
    if assessment is None or assessment.seen_at is None:
        return Step("Child seen", NEXT, _due(clock))
    which = f"{_day(assessment.seen_at)}{_working_day(clock, assessment.seen_at)}"
    alone = "Seen alone" if way.visit and way.visit.alone else ""
    return Step("Child seen", DONE, _given([which, alone]))


def _review(way: Pathway) -> Step:
    clock, assessment = way.clock("assessment.initial_review"), way.assessment
    if assessment is None or assessment.reviewed_at is None:
        return Step("First review", NEXT, _due(clock))
    late = clock.words if clock and clock.clock.stopped_at and clock.standing.state == "done_late" else ""
    return Step("First review", DONE, _given([_day(assessment.reviewed_at), late]))


def _end(way: Pathway, today: Any) -> list[Step]:
    assessment, clock = way.assessment, way.clock("assessment.conclude")
    href = f"/assessments/{assessment.ref}/" if assessment else ""
    if assessment is None or assessment.authorised_on is None:
        lines = [_counted(clock, today)] if clock and assessment else _due(clock)
        return [Step("Assessment", NEXT, _given(lines), href), Step("Conclusion", NEXT, _due(clock))]
    ended = f"{assessment.authorised_on.day} {assessment.authorised_on:%B %Y}"
    outcome = assessment.outcome_words or "Outcome not recorded"
    return [Step("Assessment", DONE, _given([ended]), href), Step("Conclusion", DONE, [outcome])]


def _one_now(steps: list[Step]) -> list[Step]:
    """The first thing not done is where we are; an assessment that runs is, too, rather than its review to come."""
    for step in steps:
        if step.state == NEXT:
            step.state = NOW
            break
    return steps


def _due(clock: ClockFace | None) -> list[str]:
    return [clock.words] if clock and clock.clock.stopped_at is None else []


def _counted(clock: ClockFace | None, today: Any) -> str:
    """`Day 32 of 45`, in working days."""
    if clock is None or clock.deadline.limit_number is None:
        return ""
    days = count(clock.deadline, clock.clock.started_at, clock.clock.due_at, today)
    used = next((day.number for day in reversed(days) if day.number and day.day <= today), 0)
    return f"Day {used} of {clock.deadline.limit_number}"


def _working_day(clock: ClockFace | None, moment: datetime) -> str:
    if clock is None:
        return ""
    days = count(clock.deadline, clock.clock.started_at, clock.clock.due_at, local_day(moment))
    number = next((day.number for day in days if day.day == local_day(moment)), None)
    return f", day {number}" if number else ""


def _day(moment: datetime) -> str:
    there = moment.astimezone(LONDON)
    return f"{there.day} {there:%B %Y}"


def _agency(contact: Any) -> str:
    return str(contact.agency.name if contact.agency else contact.referrer_name)


def _hours(length: Any) -> str:
    hours = int(length.total_seconds() // 3600)
    return f"{hours} hour{'' if hours == 1 else 's'}" if hours else "under an hour"


def _given(lines: list[str]) -> list[str]:
    return [line for line in lines if line]
