"""The plan of an assessment: whether it is agreed as it stands, and what has changed since (AS-04, CL-08)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from kith.access.asked_once import once
from kith.access.policies import identity_of
from kith.access.prepared import Prepared
from kith.assessment.models import Assessment, PlanAgreement, SectionText
from kith.assessment.queries.written import Written, newest_rows
from kith.kernel.now import today
from kith.record import own_days
from kith.record.clocks import ClockFace
from kith.record.models import StepEvent
from kith.standards.deadlines import Unit

PLAN, POINTS = "plan", "checkpoints"
# What changes a household, a family or where they live: then the plan is looked at again.
CHANGES = (
    "people.address_added", "people.household_joined", "people.household_left", "people.relationship_added",
    "people.relationship_ended", "people.unborn_born",
)  # fmt: skip


def agreement_of(assessment: Assessment, plan: Written) -> PlanAgreement | None:
    """Who agreed the plan as it stands. What was done by the points it set is written down on the way, and is no other
    plan; what stood in the way, and what is done about it, is (CL-08)."""
    last = next(iter(once(("agreements", assessment.pk), lambda: agreements_of(matter=assessment.pk))), None)
    if last is None or last.version == plan.version:
        return last
    then = SectionText.objects.filter(matter_id=assessment.matter_id, key=PLAN, version=last.version).first()
    return last if then is not None and _planned(then.answers) == _planned(plan.answers) else None


agreements_of = Prepared(
    lambda matter: PlanAgreement.objects.filter(matter_id=matter).select_related("by").order_by("-at", "-pk")[:1],
    "matter",
)


def _planned(answers: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in answers.items() if value}
    points = [{name: value for name, value in one.items() if value and name != "result"} for one in points_of(answers)]
    return {**said, POINTS: points}


def points_of(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """The points at which a plan says to look again."""
    return answers.get(POINTS) or []


def changed_since(assessment: Assessment, agreed: PlanAgreement) -> bool:
    """Whether the child's household, family or home changed after the plan was agreed (AS-04)."""
    about = StepEvent.objects.filter(people__person_id__in=identity_of(assessment.child), step__in=CHANGES)
    return about.filter(written_at__gt=agreed.at).exists()


# A day that a plan set, as a rule by which the arithmetic of dates says where it stands.
_RULE = own_days.rule(
    "assessment.look_again",
    "Look again, as the plan says",
    runs=("the plan says so", "what was done is written down"),
    applies_to="assessments",
    owner="Lead social worker",
    source="The plan of the assessment",
    unit=Unit.CALENDAR_DAYS,
)


@dataclass(frozen=True)
class Point:
    """A point that a plan set, to which nobody has said yet what was done."""

    matter_id: int
    day: date
    what: str
    set_at: datetime

    @property
    def late(self) -> bool:
        return self.day < today()

    @property
    def face(self) -> ClockFace:
        """Where its day stands, as a clock."""
        return own_days.face(_RULE, self.matter_id, self.set_at, self.day)


def plans(matters: Iterable[int] | QuerySet[Any]) -> QuerySet[SectionText]:
    """The plan of each of these assessments as it stands."""
    return newest_rows(matters, PLAN)


def points_waiting(texts: Iterable[SectionText]) -> Iterator[Point]:
    """Every such point in these plans (CL-08)."""
    for text in texts:
        for one in points_of(text.answers):
            if not one.get("result"):
                yield Point(text.matter_id, date.fromisoformat(one["day"]), one["what"], text.written_at)
