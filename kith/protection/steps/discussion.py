"""A strategy discussion is called, moved, held, called off, and added to (CP-01 to CP-03)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kith.access.chairing import AFTERWARDS, chairs_no_more, may_read_all, opens_to
from kith.access.leading import people_of
from kith.access.models import Matter, MatterSubject, Subject, User
from kith.access.notices import tell
from kith.access.roles import Ability
from kith.actions.queries import offered
from kith.actions.steps import agree
from kith.assessment.queries.workload import holders_of
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.steps import those_who_hold
from kith.protection import policies, queries
from kith.protection.forms import AddForm, CallForm, CallOffForm, HoldForm, MoveForm
from kith.protection.harm import harm_words
from kith.protection.models import (
    DiscussedChild,
    DiscussionAddition,
    DiscussionAgency,
    DiscussionMoved,
    StrategyDiscussion,
)
from kith.ui.forms.words import lower_first

State = StrategyDiscussion.State


class CallDiscussion(Step):
    """Call a strategy discussion."""

    name = "protection.strategy_called"
    form = CallForm
    may = policies.call
    done = "Strategy discussion called: {harm}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Subject) -> dict[str, Any]:
        near = [(child.ref, name) for child, name in queries.children_near(target.person)]
        return {"children": near, "chairs": queries.those_who_may_chair()}

    def apply(self, act: Act, children: list[str], chair: str, invited: list[dict[str, Any]], **said: Any) -> Any:
        """One about all these children; its chair and whoever holds their cases are told.

        Raises:
            Breach: one is to be held about a child already, or the chair may not read the record of one of them.
        """
        near = [one for one, _ in queries.children_near(act.target.person) if one.ref in children]
        about = [lock(one) for one in sorted(near, key=lambda one: one.pk)]  # two at once: in one order
        chairs = _manager(chair)
        _check(about, chairs)
        matter = Matter.objects.create(kind="strategy")
        act.matter, act.people = matter, about
        act.words = {"harm": lower_first(harm_words(said["kinds"]))}
        one = StrategyDiscussion.objects.create(
            matter=matter,
            number=next_number("S", act.now),
            chair=chairs,
            called_by=act.actor,
            called_at=act.now,
            **said,
        )
        MatterSubject.objects.bulk_create([MatterSubject(matter=matter, person=child) for child in about])
        DiscussedChild.objects.bulk_create([DiscussedChild(matter=matter, child=child) for child in about])
        _agencies(matter, invited)
        opens_to(chairs, about, matter)
        holders = {user for child in about for user in those_who_hold(child.person)}
        for user in {chairs, *holders} - {act.actor}:
            tell(user, one.href)
        return one


class MoveDiscussion(Step):
    """Change its chair or its day."""

    name = "protection.strategy_moved"
    form = MoveForm
    may = policies.move
    done = "Strategy discussion: another chair or day"

    @classmethod
    def form_kwargs(cls, actor: User, target: StrategyDiscussion) -> dict[str, Any]:
        return {"chairs": queries.those_who_may_chair()}

    def apply(self, act: Act, chair: str, mode: str, planned_at: datetime, reason: str) -> StrategyDiscussion:
        """What was planned before stays, with why it changed; the chair is told.

        Raises:
            Breach: it was held or called off meanwhile, or the chair may not read the record of one of the children.
        """
        one = _held(act, State.CALLED)
        chairs = _manager(chair)
        about = people_of(one)
        _may_read(about, chairs)
        DiscussionMoved.objects.create(
            matter=one.matter, chair=one.chair, planned_at=one.planned_at, reason=reason, by=act.actor, at=act.now
        )
        if chairs.pk != one.chair_id:
            chairs_no_more(one.matter, act.now)
            opens_to(chairs, about, one.matter)
        one.chair, one.mode, one.planned_at = chairs, mode, planned_at
        one.save(update_fields=["chair", "mode", "planned_at"])
        if chairs != act.actor:
            tell(chairs, one.href)
        return one


class HoldDiscussion(Step):
    """Hold the strategy discussion."""

    name = "protection.strategy_held"
    form = HoldForm
    may = policies.hold
    done = "Strategy discussion held: {outcomes}"

    @classmethod
    def form_kwargs(cls, actor: User, target: StrategyDiscussion) -> dict[str, Any]:
        about = queries.children_of(target)
        children = [(row.child, row.child.person.shown_name) for row in about]
        return {"discussion": target, "children": children, **offered(actor, target.matter)}

    def apply(
        self,
        act: Act,
        children: dict[str, dict[str, str]],
        agencies: list[dict[str, Any]],
        actions: list[dict[str, Any]],
        **said: Any,
    ) -> StrategyDiscussion:
        """What each agency knows, the threshold, the basis, what the police say, and each child by themselves: the
        minutes stand from now on. What follows for each child stands in kith.journeys.

        Raises:
            Breach: it was held or called off meanwhile; harm outside the family is discussed and nobody has said who
                else is at risk.
        """
        one = _held(act, State.CALLED)
        if one.is_outside:
            _others_were_asked_about(one)
        for name, value in said.items():
            setattr(one, name, value)
        one.state, one.ended_by = State.HELD, act.actor
        one.save()
        rows = queries.children_of(one)
        for row in rows:
            row.outcome, row.why = children[row.child.ref]["outcome"], children[row.child.ref]["why"]
            row.save(update_fields=["outcome", "why"])
        _took_part(one.matter, agencies)
        agree(act, one.matter, actions, "Strategy discussion", several=True)
        chairs_no_more(one.matter, act.now + AFTERWARDS)
        act.people, act.happened_at = [row.child for row in rows], one.ended_at
        act.words = {"outcomes": "; ".join(dict.fromkeys(lower_first(row.get_outcome_display()) for row in rows))}
        for user in {user for row in rows for user in those_who_hold(row.child.person)} - {act.actor}:
            tell(user, one.href)
        return one


class CallOff(Step):
    """Call it off."""

    name = "protection.strategy_called_off"
    form = CallOffForm
    may = policies.call_off
    done = "Strategy discussion called off"

    def apply(self, act: Act, off_because: str) -> StrategyDiscussion:
        """A named manager says why; what was asked for goes on waiting. Whoever called it is told.

        Raises:
            Breach: it was held or called off meanwhile.
        """
        one = _held(act, State.CALLED)
        one.state, one.off_because, one.off_by, one.off_at = State.OFF, off_because, act.actor, act.now
        one.save(update_fields=["state", "off_because", "off_by", "off_at"])
        chairs_no_more(one.matter, act.now + AFTERWARDS)
        if one.called_by != act.actor:
            tell(one.called_by, one.href)
        return one


class AddToMinutes(Step):
    """Add to the minutes."""

    name = "protection.strategy_added_to"
    form = AddForm
    may = policies.add
    done = "Strategy discussion: the minutes were added to"

    def apply(self, act: Act, source: str, words: str) -> DiscussionAddition:
        """It stands below the minutes, which stay as they were; the chair is told."""
        one = _held(act, State.HELD)
        if one.chair != act.actor:
            tell(one.chair, one.href)
        return DiscussionAddition.objects.create(
            matter=one.matter, source=source, words=words, by=act.actor, at=act.now
        )


def _held(act: Act, state: StrategyDiscussion.State) -> StrategyDiscussion:
    one: StrategyDiscussion = lock(act.target)
    act.matter = one.matter
    if one.state != state:
        raise Breach("Somebody was quicker: it was held or called off a moment ago. Look at it again.")
    return one


def _manager(ref: str) -> User:
    found = next((grant.user for grant in holders_of(Ability.SUPERVISE) if grant.user.ref == ref), None)
    if found is None:
        raise Breach("Choose the chair again: they are not a manager any more.", "chair")
    return found


def _check(about: list[Subject], chair: User) -> None:
    waiting = DiscussedChild.objects.filter(child__in=about, matter__strategy_discussion__state=State.CALLED)
    if (row := waiting.select_related("child__person").first()) is not None:
        name = row.child.person.shown_name
        raise Breach(f"A strategy discussion about {name} is to be held already. Open it, or leave {name} out.")
    _may_read(about, chair)


def _may_read(about: Iterable[Subject], chair: User) -> None:
    """Whoever chairs reads the record of every child."""
    if not may_read_all(about, chair):
        raise Breach("The record of a child is restricted, and this chair may not read it. Choose another.", "chair")


def _agencies(matter: Matter, rows: list[dict[str, Any]]) -> None:
    known = queries.agencies_named(rows)
    DiscussionAgency.objects.bulk_create(
        [DiscussionAgency(matter=matter, agency=known.get(_named(row)), **row) for row in rows]
    )


def _named(row: dict[str, Any]) -> tuple[str, str]:
    return row["agency_kind"], row["agency_name"].casefold()


def _took_part(matter: Matter, rows: list[dict[str, Any]]) -> None:
    """Who was invited says whether they came; who was taken off the list did not, and stays; others came besides."""
    said = {_named(row): row for row in rows}
    for invited in DiscussionAgency.objects.filter(matter=matter).order_by("pk"):
        row = said.pop((invited.agency_kind, invited.agency_name.casefold()), None)
        invited.part = row["part"] if row else DiscussionAgency.Part.ABSENT
        invited.name, invited.knows = (row["name"] or invited.name, row["knows"]) if row else (invited.name, "")
        invited.save(update_fields=["part", "name", "knows"])
    _agencies(matter, list(said.values()))


def _others_were_asked_about(one: StrategyDiscussion) -> None:
    """Harm outside the family seldom meets one child alone (EX-06)."""
    gap = next(queries.spread_of(one.matter).gaps, None)
    if gap is not None:
        raise Breach(
            f"{gap.label}{gap.about}. It is on the page of the discussion: “Which other children are at risk?”"
        )
