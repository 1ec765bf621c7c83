"""Actions are agreed, go on, change hands or day, and end: done, or not done after all (CP-03, CP-08 to CP-10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kith.access.models import Matter, Subject, User
from kith.access.notices import tell
from kith.actions import forms, policies, queries, standing
from kith.actions.ladder import origins
from kith.actions.models import Action, ActionChild, ActionDayMoved, ActionHandedOver, ActionProgress
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.standards.words import plural


def agree(
    act: Act, matter: Matter, rows: Iterable[Mapping[str, Any]], origin: str, *, several: bool = False
) -> list[Action]:
    """Write down actions, inside a step of any room's own; their owners are told that something waits.

    Args:
        rows: as `ActionForm` cleans them: `what`, `owner` or `who` and `agency_kind`, `due_on`, and `children` by their
            references where they are not for all.
        origin: what they were agreed in, as pages say it: "Strategy discussion".
        several: agreed by several agencies together: then a manager alone drops one or moves its day.
    """
    return [_agreed(act, matter, row, origin, several) for row in rows]


def _agreed(act: Act, matter: Matter, row: Mapping[str, Any], origin: str, several: bool) -> Action:
    action = Action.objects.create(
        matter=matter,
        what=row["what"],
        owner=row["owner"],
        who=row["who"],
        agency_kind=row["agency_kind"],
        due_on=row["due_on"],
        first_due_on=row["due_on"],
        came_of=origin,
        several_agencies=several,
        agreed_by=act.actor,
        agreed_at=act.now,
    )
    if chosen := row.get("children"):
        about = Subject.objects.filter(ref__in=chosen, matters__matter=matter)
        ActionChild.objects.bulk_create(
            ActionChild(matter=matter, action=action, person=one) for one in about.distinct()
        )
    _tell_owner(act, action)
    return action


class AgreeActions(Step):
    """Agree an action."""

    name = "actions.agreed"
    form = forms.AgreeForm
    may = policies.agree
    done = "{number} agreed: {origin}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return queries.offered(actor, target)

    def apply(self, act: Act, origin: str, meeting: str, actions: list[dict[str, Any]]) -> Action:
        """Each with what, who and by when; what they were agreed in stands with them."""
        chosen = next(one for one in origins() if one.key == origin)
        act.matter = act.target
        act.words = {"number": plural(len(actions), "action"), "origin": chosen.title}
        return agree(act, act.target, actions, meeting or chosen.title, several=chosen.several)[0]


class RecordProgress(Step):
    """Write down what was done."""

    name = "actions.progressed"
    form = forms.ProgressForm
    may = policies.follow
    done = "Action: what was done so far"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"documents": [(one.ref, one.title) for one in queries.documents_for(target)]}

    def apply(self, act: Act, words: str, document: str = "") -> ActionProgress:
        """It stands after what was written before; none of it is changed."""
        action = _held(act)
        shows = next((one for one in queries.documents_for(action) if one.ref == document), None)
        return ActionProgress.objects.create(
            matter=action.matter, action=action, words=words, document=shows, by=act.actor, at=act.now
        )


class FinishAction(Step):
    """Say that it is done."""

    name = "actions.done"
    form = forms.DoneForm
    may = policies.follow
    done = "Action done"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"agreed_at": target.agreed_at}

    def apply(self, act: Act, done_on: date, evidence: str) -> Action:
        """When, and how that is known; whoever agreed it is told."""
        return _end(act, Action.Ended.DONE, evidence, done_on)


class DropAction(Step):
    """Say that it is not done after all."""

    name = "actions.dropped"
    form = forms.DropForm
    may = policies.change
    done = "Action not done after all"

    def apply(self, act: Act, reason: str) -> Action:
        """With the reason; it stays to be read, and so does that it was late."""
        return _end(act, Action.Ended.DROPPED, reason, None)


class HandOver(Step):
    """Hand it over."""

    name = "actions.handed_over"
    form = forms.HandOverForm
    may = policies.follow
    done = "Action handed over"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"action": target, "owners": queries.offered(actor, target.matter)["owners"]}

    def apply(self, act: Act, owner: User | None, who: str, agency_kind: str, reason: str) -> Action:
        """To another; who had it until now stays to be read, and its day stays."""
        action = _held(act)
        was = queries.owner_words(action)
        action.owner, action.who, action.agency_kind = owner, who, agency_kind
        became = queries.owner_words(action)
        if was == became:
            raise Breach("Somebody gave it to them a moment ago. Look at it again.")
        action.save(update_fields=["owner", "who", "agency_kind"])
        ActionHandedOver.objects.create(
            matter=action.matter, action=action, was=was, became=became, reason=reason, by=act.actor, at=act.now
        )
        _tell_owner(act, action)
        return action


class MoveDay(Step):
    """Move its day."""

    name = "actions.day_moved"
    form = forms.MoveDayForm
    may = policies.change
    done = "Action: its day moved"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"action": target}

    def apply(self, act: Act, due_on: date, reason: str) -> Action:
        """With the reason. The first day stays, and so does that the day it had was past (CL-10)."""
        action = _held(act)
        if action.due_on == due_on:
            raise Breach("Somebody moved it to that day a moment ago. Look at it again.")
        late = standing.is_late(action)
        ActionDayMoved.objects.create(
            matter=action.matter, action=action, was=action.due_on, became=due_on, was_late=late, reason=reason,
            by=act.actor, at=act.now,
        )  # fmt: skip
        action.due_on = due_on
        action.save(update_fields=["due_on"])
        _tell_owner(act, action)
        return action


def _end(act: Act, how: str, words: str, done_on: date | None) -> Action:
    action = _held(act)
    action.ended_as, action.ended_words, action.done_on = how, words, done_on
    action.ended_by, action.ended_at = act.actor, act.now
    action.save(update_fields=["ended_as", "ended_words", "done_on", "ended_by", "ended_at"])
    if action.agreed_by != act.actor:
        tell(action.agreed_by, action.href)
    return action


def _held(act: Act) -> Action:
    """The action, held until the step ends, if it has not ended."""
    action: Action = lock(act.target)
    act.matter = action.matter
    if action.ended_at is not None:
        raise Breach("Somebody ended it a moment ago. Look at it again.")
    return action


def _tell_owner(act: Act, action: Action) -> None:
    if action.owner is not None and action.owner != act.actor:
        tell(action.owner, action.href)
