"""A disagreement is raised with each view, heard further, passed on, and settled (AS-17)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter
from kith.access.notices import tell
from kith.disagreements import policies, queries, standing
from kith.disagreements.forms import PassOnForm, RaiseForm, SettleForm, ViewForm
from kith.disagreements.models import Disagreement, DisagreementPassed, DisagreementView
from kith.disagreements.stages import stages
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step


class RaiseDisagreement(Step):
    """Record a professional disagreement."""

    name = "disagreements.raised"
    form = RaiseForm
    may = policies.raise_one
    done = "Professional disagreement recorded"

    def apply(self, act: Act, issue: str, views: list[dict[str, Any]]) -> Disagreement:
        """Each view as it was put; whoever settles it first is told that something waits."""
        matter: Matter = act.target
        act.matter = matter
        one = Disagreement.objects.create(matter=matter, issue=issue, raised_by=act.actor, raised_at=act.now)
        for view in views:
            _view(act, one, **view)
        _send_word(act, one)
        return one


class AddView(Step):
    """Add how somebody sees it."""

    name = "disagreements.view_added"
    form = ViewForm
    may = policies.follow
    done = "Professional disagreement: another view recorded"

    def apply(self, act: Act, who: str, words: str) -> DisagreementView:
        """It stands after the others; none is changed by it."""
        return _view(act, _held(act), who=who, words=words)


class PassOn(Step):
    """Pass it on."""

    name = "disagreements.passed_on"
    form = PassOnForm
    may = policies.follow
    done = "Professional disagreement passed on: {stage}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        here = stages().index(standing.stood(target)[-1].stage)
        return {"later": [(one.key, one.title) for one in stages()[here + 1 :]]}

    def apply(self, act: Act, to: str, reason: str) -> DisagreementPassed:
        """To a later stage before its day; whoever settles it there is told."""
        one = _held(act)
        passed = DisagreementPassed.objects.create(
            matter=one.matter, disagreement=one, to=to, reason=reason, by=act.actor, at=act.now
        )
        act.words = {"stage": next(stage.title for stage in stages() if stage.key == to)}
        _send_word(act, one)
        return passed


class Settle(Step):
    """Record how it was settled."""

    name = "disagreements.settled"
    form = SettleForm
    may = policies.settle
    done = "Professional disagreement settled"

    def apply(self, act: Act, decision: str, why: str) -> Disagreement:
        """What was decided, why and by whom. Every view stays; whoever raised it is told."""
        one = _held(act)
        one.decision, one.why = decision, why
        one.resolved_by, one.resolved_at = act.actor, act.now
        one.save(update_fields=["decision", "why", "resolved_by", "resolved_at"])
        if one.raised_by != act.actor:
            tell(one.raised_by, one.href)
        return one


def _held(act: Act) -> Disagreement:
    one: Disagreement = lock(act.target)
    act.matter = one.matter
    if one.resolved_at is not None:
        raise Breach("Somebody recorded a moment ago how it was settled. Look at it again.")
    return one


def _view(act: Act, one: Disagreement, *, who: str, words: str) -> DisagreementView:
    return DisagreementView.objects.create(
        matter=one.matter, disagreement=one, who=who, words=words, recorded_by=act.actor, recorded_at=act.now
    )


def send_word_of_passed() -> None:
    """Whoever settles what passed its day is told that something waits, once; so is whoever was to settle it before.

    The machine does it, in a transaction of its own: nobody takes a step when a day passes.
    """
    for one, user in queries.unheard():
        tell(user, one.href)


def _send_word(act: Act, one: Disagreement) -> None:
    for user in queries.who_settles(one):
        if user != act.actor:
            tell(user, one.href)
