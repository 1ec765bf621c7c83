"""From the queue to the decision: a contact is taken, parents are asked, the police told, each child considered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from kith.site.demo.plan.chance import likely, stream
from kith.site.demo.plan.days import MINUTE, add_working_days, clock, in_office, whole_minute
from kith.site.demo.plan.desk import first_open, manager_at, taken_at, worker_at
from kith.site.demo.plan.events import (
    Agreement,
    AgreementAsked,
    ChildOutcome,
    ContactPlanned,
    ContactTaken,
    DecisionPlanned,
    DecisionSigned,
    Event,
    HandoverAnswered,
    LatenessExplained,
    PoliceTold,
    SharingAuthorised,
)
from kith.site.demo.plan.said import relation
from kith.site.demo.plan.staff import member, with_role
from kith.site.demo.plan.telling import helpful_services
from kith.site.demo.plan.themes import say, say_common, themes
from kith.site.demo.plan.verdicts import Verdict
from kith.site.demo.plan.wording import Scene, words_for
from kith.standards.thresholds import documents

LEVELS = {"strategy": "specialist", "referral": "intensive", "add_to_open": "intensive", "early_help": "early_help"}
HEIGHT = ("specialist", "intensive", "early_help", "universal")
NOTHING = {"nfa", "advice", "not_here"}
PUBLIC = {"1B", "1D", "9"}
UNASKED = "Asking first could put the child at risk, and would warn whoever hurt them before the police can act."
REPEATS = 3  # earlier contacts in twelve months after which a manager decides on doing nothing (FD-12)
ASKED = {"police_da": ("school", "health visitor"), "other": ("school", "GP")}


@dataclass(frozen=True, slots=True)
class Desk:
    """A contact on somebody's desk: who took it and when, and when it was decided."""

    rng: Random
    verdict: Verdict
    contact: ContactPlanned
    words: Mapping[str, str]
    worker: str
    taken: datetime
    decided: datetime


def decide(seed: int, verdict: Verdict, contact: ContactPlanned, now: datetime, last_day: date) -> list[Event]:
    """What is done with one contact until it is decided and, for early help, answered; in no order."""
    rng = stream(seed, "desk", verdict.told.key)
    words = words_for(rng, verdict.told.scene) | {"referrer": contact.referrer_name or "the caller"}
    if verdict.decided is None:
        return _still_waiting(rng, verdict, contact, words, now)
    nothing_again = _repeated_nothing(verdict)
    worker = manager_at(verdict.decided) if nothing_again else worker_at(rng, verdict.decided)
    taken = taken_at(rng, verdict.told.when, verdict.decided)
    desk = Desk(rng, verdict, contact, words, worker, taken, verdict.decided)
    found: list[Event] = [ContactTaken(taken, contact.contact, worker)]
    found += _police(desk)
    found += _agreement(desk)
    found.append(_decision(desk, last_day))
    if verdict.signed:
        found.append(DecisionSigned(verdict.signed, contact.contact, _signer(verdict.signed, worker)))
    return found + _handovers(rng, verdict, words)


def _repeated_nothing(verdict: Verdict) -> bool:
    return verdict.told.prior >= REPEATS and set(verdict.children.values()) <= NOTHING


def _signer(moment: datetime, decider: str) -> str:
    manager = manager_at(moment)
    return "colm_archer" if manager == decider else manager


def _still_waiting(
    rng: Random, verdict: Verdict, contact: ContactPlanned, words: Mapping[str, str], now: datetime
) -> list[Event]:
    """What has been done so far with a contact that waits today."""
    told, script = verdict.told, verdict.told.script
    by_chance = rng.choice(("joanne_pike", "sam_oyelaran")) if not script and likely(rng, 0.55) else ""
    worker = script.get("taken_by", by_chance)
    taken = first_open(told.when) + rng.randrange(3, 12) * MINUTE
    if taken >= now:  # nobody else was there: the contact was urgent enough, or the morning has only begun
        taken = told.when + min((now - told.when) * 0.9, 5 * MINUTE)
    desk = Desk(rng, verdict, contact, words, worker, taken, now)
    found: list[Event] = []
    if worker:
        found.append(ContactTaken(desk.taken, contact.contact, worker))
        found += _police(desk)
    if "late" in script:
        said = min(told.when + timedelta(hours=24, minutes=15), now - MINUTE)
        found.append(LatenessExplained(said, contact.contact, worker, script["late"]))
    if "authorised" in script:
        moment = desk.taken + (now - desk.taken) * 0.5
        found.append(_authorised(desk, "ruth_delaney", moment, script["authorised"]))
    return found


def _police(desk: Desk) -> list[Event]:
    """The police are told before anything else, unless it is they who tell us (FD-11)."""
    rng, crime = desk.rng, desk.verdict.crime
    if not crime or desk.contact.source_code == "6":
        return []
    moment = min(desk.taken + rng.randrange(1, 6) * MINUTE, desk.decided - MINUTE)
    officer = f"PC {rng.randrange(1000, 9999)}, control room"
    log = f"{rng.randrange(100, 2400):04d} of {clock(moment):%d/%m/%y}"
    safety = say_common(rng, "urgent", "safety", desk.words)
    return [PoliceTold(moment, desk.contact.contact, desk.worker, crime, officer, log, safety)]


def _agreement(desk: Desk) -> list[Event]:
    """Agreement is asked for, or a manager lets the worker go ahead without asking (FD-04 to FD-06)."""
    rng, told = desk.rng, desk.verdict.told
    needed = {"referral", "early_help"} & set(desk.verdict.children.values())
    given = any(one.state == "given" for one in desk.contact.agreements)
    if not needed or given or _level(desk.verdict) == "specialist":
        return []
    moment = whole_minute(desk.taken + (desk.decided - desk.taken) * rng.uniform(0.2, 0.8))
    if desk.verdict.authorised:
        return [_authorised(desk, manager_at(moment), moment)]
    carer = told.family.by_key[told.family.carer]
    agreement = Agreement(
        person=carer.key,
        asked_of=f"{carer.name}, {relation(told, carer.key)}",
        state="given",
        asked_at=moment,
        asked_by=member(desk.worker).name,
        how="by phone",
        scope=say_common(rng, "agreed", "scope", desk.words),
        conditions=say_common(rng, "agreed", "conditions", desk.words) if likely(rng, 0.1) else "",
    )
    return [AgreementAsked(moment, desk.contact.contact, desk.worker, agreement)]


def _authorised(desk: Desk, manager: str, moment: datetime, reason: str = "") -> SharingAuthorised:
    return SharingAuthorised(
        when=moment,
        contact=desk.contact.contact,
        manager=manager,
        reason=reason or say_common(desk.rng, "authorised", "reason", desk.words),
        agencies=ASKED.get(desk.verdict.told.category, ("police", "health")),
        may_be_shared=say_common(desk.rng, "authorised", "share", desk.words),
        review_on=add_working_days(clock(moment).date(), 5),
    )


def _level(verdict: Verdict) -> str:
    levels = {LEVELS.get(outcome, "universal") for outcome in verdict.children.values()}
    return next(level for level in HEIGHT if level in levels)


def _criteria(rng: Random, verdict: Verdict, level: str) -> tuple[str, ...]:
    """What is relied on, from the threshold document in force on the day; the oldest held for days before it."""
    held = [one for one in documents() if one.published_on <= verdict.told.day] or list(documents()[:1])
    keys = [one.key for one in held[-1].at(level)]
    if level == "universal":
        return (rng.choice(keys),)
    fit = [key for key in themes()[verdict.told.theme].criteria if key in keys]
    return tuple(fit[:1]) or (rng.choice(keys),)


def _decision(desk: Desk, last_day: date) -> DecisionPlanned:
    rng, words, verdict = desk.rng, desk.words, desk.verdict
    told, theme, level = verdict.told, themes()[verdict.told.theme], _level(verdict)
    helped = {"advice", "universal", "early_help"} & set(verdict.children.values())
    fit = helpful_services(told, last_day) if helped else ()
    tell_referrer, withhold_reason = _reply(rng, desk.contact, words)
    late = verdict.late and verdict.in_force - told.when > timedelta(hours=24)
    harm = say(rng, theme.shared["harm"], words, told.scene.age, True)
    apart = say_common(rng, "harm", "apart", words)
    apart = told.script.get("significant_harm") or f"{harm} {apart}"
    return DecisionPlanned(
        when=desk.decided,
        contact=desk.contact.contact,
        worker=desk.worker,
        outcome=verdict.outcome,
        children=tuple(_for_child(rng, verdict, key) for key in verdict.children),
        level=level,
        criteria=_criteria(rng, verdict, level),
        rationale=told.script.get("rationale") or _rationale(desk),
        significant_harm=apart if level == "specialist" else "",
        repeat_comment=say_common(rng, "commented", "nfa", words) if _repeated_nothing(verdict) else "",
        need=theme.need if verdict.passed_on else "",
        services=tuple(rng.sample(fit, min(len(fit), rng.randrange(1, 3)))),
        late_reason=say_common(rng, "late", "decision", words) if late else "",
        tell_referrer=tell_referrer,
        withhold_reason=withhold_reason,
        not_sought_because=UNASKED if level == "specialist" and not _asked(desk) else "",
    )


def _asked(desk: Desk) -> bool:
    return any(one.state in ("given", "refused", "withdrawn") for one in desk.contact.agreements)


def _rationale(desk: Desk) -> str:
    """Where it was heard, the facts relied on, what follows, and what would change the worker's mind."""
    rng, words, told = desk.rng, desk.words, desk.verdict.told
    agreed = told.theme != "placement" and any(one.state == "given" for one in desk.contact.agreements)
    opening = "opening_agreed" if agreed else "opening_police" if told.speaker == "police" else "opening"
    parts = [
        say_common(rng, "rationale", opening, words),
        say(rng, themes()[told.theme].shared["why"], words, told.scene.age, desk.verdict.serious),
        say_common(rng, "rationale", desk.verdict.outcome, words),
        say_common(rng, "rationale", "change", words, told.scene.age),
    ]
    return " ".join(parts)


def _reply(rng: Random, contact: ContactPlanned, words: Mapping[str, str]) -> tuple[str, str]:
    if contact.source_code in PUBLIC or likely(rng, 0.02):
        return "received", say_common(rng, "withheld", "why", words)
    return "outcome", ""


def _for_child(rng: Random, verdict: Verdict, key: str) -> ChildOutcome:
    """What it means for one child, in a sentence about that child."""
    told, outcome = verdict.told, verdict.children[key]
    visitor = told.visitor if told.visitor and told.visitor.key == key else None
    child = visitor or told.family.by_key[key]
    words = words_for(rng, Scene(told.family, told.when, child, (child,)))
    evidence = say_common(rng, "means", "not_here_evidence", words) if outcome == "not_here" else ""
    named = bool(visitor) or any(one.key == key for one in told.named)
    beside = "nfa_beside" if outcome == "nfa" and child is not told.focus else outcome
    means = say_common(rng, "means", beside, words, child.age_on(told.day))
    return ChildOutcome(key, outcome, means, named, evidence)


def _handovers(rng: Random, verdict: Verdict, words: Mapping[str, str]) -> list[Event]:
    """A lead practitioner takes the family on within some days; now and then the family has changed its mind."""
    children = [key for key, outcome in verdict.children.items() if outcome == "early_help"]
    if not children:
        return []
    day = add_working_days(clock(verdict.in_force).date(), rng.randrange(1, 6))
    moment, lead = in_office(rng, day), rng.choice(with_role("lead_practitioner")).key
    accepted = likely(rng, 0.93)
    reason = say_common(rng, "handover", "accepted" if accepted else "returned", words)
    return [HandoverAnswered(moment, verdict.told.key, key, lead, accepted, reason) for key in children]
