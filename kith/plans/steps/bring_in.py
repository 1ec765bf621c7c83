"""A plan from another system, with the dates the census holds of it (decision 24)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kith.access.history import last_hand
from kith.access.models import Matter, MatterSubject, User
from kith.access.policies import identity_of
from kith.assessment.policies import bring_in
from kith.assessment.steps.bring_in import CHANGED_HERE, morning
from kith.conferences.models import ConferenceChild
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.plans.forms import PlanBroughtInForm
from kith.plans.models import Plan
from kith.plans.queries import in_the_way
from kith.standards.words import local_day, long_date

UNSAID = "Another system holds the day on which it ended, and not why."


class BringInPlan(Step):
    """Bring in a plan from another system."""

    name = "plans.plan_brought_in"
    form = PlanBroughtInForm
    may = bring_in
    done = "{kind} {number}, brought in from {source}{ended}"

    def apply(
        self, act: Act, kind: str, opened_on: date, closed_on: date | None, conference: str, import_key: str,
        brought_in_from: str,
    ) -> Plan:  # fmt: skip
        """Write the plan of one child (the target) once; the same key again completes or ends the first.

        Its words are not in a census: who works with the family writes them here. It starts no clock.

        Raises:
            Breach: somebody wrote in it here since; or the child has another plan for that time.
        """
        stands = plan_as_it_stands(closed_on, act.actor)
        mine = Plan.objects.filter(child__in=identity_of(act.target), import_key=import_key)
        one = mine.select_related("matter").first()
        if one is not None and last_hand(one) != self.name:
            raise Breach(CHANGED_HERE)
        if (other := in_the_way(act.target, morning(opened_on), stands["closed_at"], import_key)) is not None:
            raise Breach(f"{other} is the plan of this child for that time.")
        if one is None:
            matter = Matter.objects.create(kind="plan")
            MatterSubject.objects.create(matter=matter, person=act.target, since=morning(opened_on))
            row = ConferenceChild.objects.filter(ref=conference, child=act.target).first() if conference else None
            one = Plan(
                matter=matter, number=next_number("PB", morning(opened_on)), kind=kind, child=act.target,
                opened_at=morning(opened_on), opened_by=act.actor, conference=row, brought_in_from=brought_in_from,
                import_key=import_key,
            )  # fmt: skip
        for name, value in stands.items():
            setattr(one, name, value)
        one.save()
        act.matter, act.happened_at = one.matter, one.opened_at
        ended = f". It ended on {long_date(local_day(one.closed_at))}" if one.closed_at else ""
        act.words = {
            "kind": one.get_kind_display(), "number": one.number, "source": brought_in_from, "ended": ended,
        }  # fmt: skip
        return one


def plan_as_it_stands(closed_on: date | None, by: User) -> dict[str, Any]:
    """What the other system says of how a plan ended, as it is kept."""
    closed_at: datetime | None = morning(closed_on) if closed_on else None
    return {
        "closed_at": closed_at,
        "closed_by": by if closed_on else None,
        "ended_as": Plan.Ended.UNSAID if closed_on else "",
        "ended_words": UNSAID if closed_on else "",
    }
