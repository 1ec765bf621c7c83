"""What a conclusion or a manager's decision asked for, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, Max, OuterRef, Q, QuerySet

from kith.access.models import Subject
from kith.access.policies import identity_of
from kith.assessment.models import Assessment, FollowOn, NewInformation
from kith.assessment.models.following import CLOCKS
from kith.kernel.now import today
from kith.record.models import Clock


def follow_ons(assessment: Assessment) -> list[FollowOn]:
    """Everything that was asked for, in the order it was asked."""
    if not getattr(assessment, "something_follows", True):  # its page has asked already
        return []
    rows = FollowOn.objects.filter(matter_id=assessment.matter_id).select_related("begun_by", "answered_by")
    found = list(rows.order_by("pk"))
    for one in found:
        if not one.answer:
            one.room = begins_in(one.kind, assessment.child)  # type: ignore[attr-defined]  # read by parts/follows.html
    return found


def follow_on(assessment: Assessment, ref: str) -> FollowOn | None:
    """One of them."""
    rows = FollowOn.objects.filter(matter_id=assessment.matter_id, ref=ref)
    return rows.select_related("matter__assessment__child", "begun_by").first()


def discussion_held(assessment: Assessment) -> datetime | None:
    """When a strategy discussion was last held in this assessment: its conclusion asks for another only where one is
    wanted."""
    done = FollowOn.objects.filter(kind=FollowOn.Kind.STRATEGY, answer=FollowOn.Answer.DONE)
    return done.filter(matter_id=assessment.matter_id).aggregate(last=Max("done_at"))["last"]


def fallen(assessment: Assessment) -> NewInformation | None:
    """The manager's answer that its conclusion does not stand any more, the newest (AS-21)."""
    if assessment.state == Assessment.State.OPEN:
        return None
    found = _fallen().filter(matter_id=assessment.matter_id).select_related("answered_by")
    return found.order_by("-answered_at", "-pk").first()


def _fallen() -> QuerySet[NewInformation]:
    return NewInformation.objects.filter(answer=NewInformation.Answer.NOT_ANY_MORE)


def asked_of(child: Subject, kind: FollowOn.Kind) -> list[FollowOn]:
    """What the assessments of this child asked for of one kind, and of which nobody has said what came."""
    rows = waiting().filter(kind=kind, matter__assessment__child__in=identity_of(child))
    return list(rows.select_related("matter__assessment__child", "begun_by").order_by("pk"))


def discussions_asked(child: Subject) -> list[FollowOn]:
    """The strategy discussions that an assessment of this child asked for, and of which nobody has said what came."""
    return asked_of(child, FollowOn.Kind.STRATEGY)


def newest_of(child: Subject) -> Assessment | None:
    """The newest assessment of a child, on which what is owed to them waits, concluded or not."""
    rows = Assessment.objects.filter(child__in=identity_of(child), brought_in_from="").select_related("matter")
    return rows.order_by("-opened_at", "-pk").first()


# The room that holds what is asked for, by its kind: what it is called there, and where it begins for a child.
_rooms: dict[str, tuple[str, Callable[[Subject], str]]] = {}


def takes_over(kind: FollowOn.Kind, called: str, begins: Callable[[Subject], str]) -> None:
    """A room says that it holds what a conclusion of this kind asks for, and where that begins."""
    _rooms[kind] = called, begins


def begins_in(kind: str, child: Subject) -> tuple[str, str] | None:
    """What to do now about something that is asked for, and where; nothing where no room holds it."""
    found = _rooms.get(kind)
    return (found[0], found[1](child)) if found else None


def by_clock(running: Iterable[Clock]) -> dict[int, FollowOn]:
    """What each of these clocks waits for, where it is something that was asked for."""
    of = {(one.matter_id, one.rule): one.pk for one in running if one.rule in CLOCKS.values()}
    if not of:
        return {}
    rows = waiting().filter(matter_id__in={matter for matter, _ in of}).select_related("matter")
    return {of[row.matter_id, row.rule]: row for row in rows if (row.matter_id, row.rule) in of}


def waiting() -> QuerySet[FollowOn]:
    """Those that nobody has answered; in question where the conclusion behind them stands no more."""
    since = _fallen().filter(matter_id=OuterRef("matter_id"), answered_at__gte=OuterRef("begun_at"))
    return FollowOn.objects.filter(answer="").annotate(
        in_question=ExpressionWrapper(Q(kind__in=FollowOn.OF_A_CONCLUSION) & Exists(since), BooleanField())
    )


def ended(kind: FollowOn.Kind) -> Exists:
    """Of rows that allow something for a time: whether somebody said since that it was looked at again, which ends what
    that one allowed (AS-09, PR-06)."""
    answered = FollowOn.objects.exclude(answer="").filter(kind=kind, begun_at=OuterRef("at"))
    return Exists(answered.filter(matter_id=OuterRef("matter_id")))


def asked_now() -> QuerySet[FollowOn]:
    """Those for which an answer is asked now: an exception waits for the day that was set for it."""
    return waiting().filter(Q(again_on=None) | Q(again_on__lte=today()))
