"""Who is who in a sentence: the names, pronouns, days and small facts that the lines of a worry are filled in with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from kith.site.demo.plan.agencies import agency
from kith.site.demo.plan.days import DAY, clock, weekday_before
from kith.site.demo.plan.people import Family, Person
from kith.site.demo.plan.places import streets
from kith.site.demo.plan.themes import common
from kith.standards.words import listed

PRONOUNS = {
    "F": ("she", "her", "her", "herself", "hers"),
    "M": ("he", "him", "his", "himself", "his"),
    "U": ("they", "them", "their", "themself", "theirs"),  # a baby not yet born
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What is being talked about: a family at a moment, the child most spoken of, and the children named."""

    family: Family
    moment: datetime
    focus: Person
    named: tuple[Person, ...]

    @property
    def age(self) -> int:
        """The age of the child most spoken of; -1 before birth."""
        return self.focus.age_on(self.moment.date())


def words_for(rng: Random, scene: Scene) -> dict[str, str]:
    """Every word that the lines of any worry may call for, in this scene."""
    family, day = scene.family, scene.moment.date()
    carer = family.by_key.get(family.carer)
    other = family.by_key.get(family.other)
    helper = family.by_key.get(family.helper)
    born = [one for one in scene.named if one.is_born(day)]
    plural = len(born) > 1
    carers = carer.sex if carer else "F"
    incident = clock(scene.moment)
    words = {
        "child": scene.focus.given if scene.focus.is_born(day) else "the baby",
        "children": listed([one.given for one in born]) if born else "the baby",
        "were": "were" if plural else "was",
        "have": "have" if plural else "has",
        "are": "are" if plural else "is",
        "carer": carer.given if carer else "a parent",
        "cmum": _as_the_children_say(family, carer),
        "other": other.given if other else ("an old girlfriend" if carers == "M" else "a former boyfriend"),
        "helper": helper.given if helper else "a relative",
        "hour": f"{incident.hour:02d}:{incident.minute:02d}",
        "day": f"{weekday_before(rng, incident.date()):%A}",
        "month": f"{incident - DAY * rng.randrange(60, 150):%B}",
        "street": rng.choice(list(streets())),
        "school": agency(scene.focus.school).name if scene.focus.school else "school",
        "year": str(max(1, scene.age - 4)),
    }
    words["Cmum"] = sentence(words["cmum"])
    words.update(_pronouns("", scene.focus.sex))
    words.update(_pronouns("c", carers))
    words.update(_pronouns("o", other.sex if other else ("F" if carers == "M" else "M")))
    words.update({key: rng.choice(lines).text for key, lines in common()["fill"].items()})
    return words


def sentence(text: str) -> str:
    """The text with its first letter made a capital."""
    return text[:1].upper() + text[1:]


def _as_the_children_say(family: Family, carer: Person | None) -> str:
    if carer is None:
        return "mum"
    kinds = {tie.kind for tie in family.ties if tie.person == carer.key and not family.by_key[tie.to].adult}
    for kind, word in (("mother", "mum"), ("father", "dad"), ("grandparent", "nan" if carer.sex == "F" else "grandad")):
        if kind in kinds:
            return word
    return "auntie" if carer.sex == "F" else "uncle"


def _pronouns(prefix: str, sex: str) -> Mapping[str, str]:
    they, them, their, themself, theirs = PRONOUNS[sex]
    words = {"they": they, "them": them, "their": their, "themself": themself, "theirs": theirs}
    plain = {prefix + key: word for key, word in words.items()}
    capital = {sentence(prefix + key): sentence(word) for key, word in words.items()}
    return plain | capital
