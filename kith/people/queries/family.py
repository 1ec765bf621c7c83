"""The people round a child: who they live with, who they are to each other, and who to ring (promise 3, FD-10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from kith.access.models import Involvement, SameSubject, Subject, Team
from kith.access.policies import Door, identity_of
from kith.access.prepared import Prepared, rows_of
from kith.kernel.now import today
from kith.people.models import Address, Household, HouseholdMember, Person, Relationship
from kith.people.policies import subject_of
from kith.people.queries.finding import WITHHELD, joined_with
from kith.people.search_rows import now_live
from kith.standards.codesets import codes

Kind = Relationship.Kind
PARENTS = (Kind.MOTHER, Kind.FATHER, Kind.PARENT)
GROWN_UP = 18

# What `person` is to `to`, said of a woman or girl, a man or boy, anybody.
_FORWARD = {
    Kind.MOTHER: ("mother", "mother", "mother"),
    Kind.FATHER: ("father", "father", "father"),
    Kind.PARENT: ("mother", "father", "parent"),
    Kind.STEP_PARENT: ("stepmother", "stepfather", "step-parent"),
    Kind.PARTNER: ("partner", "partner", "partner"),
    Kind.FORMER_PARTNER: ("former partner", "former partner", "former partner"),
    Kind.SIBLING: ("sister", "brother", "brother or sister"),
    Kind.HALF_SIBLING: ("half-sister", "half-brother", "half-brother or half-sister"),
    Kind.GRANDPARENT: ("grandmother", "grandfather", "grandparent"),
    Kind.AUNT_UNCLE: ("aunt", "uncle", "aunt or uncle"),
    Kind.CARER: ("carer", "carer", "carer"),
    Kind.OTHER: ("other", "other", "other"),
}
# And what `to` is to `person`, where that is another word.
_CHILD = ("daughter", "son", "child")
_BACKWARD = {
    **_FORWARD,
    Kind.MOTHER: _CHILD,
    Kind.FATHER: _CHILD,
    Kind.PARENT: _CHILD,
    Kind.STEP_PARENT: ("stepdaughter", "stepson", "stepchild"),
    Kind.GRANDPARENT: ("granddaughter", "grandson", "grandchild"),
    Kind.AUNT_UNCLE: ("niece", "nephew", "niece or nephew"),
    Kind.CARER: ("child they care for", "child they care for", "child they care for"),
}


@dataclass(frozen=True)
class FamilyMember:
    """Somebody and what they are to the person the page is about."""

    person: Person
    words: str
    relationship: Relationship
    is_theirs: bool  # they are the `kind` of the person the page is about, so responsibility and limits are theirs
    lives_here: bool

    @property
    def parental_responsibility(self) -> bool | None:
        return self.relationship.parental_responsibility if self.is_theirs else None

    @property
    def responsibility_basis(self) -> str:
        """How they hold it, with the section of the law; nothing when nobody has said."""
        code = self.relationship.responsibility_basis if self.parental_responsibility else ""
        return codes("kith", "ParentalResponsibilityBasis").get(code, code)

    @property
    def letters(self) -> str:
        """What stands in the way of a letter or an invitation, in words."""
        return self.relationship.get_letters_display() if self.is_theirs else ""

    @property
    def safe_contact(self) -> str:
        return self.relationship.safe_contact if self.is_theirs else ""

    @property
    def since(self) -> date | None:
        return self.relationship.since

    @property
    def until(self) -> date | None:
        return self.relationship.until

    @property
    def href(self) -> str:
        return f"/people/{self.person.ref}/"


@dataclass(frozen=True)
class Ring:
    """Somebody to ring: name, number ("" when we have none) and a few words."""

    name: str
    phone: str
    about: str


def household_of(subject: Subject | Person) -> list[Person]:
    """The others who share a home with this person today, oldest first; whoever is hidden is absent."""
    people = {one.pk: one for one in kept_people(_at_home_with(identity_of(subject_of(subject)))).values()}
    return sorted(people.values(), key=lambda one: (one.date_of_birth or date.max, one.pk))


def at_home_with(ids: Collection[int]) -> QuerySet[HouseholdMember]:
    """Those who share a home with one identity today."""
    homes = HouseholdMember.objects.filter(now_live(), person_id__in=ids).values("household_id")
    return HouseholdMember.objects.filter(now_live(), household_id__in=homes).exclude(person_id__in=ids)


def _at_home_with(ids: Collection[int]) -> set[int]:
    given = list(ids)
    return {pk for (pk,) in rows_of(_AT_HOME, today(), given, given)} if given else set()


# As `at_home_with`, in SQL: whoever recognises a child asks it each time.
_AT_HOME = """
with now as (select %s::date as day), live as not materialized (select household_id, person_id
  from people_householdmember, now where (since is null or since <= day) and (until is null or until > day))
select other.person_id from live mine join live other using (household_id)
  where mine.person_id = any(%s) and not other.person_id = any(%s)"""
# Whoever is written down as family of one identity today, and whoever shares a home with it.
_ROUND = f"""{_AT_HOME}
union select case when r.to_id = any(%s) then r.person_id else r.to_id end from people_relationship r, now
  where (r.person_id = any(%s) or r.to_id = any(%s)) and r.mistaken_because = ''
  and (r.since is null or r.since <= now.day) and (r.until is null or r.until > now.day)"""  # noqa: S608  (no word of it is typed)


def household_children(*subjects: Subject | Person) -> list[Person]:
    """The other children of the homes of these people, born or not: each is considered separately (FD-10)."""
    ids = {pk for group in joined_with(one.pk for one in subjects).values() for pk in group}
    people = {one.pk: one for one in kept_people(_at_home_with(ids)).values()}
    children = [one for one in people.values() if is_a_child(one)]
    return sorted(children, key=lambda one: (one.date_of_birth or date.max, one.pk))


def young_family(person: Person) -> list[Person]:
    """The other children of the family and the home, whichever way it was written down, the oldest first."""
    ids = list(identity_of(person.subject))
    found = rows_of(_ROUND, today(), ids, ids, ids, ids, ids)
    people = {one.pk: one for one in kept_people(pk for (pk,) in found).values()}
    young = [one for one in people.values() if one.kind != Person.Kind.ADULT and one.pk not in ids]
    return sorted(young, key=lambda one: (one.date_of_birth or date.max, one.pk))


def is_a_child(person: Person) -> bool:
    """Whether somebody is a child today, as far as we know: born or not."""
    if person.died_on or person.kind == Person.Kind.ADULT:
        return False
    return person.age is None or person.age < GROWN_UP


def family_of(
    subject: Subject | Person, *, ended: bool = False, housemates: set[int] | None = None
) -> list[FamilyMember]:
    """Everybody related to this person, whichever way it was written down, in words; parents first.

    Args:
        subject: whom the page is about; records joined with theirs are read too.
        ended: include relationships that have ended.
        housemates: the ids of those `at_home_with` them, where the caller has asked already.
    """
    ids = identity_of(subject_of(subject))
    rows = Relationship.objects.filter(Q(person_id__in=ids) | Q(to_id__in=ids), mistaken_because="")
    rows = rows if ended else rows.filter(now_live())
    found = list(rows.order_by("id"))
    others = {row.pk: row.person_id if row.to_id in ids else row.to_id for row in found}
    housemates = _at_home_with(ids) if housemates is None else housemates
    people = kept_people({*others.values(), *housemates})
    at_home = {people[pk].pk for pk in housemates if pk in people}
    members: dict[tuple[int, str], FamilyMember] = {}
    # What was written of them as relatives of this person comes first: it carries responsibility and limits.
    for row in sorted(found, key=lambda row: row.person_id in ids):
        person = people.get(others[row.pk])
        if person is None or person.pk in ids:
            continue
        is_theirs = row.to_id in ids
        words = relation_words(Kind(row.kind), person.sex, backward=not is_theirs)
        member = FamilyMember(person, words, row, is_theirs, person.pk in at_home)
        members.setdefault((person.pk, words), member)
    return sorted(members.values(), key=_parents_first)


def limits_on(subject: Subject | Person, housemates: set[int]) -> list[FamilyMember]:
    """Everybody of whom limits on contact, or on letters, are written, each with them. Those of a relationship that has
    ended hold until somebody takes them back (FA-08; see `may_be_written_to`)."""
    ids = identity_of(subject_of(subject))
    rows = Relationship.objects.filter(to_id__in=ids, mistaken_because="").exclude(safe_contact="", letters="")
    found = list(rows.order_by(F("until").desc(nulls_first=True), "-id"))
    people = kept_people(row.person_id for row in found)
    members: dict[tuple[int, str, str], FamilyMember] = {}
    for row in found:
        if person := people.get(row.person_id):
            words = relation_words(Kind(row.kind), person.sex)
            member = FamilyMember(person, words, row, True, row.person_id in housemates)
            members.setdefault((person.pk, row.safe_contact, row.letters), member)
    return list(members.values())


def relationship_between(person: Person, to: Person, kind: str) -> dict[str, Any]:
    """What the record says now of one person being the `kind` of another, by field; empty when it does not say."""
    rows = Relationship.objects.filter(now_live(), person_id=person.pk, to_id=to.pk, kind=kind, mistaken_because="")
    said = ("kind", "parental_responsibility", "responsibility_basis", "safe_contact", "letters", "couple", "parted",
            "parted_on", "quality", "since")  # fmt: skip
    return rows.values(*said).first() or {}


def relation_words(kind: Kind, sex: str, *, backward: bool = False) -> str:
    """What somebody of this sex is called in a relationship: "sister", "grandfather", "niece or nephew"."""
    words = (_BACKWARD if backward else _FORWARD)[kind]
    return words[{"F": 0, "M": 1}.get(sex, 2)]


def _parents_first(member: FamilyMember) -> tuple[bool, bool, date, int]:
    is_parent = member.is_theirs and member.relationship.kind in PARENTS
    return not is_parent, not member.parental_responsibility, member.person.date_of_birth or date.max, member.person.pk


def who_to_ring(family: Iterable[FamilyMember]) -> list[Ring]:
    """Who of a family to ring: those with parental responsibility and others with a number."""
    rung = [member for member in family if member.is_theirs and _may_be_rung(member)]
    return [Ring(one.person.shown_name, one.person.phone, _ring_words(one)) for one in rung]


def _may_be_rung(member: FamilyMember) -> bool:
    return not member.person.died_on and bool(member.parental_responsibility or member.person.phone)


def _ring_words(member: FamilyMember) -> str:
    words = [member.words[:1].upper() + member.words[1:]]
    if member.parental_responsibility:
        words.append("Parental responsibility")
    if member.safe_contact:
        words.append(f"Limits: {member.safe_contact}")
    return ". ".join(words)


def duty_teams() -> QuerySet[Team]:
    """Who to ring at night and at weekends."""
    return Team.objects.filter(kind=Team.Kind.DUTY)


def who_to_ask(involved: Iterable[Involvement], duty: Iterable[Team] | None = None) -> list[Ring]:
    """Who in the authority to ask about somebody: key worker, supervisor, team, and the night duty team.

    Args:
        involved: who is involved with them today, as their `Door` says it.
        duty: the `duty_teams`, where the caller has asked already.
    """
    kinds: list[str] = [Involvement.Kind.KEY_WORKER, Involvement.Kind.SUPERVISOR, Involvement.Kind.TEAM]
    rings: dict[str, Ring] = {}
    for row in sorted((one for one in involved if one.kind in kinds), key=lambda one: kinds.index(one.kind)):
        who = row.user or row.team
        if who is not None:
            about = row.get_kind_display()
            rings.setdefault(who.name, Ring(who.name, who.phone, about[:1].upper() + about[1:]))
    for team in duty_teams() if duty is None else duty:
        rings.setdefault(team.name, Ring(team.name, team.phone, "At night and at weekends"))
    return list(rings.values())


def addresses_of(subject: Subject | Person, door: Door) -> list[Address]:
    """Where they live and lived, newest first. Confidential ones only for those involved, not for a stated reason."""
    rows = Address.objects.filter(person_id__in=identity_of(subject_of(subject)), mistaken_because="")
    if not sees_confidential(door):
        rows = rows.filter(confidential=False)
    return sorted(rows, key=lambda row: (row.until or date.max, row.since or date.min, row.pk), reverse=True)


def addresses_now(ids: Collection[int]) -> QuerySet[Address]:
    """Where one identity lives today, the newest first, confidential or not: for `address_shown` to choose from."""
    rows = Address.objects.filter(now_live(), person_id__in=ids, mistaken_because="")
    return rows.order_by(F("since").desc(nulls_last=True), "-id")


def address_shown(subject: Subject | Person, door: Door, found: Sequence[Address] | None = None) -> str:
    """Where they live now, in one line; "Address withheld" when it is confidential and not for this reader.

    Args:
        found: their `addresses_now`, where the caller has asked already.
    """
    found = list(addresses_now(identity_of(subject_of(subject)))) if found is None else found
    if any(row.confidential for row in found) and not sees_confidential(door):
        return WITHHELD
    return str(found[0]) if found else ""


def sees_confidential(door: Door) -> bool:
    """Whether a record opened by this door shows addresses kept secret: to those involved only (screen 13, IG-08)."""
    return door.state == "open" and door.reasoned is None


def kept_people(ids: Iterable[int]) -> dict[int, Person]:
    """The people with these ids, by id; a joined record stands as the one it was joined into."""
    people = _read({*ids})
    roots = {pk: one.kept_as or pk for pk, one in people.items()}  # type: ignore[attr-defined]  # asked below
    people |= _read({*roots.values()} - people.keys())
    return {pk: people[root] for pk, root in roots.items() if root in people}


def _read(ids: set[int]) -> dict[int, Person]:
    return {one.pk: one for one in _with_what_they_joined(ids=list(ids))} if ids else {}


def _asked(ids: Any) -> QuerySet[Person]:
    links = SameSubject.objects.filter(other_id=OuterRef("pk"), until=None).values("kept_id")
    found = Person.objects.select_related("subject").annotate(kept_as=Subquery(links[:1]))
    return found.extra(where=["people_person.subject_id = any(%s)"], params=[ids])


_with_what_they_joined = Prepared(_asked, "ids")


def homes_of(subject: Subject | Person) -> list[tuple[str, str]]:
    """The households somebody belongs to today: reference, and who else lives there."""
    ids = identity_of(subject_of(subject))
    mine = HouseholdMember.objects.filter(person_id__in=ids, until=None).values("household_id")
    rows = HouseholdMember.objects.filter(household_id__in=mine, until=None).exclude(person_id__in=ids)
    names: dict[int, list[str]] = {}
    for row in rows.select_related("person__person").order_by("id"):
        names.setdefault(row.household_id, []).append(row.person.person.shown_name)
    homes = Household.objects.filter(pk__in=mine).order_by("id")
    return [(home.ref, f"With {', '.join(names[home.pk])}" if home.pk in names else "Alone") for home in homes]
