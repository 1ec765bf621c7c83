"""A child goes from social care to early help without loss: handed over, and accepted by somebody (EH-08)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Involvement, Team
from kith.earlyhelp import policies, queries
from kith.earlyhelp.forms import AcceptForm, HandOverForm, ReturnForm, SettleForm
from kith.earlyhelp.models import EarlyHelpHandover
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step

State = EarlyHelpHandover.State


class HandOver(Step):
    """Hand over to early help."""

    name = "earlyhelp.handed_over"
    form = HandOverForm
    may = policies.hand_over
    done = "Handed over to {team}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"teams": queries.teams()}

    def apply(self, act: Act, to_team: str, **said: Any) -> EarlyHelpHandover:
        """Early help is asked to take the child on; until somebody does, nobody has let go."""
        work = act.target
        open_now = EarlyHelpHandover.objects.filter(matter=work.matter, person_id=work.child_id)
        if open_now.filter(state__in=[State.OFFERED, State.ACCEPTED]).exists():
            raise Breach("Early help has this child already. See where it stands before handing over again.")
        team = Team.objects.get(ref=to_team) if to_team else next(iter(queries.teams()), None)
        if team is None:
            raise Breach(
                "There is no early help team to hand over to. Ask a system administrator to add one.", "to_team"
            )
        open_now.filter(state=State.RETURNED).update(state=State.SETTLED, settled_because="Handed over again")
        act.matter, act.words = work.matter, {"team": team.name}
        act.people = [work.child_id]
        return EarlyHelpHandover.objects.create(
            matter=work.matter, person_id=work.child_id, to_team=team, handed_by=act.actor, handed_at=act.now, **said
        )


class AcceptHandover(Step):
    """Accept and lead."""

    name = "earlyhelp.accepted"
    form = AcceptForm
    may = policies.answer
    done = "Early help accepted, by {team}"

    def apply(self, act: Act, note: str) -> EarlyHelpHandover:
        """Whoever accepts leads: they are involved with the child from now on."""
        handover = _answered(act, State.ACCEPTED, note)
        handover.lead = act.actor
        handover.save(update_fields=["lead", "state", "answered_at", "answer_reason"])
        Involvement.objects.create(
            person_id=handover.person_id,
            user=act.actor,
            kind=Involvement.Kind.EARLY_HELP,
            matter=handover.matter,
            since=act.now,
        )
        return handover


class ReturnHandover(Step):
    """Return with a reason."""

    name = "earlyhelp.returned"
    form = ReturnForm
    may = policies.answer
    done = "Returned by {team}"

    def apply(self, act: Act, reason: str) -> EarlyHelpHandover:
        """It goes back to a manager of the front door, who settles it."""
        handover = _answered(act, State.RETURNED, reason)
        handover.save(update_fields=["state", "answered_at", "answer_reason"])
        return handover


def _answered(act: Act, state: str, words: str) -> EarlyHelpHandover:
    handover: EarlyHelpHandover = lock(act.target)
    if handover.state != State.OFFERED:
        raise Breach("Somebody answered this a moment ago.")
    handover.state, handover.answered_at, handover.answer_reason = state, act.now, words
    act.matter, act.people = handover.matter, [handover.person_id]
    act.words = {"team": handover.to_team.name}
    return handover


class SettleReturn(Step):
    """Settle what early help returned."""

    name = "earlyhelp.return_settled"
    form = SettleForm
    may = policies.settle
    done = "What early help returned is settled another way"

    def apply(self, act: Act, reason: str) -> EarlyHelpHandover:
        """A manager says what happens instead, so that nobody falls between the two."""
        handover: EarlyHelpHandover = lock(act.target)
        if handover.state != State.RETURNED:
            raise Breach("Somebody settled this a moment ago.")
        handover.state, handover.settled_because = State.SETTLED, reason
        handover.save(update_fields=["state", "settled_because"])
        act.matter, act.people = handover.matter, [handover.person_id]
        return handover
