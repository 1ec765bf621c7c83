"""The web of relationships round a child, as far as a genogram shows it. Whoever is hidden is absent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from kith.access.policies import identity_of
from kith.kernel.now import today
from kith.people import queries as people
from kith.people.models import Person, Relationship

Kind = Relationship.Kind
PARENTS = (Kind.MOTHER, Kind.FATHER, Kind.PARENT)
COUPLES = (Kind.PARTNER, Kind.FORMER_PARTNER)
# Through whom a family goes on: a carer's own family, or that of a friend, is not the child's.
KIN = (*PARENTS, *COUPLES, Kind.SIBLING, Kind.HALF_SIBLING, Kind.GRANDPARENT, Kind.AUNT_UNCLE, Kind.STEP_PARENT)
# From a child to their parents, to the parents' brothers and sisters, to cousins and further partners.
STEPS_AWAY = 3


@dataclass(frozen=True)
class Tie:
    """One person is the kind of another, each as the record that stands for them."""

    person: Person
    to: Person
    row: Relationship

    @property
    def kind(self) -> str:
        return self.row.kind

    @property
    def over(self) -> bool:
        """Whether a couple has parted, however it was written down."""
        ended = self.row.until is not None and self.row.until <= today()
        return ended or bool(self.row.parted) or self.kind == Kind.FORMER_PARTNER

    def other(self, person: Person) -> Person:
        """The one who is not this person."""
        return self.to if self.person.pk == person.pk else self.person


@dataclass
class Web:
    """A child, everybody of their family, and the ties between them."""

    child: Person
    people: dict[int, Person]
    ties: list[Tie]
    home: set[int] = field(default_factory=set)
    ended: list[Tie] = field(default_factory=list)  # the child's own, for the list of what was before


def web_of(child: Person) -> Web:
    """Read the family of a child, three steps away at most.

    A relationship that has ended is left out, but for couples: who were together once and have children still belong
    in the picture. What was taken back as a mistake is never read.
    """
    ids = set(identity_of(child.subject))
    housemates = set(people.at_home_with(ids).values_list("person_id", flat=True))
    reached, frontier = set(ids), ids
    rows: dict[int, Relationship] = {}
    ended: list[Relationship] = []
    for step in range(STEPS_AWAY):
        found = _rows(frontier, KIN if step else Kind.values)
        over = [row for row in found if row.until is not None and row.until <= today()]
        ended = ended if step else over
        found = [row for row in found if row not in over or row.kind in COUPLES]
        rows.update((row.pk, row) for row in found)
        onward = {pk for row in found if row.kind in KIN for pk in (row.person_id, row.to_id)} - reached
        if not onward:
            break
        frontier = {pk for group in people.joined_with(onward).values() for pk in group}
        reached |= frontier
    read = [*rows.values(), *ended]
    known = people.kept_people({pk for row in read for pk in (row.person_id, row.to_id)} | housemates | ids)
    ties = _ties(rows.values(), known)
    met = {one.pk: one for tie in ties for one in (tie.person, tie.to)} | {child.pk: child}
    home = {known[pk].pk for pk in housemates if pk in known}
    met |= {known[pk].pk: known[pk] for pk in housemates if pk in known}
    return Web(child, met, ties, home | {child.pk} if home else set(), _ties(ended, known))


def _ties(rows: Iterable[Relationship], known: dict[int, Person]) -> list[Tie]:
    return [
        Tie(known[row.person_id], known[row.to_id], row)
        for row in sorted(rows, key=lambda row: row.pk)
        if row.person_id in known and row.to_id in known and known[row.person_id].pk != known[row.to_id].pk
    ]


def _rows(ids: Iterable[int], kinds: Iterable[str]) -> list[Relationship]:
    found = Relationship.objects.filter(Q(person_id__in=ids) | Q(to_id__in=ids), mistaken_because="", kind__in=kinds)
    begun = Q(since=None) | Q(since__lte=today())
    return list(found.filter(begun))
