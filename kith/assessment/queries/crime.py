"""A crime suspected in an assessment: since when, whether the police were told, what a manager made of it (AS-12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from kith.assessment.models import Assessment, StrategyConsidered
from kith.record.models import Clock
from kith.sharing.models import CrimeTakenBack, PoliceTold

TELL = "police.tell"


@dataclass(frozen=True)
class Crime:
    """What is recorded of suspected crimes in one assessment; nothing where none ever was.

    Attributes:
        since: when one was last suspected; not of one that was recorded by mistake.
        untold: the police have not been told of it yet.
        unconsidered: no manager has said since then whether a strategy discussion is held.
    """

    since: datetime | None = None
    untold: bool = False
    told: list[PoliceTold] = field(default_factory=list)
    considered: list[StrategyConsidered] = field(default_factory=list)
    taken_back: list[CrimeTakenBack] = field(default_factory=list)

    @property
    def discussions(self) -> list[StrategyConsidered]:
        """What managers answered about the crime that is suspected now."""
        return [one for one in self.considered if self.since is not None and one.at >= self.since]

    @property
    def unconsidered(self) -> bool:
        return self.since is not None and not self.discussions


def crime_of(assessment: Assessment) -> Crime:
    """What is recorded of crimes suspected in this assessment, newest first."""
    if not getattr(assessment, "crime_suspected", True):  # its page has asked already
        return Crime()
    clocks = list(Clock.objects.filter(matter_id=assessment.pk, rule=TELL).order_by("-started_at", "-pk"))
    if not clocks:
        return Crime()
    back = CrimeTakenBack.objects.filter(matter_id=assessment.pk).select_related("by")
    taken_back = list(back.order_by("-at", "-pk"))
    mistaken = {one.since for one in taken_back}
    clock = next((one for one in clocks if one.started_at not in mistaken), None)
    told = PoliceTold.objects.filter(matter_id=assessment.pk).select_related("told_by")
    considered = StrategyConsidered.objects.filter(matter_id=assessment.pk).select_related("by")
    return Crime(
        None if clock is None else clock.started_at,
        clock is not None and clock.stopped_at is None,
        list(told.order_by("-told_at", "-pk")),
        list(considered.order_by("-at", "-pk")),
        taken_back,
    )


def suspected(outer: str = "pk") -> Exists:
    """Whether a crime was ever suspected in an assessment."""
    return Exists(Clock.objects.filter(matter_id=OuterRef(outer), rule=TELL))


def unconsidered() -> QuerySet[Clock]:
    """Crimes suspected in open assessments, of which no manager has said whether a strategy discussion is held."""
    since = StrategyConsidered.objects.filter(matter_id=OuterRef("matter_id"), at__gte=OuterRef("started_at"))
    mistaken = CrimeTakenBack.objects.filter(matter_id=OuterRef("matter_id"), since=OuterRef("started_at"))
    open_now = Clock.objects.filter(rule=TELL, matter__assessment__state=Assessment.State.OPEN)
    return open_now.filter(~Exists(since), ~Exists(mistaken))
