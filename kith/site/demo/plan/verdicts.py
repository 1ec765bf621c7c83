"""What becomes of each contact: which lead to an assessment, in the proportions of FD-13, and what the rest lead to."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from kith.site.demo.plan.chance import likely, stream, weighted
from kith.site.demo.plan.days import DAY, HOUR, MINUTE, add_working_days, at, clock, is_working_day
from kith.site.demo.plan.desk import decided_at, signed_at
from kith.site.demo.plan.themes import themes
from kith.site.demo.plan.told import CONVERSION, Told

PASSED_ON = ("referral", "strategy")
LATE = 0.05
OPEN_TODAY, LEAST_OPEN, OVERDUE_TODAY = 40, 8, 3
SISTERS_AND_BROTHERS = 0.36  # how often another child of the home is assessed too
OTHERWISE = {
    "police_da": {"nfa": 45, "advice": 27, "universal": 10, "early_help": 18},
    "police_other": {"nfa": 25, "advice": 35, "universal": 10, "early_help": 30},
    "school": {"nfa": 14, "advice": 30, "universal": 14, "early_help": 42},
    "health": {"nfa": 15, "advice": 28, "universal": 22, "early_help": 35},
    "family": {"nfa": 35, "advice": 35, "universal": 12, "early_help": 18},
    "other": {"nfa": 25, "advice": 30, "universal": 15, "early_help": 30},
}
WEIGHT = {
    "sexual_harm": 4.0, "physical_harm": 3.0, "exploitation": 2.2, "neglect": 1.8, "substance": 1.6, "pre_birth": 1.5,
    "homelessness": 1.4, "online": 0.7, "young_carer": 0.6, "child_mental_health": 0.8, "placement": 0.0,
}  # fmt: skip
SEVERE = ("physical_harm", "sexual_harm", "exploitation")
# A hundred assessments, by how they end: 55 with early help, services for everyone, or nothing (FD-13).
DECK = {"nfa": 27, "early_help": 23, "universal": 5, "cin_plan": 34, "strategy": 11}
AGREED = {
    "police_da": {"not_asked": 97, "given": 3},
    "police_other": {"not_asked": 92, "given": 8},
    "school": {"given": 70, "not_asked": 23, "refused": 7},
    "health": {"given": 70, "not_asked": 23, "refused": 7},
    "family": {"given": 30, "not_asked": 70},
    "other": {"given": 62, "not_asked": 31, "refused": 7},
}


@dataclass
class Assessment:
    """How long the assessments that follow a contact take and how they end; `ends` is None for those open today."""

    length: int
    outcome: str
    ends: datetime | None
    free: date


@dataclass
class Verdict:
    """What becomes of one contact. `outcome` is that of the child most spoken of; `children` gives each child's."""

    told: Told
    agreed: str
    outcome: str = ""
    children: dict[str, str] = field(default_factory=dict)
    urgent: bool = False
    crime: str = ""
    late: bool = False
    authorised: bool = False
    decided: datetime | None = None
    signed: datetime | None = None
    assessment: Assessment | None = None

    @property
    def passed_on(self) -> list[str]:
        """The children who go on to assessment, oldest first."""
        return [one for one, outcome in self.children.items() if outcome in PASSED_ON]

    @property
    def serious(self) -> bool | None:
        """Whether what is told leads to an assessment; None while that is open, or where work is open already."""
        return None if self.outcome in ("", "add_to_open") else bool(self.passed_on)

    @property
    def in_force(self) -> datetime:
        """When the decision took effect. Raises ValueError while it waits."""
        moment = self.signed or self.decided
        if moment is None:
            raise ValueError(f"Contact {self.told.key} is not decided yet.")
        return moment


def verdicts(seed: int, found: list[Told], now: datetime, size: float) -> list[Verdict]:
    """The verdict on every contact, in the order they came; those still waiting have hardly any part filled in."""
    made = [_begin(stream(seed, "agreed", told.key), told) for told in found]
    decided = [one for one in made if not one.told.waiting]
    for one in decided:
        _settle_by_hand(one)
    busy = _convert(seed, decided)
    for one in decided:
        if one.assessment:
            _each_child(stream(seed, "who goes on", one.told.key), one, busy)
    _keep_open(seed, [one for ours in busy.values() for one in ours], now, size)
    for one in decided:
        rng = stream(seed, "verdict", one.told.key)
        if not one.outcome:
            one.outcome = _otherwise(rng, one, busy)
        if not one.children:
            _each_child(rng, one, busy)
        _when(rng, one, now)
    waiting = [one for one in made if one.told.waiting]
    for one in waiting:
        one.urgent, one.crime = bool(one.told.script.get("urgent")), one.told.script.get("crime", "")
    _leave_one_to_sign(seed, waiting, busy, now)
    return made


def _begin(rng: Random, told: Told) -> Verdict:
    agreed = weighted(rng, AGREED[told.category])
    if told.theme in SEVERE and agreed == "given" and likely(rng, 0.5):
        agreed = "not_asked"  # asking first might make things worse
    written = told.script.get("agreements", {})
    carer = told.family.carer.partition(".")[2]
    return Verdict(told, written.get(carer, "not_asked" if told.script else agreed))


def _settle_by_hand(one: Verdict) -> None:
    script = one.told.script
    one.outcome = script.get("outcome", "")
    if "assessment" in script:
        row = script["assessment"]
        length = row.get("conclude", 0)
        outcome = row.get("outcome", "")
        one.assessment = _assessment(one.told, length or 200, outcome)
        if not length:
            one.assessment.ends = None


def _assessment(told: Told, length: int, outcome: str, plan: int = 120) -> Assessment:
    """From the day it came: `length` in working days, then `plan` days if a plan follows."""
    last = add_working_days(told.day, length)
    free = last + timedelta(days=plan) if outcome in ("cin_plan", "strategy") else last
    return Assessment(length, outcome, at(last, 10 + length % 7, length * 13 % 60), free)


def _convert(seed: int, decided: list[Verdict]) -> dict[str, list[Verdict]]:
    """Choose the contacts that lead to an assessment, so many of each source, never two at once in a family."""
    rng = stream(seed, "conversion")
    busy: defaultdict[str, list[Verdict]] = defaultdict(list)
    for one in decided:
        if one.assessment:
            busy[one.told.family.key].append(one)
    deck: list[str] = []
    for category, percent in CONVERSION.items():
        ours = [one for one in decided if one.told.category == category]
        wanted = round(len(ours) * percent / 100) - sum(one.assessment is not None for one in ours)
        for one in sorted(ours, key=lambda each: rng.random() ** (1 / max(_weight(each), 1e-9)), reverse=True):
            if wanted <= 0:
                break
            if one.outcome or not _weight(one):
                continue
            deck = deck or _shuffled_deck(rng)
            trial = _assessment(one.told, _length(rng), deck[-1], rng.randrange(60, 280))
            if _clear(busy[one.told.family.key], one.told.day, trial.free):
                deck.pop()
                one.assessment = trial
                one.outcome = _passed_on_how(rng, one)
                busy[one.told.family.key].append(one)
                wanted -= 1
    return busy


def _weight(one: Verdict) -> float:
    """How likely a contact is to lead to an assessment, beside others of its source."""
    told = one.told
    if one.agreed == "refused" and told.theme not in SEVERE:
        return 0.0
    known = 1 + 0.25 * min(told.prior, 5)
    born = sum(child.is_born(told.day) for child in told.household) or 1
    return WEIGHT.get(told.theme, 1.0) * known / born**0.5


def _shuffled_deck(rng: Random) -> list[str]:
    deck = [outcome for outcome, number in DECK.items() for _ in range(number)]
    rng.shuffle(deck)
    return deck


def _length(rng: Random) -> int:
    """Working days from referral to conclusion; about one in eight runs over 45."""
    kind = weighted(rng, {"brief": 12, "usual": 75, "over": 13})
    if kind == "brief":
        return rng.randrange(9, 16)
    return rng.randrange(46, 64) if kind == "over" else round(rng.triangular(17, 45, 39))


def _clear(taken: list[Verdict], start: date, free: date) -> bool:
    return all(
        free < one.told.day or (one.assessment is not None and one.assessment.free < start - 2 * DAY) for one in taken
    )


def _passed_on_how(rng: Random, one: Verdict) -> str:
    if one.agreed == "refused":
        return "strategy"
    return "strategy" if likely(rng, 0.36 if one.told.theme in SEVERE else 0.03) else "referral"


def _otherwise(rng: Random, one: Verdict, busy: dict[str, list[Verdict]]) -> str:
    if one.told.theme == "placement":
        return "nfa"
    if _open_work(one, busy):
        return "add_to_open"
    outcome = weighted(rng, OTHERWISE[one.told.category])
    return "advice" if outcome == "early_help" and one.agreed == "refused" else outcome


def _open_work(one: Verdict, busy: dict[str, list[Verdict]]) -> Verdict | None:
    """The contact whose assessment, or the plan after it, this family is in the middle of."""
    for other in busy.get(one.told.family.key, ()):
        work = other.assessment
        if other is not one and work and other.told.when + 30 * HOUR < one.told.when and one.told.day <= work.free:
            return other
    return None


def _each_child(rng: Random, one: Verdict, busy: dict[str, list[Verdict]]) -> None:
    """An outcome for each child by themselves (FD-10)."""
    work = _open_work(one, busy) if one.outcome == "add_to_open" else None
    for child in one.told.household:
        if work:
            one.children[child.key] = "add_to_open" if child.key in work.passed_on else "nfa"
        elif child is one.told.focus or one.told.script.get("assessment"):
            one.children[child.key] = one.outcome
        else:
            one.children[child.key] = _beside(rng, one, child.is_born(one.told.day))
    if work and one.children[one.told.focus.key] == "nfa":
        one.outcome = "nfa" if "add_to_open" not in one.children.values() else one.outcome
    if one.told.visitor:
        one.children[one.told.visitor.key] = "not_here"


def _beside(rng: Random, one: Verdict, born: bool) -> str:
    """What is decided for a child who is not the one most spoken of."""
    if one.outcome in PASSED_ON:
        if likely(rng, SISTERS_AND_BROTHERS if born else 0.1):
            return "strategy" if one.outcome == "strategy" and likely(rng, 0.5) else "referral"
        return weighted(rng, {"early_help": 30, "universal": 25, "advice": 30, "nfa": 15})
    if one.outcome == "early_help":
        return "early_help" if likely(rng, 0.7) else "universal"
    return one.outcome if likely(rng, 0.88) else "advice"


def _when(rng: Random, one: Verdict, now: datetime) -> None:
    """Urgency, and the minutes at which it is decided and, if a child is passed on, signed."""
    script, theme = one.told.script, themes()[one.told.theme]
    serious = one.outcome == "strategy"
    one.urgent = bool(script.get("urgent")) if script else likely(rng, 0.85 if serious else 0.004)
    hurt = one.told.theme in (*SEVERE, "online") and bool(one.passed_on)
    one.crime = script.get("crime", "") or (theme.crime if hurt and likely(rng, 0.8 if serious else 0.3) else "")
    needs = any(outcome in ("referral", "early_help") for outcome in one.children.values()) and not serious
    one.authorised = needs and one.agreed == "not_asked" and likely(rng, 0.3 if one.told.theme in SEVERE else 0.04)
    one.late = not (one.urgent or script) and now - one.told.when > 60 * HOUR and likely(rng, LATE)
    one.decided = decided_at(rng, one.told.when, urgent=one.urgent, late=one.late)
    if one.passed_on:
        one.signed = signed_at(rng, one.told.when, one.decided, late=one.late)


def _leave_one_to_sign(seed: int, waiting: list[Verdict], busy: dict[str, list[Verdict]], now: datetime) -> None:
    """One contact that waits has been decided and lies with the manager."""
    for one in waiting:
        told = one.told
        if not told.script and not told.family.restricted and now - told.when > 3 * HOUR and not _open_work(one, busy):
            one.agreed, one.outcome, one.decided = "given", "referral", now - 40 * MINUTE
            _each_child(stream(seed, "to sign", told.key), one, busy)
            return


def _keep_open(seed: int, assessed: list[Verdict], now: datetime, size: float) -> None:
    """Leave so many children's assessments open today: a few already over the limit, then those that would end last."""
    rng = stream(seed, "open today")
    left = max(LEAST_OPEN, round(OPEN_TODAY * size))
    overdue = max(1, round(OVERDUE_TODAY * size))
    limit, fresh = add_working_days(clock(now).date(), -46), add_working_days(clock(now).date(), -10)
    for one in sorted(_last_of_each_family(assessed), key=_end, reverse=True):
        work = one.assessment
        if work is None or (one.told.script and work.ends is not None):
            continue
        over = limit - 25 * DAY < one.told.day <= limit
        begun = work.ends is None or one.told.day > fresh  # cannot have ended yet
        if begun or (over and overdue > 0) or (left > overdue and one.told.day > limit):
            left -= len(one.passed_on)
            overdue -= over
            work.ends, work.free = None, clock(now).date()
        elif work.ends is not None and work.ends >= now:
            work.ends = _office_hour(now - rng.randrange(2, 90) * HOUR)


def _office_hour(moment: datetime) -> datetime:
    """That moment, or an afternoon before it where the office was shut: a manager signs on working days."""
    there = clock(moment)
    if is_working_day(there.date()) and 9 <= there.hour < 18:
        return moment
    return at(add_working_days(there.date(), -1), 15, there.minute)


def _last_of_each_family(assessed: list[Verdict]) -> list[Verdict]:
    last = {one.told.family.key: one for one in sorted(assessed, key=lambda one: one.told.when)}
    return list(last.values())


def _end(one: Verdict) -> tuple[bool, datetime]:
    work = one.assessment
    if work is None or work.ends is None:
        return True, one.told.when
    return False, work.ends
