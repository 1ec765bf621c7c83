"""A homeless young person: who told us, what was offered, where they stay, and what a senior manager allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kith.assessment.models import Assessment, BedAndBreakfast, FollowOn, HomelessApproach, HomelessDuties
from kith.assessment.queries.following import ended


@dataclass(frozen=True)
class HomelessView:
    """What a page shows of it. `approach` is nothing where nobody wrote one down."""

    approach: HomelessApproach | None = None
    duties: list[HomelessDuties] = field(default_factory=list)
    allowed: list[BedAndBreakfast] = field(default_factory=list)


def homeless_of(assessment: Assessment) -> HomelessView:
    """The homelessness side of an assessment, newest first; no query where whoever read it knows that there is none."""
    if not getattr(assessment, "homeless_told", True):
        return HomelessView()
    approach = HomelessApproach.objects.filter(pk=assessment.pk).select_related("recorded_by").first()
    if approach is None:
        return HomelessView()
    assessment.matter.assessment = assessment  # as the page has read it
    approach.matter = assessment.matter
    duties = HomelessDuties.objects.filter(matter_id=assessment.pk).select_related("recorded_by")
    allowed = BedAndBreakfast.objects.filter(matter_id=assessment.pk).select_related("by")
    return HomelessView(approach, list(duties.order_by("-recorded_at", "-pk")), list(allowed.order_by("-at", "-pk")))


def bed_and_breakfast_allowed(approach: HomelessApproach, moment: datetime) -> bool:
    """Whether a senior manager allows it at this moment, and nobody has said since that it is over (PR-06)."""
    allowed = BedAndBreakfast.objects.filter(~ended(FollowOn.Kind.BED), matter_id=approach.pk, until__gt=moment)
    return allowed.exists()
