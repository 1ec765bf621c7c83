"""A legal gateway meeting is asked for, advised on, held, or called off (CP-11, IG-11)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kith.access.chairing import AFTERWARDS, opens_to
from kith.access.leading import people_of
from kith.access.models import Matter, MatterSubject, Subject, User
from kith.access.notices import tell
from kith.actions.queries import offered
from kith.actions.steps import agree
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.legal import policies, queries
from kith.legal.forms import AdviceForm, AskForm, CallOffForm, HoldForm
from kith.legal.models import Gateway, GatewayChild, LegalAdvice, LegalCase
from kith.people.steps import those_who_hold
from kith.protection.queries import children_near
from kith.record.models import Clock
from kith.ui.forms import KithForm
from kith.ui.forms.words import lower_first

State = Gateway.State


class AskForGateway(Step):
    """Ask for a legal gateway meeting."""

    name = "legal.gateway_asked"
    form = AskForm
    may = policies.ask
    done = "A legal gateway meeting was asked for"

    @classmethod
    def form_kwargs(cls, actor: User, target: Subject) -> dict[str, Any]:
        return {"children": [(child.ref, name) for child, name in children_near(target.person)]}

    def apply(self, act: Act, children: list[str], why: str) -> Gateway:
        """One about all these children. What a manager decided on a plan that does not work is taken over by it.

        Raises:
            Breach: one is asked for about a child already.
        """
        about = [lock(one) for one, _ in children_near(act.target.person) if one.ref in children]
        if (row := queries.waiting_about(about)) is not None:
            name, other = row.child.person.shown_name, row.matter.gateway
            raise Breach(f"{other} about {name} is to be held already. Open it, or leave {name} out.", "children")
        act.matter, act.people = Matter.objects.create(kind="gateway"), about
        one = Gateway.objects.create(
            matter=act.matter, number=next_number("LG", act.now), why=why, follows=act.follows, asked_by=act.actor,
            asked_at=act.now, alternative=next(filter(None, map(queries.asked_for, about)), None),
        )  # fmt: skip
        MatterSubject.objects.bulk_create([MatterSubject(matter=act.matter, person=child) for child in about])
        GatewayChild.objects.bulk_create([GatewayChild(matter=act.matter, child=child) for child in about])
        told(act, about, one.href)
        return one


class HoldGateway(Step):
    """Hold the legal gateway meeting."""

    name = "legal.gateway_held"
    form = HoldForm
    may = policies.hold
    done = "Legal gateway meeting held"

    @classmethod
    def form_kwargs(cls, actor: User, target: Gateway) -> dict[str, Any]:
        rows = queries.gateway_children(target)
        return {
            "gateway": target,
            "children": [(row, queries.facts_of(row.child)) for row in rows],
            "advised": LegalAdvice.objects.filter(matter=target.matter).exists(),
            **offered(actor, target.matter),
        }

    def apply(
        self,
        act: Act,
        held_at: datetime,
        took_part: str,
        discussed: str,
        children: dict[str, dict[str, Any]],
        actions: list[dict[str, Any]],
        adviser: str = "",
        given_on: date | None = None,
        advice: str = "",
    ) -> Gateway:
        """What its chair decides for each child by themselves, after advice. What a rule asked, and what was answered,
        is kept with it; what follows stands in kith.journeys.

        Raises:
            Breach: it was held or called off meanwhile.
        """
        one = waits(act)
        if advice:
            assert given_on is not None  # the form asks for all three
            _advised(act, one.matter, adviser, given_on, advice)
        one.state, one.held_at, one.took_part, one.discussed = State.HELD, held_at, took_part, discussed
        one.decided_by = act.actor
        one.save()
        rows = queries.gateway_children(one)
        for row in rows:
            for name, value in children[row.ref].items():
                setattr(row, name, value)
            row.open = False
            row.save()
        agree(act, one.matter, actions, "Legal gateway meeting", several=True)
        about = [row.child for row in rows]
        opens_to(act.actor, about, one.matter, until=act.now + AFTERWARDS)  # who decided answers for it a while
        act.people, act.happened_at = about, held_at
        told(act, about, one.href, one.asked_by)
        return one


class GatewayDecided(Step):
    """Decide at the legal gateway for a child."""

    name = "legal.gateway_decided"
    form = KithForm
    may = policies.decided
    done = "Legal gateway: {outcome}"

    def apply(self, act: Act) -> GatewayChild:
        """It follows from the meeting, on each child's own line of the record."""
        row: GatewayChild = act.target
        act.matter, act.people, act.happened_at = row.matter, [row.child], row.matter.gateway.held_at
        act.words = {"outcome": lower_first(row.get_outcome_display())}
        if row.to_court:
            act.stands_out = f"Decided at the legal gateway: {lower_first(row.get_outcome_display())}"
        return row


class CallOffGateway(Step):
    """Call the meeting off."""

    name = "legal.gateway_called_off"
    form = CallOffForm
    may = policies.call_off
    done = "Legal gateway meeting called off"

    def apply(self, act: Act, off_because: str) -> Gateway:
        """Who decided says why. Whoever asked for it is told.

        Raises:
            Breach: it was held or called off meanwhile.
        """
        one = waits(act)
        one.state, one.off_because, one.off_by, one.off_at = State.OFF, off_because, act.actor, act.now
        one.save()
        for row in queries.gateway_children(one):
            row.open = False
            row.save(update_fields=["open"])
        running = Clock.objects.filter(matter=one.matter, stopped_at=None)
        running.update(not_needed_because="The meeting was called off", stopped_at=act.now)
        told(act, people_of(one), one.href, one.asked_by)
        return one


class RecordAdvice(Step):
    """Write down legal advice."""

    name = "legal.advice_recorded"
    form = AdviceForm
    may = policies.advise
    done = "Legal advice was taken"

    def apply(self, act: Act, adviser: str, given_on: date, words: str) -> LegalAdvice:
        """On a meeting or a case. It is privileged: the entry says that advice was taken, and nothing of it."""
        one: Gateway | LegalCase = act.target
        act.matter, act.people = one.matter, people_of(one)
        return _advised(act, one.matter, adviser, given_on, words)


def waits(act: Act) -> Gateway:
    """The meeting, locked, while it is still to be held.

    Raises:
        Breach: it was held or called off a moment ago.
    """
    one: Gateway = lock(act.target)
    act.matter = one.matter
    if not one.waits:
        raise Breach("Somebody was quicker: it was held or called off a moment ago. Look at it again.")
    return one


def told(act: Act, about: list[Subject], href: str, *more: User) -> None:
    """Those who work with the children, and whoever else, hear that something is new."""
    for user in {*(user for child in about for user in those_who_hold(child.person)), *more} - {act.actor}:
        tell(user, href)


def _advised(act: Act, matter: Matter, adviser: str, given_on: date, words: str) -> LegalAdvice:
    return LegalAdvice.objects.create(
        matter=matter, adviser=adviser, given_on=given_on, words=words, by=act.actor, at=act.now
    )
