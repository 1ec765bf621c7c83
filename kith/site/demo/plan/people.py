"""The people of the plan as they truly are, whatever a referrer may say of them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from kith.site.demo.plan.days import age_on
from kith.site.demo.plan.places import Address


@dataclass(frozen=True, slots=True)
class Home:
    """Somewhere a person lives, or lived until a day."""

    address: Address
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name: `kind` is known_as, alias or birth."""

    kind: str
    given: str
    family: str


@dataclass(frozen=True, slots=True)
class Person:
    """A child, an unborn child or an adult, with the particulars that Kith would hold once everything is known.

    `born` may lie inside the plan: until that day the child is unborn, called Baby, and known by `due`. A child still
    unborn on the last day has no `born` at all. `sex` is F, M or U; codes are those of standards/data. `school` is an
    agency key. `restricted` children are shown only to named readers.
    """

    key: str
    adult: bool
    given: str
    middle: str
    family: str
    sex: str
    born: date | None
    due: date | None = None
    died: date | None = None
    ethnicity: str = "NOBT"
    language: str = "eng"
    interpreter: bool = False
    communication_needs: tuple[str, ...] = ()
    disabilities: tuple[str, ...] = ()
    nhs_number: str = ""
    upn: str = ""
    upn_unknown: str = ""
    school: str = ""
    phone: str = ""
    aliases: tuple[Alias, ...] = ()
    homes: tuple[Home, ...] = ()
    restricted: bool = False

    @property
    def name(self) -> str:
        """The whole name, given name first."""
        return " ".join(part for part in (self.given, self.middle, self.family) if part)

    def is_born(self, day: date) -> bool:
        """Whether they have been born by this day."""
        return self.born is not None and self.born <= day

    def kind_on(self, day: date) -> str:
        """unborn, child or adult on a day."""
        if self.adult:
            return "adult"
        if self.born is None or self.born > day:
            return "unborn"
        return "child" if age_on(self.born, day) < 18 else "adult"

    def age_on(self, day: date) -> int:
        """Whole years of age on a day; -1 before birth."""
        return age_on(self.born, day) if self.born is not None and self.born <= day else -1

    def home_on(self, day: date) -> Address | None:
        """Where they live on a day."""
        for home in self.homes:
            if home.since <= day and (home.until is None or day < home.until):
                return home.address
        return None


@dataclass(frozen=True, slots=True)
class Tie:
    """What one person is to another: `person` is the `kind` of `to`. Kinds are those of people.Relationship."""

    person: str
    to: str
    kind: str
    parental_responsibility: bool | None = None
    safe_contact: str = ""
    since: date | None = None
    until: date | None = None
    couple: str = ""
    parted: str = ""
    parted_on: date | None = None
    quality: str = ""


@dataclass(frozen=True)
class Family:
    """People who belong together, and the kinds of trouble they may have.

    `carer` looks after the children (empty where nobody knows who does); `other` is the grown-up most often spoken of
    beside the carer, if any; `helper` is the relative who helps, if any. `story` is the name of a family whose contacts
    are written by hand, else empty.
    """

    key: str
    community: str
    area: str
    people: tuple[Person, ...]
    ties: tuple[Tie, ...]
    carer: str
    other: str = ""
    helper: str = ""
    themes: tuple[str, ...] = ()
    story: str = ""

    @cached_property
    def by_key(self) -> dict[str, Person]:
        """Everybody in the family, by key."""
        return {one.key: one for one in self.people}

    @cached_property
    def children(self) -> tuple[Person, ...]:
        """The children, oldest first, the unborn last."""
        young = [one for one in self.people if not one.adult]
        return tuple(sorted(young, key=lambda one: one.born or one.due or date.max))

    @cached_property
    def restricted(self) -> bool:
        """Whether any child is shown only to named readers."""
        return any(one.restricted for one in self.people)

    def children_on(self, moment: datetime) -> tuple[Person, ...]:
        """The children a contact at this moment could be about: under 18, or unborn within 26 weeks of the due date."""
        day = moment.date()
        return tuple(one for one in self.children if _may_be_known(one, day))

    def parents_of(self, child: str) -> tuple[Person, ...]:
        """Those with parental responsibility for a child."""
        keys = [tie.person for tie in self.ties if tie.to == child and tie.parental_responsibility]
        return tuple(self.by_key[key] for key in keys)


def _may_be_known(child: Person, day: date) -> bool:
    kind = child.kind_on(day)
    if kind == "unborn":
        return child.due is not None and (child.due - day).days <= 182
    return kind == "child"
