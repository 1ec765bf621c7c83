"""What the rooms that protect a child hold of each child of the matrix."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kith.access.models import Matter, MatterSubject, User
from kith.care.models import CareEpisode, PeriodOfCare
from kith.emergency.models import EmergencyProtection
from kith.kernel.now import now
from kith.people.models import Person
from kith.protection.models import DiscussedChild, Enquiry, StrategyDiscussion


def discussion(person: Person, by: User, chair: User) -> StrategyDiscussion:
    """A strategy discussion about a child, which is to be held."""
    matter = Matter.objects.create(kind="strategy")
    MatterSubject.objects.create(matter=matter, person_id=person.pk)
    DiscussedChild.objects.create(matter=matter, child_id=person.pk)
    return StrategyDiscussion.objects.create(
        matter=matter, number=f"S-{person.ref}", suspected_at=now(), kinds=["physical"], where="inside",
        suspected="A bruise.", safe_until="At school.", chair=chair, mode="video", planned_at=now(), called_by=by,
    )  # fmt: skip


def enquiry(of: StrategyDiscussion, person: Person, by: User) -> Enquiry:
    """An enquiry about a child, sent for authorisation."""
    matter = Matter.objects.create(kind="enquiry")
    MatterSubject.objects.create(matter=matter, person_id=person.pk)
    return Enquiry.objects.create(
        matter=matter, number=f"E-{person.ref}", child_id=person.pk, discussion=of, joint=True, lead=by,
        started_at=now(), state="sent", outcome="not", medical="not_needed", sent_by=by, sent_at=now(),
    )  # fmt: skip


def emergency(person: Person, by: User, manager: User) -> Any:
    """An emergency protection order, which runs and was not confirmed."""
    matter = Matter.objects.create(kind="emergency")
    MatterSubject.objects.create(matter=matter, person_id=person.pk)
    ends = now() + timedelta(days=7)
    return EmergencyProtection.objects.create(
        matter=matter, number=f"X-{person.ref}", child_id=person.pk, power="order", began_at=now(), why="A bruise.",
        used_by="The family court.", where="With an aunt.", told="Both parents.", child_says="I want my cat.",
        no_advice_because="At night.", decided_by=manager, recorded_by=by, ends_at=ends, latest_at=ends,
    )  # fmt: skip


def in_care(person: Person, by: User, nominated: User, officer: User) -> Any:
    """A child who came into care by an order, of whom nobody has approved the care plan."""
    matter = Matter.objects.create(kind="care")
    MatterSubject.objects.create(matter=matter, person_id=person.pk)
    CareEpisode.objects.create(
        matter=matter, began_at=now(), began_as="S", status="C1", rests_on="The family court.", recorded_by=by
    )
    return PeriodOfCare.objects.create(
        matter=matter, number=f"L-{person.ref}", child_id=person.pk, state="open", route="order",
        entered_from="gateway", began_at=now(), need="N1", why="It went on.", holders="Her mother.",
        child_says="I want my cat.", lives="With an aunt.", plan_words="Home by spring.", plan_on=now().date(),
        asked_by=by, nominated=nominated, officer=officer,
    )  # fmt: skip
