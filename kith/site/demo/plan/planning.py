"""What happens on a plan once it is agreed: the child is seen, and it is met about (CP-08, CP-09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kith.site.demo.plan.chance import stream, weighted
from kith.site.demo.plan.days import MINUTE, add_working_days, at

# How a meeting finds a plan, in a hundred: nearer, the same, further away.
FINDS = {"better": 62, "same": 28, "worse": 10}
# Working days from the day it began until it is met about: of a child in need plan its reviews, of a child protection
# plan its core groups.
REVIEWS, CORE_GROUPS = (30, 75), (8, 26, 44)


@dataclass(frozen=True, slots=True)
class PlanMet:
    """A review or a core group of one child's plan, if one is open; the child was seen the day before."""

    when: datetime
    contact: str
    child: str
    worker: str
    finds: str


def met(
    contact: str, child: str, began: date, place: int, worker: str, days: tuple[int, ...], until: date
) -> list[PlanMet]:
    """Every meeting about a plan that began on that day, while it lasts."""
    rng, found = stream(0, "plan", contact, child), []
    for after in days:
        day, finds = add_working_days(began, after), weighted(rng, FINDS)
        if day < until - timedelta(days=3):
            found.append(PlanMet(at(day, 14) + place * MINUTE, contact, child, worker, finds))
    return found
