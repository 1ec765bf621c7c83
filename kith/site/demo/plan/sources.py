"""Who tells: the agency, the person in it, the way it comes in, and who writes it down."""

from dataclasses import dataclass
from random import Random

from kith.site.demo.plan.agencies import agency, schools_for
from kith.site.demo.plan.chance import likely, weighted
from kith.site.demo.plan.desk import worker_at
from kith.site.demo.plan.names import communities
from kith.site.demo.plan.staff import Staff, member, referrers
from kith.site.demo.plan.themes import Line
from kith.site.demo.plan.told import Told

METHODS = {
    "police_da": {"police_file": 1},
    "police_other": {"police_file": 6, "phone": 4},
    "school": {"portal": 80, "phone": 20},
    "health": {"portal": 62, "phone": 26, "email": 12},
    "family": {"phone": 76, "in_person": 8, "email": 16},
    "other": {"portal": 55, "phone": 28, "email": 17},
}
HEALTH = {
    "pre_birth": {"midwifery": 85, "health_visiting": 10, "surgery": 5},
    "child_mental_health": {"camhs": 45, "hospital": 30, "surgery": 25},
    "physical_harm": {"hospital": 55, "paediatrics": 20, "surgery": 15, "school_nursing": 10},
    "sexual_harm": {"hospital": 50, "paediatrics": 30, "surgery": 20},
    "exploitation": {"hospital": 60, "school_nursing": 40},
    "disability": {"paediatrics": 60, "school_nursing": 15, "surgery": 25},
}
SMALL = {"health_visiting": 55, "surgery": 25, "hospital": 20}
GROWN = {"surgery": 45, "school_nursing": 30, "hospital": 25}
SURGERIES = {"east": "quayside", "north": "old_ropery", "west": "westfold"}
OTHERS = {
    "domestic_abuse": {"haven": 45, "housing": 20, "probation": 20, "adults": 15},
    "neglect": {"housing": 50, "early_help": 30, "adults": 20},
    "parent_mental_health": {"adults": 50, "early_help": 30, "housing": 20},
    "substance": {"steady": 60, "probation": 25, "housing": 15},
    "exploitation": {"boathouse": 80, "early_help": 20},
    "missing": {"boathouse": 100},
    "homelessness": {"housing": 85, "early_help": 15},
    "young_carer": {"adults": 50, "boathouse": 50},
    "pre_birth": {"steady": 40, "probation": 20, "housing": 40},
    "placement": {"eastmarch": 85, "harbour_lodge": 15},
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a contact comes from. `referrer` is the key of one who signs in, empty for families and the public."""

    agency: str
    source_code: str
    referrer: str
    name: str
    role: str
    phone: str
    method: str
    recorded_by: str


def source_of(rng: Random, told: Told, line: Line) -> Source:
    """Who tells this; for families and the public, whoever speaks the first line of the worry."""
    method = told.script.get("method") or weighted(rng, METHODS[told.category])
    if told.script.get("urgent"):
        method = told.script.get("method", "phone")
    if told.category == "family":
        return _caller(rng, told, line, method)
    person = member(told.script["referrer"]) if "referrer" in told.script else _referrer(rng, told)
    recorded_by = person.key if method == "portal" else worker_at(rng, told.when)
    code = agency(person.agency).source_code
    return Source(person.agency, code, person.key, person.name, person.job, person.phone, method, recorded_by)


def _referrer(rng: Random, told: Told) -> Staff:
    if told.category == "police_da":
        return member("police_desk")
    if told.category == "police_other":
        return rng.choice(referrers("police"))
    key = _school(rng, told) if told.category == "school" else _health(rng, told)
    if told.category == "other":
        key = weighted(rng, OTHERS.get(told.theme, {"early_help": 60, "boathouse": 40}))
    return rng.choice(referrers(key))


def _school(rng: Random, told: Told) -> str:
    """The child's own school, or a brother's or sister's."""
    if likely(rng, 0.07):
        return "attendance"
    own = [one.school for one in (told.focus, *told.household) if one.school]
    return own[0] if own else schools_for(8, told.family.area)[0].key


def _health(rng: Random, told: Told) -> str:
    age = told.scene.age
    usual = SMALL if age < 5 else GROWN
    if told.theme == "parent_mental_health":
        usual = {"adult_minds": 30, "surgery": 35, "health_visiting" if age < 5 else "school_nursing": 35}
    key = weighted(rng, HEALTH.get(told.theme, usual))
    return SURGERIES[told.family.area] if key == "surgery" else key


def _caller(rng: Random, told: Told, line: Line, method: str) -> Source:
    """One of the family, a neighbour, the young person, or somebody who gives no name."""
    code, who, person = line.source_code, line.who, ""
    if "caller" in told.script:
        code, who, key = told.script["caller"]
        person = told.family.by_key[f"{told.family.key}.{key}"].name
    name = person or _callers_name(rng, told, code, who)
    phone = ""
    carer = told.family.by_key.get(told.family.carer)
    if carer and name == carer.name:
        phone = carer.phone
    return Source("", code, "", name, who, phone, method, worker_at(rng, told.when))


def _callers_name(rng: Random, told: Told, code: str, who: str) -> str:
    family = told.family
    fathers = (tie.person for tie in family.ties if tie.kind == "father" and tie.to == told.focus.key)
    known = {"parent": family.carer, "father": next(fathers, ""), "grandmother": family.helper}.get(who, "")
    if code == "1C":
        return told.focus.name
    if code == "9" or (code != "1A" and likely(rng, 0.4)):
        return ""
    if known in family.by_key:
        return family.by_key[known].name
    sex = "F" if who in ("aunt", "grandmother", "childminder") else "M"
    community = communities()[family.community]
    return f"{community.adult_name(rng, sex)} {community.surname(rng).partition('/')[0]}"
