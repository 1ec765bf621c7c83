"""Which families are spoken of, how often, when and by whom, so that the whole has the proportions it should."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from random import Random

from kith.site.demo.plan.chance import likely, sample_weighted, shares, stream, weighted
from kith.site.demo.plan.days import DAY, HISTORY, HOUR, MINUTE, at, clock, is_school_day, is_working_day, whole_minute
from kith.site.demo.plan.people import Family, Person
from kith.site.demo.plan.stories import stories
from kith.site.demo.plan.themes import themes
from kith.site.demo.plan.told import SHARES, Told

CONTACTS = 4120  # at size 1
WAITING, LEAST_WAITING = 15, 12
MOST_OF_A_FAMILY = 14
QUIET = 30 * HOUR  # what came later than this is planned by hand or as waiting
NAMED = {"police_da": 0.88, "police_other": 0.3, "school": 0.45, "health": 0.55, "family": 0.6, "other": 0.5}
SCHOOL_AGE_WORRIES = {"neglect", "child_mental_health", "physical_harm", "young_carer", "disability", "online"}
STREET_WORRIES = {"exploitation", "missing", "child_mental_health", "substance", "physical_harm"}


def contacts(seed: int, families: list[Family], last_day: date, now: datetime, size: float) -> list[Told]:
    """Every contact of the two years in the order they came, with their keys; some of the last wait today."""
    written = stories(families, last_day, now)
    others = [one for one in families if not one.story]
    waiting = _waiting(seed, others, written, now, size)
    number = max(len(families), round(CONTACTS * size)) - len(written) - len(waiting)
    slots = _slots(seed, others, last_day, now, number)
    found = _told(seed, slots, Counter(one.category for one in [*written, *waiting]), at(last_day - HISTORY, 0))
    found += written + waiting
    found.sort(key=lambda one: one.when)
    _number(found)
    _add_visitors(seed, found, others)
    return found


def _slots(seed: int, families: list[Family], last_day: date, now: datetime, number: int) -> list[tuple[Family, date]]:
    """A family and a day for each contact: every family once, and some of them many times."""
    rng = stream(seed, "how often")
    heft = {
        one.key: rng.gammavariate(0.75, 1) * (1.6 if one.themes[0] == "domestic_abuse" else 1)
        for one in families
        if not one.restricted and one.themes[0] != "placement"
    }
    extra = Counter(rng.choices(list(heft), list(heft.values()), k=max(0, number - len(families))))
    slots: list[tuple[Family, date]] = []
    for family in families:
        often = 1 + min(extra[family.key], MOST_OF_A_FAMILY)
        slots += [(family, day) for day in _days(stream(seed, "when", family.key), family, last_day, now, often)]
    return slots


def _days(rng: Random, family: Family, last_day: date, now: datetime, number: int) -> list[date]:
    """Days on which a family is spoken of. Half of what follows a first contact comes soon after another."""
    if family.themes[0] == "placement":
        moved = family.children[0].homes[0].since
        return [min(max(moved + DAY, last_day - HISTORY), last_day - 3 * DAY)]
    days: list[date] = []
    for _ in range(number * 12):
        if days and likely(rng, 0.5):
            day = rng.choice(days) + timedelta(days=round(rng.expovariate(1 / 45)) * rng.choice((-1, 1)))
        else:
            day = last_day - timedelta(days=round(730 * (1 - rng.random() ** 0.88)))
        if last_day - HISTORY <= day < clock(now - QUIET).date() and family.children_on(at(day, 12)):
            days.append(day)
        if len(days) == number:
            break
    return days


def _told(seed: int, slots: list[tuple[Family, date]], already: Counter[str], first: datetime) -> list[Told]:
    """Say for each slot where it comes from, in the proportions of SHARES once what is `already` planned is counted."""
    rng = stream(seed, "from whom")
    wanted = shares(len(slots) + already.total(), SHARES)
    left = dict(enumerate(slots))
    category = {place: "other" for place, (family, _) in left.items() if family.themes[0] == "placement"}
    for place in category:
        del left[place]
    for source in ("other", "school", "health", "family", "police_other"):
        have = already[source] + sum(one == source for one in category.values())
        hefts = {place: _heft(source, *slot) for place, slot in left.items()}
        for place in sample_weighted(rng, list(left), hefts.__getitem__, max(0, wanted[source] - have)):
            category[place] = source
            del left[place]
    category.update(dict.fromkeys(left, "police_da"))
    return [
        _tell(stream(seed, "told", place), family, day, category[place], first)
        for place, (family, day) in enumerate(slots)
    ]


def _heft(source: str, family: Family, day: date) -> float:
    """How likely it is that this source speaks of this family on this day."""
    ages = [one.age_on(day) for one in family.children_on(at(day, 12))]
    worries = set(family.themes)
    heft = 0.6 if family.themes[0] == "domestic_abuse" else 2.0
    if source == "school":
        heft *= 0 if max(ages) < 4 else 2 if worries & SCHOOL_AGE_WORRIES else 1
    if source == "health":
        heft *= 2 if min(ages) < 5 else 0.7
    if source == "other":
        heft *= 2 if worries & {"homelessness", "substance", "exploitation"} else 1
    if source == "police_other":
        heft *= 0 if max(ages) < 10 else 3 if worries & STREET_WORRIES else 0.3
    return heft


def _tell(rng: Random, family: Family, day: date, category: str, first: datetime) -> Told:
    """One contact: the minute it comes, the kind of worry, and the children spoken of."""
    when = moment_for(rng, day, category)
    if when < first or not family.children_on(when):
        when = at(day, 13)
    household = family.children_on(when)
    theme, focus = _worry(rng, family, household, clock(when).date(), category)
    born_named = [one for one in household if one is focus or likely(rng, NAMED[category])]
    return Told(family, when, category, theme, focus, household, tuple(born_named))


def moment_for(rng: Random, day: date, category: str) -> datetime:
    """A minute at which this source would write or ring: schools in term, police most of all at night."""
    if category == "school":
        while not is_school_day(day):
            day -= DAY
        return at(day, 8) + round(rng.triangular(30, 570, 420)) * MINUTE
    if category in ("health", "other"):
        while not is_working_day(day) and likely(rng, 0.8):
            day -= DAY
        return at(day, 8) + round(rng.triangular(0, 660, 330)) * MINUTE
    if category == "family":
        return at(day, 7) + round(rng.triangular(0, 960, 720)) * MINUTE
    if day.weekday() < 4 and likely(rng, 0.35):
        day -= timedelta(days=rng.randrange(day.weekday() + 1, day.weekday() + 3))  # weekends are the worst
    return at(day, 18) + round(rng.triangular(-600, 540, 270)) * MINUTE


def _worry(rng: Random, family: Family, household: tuple[Person, ...], day: date, category: str) -> tuple[str, Person]:
    """The kind of worry and the child most spoken of, who is of an age for it."""
    born = [one for one in household if one.is_born(day)]
    if not born:
        return "pre_birth", household[-1]
    if category == "police_da":
        return "domestic_abuse", rng.choice(born)
    weights: dict[str, float] = {
        "neglect": 0.4, "parent_mental_health": 0.5, "substance": 0.3, "physical_harm": 0.2, "domestic_abuse": 0.2,
    }  # fmt: skip
    for place, key in enumerate(family.themes):
        weights[key] = weights.get(key, 0) + (6, 3, 1)[min(place, 2)]
    if len(born) < len(household) and category != "school":
        weights["pre_birth"] = 4
    if category == "police_other":
        weights = {key: heft for key, heft in weights.items() if key != "domestic_abuse"}
    able = {key: heft for key, heft in weights.items() if _of_age(key, household, day) and _speaks(key, category)}
    theme = weighted(rng, able)
    return theme, rng.choice(_of_age(theme, household, day))


def _of_age(theme: str, household: tuple[Person, ...], day: date) -> list[Person]:
    return [one for one in household if themes()[theme].touches(one.age_on(day))]


def _speaks(theme: str, category: str) -> bool:
    return ("police" if category.startswith("police") else category) in themes()[theme].said


def _waiting(seed: int, families: list[Family], written: list[Told], now: datetime, size: float) -> list[Told]:
    """Contacts that wait today besides those written by hand: one about a restricted child, some misspelt, some new."""
    rng = stream(seed, "waiting")
    number = max(LEAST_WAITING, round(WAITING * size)) - sum(one.waiting for one in written)
    restricted = [one for one in families if one.restricted and _usable(one, now)]
    others = [one for one in families if not one.restricted and one.themes[0] != "placement" and _usable(one, now)]
    chosen = rng.sample(restricted, 1) + rng.sample(others, max(0, number - 1))
    found = []
    for place, family in enumerate(chosen):
        when = whole_minute(now - (2 + 21 * (place + rng.random()) / len(chosen)) * HOUR)
        told = _tell(rng, family, clock(when).date(), _who_is_awake(rng, family, when), when)
        told.when, told.waiting, told.misspelt = when, True, place < 3
        found.append(told)
    return found


def _usable(family: Family, now: datetime) -> bool:
    day = clock(now).date()
    return any(one.is_born(day) and 1 <= one.age_on(day) < 17 for one in family.children)


def _who_is_awake(rng: Random, family: Family, when: datetime) -> str:
    """A source that would be speaking at this hour."""
    hours = clock(when)
    weights = {"police_da": 50.0, "family": 10.0 if 7 <= hours.hour < 23 else 0}
    if is_working_day(hours.date()) and 8 <= hours.hour < 18:
        weights |= {"health": 12, "other": 6}
        in_school = any(one.school and one.age_on(hours.date()) >= 4 for one in family.children)
        weights["school"] = 15 if is_school_day(hours.date()) and in_school else 0
    return weighted(rng, weights)


def _number(found: list[Told]) -> None:
    """Give keys in the order of coming, and count the contacts of each family in the twelve months before each."""
    seen: defaultdict[str, list[datetime]] = defaultdict(list)
    for place, told in enumerate(found, start=1):
        told.key = f"K{place:05d}"
        told.prior = sum(told.when - earlier <= timedelta(days=365) for earlier in seen[told.family.key])
        seen[told.family.key].append(told.when)


def _add_visitors(seed: int, found: list[Told], families: list[Family]) -> None:
    """Now and then a referrer names a child who was only visiting, and lives with a family of their own (FD-10)."""
    rng = stream(seed, "visitors")
    hosts = [one for one in found if not (one.waiting or one.script or one.category == "police_other")]
    open_homes = [one for one in families if not one.restricted and one.themes[0] != "placement"]
    for told in rng.sample(hosts, max(1, len(hosts) // 150)):
        guest = rng.choice(rng.choice(open_homes).children)
        if guest.is_born(told.day) and guest.key not in told.family.by_key and 3 <= guest.age_on(told.day) < 17:
            told.visitor = guest
