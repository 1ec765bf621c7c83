"""What has been asked about a family so far, without drawing anything: for lists of what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kith.access.asked_once import together
from kith.access.policies import identity_of
from kith.kernel.now import today
from kith.network.models import Commitment, NetworkMember
from kith.network.queries.web import PARENTS
from kith.people.models import Person, Relationship


@dataclass(frozen=True)
class Asked:
    """Whether anybody is on a child's genogram and network map, the parents of whom nothing is written (FA-08), and the
    lines of the safety plan whose day to be looked at again has passed: reference, who, and the day (FA-04)."""

    family: bool
    not_asked: tuple[str, ...]
    network: bool
    overdue: tuple[tuple[str, str, date], ...] = ()


def asked_about(child: Person) -> Asked:
    """What is written of a child's family and network today, in one question."""
    ids = set(identity_of(child.subject))
    live = Q(until=None) | Q(until__gt=today())
    family = Relationship.objects.filter(live, Q(person_id__in=ids) | Q(to_id__in=ids), mistaken_because="")
    late = Commitment.objects.filter(child_id__in=ids, ended_on=None, review_by__lt=today()).order_by("review_by", "pk")
    held = together(
        family=family.values("kind", "to_id", "person_id", "person__person__sex"),
        members=NetworkMember.objects.filter(child_id__in=ids, until=None).order_by("pk").values("pk")[:1],
        late=late.values("ref", "who", "review_by"),
    )
    overdue = tuple((row["ref"], row["who"], date.fromisoformat(row["review_by"])) for row in held["late"])
    parents = [
        (row["kind"], row["person_id"], row["person__person__sex"])
        for row in held["family"]
        if row["kind"] in PARENTS and row["to_id"] in ids
    ]
    missing = () if child.kind == Person.Kind.ADULT else not_asked(parents)
    return Asked(bool(held["family"]), missing, bool(held["members"]), overdue)


def not_asked(parents: Iterable[tuple[str, int, str]]) -> tuple[str, ...]:
    """Fathers and absent parents are asked about by name: those of whom nothing is written (FA-08).

    Args:
        parents: what is written of each: kind of relationship, id and sex.
    """
    held = list(parents)
    if len({person for _, person, _ in held}) > 1:
        return ()
    kinds = {kind for kind, _, _ in held} | {{"M": "father", "F": "mother"}.get(sex, "") for _, _, sex in held}
    return tuple(kind for kind in ("mother", "father") if kind not in kinds)
