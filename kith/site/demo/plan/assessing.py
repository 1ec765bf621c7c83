"""From referral to conclusion: a worker is named, children are seen, a manager reviews, findings are agreed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from kith.site.demo.plan.chance import likely, stream, weighted
from kith.site.demo.plan.days import DAY, HOUR, MINUTE, add_working_days, at, clock, in_office, is_working_day
from kith.site.demo.plan.events import (
    AssessmentConcluded,
    CaseClosed,
    ChildSeen,
    Event,
    FollowedOn,
    InitialReview,
    ReferralAllocated,
)
from kith.site.demo.plan.people import Person
from kith.site.demo.plan.planning import CORE_GROUPS, REVIEWS, met
from kith.site.demo.plan.protecting import DiscussionCalled, enquiry_of
from kith.site.demo.plan.staff import member, with_role
from kith.site.demo.plan.themes import say, say_common, themes
from kith.site.demo.plan.told import Told
from kith.site.demo.plan.verdicts import Assessment, Verdict
from kith.site.demo.plan.wording import Scene, words_for
from kith.standards.codesets import codes

SHARE_OF_WORK = {"farah_siddiqui": 36, "tom_adeyemi": 28, "lucy_penhale": 24, "rhys_colclough": 16}
FIRST_VISIT = {1: 13, 2: 20, 3: 25, 4: 20, 5: 13, 6: 4, 7: 3, 9: 2}  # working days after the referral
CLOSURES = {"nfa": "RC8", "universal": "RC8", "early_help": "RC9"}
PLANNED = {"cin_plan", "strategy", "emergency"}
CALLED_AFTER = 40 * MINUTE
PLAN_AFTER = 6  # working days from a conclusion until the plan that it asks for is agreed
LOOKED_AT_AGAIN = 28 * DAY  # the day that an exception has where nobody names one
NO_FACTORS = ("21",)
NO_WORRY = "Nothing that worries us was found."
AS_SHOWN = "As the visits and the family's own account showed."


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works on the assessments that follow one contact."""

    team: str
    manager: str
    supervisor: str
    worker: str


@dataclass(frozen=True, slots=True)
class Course:
    """The assessments that follow one contact: the days on which things happen, the same for sisters and brothers."""

    verdict: Verdict
    work: Assessment
    crew: Crew
    allocated: datetime
    visit: date
    review: date


def assess(seed: int, verdict: Verdict, assessed_before: Mapping[str, int]) -> list[Event]:
    """Everything that is done for each child passed on; what lies after the last day is left for the caller to drop.

    `assessed_before` counts each child's earlier assessments that ended in nothing (FD-12).
    """
    work = verdict.assessment
    if work is None:
        return []
    rng = stream(seed, "assessing", verdict.told.key)
    course = _course(rng, verdict, work)
    words, age, shared = words_for(rng, verdict.told.scene), verdict.told.scene.age, themes()[verdict.told.theme].shared
    script = verdict.told.script.get("assessment", {})
    direction = say(rng, shared["direction"], words, age)
    direction = script.get("direction", direction)
    late = say_common(rng, "late", "allocation", words) if course.allocated - verdict.in_force > 24 * HOUR else ""
    found: list[Event] = []
    for place, key in enumerate(verdict.passed_on):
        child = verdict.told.family.by_key[key]
        again = say_common(rng, "commented", "again", words) if assessed_before.get(key, 0) >= 2 else ""
        found.append(_allocation(rng, course, key, place, direction, again, late))
        if verdict.children[key] == "strategy":  # the front door asked for it; else a conclusion may
            found += _discussed(course, child, place, course.allocated + CALLED_AFTER)
        found += _visits(rng, course, child, place)
        found += _review(rng, course, child, place, words)
        findings = script.get("findings", "") or _findings(seed, verdict, child, work.outcome in PLANNED)
        found += _conclusion(rng, course, child, place, findings, words)
    return found


def _findings(seed: int, verdict: Verdict, child: Person, planned: bool) -> str:
    """What was found, said of this child alone: the same of brothers and sisters, and none of them named."""
    told = verdict.told
    rng, scene = stream(seed, "findings", told.key), Scene(told.family, told.when, child, (child,))
    lines = themes()[told.theme].shared["findings"]
    return say(rng, lines, words_for(rng, scene), child.age_on(told.day), planned)


def crew_for(rng: Random, verdict: Verdict) -> Crew:
    """The assessment team of the area, and a worker who may lead this kind of assessment."""
    area = verdict.told.family.area
    leads = [
        one.key for one in with_role("social_worker", area) if one.may_lead_enquiries or verdict.outcome != "strategy"
    ]
    worker = verdict.told.script.get("assessment", {}).get("worker")
    worker = worker or weighted(rng, {key: SHARE_OF_WORK.get(key, 25) for key in leads})
    team = member(worker).team
    return Crew(team, with_role("team_manager", team)[0].key, with_role("practice_supervisor", team)[0].key, worker)


def _course(rng: Random, verdict: Verdict, work: Assessment) -> Course:
    script = verdict.told.script.get("assessment", {})
    start = clock(verdict.in_force).date()
    at_once = verdict.outcome == "strategy" or verdict.urgent
    days = script.get("seen", rng.randrange(0, 2) if at_once else weighted(rng, FIRST_VISIT))
    allocated = _allocated(rng, verdict.in_force, at_once, on_time=bool(script))
    visit = max(add_working_days(start, days), clock(allocated).date())
    if work.ends is not None:
        visit = min(visit, add_working_days(clock(work.ends).date(), -2))
    review = script.get("review", rng.randrange(13, 16) if likely(rng, 0.87) else rng.randrange(16, 19))
    return Course(verdict, work, crew_for(rng, verdict), allocated, visit, add_working_days(start, review))


def _allocated(rng: Random, referred: datetime, at_once: bool, on_time: bool) -> datetime:
    """When the team manager gives it to a worker: that day or the next morning, a few late, never at a weekend."""
    if at_once and 8 <= clock(referred).hour < 20:
        return referred + rng.randrange(12, 90) * MINUTE
    wait = 1 + 15 * rng.random() if on_time or likely(rng, 0.93) else 26 + 20 * rng.random()
    moment = referred + wait * HOUR
    day = clock(moment).date()
    if is_working_day(day) and 8 <= clock(moment).hour < 18:
        return moment.replace(second=0, microsecond=0)
    day = day if is_working_day(day) and clock(moment).hour < 8 else add_working_days(day, 1)
    return at(day, 8, 30) + rng.randrange(100) * MINUTE


def _allocation(
    rng: Random, course: Course, child: str, place: int, direction: str, again: str, late: str
) -> ReferralAllocated:
    verdict, crew = course.verdict, course.crew
    start = clock(verdict.in_force).date()
    at_once = verdict.outcome == "strategy" or verdict.urgent
    script = verdict.told.script.get("assessment", {})
    depth = "in_depth" if at_once else "brief" if course.work.length < 16 else "standard"
    return ReferralAllocated(
        when=course.allocated + 2 * place * MINUTE,
        contact=verdict.told.key,
        child=child,
        team=crew.team,
        manager=crew.manager,
        worker=crew.worker,
        supervisor=crew.supervisor,
        basis="s47" if verdict.children[child] == "strategy" else "s17",
        direction=direction,
        depth=script.get("depth", depth),
        priority="today" if at_once else rng.choice(("soon", "usual", "usual")),
        first_visit_on=min(course.visit, max(add_working_days(start, 5), clock(course.allocated).date())),
        repeat_comment=again,
        late_reason=late,
    )


def _visits(rng: Random, course: Course, child: Person, place: int) -> list[Event]:
    """The first visit, one before it that found nobody, and perhaps another later; an unborn child is not visited."""
    day, words = course.visit, _words(rng, course, child)
    if not child.is_born(day):
        return []
    first = max(in_office(rng, day, 10, 17), course.allocated + HOUR) + 20 * place * MINUTE
    limit = add_working_days(clock(course.verdict.in_force).date(), 5)
    late = day > limit
    seen = _seen(rng, course, child, first, words, late)
    found: list[Event] = [seen]
    before = add_working_days(day, -1)
    if (late or likely(rng, 0.07)) and before > clock(course.allocated).date():
        found.append(_not_seen(rng, course, child, in_office(rng, before, 10, 17), words))
    again = add_working_days(day, rng.randrange(6, 18))
    if likely(rng, 0.5) and (course.work.ends is None or again < clock(course.work.ends).date()):
        found.append(_seen(rng, course, child, in_office(rng, again, 10, 17), words, False, after=seen))
    return found


def _words(rng: Random, course: Course, child: Person) -> dict[str, str]:
    told = course.verdict.told
    return words_for(rng, Scene(told.family, told.when, child, (child,)))


def _seen(
    rng: Random,
    course: Course,
    child: Person,
    moment: datetime,
    words: Mapping[str, str],
    late: bool,
    after: ChildSeen | None = None,
) -> ChildSeen:
    """A visit; one after another says and sees something else."""
    told, age = course.verdict.told, child.age_on(clock(moment).date())
    alone = age >= 4 and likely(rng, 0.85)
    where = say_common(rng, "visit", "place", words, age)
    by_hand = told.script.get("assessment", {}).get("views_of", {}) | _of_focus(told)
    views = say(rng, themes()[told.theme].shared["views"], words, age) if age >= 4 else ""
    views = by_hand.get(child.key.partition(".")[2], views) if after is None else views
    observed = say_common(rng, "visit", "observed" if age >= 4 else "observed_small", words, age)
    return ChildSeen(
        when=moment,
        contact=told.key,
        child=child.key,
        worker=course.crew.worker,
        seen=True,
        alone=alone,
        place=where,
        present="" if alone else words["carer"],
        views="" if after and (by_hand or views == after.views) else views,
        observed="" if after and observed == after.observed else observed,
        why_not_alone="" if alone else say_common(rng, "visit", "why_not_alone" if age >= 4 else "too_young", words),
        bedroom_seen=where == "At home" and likely(rng, 0.9),
        interpreter=_interpreter(course, child),
        late_reason=say_common(rng, "late", "visit", words) if late else "",
    )


def _of_focus(told: Told) -> dict[str, str]:
    """What the child most spoken of says, where that is written by hand."""
    views = told.script.get("assessment", {}).get("views")
    return {told.focus.key.partition(".")[2]: views} if views else {}


def _not_seen(rng: Random, course: Course, child: Person, moment: datetime, words: Mapping[str, str]) -> ChildSeen:
    return ChildSeen(
        when=moment,
        contact=course.verdict.told.key,
        child=child.key,
        worker=course.crew.worker,
        seen=False,
        alone=False,
        place="At home",
        present="",
        views="",
        observed="",
        why_not_seen=say_common(rng, "visit", "not_seen", words, child.age_on(clock(moment).date())),
    )


def _interpreter(course: Course, child: Person) -> str:
    """The interpreter's language where the child or the carer needs one (AS-09)."""
    carer = course.verdict.told.family.by_key.get(course.verdict.told.family.carer)
    needs = next((one for one in (child, carer) if one and one.interpreter), None)
    return f"{codes('kith', 'Language')[needs.language]} interpreter" if needs else ""


def _review(rng: Random, course: Course, child: Person, place: int, words: Mapping[str, str]) -> list[Event]:
    """The manager looks at how long it needs (CL-05), unless it has ended by then."""
    work, start = course.work, clock(course.verdict.in_force).date()
    moment = in_office(rng, course.review, 9, 17) + 3 * place * MINUTE
    if work.ends is not None and moment >= work.ends - HOUR:
        return []
    script = course.verdict.told.script.get("assessment", {})
    late = course.review > add_working_days(start, 15)
    target = script.get("target", rng.randrange(25, 42) if likely(rng, 0.45) else 0)
    needed_by = add_working_days(start, target) if target else None
    return [
        InitialReview(
            when=moment,
            contact=course.verdict.told.key,
            child=child.key,
            manager=course.crew.manager,
            words=say_common(rng, "review", "extend", words, child.age_on(course.review)),
            needed_by=needed_by if needed_by and needed_by > course.review else None,
            late_reason=script.get("review_late") or (say_common(rng, "late", "review", words) if late else ""),
        )
    ]


def _conclusion(
    rng: Random, course: Course, child: Person, place: int, findings: str, words: Mapping[str, str]
) -> list[Event]:
    """The end of one child's assessment and, where a plan followed, the day the case closes."""
    work, verdict = course.work, course.verdict
    if work.ends is None:
        return []
    moment = work.ends + 4 * place * MINUTE
    over = clock(moment).date() > add_working_days(clock(verdict.in_force).date(), 45)
    unseen = not child.is_born(course.visit)
    concern, why = _what_worries(verdict, child, work.outcome)
    found: list[Event] = [
        AssessmentConcluded(
            when=moment,
            contact=verdict.told.key,
            child=child.key,
            worker=course.crew.worker,
            manager=course.crew.manager,
            outcome=work.outcome,
            factors=_factors(rng, verdict.told, work.outcome),
            findings=findings,
            concern=concern,
            how_and_why=why,
            closure=CLOSURES.get(work.outcome, ""),
            not_seen_because=say_common(rng, "visit", "unborn", words) if unseen else "",
            late_reason=say_common(rng, "late", "assessment", words) if over else "",
        ),
        FollowedOn(
            at(_looked_at(clock(moment).date()), 10) + place * MINUTE,
            verdict.told.key, child.key, course.crew.manager, work.outcome, again=True,
        ),
    ]  # fmt: skip
    if work.outcome == "strategy" and verdict.children[child.key] != "strategy":
        found += _discussed(course, child, place, moment + CALLED_AFTER)
    if work.outcome == "cin_plan":
        agreed = at(add_working_days(clock(moment).date(), PLAN_AFTER), 11) + place * MINUTE
        key, crew = verdict.told.key, course.crew
        found.append(FollowedOn(agreed, key, child.key, crew.manager, work.outcome))
        found += met(key, child.key, clock(agreed).date(), place, crew.worker, REVIEWS, work.free)
    if work.outcome in ("cin_plan", "strategy"):
        found.append(
            CaseClosed(
                when=in_office(rng, add_working_days(work.free, 1)) + place * MINUTE,
                contact=verdict.told.key,
                child=child.key,
                worker=course.crew.worker,
                manager=course.crew.manager,
                closure="RC7",
                words=say_common(rng, "closing", "plan", words),
            )
        )
    return found


def _discussed(course: Course, child: Person, place: int, called: datetime) -> list[Event]:
    """A strategy discussion is called, held the day after, and the enquiry that it begins comes to its end."""
    told, crew = course.verdict.told, course.crew
    held = at(add_working_days(clock(called).date(), 1), 11) + place * MINUTE
    return [
        DiscussionCalled(called, told.key, child.key, crew.manager, told.theme),
        FollowedOn(held, told.key, child.key, crew.manager, "strategy"),
        *enquiry_of(told.key, child.key, clock(held).date(), place, crew.worker, crew.manager),
        *met(
            told.key,
            child.key,
            add_working_days(clock(held).date(), 14),
            place,
            crew.worker,
            CORE_GROUPS,
            course.work.free,
        ),
    ]


def _looked_at(concluded: date) -> date:
    """The day on which what was missing is looked at again: a working day, and never after the one that was set."""
    day = concluded + LOOKED_AT_AGAIN
    return day if is_working_day(day) else add_working_days(day, -1)


def _what_worries(verdict: Verdict, child: Person, outcome: str) -> tuple[str, str]:
    """What it does to the child and how it came to it: as the worker sends it, beside what was found."""
    told, planned = verdict.told, outcome in PLANNED
    script, shared = told.script.get("assessment", {}), themes()[told.theme].shared
    rng = stream(0, "worries", told.key, child.key)
    words, age = words_for(rng, Scene(told.family, told.when, child, (child,))), child.age_on(told.day)
    harm = (
        told.script.get("harm") or say(rng, shared["harm"], words, age, planned) or say(rng, shared["harm"], words, age)
    )
    why = say(rng, shared["why"], words, age, planned) or say(rng, shared["why"], words, age)
    return script.get("concern") or harm or NO_WORRY, script.get("why") or why or AS_SHOWN


def _factors(rng: Random, told: Told, outcome: str) -> tuple[str, ...]:
    """Census factors of the worry found, the main one first; none for a few that end in nothing."""
    if by_hand := told.script.get("assessment", {}).get("factors"):
        return tuple(by_hand)
    if outcome in ("nfa", "universal") and likely(rng, 0.18):
        return NO_FACTORS
    kind = themes()[told.theme]
    more = rng.sample(kind.more_factors, min(len(kind.more_factors), weighted(rng, {0: 35, 1: 40, 2: 25})))
    return (*kind.factors[:1], *(code for code in more if code not in kind.factors[:1]))
