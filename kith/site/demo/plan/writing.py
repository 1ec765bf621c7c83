"""What is written in the sections of an assessment, who is in the child's network, and what a manager makes of both.

Only of work that is open or was concluded lately, and of families by hand: what was written before came from another
system.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from kith.assessment.checklist import CHECKS
from kith.assessment.cohorts import BORN
from kith.assessment.sections import Question, Section, sections
from kith.site.demo.plan.assessing import PLANNED
from kith.site.demo.plan.chance import stream
from kith.site.demo.plan.courses import acts, courses
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
from kith.site.demo.plan.staff import member
from kith.site.demo.plan.themes import Line, lines_of, say
from kith.site.demo.plan.verdicts import Verdict
from kith.site.demo.plan.wording import Scene, words_for

DATA = Path(__file__).parent / "data" / "sections.toml"
LATELY = timedelta(days=14)
# The entries of what is told more than once; a line of their own begins with which of them it is.
SEVERAL = {"issues": ("first", "second"), "responses": ("carer", "other")}
OPEN_FOR = 30  # working days, over which an assessment that is still open is written


@cache
def phrases() -> Mapping[str, Mapping[str, tuple[Line, ...]]]:
    """The lines of each field of each section."""
    with DATA.open("rb") as file:
        found = tomllib.load(file)
    return {name: {key: lines_of(lines) for key, lines in rows.items()} for name, rows in found.items()}


@dataclass(frozen=True)
class Voice:
    """What can be said in one assessment: lines by hand first, then those of its kind of worry, then those of all.

    A line that names somebody whom the family does not have is never said.
    """

    rng: Random
    words: Mapping[str, str]
    age: int
    theme: str
    serious: bool | None  # whether a plan or more came of it; None while that is open
    missing: tuple[str, ...]
    own: Mapping[str, Mapping[str, Any]]

    def line(self, table: str, key: str) -> Any:
        """What stands in a field, or nothing where no line suits the child."""
        if by_hand := self.own.get(table, {}).get(key):
            return by_hand
        lines = phrases().get(f"{table}:{self.theme}", {}).get(key) or phrases().get(table, {}).get(key, ())
        suits = [one for one in lines if one.suits(self.age, self.serious)]
        fit = [one for one in suits if not any(word in one.text for word in self.missing)]
        named = [sum(word in one.text for word in ("{helper}", "{other}")) for one in fit]
        # Whoever has somebody near would speak of them.
        told = [one for one, number in zip(fit, named, strict=True) if number == max(named)]
        return say(self.rng, told, self.words, self.age, self.serious)


def written(seed: int, verdict: Verdict, contact: ContactPlanned, course: list[Event], now: datetime) -> list[Event]:
    """What is written and done for each child of one contact; what lies after now is left for the caller to drop.

    Args:
        course: everything else that is done in these assessments.
    """
    found: list[Event] = []
    for begun in (event for event in course if isinstance(event, ReferralAllocated)):
        own = [event for event in course if getattr(event, "child", None) == begun.child]
        ended = next((event for event in own if isinstance(event, AssessmentConcluded)), None)
        if ended is None or ended.when > now - LATELY or begun.child in courses():
            rng = stream(seed, "writing", begun.contact, begun.child)
            child = verdict.told.family.by_key[begun.child]
            found += _of_child(rng, verdict, contact, begun, own, ended)
            found += acts(contact, child, begun, own)
    return found


def _of_child(
    rng: Random,
    verdict: Verdict,
    contact: ContactPlanned,
    begun: ReferralAllocated,
    own: list[Event],
    ended: AssessmentConcluded | None,
) -> list[Event]:
    family, theme = verdict.told.family, verdict.told.theme
    child = family.by_key[begun.child]
    scene = Scene(family, begun.when, child, (child,))
    visit = next((event for event in own if isinstance(event, ChildSeen) and event.seen), None)
    first = (visit or begun).when
    others = [one.given for one in family.children if one is not child and one.is_born(clock(first).date())]
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
    by_hand = courses()[child.key].sections if child.key in courses() else {}
    missing = tuple(word for word, key in (("{other}", family.other), ("{helper}", family.helper)) if not key)
    serious = None if ended is None else ended.outcome in PLANNED
    voice = Voice(rng, words, scene.age, theme, serious, missing, by_hand)
    moments = _moments(rng, first, ended.when if ended else None, len(sections()) + 3)
    found: list[Event] = [_network(begun, moments[0], voice)]
    for place, one in enumerate(sections()):
        # A section that is asked of some children only has words by hand or of its kind of worry, or none.
        born, told = child.is_born(clock(begun.when).date()), f"{one.key}:{theme}" in phrases()
        if one.when and not (born if one.when == BORN else told or one.key in by_hand):
            continue
        if answers := _answers(one, voice):
            found.append(SectionWritten(moments[place + 1], begun.contact, begun.child, begun.worker, one.key, answers))
    found.append(_board(begun, moments[8], first, voice))
    agreed = moments[3] + 20 * MINUTE
    found.append(PlanAgreed(agreed, begun.contact, begun.child, begun.supervisor))
    bedroom = visit is None or any(isinstance(event, ChildSeen) and event.bedroom_seen for event in own)
    found.append(_supervised(begun, moments[-1], voice, bedroom))
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


def _answers(one: Section, voice: Voice) -> tuple[tuple[str, Any], ...]:
    said: dict[str, Any] = {name: voice.line(one.key, name) for name in one.fields}
    for question in one.questions:
        if question.kind == "blocks":
            said[question.key] = tuple(_entries(question, voice, said[question.key]))
        else:
            said[question.key] = _fit(question, said[question.key])
    if said.get("group_conference") in ("accepted", "refused"):
        said["group_conference_on"] = voice.words["today"]
    if one.blank and any(not said.get(question.key) for question in one.questions):
        said["blank_because"] = "Not yet of an age for it; the rest is told in the story."
    return tuple((name, value) for name, value in said.items() if value)


def _fit(question: Question, line: str) -> str:
    """A line as its question keeps it: the key of a choice, which `say` begins with a capital."""
    return line.lower() if question.kind == "choice" else line


def _entries(
    question: Question, voice: Voice, by_hand: Sequence[Mapping[str, str]]
) -> Iterator[tuple[tuple[str, str], ...]]:
    """What is asked several times, each entry as pairs of field and text: as written by hand, and what that leaves open
    as of anybody; else two worries, the carer and the other grown-up, each brother and sister, or one."""
    several: tuple[str, ...] = SEVERAL.get(question.key, ("",))
    if question.key == "each_sibling":
        several = tuple(voice.words["siblings"].splitlines())
    if question.key == "responses" and "{other}" in voice.missing:
        several = several[:1]
    rows = by_hand or [{}] * len(several)
    for place, row in enumerate(rows):
        which = several[min(place, len(several) - 1)]
        told = replace(voice, words={**voice.words, "which": which})
        found = {
            inner.key: row.get(inner.key)
            or _fit(inner, told.line(question.key, f"{which}_{inner.key}") or told.line(question.key, inner.key))
            for inner in question.questions
        }
        if any(found.values()):
            yield tuple((name, str(value)) for name, value in found.items() if value)


def _network(begun: ReferralAllocated, when: datetime, voice: Voice) -> NetworkPlaced:
    def line(key: str) -> str:
        return str(voice.line("network_member", key))

    helper = (
        voice.words["helper"],
        "the one the family rings",
        "family",
        "1",
        line("helper_can"),
        line("helper_limits"),
    )
    members = (
        *(() if "{helper}" in voice.missing else (helper,)),
        (line("friend"), line("friend_role").lower(), "friends", "2", line("friend_can"), ""),
        (line("teacher"), line("teacher_role").lower(), "school", "2", line("teacher_can"), ""),
    )
    return NetworkPlaced(when, begun.contact, begun.child, begun.worker, members)


def _board(begun: ReferralAllocated, when: datetime, first: datetime, voice: Voice) -> BoardWritten:
    """One danger with what it comes from and what answers it; a safety that was seen twice; each person's number."""
    rng, words, day = voice.rng, voice.words, clock(first).date()

    def line(key: str) -> str:
        return str(voice.line("board", key))

    helped = "{helper}" not in voice.missing
    trusted = words["helper"] if helped else str(voice.line("network_member", "teacher"))
    # Never on the day of the first visit, when nothing has been agreed yet; twice before it is written down.
    last = max((clock(when).date() - day).days, 2)
    seen = tuple((("on", (day + number * DAY).isoformat()), ("by", trusted)) for number in (last // 2, last - 1))
    actor = words["carer"] if "{other}" in voice.missing else words["other"]
    began = day - int(by_hand) * DAY if (by_hand := line("began")) else _first_of(words["month"], day)
    times = line("times") or max(2, (day - began).days // 7 * 2 // 3)  # on most weekends, or as often
    source = line("source") or ", ".join([words["carer"], *([trusted] if helped else [])])
    said_by = line("said_by") or words["carer"]
    harm = (
        ("words", line("harm")), ("actor", line("harm_actor") or actor), ("place", "at home"),
        ("began_on", began), ("times", times), ("severity", line("harm_severity")),
        ("effect", line("harm_effect")), ("source", source),
    )  # fmt: skip
    step = (
        ("words", line("step")), ("owner", trusted), ("due_on", clock(when).date() + 21 * DAY),
        ("progress", rng.choice(("not_started", "going_well"))),
    )  # fmt: skip
    harder = (("words", line("harder")), ("effect", line("harder_effect")), ("source", said_by))
    entries = (
        ("harm", harm, ()),
        ("safety_goal", (("words", line("safety_goal")), ("indicator", line("indicator"))), ()),
        ("danger", (("words", line("danger")),), ("harm", "safety_goal")),
        ("complicating", harder, ()),
        ("strength", (("words", line("strength")), ("source", "What I saw")), ()),
        ("safety", (("words", line("safety")), ("shown", seen)), ("danger",)),
        ("family_goal", (("words", line("family_goal")), ("said_by", said_by), ("said_on", day)), ()),
        ("next_step", step, ("safety_goal",)),
    )
    told = [
        *([("parent", words["carer"], "parent", "carer_reason")] if said_by == words["carer"] else []),
        *([("network", words["helper"], "family", "helper_reason")] if helped else []),
        ("worker", member(begun.worker).name, "social worker", "worker_reason"),
    ]
    told += [("child", words["child"], "the child", "child_reason")] if voice.age >= 4 else []
    scores = tuple(
        (
            ("rater", "other"), ("role", role), ("who", who), ("relation", relation), ("reason", line(why)),
            ("score", str(rng.randrange(4, 8))), ("on", clock(when).date()),
        )
        for role, who, relation, why in told
    )  # fmt: skip
    return BoardWritten(when, begun.contact, begun.child, begun.worker, entries, scores)


def _first_of(month: str, before: date) -> date:
    """The first day of the last month of this name that began before a day."""
    day = before.replace(day=1)
    while f"{day:%B}" != month:
        day = (day - DAY).replace(day=1)
    return day


def _supervised(begun: ReferralAllocated, when: datetime, voice: Voice, bedroom: bool) -> Supervised:
    """The checklist, with a no where nobody saw the place in which the child sleeps, or the child is not born yet."""
    words, why_not = voice.words, {}
    if not bedroom:
        why_not["home"] = f"Nobody has seen where {words['child']} sleeps: to be seen before this ends."
    if voice.age < 0:
        why_not["spoken_alone"] = (
            f"Not born yet. {words['carer']} was spoken with alone, and {words['ctheir']} views are used."
        )
        why_not["all_children"] = "The baby is not born yet and is seen on the day of the birth."
    checks = tuple((key, why_not.get(key, "")) for key in CHECKS)
    said = {key: str(voice.line("supervision", key)) for key in ("reflection", "challenge", "direction")}
    return Supervised(when, begun.contact, begun.child, begun.supervisor, checks, **said)
