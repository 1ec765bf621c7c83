"""Genogram and network map kept as they stand, for whatever they are a part of: an assessment, a plan, a conference."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from kith.access.models import User
from kith.kernel.now import now
from kith.network.genogram import Someone
from kith.network.queries.genogram import FamilyRow, genogram_of
from kith.network.queries.network import network_of
from kith.people.models import Person


@dataclass(frozen=True)
class Frozen:
    """A version to be stored beside what it belongs to. The same record gives the same version.

    `genogram` and `network` are SVG that stands alone; `data` is ready for JSON and says the same in words. It holds
    what `made_by` could see then: whoever stores it walls it as they wall their own.
    """

    made_at: datetime
    made_by: str
    data: dict[str, Any]
    genogram: str
    network: str


def frozen(child: Person, by: User) -> Frozen:
    """Genogram and network of a child as they stand now, as whoever is acting sees them (FA-01: versioned).

    Args:
        child: whose family it is.
        by: who keeps the version; their name and the moment are part of it.
    """
    tree, net = genogram_of(child), network_of(child)
    moment = now()
    data = {
        "child": child.ref,
        "made_at": moment.isoformat(),
        "made_by": {"ref": by.ref, "name": by.name},
        "people": [_someone(one) for one in sorted(tree.family.people, key=lambda one: one.key)],
        "parents": sorted(list(tie) for tie in tree.family.parents),
        "siblings": sorted(list(tie) for tie in tree.family.siblings),
        "couples": [_couple(one) for one in sorted(tree.family.couples, key=lambda one: (one.one, one.other))],
        "feelings": [asdict(one) for one in sorted(tree.family.feelings, key=lambda one: (one.one, one.other))],
        "home": sorted(tree.family.home),
        "family_in_words": [_row(one) for one in tree.rows],
        "network_in_words": [
            {
                "ref": one.ref, "person": one.person.ref if one.person else "", "name": one.name, "role": one.role,
                "circle": one.circle_words, "closeness": one.closeness_words, "can_do": one.can_do,
                "limits": one.limits, "contact": one.contact, "said_by": one.said_by,
                "said_on": one.said_on.isoformat(),
            }
            for one in net.members
        ],
    }  # fmt: skip
    return Frozen(moment, by.name, data, tree.svg, net.svg)


def _someone(one: Someone) -> dict[str, Any]:
    return {**asdict(one), "born": one.born.isoformat() if one.born else None, "below": list(one.below)}


def _couple(one: Any) -> dict[str, Any]:
    return {**asdict(one), "began": one.began.isoformat() if one.began else None, "words": list(one.words)}


def _row(one: FamilyRow) -> dict[str, Any]:
    return {
        "person": one.person.ref, "name": one.name, "age": one.age, "to_child": one.to_child,
        "lives_here": one.lives_here, "parental_responsibility": one.responsibility, "limits": one.limits,
        "letters": one.letters, "said": list(one.said),
    }  # fmt: skip
