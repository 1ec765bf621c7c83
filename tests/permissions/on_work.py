"""What stands on the assessment of each story, by the background: asked abroad, another child at risk, an action."""

from __future__ import annotations

from datetime import date

from kith.access.models import Matter, User
from kith.actions.models import Action
from kith.assessment.models import OverseasEnquiry
from kith.spread.models import ChildAtRisk


def abroad(work: Matter, by: User) -> OverseasEnquiry:
    """An authority in another country was asked, and answered."""
    return OverseasEnquiry.objects.create(
        matter=work, country="PT", whom="An aunt", authority="Through our central authority",
        question="Can you see her?", asked_on=date(2026, 5, 1), asked_by=by, can_assess="no",
        answer="Nobody is free.", answered_on=date(2026, 5, 9), lawful="A visit with leave.",
    )  # fmt: skip


def at_risk(work: Matter, by: User) -> ChildAtRisk:
    """Another child at risk, whom nobody knows."""
    return ChildAtRisk.objects.create(matter=work, described="A boy in a red coat", why="Seen there.", listed_by=by)


def to_do(work: Matter, by: User) -> Action:
    """Something that another agency is to do, in years."""
    day = date(2050, 5, 4)
    return Action.objects.create(
        matter=work, what="Ask the school", who="A deputy head", agency_kind="school", due_on=day, first_due_on=day,
        came_of="The work itself", agreed_by=by,
    )  # fmt: skip
