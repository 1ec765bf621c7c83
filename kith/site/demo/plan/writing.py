"""What is written in the sections of an assessment, who is in the child's network, and what a manager makes of both.

Only of work that is open or was concluded lately: what was written before came from another system.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from kith.assessment.checklist import CHECKS
from kith.assessment.cohorts import BORN
from kith.assessment.sections import Question, Section, sections
from kith.site.demo.plan.chance import likely, stream
from kith.site.demo.plan.days import DAY, MINUTE, add_working_days, clock, in_office, working_days_between
from kith.site.demo.plan.events import (
    AssessmentConcluded,
    BoardWritten,
    ChildSeen,
    ContactPlanned,
    Event,
    NetworkPlaced,
    PlanAgreed,
    ReferralAllocated,
    SectionWritten,
    Supervised,
)
from kith.site.demo.plan.themes import Line, lines_of, say
from kith.site.demo.plan.verdicts import Verdict
from kith.site.demo.plan.wording import Scene, words_for

DATA = Path(__file__).parent / "data" / "sections.toml"
LATELY = timedelta(days=30)
# The entries of what is told more than once; a line of their own begins with which of them it is.
SEVERAL = {"issues": ("first", "second"), "responses": ("carer", "other")}
OPEN_FOR = 30  # working days, over which an assessment that is still open is written


@cache
def phrases() -> Mapping[str, Mapping[str, tuple[Line, ...]]]:
    """The lines of each field of each section."""
    with DATA.open("rb") as file:
        found = tomllib.load(file)
    return {name: {key: lines_of(lines) for key, lines in rows.items()} for name, rows in found.items()}


def written(seed: int, verdict: Verdict, contact: ContactPlanned, course: list[Event], now: datetime) -> list[Event]:
    """What is written for each child of one contact; what lies after now is left for the caller to drop.

    Args:
        course: everything else that is done in these assessments.
    """
    found: list[Event] = []
    for begun in (event for event in course if isinstance(event, ReferralAllocated)):
        own = [event for event in course if getattr(event, "child", None) == begun.child]
        ended = next((event for event in own if isinstance(event, AssessmentConcluded)), None)
        if ended is None or ended.when > now - LATELY:
            rng = stream(seed, "writing", begun.contact, begun.child)
            found += _of_child(rng, verdict, contact, begun, own, ended)
    return found


def _of_child(
    rng: Random,
    verdict: Verdict,
    contact: ContactPlanned,
    begun: ReferralAllocated,
    own: list[Event],
    ended: AssessmentConcluded | None,
) -> list[Event]:
    child = verdict.told.family.by_key[begun.child]
    scene = Scene(verdict.told.family, begun.when, child, (child,))
    visit = next((event for event in own if isinstance(event, ChildSeen) and event.seen), None)
    first = (visit or begun).when
    others = [one.given for one in scene.family.children if one is not child and one.is_born(clock(first).date())]
    words = words_for(rng, scene) | {
        "today": clock(first).date().isoformat(),
        "siblings": "\n".join(others),
        "worry": contact.worry,
        "views": (visit and visit.views) or "I like it when it is quiet.",
        "observed": (visit and visit.observed) or "Calm and gentle, and a little tired.",
        "findings": ended.findings
        if ended
        else "What is behind it becomes clear only when the days are looked at together.",
    }
    moments = _moments(rng, first, ended.when if ended else None, len(sections()) + 3)
    found: list[Event] = [_network(rng, begun, moments[0], words, scene.age)]
    for place, one in enumerate(sections()):
        # A section that is asked of some children only has no lines here: a worker of the demonstration leaves it.
        if one.when and not (one.when == BORN and child.is_born(clock(begun.when).date())):
            continue
        if answers := _answers(rng, one, words, scene.age):
            found.append(SectionWritten(moments[place + 1], begun.contact, begun.child, begun.worker, one.key, answers))
    found.append(_board(rng, begun, moments[8], first, words, scene.age))
    agreed = moments[3] + 20 * MINUTE
    found.append(PlanAgreed(agreed, begun.contact, begun.child, begun.supervisor))
    found.append(_supervised(rng, begun, moments[-1], words))
    return found


def _moments(rng: Random, first: datetime, end: datetime | None, count: int) -> list[datetime]:
    """Moments on working days from the first visit on, in order, the last before the end."""
    start = clock(first).date()
    span = working_days_between(start, clock(end).date()) - 2 if end else OPEN_FOR
    found = [
        in_office(rng, add_working_days(start, 1 + max(span, 0) * place // count), 9, 17) for place in range(count)
    ]
    latest = end - 2 * count * MINUTE if end else None
    found = sorted(min(moment, latest) if latest else moment for moment in found)
    return [max(moment, first) + place * MINUTE for place, moment in enumerate(found)]


def _answers(rng: Random, one: Section, words: Mapping[str, str], age: int) -> tuple[tuple[str, Any], ...]:
    lines = phrases().get(one.key, {})
    said: dict[str, Any] = {name: say(rng, lines[name], words, age) for name in one.fields if name in lines}
    said |= {question.key: _fit(question, said[question.key]) for question in one.questions if question.key in said}
    for question in (each for each in one.questions if each.kind == "blocks" and each.key in phrases()):
        said[question.key] = tuple(_entries(rng, question, words, age))
    if said.get("group_conference") in ("accepted", "refused"):
        said["group_conference_on"] = words["today"]
    if one.blank and any(not said.get(question.key) for question in one.questions):
        said["blank_because"] = "Not yet of an age for it; the rest is told in the story."
    return tuple((name, value) for name, value in said.items() if value)


def _fit(question: Question, line: str) -> str:
    """A line as its question keeps it: the key of a choice, which `say` begins with a capital."""
    return line.lower() if question.kind == "choice" else line


def _entries(
    rng: Random, question: Question, words: Mapping[str, str], age: int
) -> Iterator[tuple[tuple[str, str], ...]]:
    """What is asked several times, each entry as pairs of field and text: two worries, the carer and the other
    grown-up, each brother and sister; else one."""
    lines = phrases()[question.key]
    several: tuple[str, ...] = SEVERAL.get(question.key, ("",))
    if question.key == "each_sibling":
        several = tuple(words["siblings"].splitlines())
    for which in several:
        told = {**words, "which": which}
        found = {
            inner.key: _fit(inner, say(rng, lines[key], told, age))
            for inner in question.questions
            for key in (f"{which}_{inner.key}" if f"{which}_{inner.key}" in lines else inner.key,)
            if key in lines
        }
        yield tuple((name, value) for name, value in found.items() if value)


def _network(
    rng: Random, begun: ReferralAllocated, when: datetime, words: Mapping[str, str], age: int
) -> NetworkPlaced:
    lines = phrases()["network_member"]

    def line(key: str) -> str:
        return say(rng, lines[key], words, age)

    members = (
        (words["helper"], "the one the family rings", "family", "1", line("helper_can"), line("helper_limits")),
        (line("friend"), "neighbour", "friends", "2", line("friend_can"), ""),
        (line("teacher"), "adult they trust", "school", "2", line("teacher_can"), ""),
    )
    return NetworkPlaced(when, begun.contact, begun.child, begun.worker, members)


def _board(
    rng: Random, begun: ReferralAllocated, when: datetime, first: datetime, words: Mapping[str, str], age: int
) -> BoardWritten:
    """One danger with what it comes from and what answers it; a safety that was seen twice; four people's numbers."""
    lines, day = phrases()["board"], clock(first).date()

    def line(key: str) -> str:
        return say(rng, lines[key], words, age)

    seen = tuple((("on", (day + number * DAY).isoformat()), ("by", words["helper"])) for number in (0, 2))
    harm = (
        ("words", line("harm")), ("actor", words["other"]), ("place", "At home"), ("began_on", day - 150 * DAY),
        ("times", rng.randrange(2, 11)), ("severity", line("harm_severity")), ("effect", line("harm_effect")),
        ("source", f"{words['carer']}; {words['helper']}; police log"),
    )  # fmt: skip
    step = (
        ("words", line("step")), ("owner", words["helper"]), ("due_on", clock(when).date() + 21 * DAY),
        ("progress", rng.choice(("not_started", "going_well"))),
    )  # fmt: skip
    harder = (("words", line("harder")), ("effect", line("harder_effect")), ("source", words["carer"]))
    entries = (
        ("harm", harm, ()),
        ("safety_goal", (("words", line("safety_goal")), ("indicator", line("indicator"))), ()),
        ("danger", (("words", line("danger")),), ("harm", "safety_goal")),
        ("complicating", harder, ()),
        ("strength", (("words", line("strength")), ("source", "What I saw")), ()),
        ("safety", (("words", line("safety")), ("shown", seen)), ("danger",)),
        ("family_goal", (("words", line("family_goal")), ("said_by", words["carer"]), ("said_on", day)), ()),
        ("next_step", step, ("safety_goal",)),
    )
    told = [
        ("parent", words["carer"], "parent", "carer_reason"),
        ("network", words["helper"], "family", "helper_reason"),
        ("worker", "The social worker", "social worker", "worker_reason"),
    ]
    told += [("child", words["child"], "the child", "child_reason")] if age >= 4 else []
    scores = tuple(
        (
            ("rater", "other"), ("role", role), ("who", who), ("relation", relation), ("reason", line(why)),
            ("score", str(rng.randrange(4, 8))), ("on", clock(when).date()),
        )
        for role, who, relation, why in told
    )  # fmt: skip
    return BoardWritten(when, begun.contact, begun.child, begun.worker, entries, scores)


def _supervised(rng: Random, begun: ReferralAllocated, when: datetime, words: Mapping[str, str]) -> Supervised:
    lines = phrases()["supervision"]
    noes = {"home": "The bedroom was not seen at the first visit; it will be on Thursday."} if likely(rng, 0.15) else {}
    checks = tuple((key, noes.get(key, "")) for key in CHECKS)
    said = {key: say(rng, lines[key], words) for key in ("reflection", "challenge", "direction")}
    return Supervised(when, begun.contact, begun.child, begun.supervisor, checks, **said)
