"""What the protection room holds of each child of the matrix."""

from __future__ import annotations

from kith.access.models import Matter, MatterSubject, User
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
