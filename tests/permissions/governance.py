"""What information governance holds of each child of the matrix."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from kith.access.actor import acting, current_actor_id
from kith.access.models import Subject
from kith.governance.models import LegalHold, UnusualReading
from kith.kernel.now import now
from tests.permissions.world import Story, World


@dataclass
class Governed:
    """Of one child."""

    found: UnusualReading  # by the background's lead, to be looked at
    hold: LegalHold  # that stands


_kept: dict[int, Governed] = {}


def govern(world: World) -> None:
    """Write it down for every child, as the one who reads every story."""
    with acting(world.manager):
        for story in world.stories.values():
            restricted = Subject.objects.get(pk=story.person.pk).restricted
            found = UnusualReading.objects.create(
                rule="restricted" if restricted else "thin_reason", says="A rule: as it stood", reader=world.lead,
                person_id=story.person.pk, since=now(),
            )  # fmt: skip
            hold = LegalHold.objects.create(
                person_id=story.person.pk, kind="police", reason="They asked.", authority="The police",
                review_on="2027-01-01", placed_by=world.lead,
            )  # fmt: skip
            hold.person = story.person.subject
            _kept[story.person.pk] = Governed(found, hold)


def governed(story: Story) -> Governed:
    """What is held of this child."""
    return _kept[story.person.pk]


def asked_of_whoever_acts(found: UnusualReading) -> Any:
    """The same, to be explained by whoever is acting."""
    later = copy(found)
    later.state, later.asked_of_id = "asked", current_actor_id()
    return later
