"""What a conclusion or a manager's decision asked for, and what came of it."""

from __future__ import annotations

from django.db.models import QuerySet

from kith.assessment.models import Assessment, FollowOn


def follow_ons(assessment: Assessment) -> list[FollowOn]:
    """Everything that was asked for, in the order it was asked."""
    if not getattr(assessment, "something_follows", True):  # its page has asked already
        return []
    rows = FollowOn.objects.filter(matter_id=assessment.matter_id).select_related("begun_by", "answered_by")
    return list(rows.order_by("pk"))


def follow_on(assessment: Assessment, ref: str) -> FollowOn | None:
    """One of them."""
    rows = FollowOn.objects.filter(matter_id=assessment.matter_id, ref=ref)
    return rows.select_related("matter__assessment__child", "begun_by").first()


def discussion_held(assessment: Assessment) -> bool:
    """Whether a strategy discussion was held in this assessment, so that its conclusion asks for no other."""
    done = FollowOn.objects.filter(kind=FollowOn.Kind.STRATEGY, answer=FollowOn.Answer.DONE)
    return done.filter(matter_id=assessment.matter_id).exists()


def waiting() -> QuerySet[FollowOn]:
    """Those that nobody has answered."""
    return FollowOn.objects.filter(answer="")
