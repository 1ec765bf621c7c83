"""What an authorised conclusion asked for, and what came of it."""

from __future__ import annotations

from django.db.models import QuerySet

from kith.assessment.models import Assessment, FollowOn


def follow_ons(assessment: Assessment) -> list[FollowOn]:
    """Everything one conclusion asked for, in the order it was asked."""
    if assessment.state == Assessment.State.OPEN:
        return []
    rows = FollowOn.objects.filter(matter_id=assessment.matter_id).select_related("begun_by", "answered_by")
    return list(rows.order_by("pk"))


def follow_on(assessment: Assessment, ref: str) -> FollowOn | None:
    """One of them."""
    rows = FollowOn.objects.filter(matter_id=assessment.matter_id, ref=ref)
    return rows.select_related("matter__assessment__child", "begun_by").first()


def waiting() -> QuerySet[FollowOn]:
    """Those that nobody has answered."""
    return FollowOn.objects.filter(answer="")
