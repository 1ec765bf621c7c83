"""What the plans room holds of each child of the matrix."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter, MatterSubject, User
from kith.kernel.now import now
from kith.people.models import Person
from kith.plans.models import Alternative, Goal, Plan, PlanMeeting
from tests.permissions.legal import gateway


def planned(person: Person, by: User) -> Plan:
    """A child in need plan with a goal, of which somebody says that it does not work."""
    matter = Matter.objects.create(kind="plan")
    MatterSubject.objects.create(matter=matter, person_id=person.pk)
    plan = Plan.objects.create(
        matter=matter, number=f"P-{person.ref}", kind="need", child_id=person.pk, opened_at=now(), opened_by=by,
        agreed_at=now(), agreed_by=by, contingency="A conference.", sees="Every week.", consent="all",
        family_says="Yes.", child_says="Yes.",
    )  # fmt: skip
    plan.goal = Goal.objects.create(  # type: ignore[attr-defined]  # for the addresses of the matrix
        matter=matter, words="It is quiet.", indicator="They say so.", by_on="2027-01-15", added_by=by
    )
    meeting = PlanMeeting.objects.create(
        matter=matter, kind="review", held_at=now(), said="Loud.", child_part="Drew.", family_part="Came.",
        risk="same", risk_words="School.", working=False, recorded_by=by,
    )  # fmt: skip
    plan.stuck = Alternative.objects.create(  # type: ignore[attr-defined]  # as above
        matter=matter, meeting=meeting, options=["more", "same"], proposed="more", proposed_why="Soon.", proposed_by=by
    )
    plan.gateway = gateway(person, by)  # type: ignore[attr-defined]  # as above
    plan.gateways = (plan.gateway, plan.gateway.case, plan.gateway.decided)  # type: ignore[attr-defined]  # as above
    return plan


def within(one: Any, plan: Plan) -> Any:
    """What is kept on a plan, with the plan in hand."""
    one.matter = plan.matter
    one.matter.plan = plan
    return one
