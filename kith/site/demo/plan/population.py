"""All the families Northmere hears about: those written by hand, and enough others for the size asked for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kith.site.demo.plan.agencies import schools_for
from kith.site.demo.plan.cast import cast_families
from kith.site.demo.plan.chance import stream, weighted
from kith.site.demo.plan.days import years_before
from kith.site.demo.plan.families import Draft, Registrar, add_adult, build_family
from kith.site.demo.plan.names import communities, form_for
from kith.site.demo.plan.people import Family, Home, Person, Tie
from kith.site.demo.plan.places import address_at, address_in

CHILDREN = 2530  # at size 1; a few are never spoken of
YOUNG_MOTHERS, PLACED, RESTRICTED, SAME_NAMES = 3, 14, 5, 7  # at size 1


def population(seed: int, last_day: date, size: float) -> list[Family]:
    """Every family, those written by hand first. The same seed, day and size give the same families."""
    registrar = Registrar(seed, last_day)
    families = cast_families(registrar)
    families += [_young_mother(registrar) for _ in range(_at_least(1, YOUNG_MOTHERS * size))]
    families += [_placed_child(registrar) for _ in range(_at_least(1, PLACED * size))]
    wanted = round(CHILDREN * size) - sum(len(one.children) for one in families)
    while wanted > 0:
        family = build_family(registrar)
        wanted -= len(family.children)
        families.append(family)
    families = _with_same_names(seed, families, _at_least(1, SAME_NAMES * size))
    return _with_restricted(seed, families, _at_least(2, RESTRICTED * size))


def _at_least(least: int, number: float) -> int:
    return max(least, round(number))


def _draft(registrar: Registrar, label: str) -> Draft:
    key = registrar.next_family()
    rng = stream(registrar.seed, label, key)
    community = communities()[weighted(rng, {one.key: one.share for one in communities().values()})]
    area = weighted(rng, {"east": 45, "west": 25, "north": 30})
    home = Home(address_in(rng, area), registrar.last_day - timedelta(days=rng.randrange(800, 4000)))
    return Draft(key, community, area, community.surname(rng), home, rng, registrar)


def _young_mother(registrar: Registrar) -> Family:
    """A mother of sixteen, who is a child and a parent; her baby; and her own mother, with whom they live."""
    draft = _draft(registrar, "young mother")
    rng, last_day = draft.rng, registrar.last_day
    hers = last_day - timedelta(days=round(16.2 * 365.25) + rng.randrange(200))
    grandmother = add_adult(draft, "F", hers, at_home=True, main=True)
    mother = _child(draft, "c1", "F", hers, grandmother, school=rng.choice(schools_for(16, draft.area)).key)
    born = last_day - timedelta(days=rng.randrange(40, 200))
    sex = weighted(rng, {"F": 1, "M": 1})
    baby = replace(_child(draft, "c2", sex, born, mother), due=born + timedelta(days=rng.randrange(-9, 12)))
    draft.people += [mother, baby]
    ties = (
        Tie(grandmother.key, mother.key, "mother", True),
        Tie(mother.key, baby.key, "mother", True),
        Tie(grandmother.key, baby.key, "grandparent", False),
    )
    themes = ("pre_birth", "homelessness", "parent_mental_health")
    return Family(draft.key, draft.community.key, draft.area, tuple(draft.people), ties, grandmother.key, themes=themes)


def _placed_child(registrar: Registrar) -> Family:
    """A young person whom Eastmarch looks after and has placed in Northmere, and a parent who lives there still."""
    draft = _draft(registrar, "placed")
    rng, last_day = draft.rng, registrar.last_day
    born = years_before(last_day, 11 + 5 * rng.random())
    mother = add_adult(draft, "F", born, at_home=False, main=True)
    mother = replace(mother, homes=(Home(address_in(rng, "elsewhere"), last_day - timedelta(days=2000)),))
    draft.people[0] = mother
    child = _child(draft, "c1", weighted(rng, {"F": 1, "M": 1}), born, mother)
    placed = Home(address_at("2", "Heugh Terrace"), last_day - timedelta(days=rng.randrange(10, 700)))
    draft.people.append(replace(child, homes=(placed,)))
    ties = (Tie(mother.key, child.key, "mother", True),)
    themes = ("placement", "missing")
    return Family(draft.key, draft.community.key, draft.area, tuple(draft.people), ties, mother.key, themes=themes)


def _child(draft: Draft, place: str, sex: str, born: date, mother: Person, school: str = "") -> Person:
    """A child with their own numbers, living in the family's home."""
    grown = draft.registrar.last_day - born > timedelta(days=4 * 365)
    school = school or (draft.rng.choice(schools_for(12, draft.area)).key if grown else "")
    return Person(
        key=f"{draft.key}.{place}",
        adult=False,
        given=draft.community.child_name(draft.rng, sex),
        middle="",
        family=form_for(draft.surname, sex),
        sex=sex,
        born=born,
        ethnicity=mother.ethnicity,
        language=mother.language,
        nhs_number=next(draft.registrar.nhs),
        upn=draft.registrar.pupil_number(schools_for(5, draft.area)[0].school_code, born) if grown else "",
        upn_unknown="" if grown else "UN1",
        school=school,
        homes=(replace(draft.home, since=max(born, draft.home.since)),),
    )


def _with_same_names(seed: int, families: Sequence[Family], pairs: int) -> list[Family]:
    """Give some children the very name of a child in another family, so that a name alone is never enough."""
    rng = stream(seed, "same names")
    by_surname: defaultdict[tuple[str, str], list[tuple[int, Person]]] = defaultdict(list)
    for place, family in enumerate(families):
        for child in family.children:
            if not family.story and child.born is not None:
                by_surname[child.family, child.sex].append((place, child))
    shared = [group for group in by_surname.values() if len({place for place, _ in group}) > 1]
    found = list(families)
    for group in rng.sample(shared, min(pairs, len(shared))):
        (first, model), (second, other) = _two_families(group)
        if first != second and model.given not in {one.given for one in found[second].people}:
            found[second] = _changed(found[second], replace(other, given=model.given, aliases=()))
    return found


def _two_families(group: list[tuple[int, Person]]) -> tuple[tuple[int, Person], tuple[int, Person]]:
    first = group[0]
    return first, next(one for one in group if one[0] != first[0])


def _with_restricted(seed: int, families: Sequence[Family], number: int) -> list[Family]:
    """Close the records of all children of a few families, as for a family known to the council's own staff."""
    rng = stream(seed, "restricted")
    usable = [
        place
        for place, one in enumerate(families)
        if not one.story
        and one.themes[0] not in ("placement", "pre_birth")
        and all(child.born for child in one.children)
    ]
    found = list(families)
    for place in rng.sample(usable, min(number, len(usable))):
        for child in found[place].children:
            found[place] = _changed(found[place], replace(child, restricted=True))
    return found


def _changed(family: Family, person: Person) -> Family:
    return replace(family, people=tuple(person if one.key == person.key else one for one in family.people))
