"""A child comes into care: asked for and agreed, or by an order (CP-12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kith.access.models import Matter, MatterSubject, Subject, User
from kith.access.notices import tell
from kith.access.policies import identity_of
from kith.care import policies, queries, statuses
from kith.care.forms import AgreementForm, DecideForm, OrderForm, RefuseForm
from kith.care.models import CareEpisode, PeriodOfCare
from kith.emergency.queries import by_ref as emergency_by_ref
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.steps import those_who_hold
from kith.standards.words import full_moment, local_day

State, Route = PeriodOfCare.State, PeriodOfCare.Route


def _asked(actor: User, child: Subject) -> dict[str, Any]:
    nominated = [one for one in queries.those_nominated() if one[0] != actor.ref]
    return {"basis": queries.basis_of(child), "nominated": nominated, "born": child.person.date_of_birth}


class AskForCare(Step):
    """Ask that the child is accommodated by agreement."""

    name = "care.entry_asked"
    form = AgreementForm
    may = policies.begin
    done = "Care by agreement asked for"

    @classmethod
    def form_kwargs(cls, actor: User, target: Subject) -> dict[str, Any]:
        return _asked(actor, target)

    def apply(self, act: Act, **said: Any) -> PeriodOfCare:
        """With the consent and the care plan; it begins once a nominated manager has agreed (IG-03).

        Raises:
            Breach: the child is looked after, or care is asked for, already.
        """
        return _begun(act, Route.AGREEMENT, State.ASKED, **said)


class EnterByOrder(Step):
    """Record that the child is looked after by an order."""

    name = "care.entered_by_order"
    event = "care.became_looked_after"
    form = OrderForm
    may = policies.begin
    done = "Looked after: {status}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Subject) -> dict[str, Any]:
        return _asked(actor, target)

    def apply(self, act: Act, status: str, rests_on: str, **said: Any) -> PeriodOfCare:
        """It begins with the order, and waits for nobody; a nominated manager approves the care plan after.

        Raises:
            Breach: the child is looked after, or care is asked for, already.
        """
        period = _begun(act, Route.ORDER, State.OPEN, **said)
        _started(act, period, status, rests_on)
        return period


class AgreeEntry(Step):
    """Agree that the child comes into care."""

    name = "care.entry_agreed"
    event = "care.became_looked_after"
    form = DecideForm
    may = policies.decide
    done = "Looked after: {status}, agreed by a nominated manager"

    def apply(self, act: Act, decided_words: str) -> PeriodOfCare:
        """Another than whoever asked agrees: care begins as it was asked for (IG-03).

        Raises:
            Breach: somebody decided a moment ago.
        """
        period = _decided(act, State.ASKED, decided_words)
        period.state = State.OPEN
        period.save(update_fields=["state", "decided_by", "decided_at", "decided_words"])
        rests_on = f"{period.consent_by}\n{full_moment(period.consent_at)}" if period.consent_at else period.consent_by
        _started(act, period, statuses.SECTION_20, rests_on)
        return period


class RefuseEntry(Step):
    """Say that the child does not come into care."""

    name = "care.entry_refused"
    form = RefuseForm
    may = policies.decide
    done = "Care by agreement was not agreed"

    def apply(self, act: Act, decided_words: str) -> PeriodOfCare:
        """With why, and what keeps the child safe instead; whoever asked is told.

        Raises:
            Breach: somebody decided a moment ago.
        """
        period = _decided(act, State.ASKED, decided_words)
        period.state = State.REFUSED
        period.save(update_fields=["state", "decided_by", "decided_at", "decided_words"])
        return period


class ApprovePlan(Step):
    """Approve the care plan."""

    name = "care.plan_approved"
    form = DecideForm
    may = policies.approve
    done = "Care plan approved by a nominated manager"

    def apply(self, act: Act, decided_words: str) -> PeriodOfCare:
        """Of a child who came into care by an order, which waits for nobody (IG-03).

        Raises:
            Breach: somebody approved it a moment ago.
        """
        period = _decided(act, State.OPEN, decided_words)
        period.save(update_fields=["decided_by", "decided_at", "decided_words"])
        return period


def _begun(
    act: Act,
    route: PeriodOfCare.Route,
    state: PeriodOfCare.State,
    *,
    began_at: datetime,
    emergency: str,
    nominated: str,
    **said: Any,
) -> PeriodOfCare:
    child: Subject = act.target
    lock(child)
    running = PeriodOfCare.objects.filter(child__in=identity_of(child), state__in=[State.ASKED, State.OPEN])
    if (other := running.select_related("matter").first()) is not None:
        raise Breach(
            f"{other} is open already: a child is looked after once. Open it, and change the legal status there."
        )
    act.matter, act.people = Matter.objects.create(kind="care"), [child]
    MatterSubject.objects.create(matter=act.matter, person=child)
    period = PeriodOfCare.objects.create(
        matter=act.matter, number=next_number("L", act.now), child=child, state=state, route=route, began_at=began_at,
        emergency=emergency_by_ref(emergency) if emergency else None, nominated=User.objects.get(ref=nominated),
        asked_by=act.actor, asked_at=act.now, **said,
    )  # fmt: skip
    for user in {period.nominated, *those_who_hold(child.person)} - {act.actor}:
        tell(user, period.href)
    return period


def _started(act: Act, period: PeriodOfCare, status: str, rests_on: str) -> None:
    CareEpisode.objects.create(
        matter=period.matter, began_at=period.began_at, began_as=statuses.STARTED, status=status, rests_on=rests_on,
        recorded_by=act.actor, recorded_at=act.now,
    )  # fmt: skip
    act.happened_at, act.words = min(act.now, period.began_at), {"status": statuses.words_of(status)}
    if period.began_at > act.now:  # agreed beforehand: its dates count from the day on which care begins
        act.counts_from = local_day(period.began_at)


def _decided(act: Act, state: PeriodOfCare.State, words: str) -> PeriodOfCare:
    period: PeriodOfCare = lock(act.target)
    act.matter, act.people = period.matter, [period.child]
    if period.state != state or period.decided_by_id is not None:
        raise Breach("Somebody was quicker: this was decided a moment ago. Look at it again.")
    period.decided_by, period.decided_at, period.decided_words = act.actor, act.now, words
    for user in {period.asked_by, *those_who_hold(period.child.person)} - {act.actor}:
        tell(user, period.href)
    return period
