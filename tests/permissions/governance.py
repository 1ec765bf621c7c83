"""What information governance holds of each child of the matrix."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from kith.access.actor import acting, current_actor_id
from kith.access.models import Matter, MatterSubject, Subject
from kith.governance.models import AccessRequest, BundleEntry, LegalHold, UnusualReading, Withholding
from kith.kernel.now import now
from tests.permissions.world import Story, World


@dataclass
class Governed:
    """Of one child."""

    found: UnusualReading  # by the background's lead, to be looked at
    hold: LegalHold  # that stands
    asked: AccessRequest  # being prepared
    entry: BundleEntry  # of its bundle, the first
    kept_back: Withholding  # of that


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
            _kept[story.person.pk] = Governed(found, hold, *_asked(world, story))


def governed(story: Story) -> Governed:
    """What is held of this child."""
    return _kept[story.person.pk]


def asked_of_whoever_acts(found: UnusualReading) -> Any:
    """The same, to be explained by whoever is acting."""
    later = copy(found)
    later.state, later.asked_of_id = "asked", current_actor_id()
    return later


def _asked(world: World, story: Story) -> tuple[AccessRequest, BundleEntry, Withholding]:
    """Somebody asks to see the record; the bundle is gathered, and a word of it kept back."""
    matter = Matter.objects.create(kind="subject_access")
    MatterSubject.objects.create(matter=matter, person_id=story.person.pk)
    asked = AccessRequest.objects.create(
        matter=matter, person=story.person.subject, asked_as="self", asked_by="They", scope="All",
        received_on="2026-06-01", received_by=world.lead, state="gathered", gathered_at=now(),
    )  # fmt: skip
    words = f"{story.person.shown_name} drew a boat."
    entry = BundleEntry.objects.create(
        matter=matter, number=1, part="notes", heading="Notes", title="Note", words=words
    )
    back = Withholding.objects.create(
        matter=matter, entry=entry, begins=0, ends=3, reason="third_party", why="So.", by=world.lead
    )
    return asked, entry, back


def at_state(asked: AccessRequest, state: str, **more: Any) -> Any:
    """The same request as it will be."""
    later = copy(asked)
    for name, value in {"state": state, **more}.items():
        setattr(later, name, value)
    return later


def within_bundle(held: Governed) -> Any:
    """The entry, with its request in hand."""
    held.entry.matter.access_request = held.asked
    return held.entry
