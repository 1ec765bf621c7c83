"""What the conferences room holds of each child of the matrix."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter, MatterSubject, User
from kith.conferences.models import Conference, ConferenceAgency, ConferenceChild
from kith.kernel.now import now, today
from kith.people.models import Person


def conference(person: Person, by: User, chair: User) -> Any:
    """A transfer-in conference about a child, which is to be held, with an agency whose report is waited for."""
    matter = Matter.objects.create(kind="conference")
    MatterSubject.objects.create(matter=matter, person_id=person.pk)
    one: Any = Conference.objects.create(
        matter=matter, number=f"CP-{person.ref}", kind="transfer", state="arranged", why="A plan of Southmere.",
        adviser=chair, consulted_on=today(), advice="hold", advice_words="Hold it.", asked_by=by, chair=chair,
        mode="meeting", planned_at=now(), from_authority="Southmere", from_category="NEG", from_since=today(),
    )  # fmt: skip
    one.child = ConferenceChild.objects.create(matter=matter, child_id=person.pk, kind="transfer")
    one.invited = ConferenceAgency.objects.create(matter=matter, agency_kind="school", agency_name="A school")
    return one
