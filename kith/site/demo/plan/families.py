"""Families of every shape: two parents, one, a new partner, grandparents; half-brothers, twins, a mother of sixteen."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from kith.site.demo.plan.agencies import agency, schools_for
from kith.site.demo.plan.chance import likely, stream, weighted
from kith.site.demo.plan.days import HISTORY, age_on, years_before
from kith.site.demo.plan.names import Community, communities, form_for, mixed_ethnicity
from kith.site.demo.plan.numbers import first_school_year, mobiles, nhs_numbers, pupil_number
from kith.site.demo.plan.people import Alias, Family, Home, Person, Tie
from kith.site.demo.plan.places import AREAS, LA_CODE, Address, address_in

SHAPES = {
    "together": 38, "father_elsewhere": 29, "new_partner": 17, "father_unknown": 8, "father_alone": 4, "kinship": 4,
}  # fmt: skip
CHILDREN = {1: 52, 2: 27, 3: 14, 4: 5, 5: 2}
TROUBLES = {
    "domestic_abuse": 46, "neglect": 9, "parent_mental_health": 9, "substance": 7, "physical_harm": 5,
    "sexual_harm": 2.5, "exploitation": 4, "child_mental_health": 6, "disability": 4, "homelessness": 2,
    "young_carer": 2, "missing": 2, "online": 2, "pre_birth": 1,
}  # fmt: skip
DISABILITIES: dict[tuple[str, ...], float] = {
    ("AUT",): 5, ("LD",): 3, ("COMM",): 2, ("MOB",): 1, ("HEAR",): 1, ("VIS",): 1, ("BEH",): 1, ("LD", "COMM"): 1,
}  # fmt: skip
LIMITS = ("No letters to his address", "Contact only at the family hub", "Do not give him this address")
AIDS = {"COMM": ("makaton", "symbols"), "HEAR": ("interpreter_bsl",), "VIS": ("large_print",), "LD": ("easy_read",)}


@dataclass
class Registrar:
    """Hands out what must not be given twice: keys, NHS numbers, pupil numbers, telephones."""

    seed: int
    last_day: date
    nhs: Iterator[str] = field(init=False)
    phones: Iterator[str] = field(init=False)
    pupils: Counter[tuple[str, int]] = field(init=False, default_factory=Counter)
    families: int = 0

    def __post_init__(self) -> None:
        self.nhs = nhs_numbers(stream(self.seed, "nhs numbers"))
        self.phones = mobiles()

    def next_family(self) -> str:
        """The key of the next family: F0001, F0002 and so on."""
        self.families += 1
        return f"F{self.families:04d}"

    def pupil_number(self, school_code: str, born: date) -> str:
        """The next pupil number of a school for a child of this age."""
        year = first_school_year(born)
        self.pupils[school_code, year] += 1
        return pupil_number(LA_CODE, school_code, year, self.pupils[school_code, year])


@dataclass
class Draft:
    """A family being put together."""

    key: str
    community: Community
    area: str
    surname: str
    home: Home
    rng: Random
    registrar: Registrar
    people: list[Person] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    @property
    def last_day(self) -> date:
        """The day the plan ends."""
        return self.registrar.last_day


def build_family(registrar: Registrar, size_hint: int | None = None) -> Family:
    """A family that nobody wrote by hand: its shape, its people and the kinds of trouble it may have."""
    key = registrar.next_family()
    rng = stream(registrar.seed, "family", key)
    community = communities()[weighted(rng, {one.key: one.share for one in communities().values()})]
    area = weighted(rng, {"east": 45, "west": 25, "north": 30})
    since = registrar.last_day - timedelta(days=rng.randrange(800, 4000))
    home = Home(_home_address(rng, area), since)
    draft = Draft(key, community, area, community.surname(rng), home, rng, registrar)
    births = _births(rng, registrar.last_day, size_hint or weighted(rng, CHILDREN))
    shape = weighted(rng, SHAPES)
    carer, other, helper = _grown_ups(draft, shape, births)
    themes = _themes(rng, draft)
    return Family(key, community.key, area, tuple(draft.people), tuple(draft.ties), carer, other, helper, themes)


def _home_address(rng: Random, area: str) -> Address:
    address = address_in(rng, area)
    return replace(address, confidential=True) if likely(rng, 0.012) else address


def _births(rng: Random, last_day: date, number: int) -> list[tuple[date | None, date | None]]:
    """Day of birth and due date of each child, youngest first; those born in the plan's two years have both."""
    if likely(rng, 0.02):
        births: list[tuple[date | None, date | None]] = [(None, last_day + timedelta(days=rng.randrange(5, 165)))]
        day = last_day - timedelta(days=rng.randrange(450, 1500))
    else:
        births = []
        day = last_day - timedelta(days=round(90 + 5950 * rng.random() ** 1.25))
    while len(births) < number and age_on(day, last_day - HISTORY) < 16:
        due = day + timedelta(days=rng.randrange(-16, 10)) if day > last_day - HISTORY else None
        births.append((day, due))
        if not likely(rng, 0.025):  # else twins
            day -= timedelta(days=rng.randrange(400, 1500))
    return births or [(day, None)]


def _grown_ups(draft: Draft, shape: str, births: list[tuple[date | None, date | None]]) -> tuple[str, str, str]:
    """Add the grown-ups and children of a shape; give the keys of carer, other and helper."""
    rng, oldest = draft.rng, min(born or due or date.max for born, due in births)
    with_children = shape not in ("father_alone", "kinship")
    mother = add_adult(draft, "F", oldest, at_home=with_children, main=shape != "father_alone")
    father, partner = None, None
    if shape != "father_unknown":
        father_home = shape in ("together", "father_alone")
        abroad = communities()[weighted(rng, {one.key: one.share for one in communities().values()})]
        community = draft.community if likely(rng, 0.85) else abroad
        father = add_adult(draft, "M", oldest, at_home=father_home, main=shape == "father_alone", community=community)
    if shape == "new_partner":
        partner = add_adult(draft, "M", oldest, at_home=True, surname=draft.community.surname(rng))
        draft.ties.append(Tie(partner.key, mother.key, "partner", couple="together"))
    if father:
        together = shape == "together"
        draft.ties.append(Tie(father.key, mother.key, "partner" if together else "former_partner"))
    _add_children(draft, shape, births, mother, father, partner)
    helper = _add_helper(draft, shape, mother, oldest)
    other = partner or (father if shape != "father_alone" else mother)
    if shape == "father_alone" and father:
        return father.key, mother.key, helper
    if shape == "kinship":
        return helper, mother.key, ""
    return mother.key, other.key if other else "", helper


def add_adult(
    draft: Draft,
    sex: str,
    oldest_child: date,
    *,
    at_home: bool,
    main: bool = False,
    community: Community | None = None,
    surname: str = "",
) -> Person:
    """Add a grown-up old enough to be the parent of a child born on `oldest_child`."""
    rng, community = draft.rng, community or draft.community
    born = years_before(oldest_child, 18 + 17 * rng.random())
    family = form_for(surname or (draft.surname if community is draft.community else community.surname(rng)), sex)
    language = _language(rng, community)
    interpreter = language != "eng" and likely(rng, 0.4)
    key = f"{draft.key}.a{sum(one.adult for one in draft.people) + 1}"
    person = Person(
        key=key,
        adult=True,
        given=community.adult_name(rng, sex),
        middle="",
        family=family,
        sex=sex,
        born=born,
        ethnicity=community.ethnicity,
        language=language,
        interpreter=interpreter,
        communication_needs=("interpreter_spoken",) if interpreter else (),
        phone=next(draft.registrar.phones) if likely(rng, 0.9 if main else 0.22) else "",
        aliases=_grown_up_aliases(rng, community, sex),
        homes=(draft.home,) if at_home else _another_home(draft),
    )
    draft.people.append(person)
    return person


def _grown_up_aliases(rng: Random, community: Community, sex: str) -> tuple[Alias, ...]:
    if sex == "F" and likely(rng, 0.12):
        return (Alias("birth", "", form_for(community.surname(rng), "F")),)
    return ()


def _another_home(draft: Draft) -> tuple[Home, ...]:
    """Somebody who lives apart: nearby, in another authority, or nobody knows where."""
    where = weighted(draft.rng, {"near": 60, "elsewhere": 22, "unknown": 18})
    if where == "unknown":
        return ()
    area = "elsewhere" if where == "elsewhere" else draft.rng.choice(AREAS)
    return (Home(address_in(draft.rng, area), draft.last_day - timedelta(days=draft.rng.randrange(200, 2500))),)


def _language(rng: Random, community: Community) -> str:
    return community.languages[0] if likely(rng, 0.75) else rng.choice(community.languages)


def _add_children(
    draft: Draft,
    shape: str,
    births: list[tuple[date | None, date | None]],
    mother: Person,
    father: Person | None,
    partner: Person | None,
) -> None:
    """Add the children, youngest first, each with their own father, and tie the brothers and sisters together."""
    fathers: dict[str, Person | None] = {}
    for place, (born, due) in enumerate(births):
        youngest_of_partner = partner is not None and place == 0 and (len(births) > 1 or likely(draft.rng, 0.4))
        his = partner if youngest_of_partner else father
        child = _child(draft, born, due, mother, his, shape)
        draft.people.append(child)
        fathers[child.key] = his
        responsible = shape != "kinship" or likely(draft.rng, 0.5)
        draft.ties.append(Tie(mother.key, child.key, "mother", responsible))
        if his is not None:
            draft.ties.append(_fathers_tie(draft, shape, his, child))
        if partner is not None and his is not partner:
            draft.ties.append(Tie(partner.key, child.key, "step_parent", False))
    keys = list(fathers)
    for place, one in enumerate(keys):
        for two in keys[place + 1 :]:
            kind = "sibling" if fathers[one] is fathers[two] else "half_sibling"
            draft.ties.append(Tie(one, two, kind))


def _fathers_tie(draft: Draft, shape: str, father: Person, child: Person) -> Tie:
    limits = ""
    if shape in ("father_elsewhere", "new_partner") and likely(draft.rng, 0.12):
        limits = draft.rng.choice(LIMITS)
    return Tie(father.key, child.key, "father", likely(draft.rng, 0.8), limits)


def _child(
    draft: Draft, born: date | None, due: date | None, mother: Person, father: Person | None, shape: str
) -> Person:
    rng, community = draft.rng, draft.community
    key = f"{draft.key}.c{sum(not one.adult for one in draft.people) + 1}"
    if born is None:
        return Person(key, False, "Baby", "", mother.family, "U", None, due, language="und", upn_unknown="UN1")
    sex = weighted(rng, {"F": 49, "M": 51})
    taken = {one.given for one in draft.people}
    free = [name for name in (community.girls if sex == "F" else community.boys) if name not in taken]
    given = rng.choice(free or ["Robin"])
    middle = father.given if community.three_names and father is not None else ""
    surname = draft.surname if father is None or likely(rng, 0.6) else father.family
    disabilities: tuple[str, ...] = weighted(rng, DISABILITIES) if likely(rng, 0.06) else ()
    aids = tuple(sorted({aid for code in disabilities for aid in AIDS.get(code, ())}))
    school = _school(rng, draft, born, disabilities)
    upn, upn_unknown = _pupil_number(rng, draft, born, school)
    language = mother.language if likely(rng, 0.8) else "eng"
    ethnicity = mixed_ethnicity(mother.ethnicity, father.ethnicity if father else mother.ethnicity)
    aliases = (Alias("known_as", given[:3].strip("-' "), ""),) if len(given) > 5 and likely(rng, 0.08) else ()
    return Person(
        key=key,
        adult=False,
        given=given,
        middle=middle,
        family=form_for(surname, sex),
        sex=sex,
        born=born,
        due=due,
        ethnicity=ethnicity if likely(rng, 0.965) else weighted(rng, {"NOBT": 6, "REFU": 1}),
        language=language,
        interpreter=language != "eng" and age_on(born, draft.last_day) >= 3 and likely(rng, 0.08),
        communication_needs=aids,
        disabilities=disabilities,
        nhs_number=next(draft.registrar.nhs) if likely(rng, 0.96) else "",
        upn=upn,
        upn_unknown=upn_unknown,
        school=school,
        aliases=aliases,
        homes=_childs_homes(draft, born),
    )


def _school(rng: Random, draft: Draft, born: date, disabilities: tuple[str, ...]) -> str:
    age = age_on(born, draft.last_day)
    if age < 3 or age > 17 or (age > 15 and likely(rng, 0.3)) or likely(rng, 0.015):
        return ""
    if disabilities and likely(rng, 0.3):
        return "foxglove"
    if 11 <= age <= 15 and likely(rng, 0.03):
        return "lantern"
    fit = schools_for(age, draft.area)
    near = [one for one in fit if one.area == draft.area]
    return rng.choice(near if near and likely(rng, 0.85) else fit).key


def _pupil_number(rng: Random, draft: Draft, born: date, school: str) -> tuple[str, str]:
    """The pupil number, or the census reason why there is none."""
    if age_on(born, draft.last_day) < 4:
        return "", "UN1"
    if not school:
        return "", "UN2"
    if draft.community.key in ("afghan", "eritrean", "kurdish", "ukrainian") and likely(rng, 0.3):
        return "", "UN3"
    first = school if agency(school).youngest == 3 else rng.choice(schools_for(5, draft.area)).key
    return draft.registrar.pupil_number(agency(first).school_code, born), ""


def _childs_homes(draft: Draft, born: date) -> tuple[Home, ...]:
    """The family's home since birth or since they moved in, with an older home for some."""
    if born >= draft.home.since:
        return (replace(draft.home, since=born),)
    earlier = "elsewhere" if likely(draft.rng, 0.3) else draft.area
    if likely(draft.rng, 0.5):
        return (Home(address_in(draft.rng, earlier), born, draft.home.since), draft.home)
    return (draft.home,)


def _add_helper(draft: Draft, shape: str, mother: Person, oldest: date) -> str:
    """A grandmother, or in kinship care the grandmother who has the children; the key, or empty."""
    kinship = shape == "kinship"
    if not kinship and not likely(draft.rng, 0.35):
        return ""
    helper = add_adult(draft, "F", mother.born or oldest, at_home=kinship, main=kinship)
    for child in [one for one in draft.people if not one.adult]:
        draft.ties.append(Tie(helper.key, child.key, "grandparent", kinship))
    draft.ties.append(Tie(helper.key, mother.key, "mother"))
    return helper.key


def _themes(rng: Random, draft: Draft) -> tuple[str, ...]:
    """The main trouble and one other, from what suits the family."""
    first = weighted(rng, TROUBLES)
    second = weighted(rng, {key: share for key, share in TROUBLES.items() if key != first})
    unborn = any(not one.adult and one.due is not None for one in draft.people)
    return (first, second, "pre_birth") if unborn else (first, second)
