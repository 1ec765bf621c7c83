"""A crime suspected in an assessment: since when, whether the police were told, what a manager made of it (AS-12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from kith.assessment.models import Assessment, StrategyConsidered
from kith.record.models import Clock
from kith.sharing.models import PoliceTold

TELL = "police.tell"


@dataclass(frozen=True)
class Crime:
    """What is recorded of suspected crimes in one assessment; nothing where none is suspected.

    Attributes:
        since: when one was last suspected.
        untold: the police have not been told of it yet.
        unconsidered: no manager has said since then whether a strategy discussion is held.
    """

    since: datetime | None = None
    untold: bool = False
    told: list[PoliceTold] = field(default_factory=list)
    considered: list[StrategyConsidered] = field(default_factory=list)

    @property
    def unconsidered(self) -> bool:
        return self.since is not None and not any(one.at >= self.since for one in self.considered)


def crime_of(assessment: Assessment) -> Crime:
    """What is recorded of crimes suspected in this assessment, newest first."""
    if not getattr(assessment, "crime_suspected", True):  # its page has asked already
        return Crime()
    clock = Clock.objects.filter(matter_id=assessment.pk, rule=TELL).order_by("-started_at", "-pk").first()
    if clock is None:
        return Crime()
    told = PoliceTold.objects.filter(matter_id=assessment.pk).select_related("told_by")
    considered = StrategyConsidered.objects.filter(matter_id=assessment.pk).select_related("by")
    return Crime(
        clock.started_at,
        clock.stopped_at is None,
        list(told.order_by("-told_at", "-pk")),
        list(considered.order_by("-at", "-pk")),
    )


def suspected(outer: str = "pk") -> Exists:
    """Whether a crime was ever suspected in an assessment."""
    return Exists(Clock.objects.filter(matter_id=OuterRef(outer), rule=TELL))


def unconsidered() -> QuerySet[Clock]:
    """Crimes suspected in open assessments, of which no manager has said whether a strategy discussion is held."""
    since = StrategyConsidered.objects.filter(matter_id=OuterRef("matter_id"), at__gte=OuterRef("started_at"))
    open_now = Clock.objects.filter(rule=TELL, matter__assessment__state=Assessment.State.OPEN)
    return open_now.filter(~Exists(since))
