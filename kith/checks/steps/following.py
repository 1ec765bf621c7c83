"""What becomes of a request: it is chased, answered, or gone on without; a late answer is kept as well (AS-08)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kith.checks import policies
from kith.checks.forms import AnswerForm, ChaseForm, ReplyForm, WithoutForm
from kith.checks.models import AgencyChaser, AgencyCheck, AgencyReply
from kith.checks.queries.portal import opens_in_portal
from kith.checks.steps.words import say_that_they_replied, send_word
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.ui.forms.words import lower_first

State = AgencyCheck.State


class ChaseCheck(Step):
    """Chase the reply."""

    name = "checks.chased"
    form = ChaseForm
    may = policies.while_waiting
    done = "Chased a reply, {how}: {kind}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"check": target, "in_portal": opens_in_portal(target)}

    def apply(self, act: Act, how: str, at: datetime, due_on: date | None, **said: Any) -> AgencyChaser:
        """Counted and dated, with the day they promise; word in the portal goes out again where that was chosen."""
        check = _held(act)
        _waits(check)
        if due_on is not None:
            check.due_on = due_on
            check.save(update_fields=["due_on"])
        if how == AgencyChaser.How.PORTAL:
            send_word(check)
        chaser = AgencyChaser.objects.create(matter=check.matter, how=how, at=at, by=act.actor, **said)
        act.happened_at = at
        act.words |= {"how": lower_first(chaser.get_how_display())}
        return chaser


class GoOnWithout(Step):
    """Go on without this reply."""

    name = "checks.gone_on_without"
    form = WithoutForm
    may = policies.while_waiting
    done = "Gone on without a reply: {kind}"

    def apply(self, act: Act, reason: str) -> AgencyCheck:
        """It stays to be seen that they did not reply, and why that was borne."""
        check = _held(act)
        _waits(check)
        check.state, check.without_because = State.WITHOUT, reason
        check.without_by, check.without_at = act.actor, act.now
        check.save(update_fields=["state", "without_because", "without_by", "without_at"])
        return check


class RecordReply(Step):
    """Write down what they replied."""

    name = "checks.replied"
    form = ReplyForm
    may = policies.follow
    done = "Reply to a check written down: {kind}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"check": target}

    def apply(self, act: Act, said_at: datetime, **told: Any) -> AgencyReply:
        """Who said it, and when; a further reply stands beside the first, and a late one after we went on."""
        act.happened_at = said_at
        return _replied(act, _held(act), said_at=said_at, **told)


class ReplyFromPortal(Step):
    """Send your answer."""

    name = "checks.replied_in_portal"
    event = "checks.replied"
    form = AnswerForm
    may = policies.answer
    done = "Reply to a check through the portal: {kind}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"check": target}

    def apply(self, act: Act, role: str, **told: Any) -> AgencyReply:
        """It stands with the request, and those who asked are told that something waits for them."""
        check = _held(act)
        said_by = f"{act.actor.name}, {role}"[:200]
        reply = _replied(act, check, said_by=said_by, said_at=act.now, through_portal=True, **told)
        say_that_they_replied(check)
        return reply


def _held(act: Act) -> AgencyCheck:
    check: AgencyCheck = lock(act.target)
    act.matter = check.matter
    act.words = {"kind": lower_first(check.kind_words)}
    return check


def _waits(check: AgencyCheck) -> None:
    if check.state != State.WAITING:
        raise Breach("Somebody wrote down a reply, or went on without one, a moment ago. Look at the check again.")


def _replied(act: Act, check: AgencyCheck, **told: Any) -> AgencyReply:
    if check.state != State.REPLIED:
        check.state = State.REPLIED
        check.save(update_fields=["state"])
    return AgencyReply.objects.create(matter=check.matter, recorded_by=act.actor, recorded_at=act.now, **told)
