"""The people in a contact as the referrer describes them: names misspelt, dates missing, some parents asked."""

from collections.abc import Mapping
from datetime import datetime
from random import Random

from kith.site.demo.plan.agencies import agency
from kith.site.demo.plan.chance import likely
from kith.site.demo.plan.days import HOUR, at, clock, whole_minute
from kith.site.demo.plan.events import Agreement, SaidAdult, SaidChild
from kith.site.demo.plan.people import Person
from kith.site.demo.plan.sources import Source
from kith.site.demo.plan.spelling import as_heard, wrong_day
from kith.site.demo.plan.themes import say_common
from kith.site.demo.plan.told import Told
from kith.site.demo.plan.verdicts import Verdict

# How often a name is misspelt, and how often a date of birth is given, by source.
CARE = {
    "police_da": (0.14, 0.88), "police_other": (0.2, 0.72), "school": (0.05, 0.98), "health": (0.07, 0.94),
    "family": (0.3, 0.15), "other": (0.15, 0.6),
}  # fmt: skip
RELATIONS = {"mother": "mother", "father": "father", "step_parent": "step-parent", "grandparent": "grandparent"}
ASKED_NOW = {"given", "refused"}


def said_children(rng: Random, told: Told, source: Source) -> tuple[SaidChild, ...]:
    """Every child the referrer names; a visitor among them if there was one."""
    named = [one for one in told.household if one in told.named]
    return tuple(_said_child(rng, told, one, source) for one in (*named, *([told.visitor] if told.visitor else [])))


def _said_child(rng: Random, told: Told, child: Person, source: Source) -> SaidChild:
    carer = told.family.by_key.get(told.family.carer)
    parents = carer.name if carer else ""
    phone = carer.phone if carer and told.category in ("school", "health") else ""
    if not child.is_born(told.day):
        surname = carer.family if carer else child.family
        return SaidChild(child.key, "Baby", surname, due=child.due, parents=parents, phone=phone)
    misspelt, dated = CARE[told.category]
    given, family = _names(rng, told, child, misspelt)
    born = child.born if child.given and likely(rng, dated) else None
    if born and told.category not in ("school", "health") and likely(rng, 0.04):
        born = wrong_day(rng, born)
    age = child.age_on(told.day)
    return SaidChild(
        person=child.key,
        given=given,
        family=family,
        born=born if born and born <= told.day else None,
        age=None if born and born <= told.day else max(0, age + rng.choice((0, 0, 0, 1, -1))),
        sex=child.sex,
        school=agency(child.school).name if child.school and age >= 3 and likely(rng, 0.7) else "",
        nhs_number=child.nhs_number if told.category == "health" and likely(rng, 0.85) else "",
        upn=child.upn if told.category == "school" and child.school == source.agency and likely(rng, 0.8) else "",
        parents=parents,
        phone=phone,
    )


def _names(rng: Random, told: Told, child: Person, misspelt: float) -> tuple[str, str]:
    """The name as the referrer gives it: as written by hand, by a short form, with another's surname, or misspelt."""
    written = told.script.get("spelt", {}).get(child.key.partition(".")[2])
    if written:
        given, _, family = written.partition(" ")
        return given, family
    given = " ".join(part for part in (child.given, child.middle) if part and (part is child.given or likely(rng, 0.6)))
    family = child.family
    carer = told.family.by_key.get(told.family.carer)
    if carer and carer.family != family and told.category in ("police_da", "family") and likely(rng, 0.15):
        family = carer.family
    if child.aliases and likely(rng, 0.4):
        given = child.aliases[0].given or given
    if told.category == "family" and likely(rng, 0.35):
        family = ""
    if (told.misspelt and not told.script) or likely(rng, 0 if told.script else misspelt):
        given, family = (as_heard(rng, given), family) if likely(rng, 0.4) else (given, as_heard(rng, family))
    return given, family


def said_adults(rng: Random, told: Told) -> tuple[SaidAdult, ...]:
    """The grown-ups spoken of: the carer nearly always, the other parent or partner often."""
    found = []
    for key, often in ((told.family.carer, 0.92), (told.family.other, 0.7), (told.family.helper, 0.15)):
        person = told.family.by_key.get(key)
        if person and likely(rng, often):
            name = as_heard(rng, person.given) if likely(rng, CARE[told.category][0] / 2) else person.given
            phone = person.phone if likely(rng, 0.6) else ""
            found.append(SaidAdult(key, f"{name} {person.family}", relation(told, key), phone))
    return tuple(found)


def relation(told: Told, key: str) -> str:
    """What a grown-up is to the child most spoken of, in words."""
    kinds = {tie.kind for tie in told.family.ties if tie.person == key and tie.to == told.focus.key}
    return next((word for kind, word in RELATIONS.items() if kind in kinds), "family friend")


def agreements(rng: Random, verdict: Verdict, source: Source, words: Mapping[str, str]) -> tuple[Agreement, ...]:
    """What the referrer says of each parent's agreement (FD-04); "not asked" is said as such."""
    told = verdict.told
    written = told.script.get("agreements", {})
    asked = {told.family.carer: verdict.agreed} if told.family.carer else {}
    for parent in told.family.parents_of(told.focus.key):
        too = verdict.agreed == "given" and parent.key != told.family.other and likely(rng, 0.6)
        asked.setdefault(parent.key, "given" if too else "not_asked")
    asked.update({f"{told.family.key}.{key}": state for key, state in written.items()})
    return tuple(_agreement(rng, told, key, state, source, words) for key, state in asked.items())


def _agreement(rng: Random, told: Told, key: str, state: str, source: Source, words: Mapping[str, str]) -> Agreement:
    person = told.family.by_key[key]
    asked_of = f"{person.name}, {relation(told, key)}"
    if state not in ASKED_NOW:
        beside = person.home_on(told.day) == told.focus.home_on(told.day)
        why_not = say_common(rng, "agreed", "why_not" if beside else "why_not_elsewhere", words)
        return Agreement(key, asked_of, "not_asked", why_not=why_not)
    return Agreement(
        person=key,
        asked_of=asked_of,
        state=state,
        asked_at=_daytime(rng, told.when),
        asked_by=source.name or "the caller",
        how=say_common(rng, "agreed", "how", words),
        scope=say_common(rng, "agreed", "scope", words) if state == "given" else "",
        conditions=say_common(rng, "agreed", "conditions", words) if state == "given" and likely(rng, 0.12) else "",
    )


def _daytime(rng: Random, when: datetime) -> datetime:
    """Some hours before, by day; the afternoon before if that would be in the night."""
    moment = whole_minute(when - rng.uniform(0.3, 7) * HOUR)
    return moment if clock(moment).hour >= 8 else at(clock(moment - 9 * HOUR).date(), 15, rng.randrange(60))
