"""The genogram of a child and its table: one reading of the record, so that picture and words never differ (FA-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kith.network.genogram import Beside, Couple, Family, Feeling, Someone, drawn, lay_out
from kith.network.queries.asked import not_asked
from kith.network.queries.web import COUPLES, PARENTS, Kind, Tie, Web, web_of
from kith.network.queries.words import (
    age_inside,
    called,
    couple_words,
    is_unknown,
    said_of,
    to_child,
    years,
)
from kith.people.models import Person
from kith.people.queries import relation_words
from kith.standards.codesets import codes

# How many generations somebody stands below the person of whom only this is known.
_BESIDE = {
    Kind.STEP_PARENT: -1,
    Kind.GRANDPARENT: -2,
    Kind.AUNT_UNCLE: -1,
    Kind.CARER: -1,
    Kind.HALF_SIBLING: 0,
    Kind.OTHER: 0,
}


@dataclass(frozen=True)
class FamilyRow:
    """Somebody of the family in words."""

    person: Person
    name: str
    age: str
    to_child: str
    lives_here: bool
    responsibility: str
    limits: str
    letters: str
    said: tuple[str, ...]
    change: str  # where what they are to the child is put right; "" when nothing ties them directly

    @property
    def href(self) -> str:
        return self.person.href


@dataclass(frozen=True)
class EndedRow:
    """Somebody who was something to the child, and is no longer."""

    person: Person
    words: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Genogram:
    """A family, drawn and in words."""

    family: Family
    rows: tuple[FamilyRow, ...]
    svg: str
    ended: tuple[EndedRow, ...]
    not_asked: tuple[str, ...]  # the parents nobody has asked about yet

    @property
    def width(self) -> int:
        """How wide the picture is, in pixels."""
        return lay_out(self.family).width

    @property
    def alone(self) -> bool:
        """Whether nobody is written down beside the child."""
        return len(self.family.people) <= 1


def genogram_of(child: Person) -> Genogram:
    """The family of a child as it stands today: drawn, and the same in words."""
    web = web_of(child)
    family = _family(web)
    count = len(family.people)
    svg = drawn(
        family,
        name=f"Genogram of the family of {child.shown_name}",
        about=f"{count} {'person' if count == 1 else 'people'}. The table below it gives every person and every"
        " relationship in words.",
    )
    return Genogram(family, _rows(web), svg, tuple(_ended(web, tie) for tie in web.ended), _not_asked(web))


def _family(web: Web) -> Family:
    people = tuple(_someone(web, one) for one in sorted(web.people.values(), key=lambda one: one.pk))
    couples: dict[frozenset[str], Couple] = {}
    for tie in sorted(_of(web, COUPLES), key=lambda tie: (tie.over, tie.row.pk)):  # what holds today says how it stands
        couples.setdefault(frozenset((tie.person.ref, tie.to.ref)), _couple(tie))
    beside = [
        Beside(tie.person.ref, tie.to.ref, _BESIDE[Kind(tie.kind)]) for tie in web.ties if Kind(tie.kind) in _BESIDE
    ]
    beside += [Beside(web.people[pk].ref, web.child.ref, _depth(web, pk)) for pk in web.home if pk != web.child.pk]
    feelings: dict[frozenset[str], Feeling] = {}
    for tie in web.ties:
        if tie.row.quality:
            pair = frozenset((tie.person.ref, tie.to.ref))
            one, other = sorted(pair)
            feelings[pair] = Feeling(one, other, tie.row.quality)
    return Family(
        people,
        parents=tuple((tie.person.ref, tie.to.ref) for tie in _of(web, PARENTS)),
        siblings=tuple((tie.person.ref, tie.to.ref) for tie in _of(web, (Kind.SIBLING,))),
        couples=tuple(couples.values()),
        beside=tuple(beside),
        feelings=tuple(feelings.values()),
        home=frozenset(web.people[pk].ref for pk in web.home),
    )


def _of(web: Web, kinds: tuple[Kind, ...]) -> list[Tie]:
    return [tie for tie in web.ties if tie.kind in kinds]


def _depth(web: Web, pk: int) -> int:
    """A grown-up of the home of whom nothing else is written stands with the parents of a child."""
    return -1 if web.people[pk].kind == Person.Kind.ADULT and web.child.kind != Person.Kind.ADULT else 0


def _couple(tie: Tie) -> Couple:
    row = tie.row
    parted = (row.parted or "separated") if tie.over else ""
    return Couple(tie.person.ref, tie.to.ref, row.couple, parted, row.since, couple_words(tie))


def _someone(web: Web, one: Person) -> Someone:
    tied = to_child(web, one)
    mine = {tie.kind for tie in web.ties if one.pk in (tie.person.pk, tie.to.pk)}
    lines = [years(one)]
    if tied and not mine & {*PARENTS, Kind.SIBLING, *COUPLES}:
        lines.append(tied)  # nothing else in the picture says what they are
    unknown = is_unknown(one, web.ties)
    name = called(one, web.ties)
    said = [name, one.age_words if not one.died_on else f"died {one.died_on.year}", tied]
    if one.pk in web.home:
        said.append(f"lives with {web.child.first_name}")
    me = one.pk == web.child.pk
    return Someone(
        key=one.ref,
        name=name,
        sex=one.sex,
        born=one.date_of_birth or (one.expected_date if one.kind == Person.Kind.UNBORN else None),
        age=age_inside(one),
        below=tuple(line for line in lines if line),
        said=", ".join(word for word in (said[:2] if me else said) if word),
        href=one.href,
        unborn=one.kind == Person.Kind.UNBORN,
        died=one.died_on is not None,
        unknown=unknown,
        me=me,
    )


def _rows(web: Web) -> tuple[FamilyRow, ...]:
    rows = [_row(web, one) for one in web.people.values() if one.pk != web.child.pk]
    return tuple(sorted(rows, key=_as_read))


def _as_read(row: FamilyRow) -> tuple[bool, bool, bool, date, int]:
    """Parents first, then those at home, then everybody else who is something to the child, the eldest first."""
    parent = row.to_child.split(",")[0] in ("mother", "father", "parent")
    born = row.person.date_of_birth or date.max
    return not parent, not row.lives_here, not row.to_child, born, row.person.pk


def _row(web: Web, one: Person) -> FamilyRow:
    direct = [tie for tie in web.ties if tie.person.pk == one.pk and tie.to.pk == web.child.pk]
    first = direct[0] if direct else None
    return FamilyRow(
        person=one,
        name=called(one, web.ties),
        age=f"died {one.died_on:%-d %B %Y}" if one.died_on else one.age_words,
        to_child=to_child(web, one),
        lives_here=one.pk in web.home,
        responsibility=_responsibility(direct, one),
        limits="; ".join(dict.fromkeys(tie.row.safe_contact for tie in direct if tie.row.safe_contact)),
        letters="; ".join(dict.fromkeys(tie.row.get_letters_display() for tie in direct if tie.row.letters)),
        said=tuple(said_of(web, one)),
        change=f"/people/{web.child.ref}/edit/family/?other={one.ref}&kind={first.kind}" if first else "",
    )


def _responsibility(direct: list[Tie], one: Person) -> str:
    """Whether they may decide for the child, and on what it rests."""
    if not direct or one.kind != Person.Kind.ADULT or one.died_on:
        return ""
    held = next((tie.row for tie in direct if tie.row.parental_responsibility), None)
    if held is None:
        asked = any(tie.row.parental_responsibility is False for tie in direct)
        parent = any(tie.kind in PARENTS for tie in direct)
        return "No parental responsibility" if asked else "Parental responsibility: not yet asked" if parent else ""
    basis = codes("kith", "ParentalResponsibilityBasis").get(held.responsibility_basis, "")
    return f"Parental responsibility: {basis[:1].lower()}{basis[1:]}" if basis else "Parental responsibility"


def _ended(web: Web, tie: Tie) -> EndedRow:
    other, backward = tie.other(web.child), tie.person.pk == web.child.pk
    return EndedRow(other, relation_words(Kind(tie.kind), other.sex, backward=backward), tie.row.since, tie.row.until)


def _not_asked(web: Web) -> tuple[str, ...]:
    """Fathers and absent parents are asked about by name: those of whom nothing is written (FA-08)."""
    if web.child.kind == Person.Kind.ADULT:
        return ()
    held = [tie for tie in _of(web, PARENTS) if tie.to.pk == web.child.pk]
    return not_asked((tie.kind, tie.person.pk, tie.person.sex) for tie in held)
