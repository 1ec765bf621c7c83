"""While a child is looked after: another legal status, the reviewing officer, the first review, and the end (CP-12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kith.access.models import User
from kith.access.notices import tell
from kith.care import policies, queries, statuses
from kith.care.forms import EndForm, OfficerForm, ReviewForm, StatusForm
from kith.care.models import CareEpisode, CareReview, PeriodOfCare
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.steps import those_who_hold
from kith.record.models import Clock


def _newest(period: PeriodOfCare) -> CareEpisode:
    """The episode that runs; of a period that somebody ended a moment ago, the last one."""
    return CareEpisode.objects.filter(matter=period.matter).latest("began_at", "pk")


class ChangeStatus(Step):
    """Record another legal status."""

    name = "care.status_changed"
    form = StatusForm
    may = policies.work
    done = "Looked after: {status}"

    @classmethod
    def form_kwargs(cls, actor: User, target: PeriodOfCare) -> dict[str, Any]:
        running = _newest(target)
        return {"since": running.began_at, "now_is": running.status}

    def apply(self, act: Act, status: str, began_at: datetime, rests_on: str) -> CareEpisode:
        """The same period of care goes on: one episode ends, and the next begins with it (SSDA903: X1, and L).

        Raises:
            Breach: somebody changed it, or care ended, a moment ago.
        """
        period = _held(act)
        running: CareEpisode = lock(_newest(period))
        if began_at < running.began_at or running.status == status:
            raise Breach("Somebody was quicker: the legal status changed a moment ago. Look at it again.")
        running.ended_at, running.ended_as = began_at, statuses.GOES_ON
        running.save(update_fields=["ended_at", "ended_as"])
        act.happened_at, act.words = began_at, {"status": statuses.words_of(status)}
        _tell(act, period)
        return CareEpisode.objects.create(
            matter=period.matter, began_at=began_at, began_as=statuses.CHANGED, status=status, rests_on=rests_on,
            recorded_by=act.actor, recorded_at=act.now,
        )  # fmt: skip


class NameOfficer(Step):
    """Name the independent reviewing officer."""

    name = "care.reviewing_officer_named"
    form = OfficerForm
    may = policies.name_officer
    done = "Independent reviewing officer named, and the child told"

    @classmethod
    def form_kwargs(cls, actor: User, target: PeriodOfCare) -> dict[str, Any]:
        return {"officers": queries.those_who_review()}

    def apply(self, act: Act, officer: str, child_told: bool) -> PeriodOfCare:
        """Before the first review; another may be named later, and who it was stays in the history."""
        period = _held(act)
        period.officer = User.objects.get(ref=officer)
        period.save(update_fields=["officer"])
        tell(period.officer, period.href)
        return period


class HoldFirstReview(Step):
    """Record the first review."""

    name = "care.first_review_held"
    form = ReviewForm
    may = policies.review
    done = "First looked-after review held"

    @classmethod
    def form_kwargs(cls, actor: User, target: PeriodOfCare) -> dict[str, Any]:
        return {"since": target.began_at}

    def apply(self, act: Act, held_at: datetime, **said: Any) -> CareReview:
        """Within twenty working days of becoming looked after; its day stops that clock (CL-10).

        Raises:
            Breach: it is recorded already.
        """
        period = _held(act)
        if CareReview.objects.filter(matter=period.matter).exists():
            raise Breach("The first review is recorded. Later ones are recorded once placements have their room.")
        act.happened_at = held_at
        _tell(act, period)
        return CareReview.objects.create(
            matter=period.matter, held_at=held_at, chaired_by=act.actor.name, by=act.actor, at=act.now, **said
        )


class EndCare(Step):
    """Record that the child left care."""

    name = "care.ended"
    form = EndForm
    may = policies.end
    done = "Left care: {why}"

    @classmethod
    def form_kwargs(cls, actor: User, target: PeriodOfCare) -> dict[str, Any]:
        return {"since": _newest(target).began_at, "born": target.child.person.date_of_birth}

    def apply(self, act: Act, ended_at: datetime, ended_as: str, ended_words: str) -> PeriodOfCare:
        """The period and its last episode end, with the reason that the return asks for; what ran is not needed.

        Raises:
            Breach: somebody ended it, or changed the status, a moment ago.
        """
        period = _held(act)
        running: CareEpisode = lock(_newest(period))
        if ended_at < running.began_at:
            raise Breach("Somebody was quicker: the legal status changed a moment ago. Look at it again.")
        running.ended_at, running.ended_as = ended_at, ended_as
        running.save(update_fields=["ended_at", "ended_as"])
        period.state, period.ended_at, period.ended_by = PeriodOfCare.State.ENDED, ended_at, act.actor
        period.ended_as, period.ended_words = ended_as, ended_words
        period.save(update_fields=["state", "ended_at", "ended_by", "ended_as", "ended_words"])
        left = Clock.objects.filter(matter=period.matter, stopped_at=None)
        left.update(not_needed_because=f"The child left care: {period.ended_reason}"[:1000], stopped_at=act.now)
        act.happened_at, act.words = ended_at, {"why": period.ended_reason}
        _tell(act, period)
        return period


def _held(act: Act) -> PeriodOfCare:
    period: PeriodOfCare = lock(act.target)
    act.matter, act.people = period.matter, [period.child]
    if not period.is_open:
        raise Breach("Somebody was quicker: this period of care ended a moment ago. Look at it again.")
    return period


def _tell(act: Act, period: PeriodOfCare) -> None:
    for user in {*those_who_hold(period.child.person), *([period.officer] if period.officer else [])} - {act.actor}:
        tell(user, period.href)
