"""A plan ends: it is not needed any more, or another authority takes the child over."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.access.models import User
from kith.actions.queries import open_on
from kith.assessment.steps import close_case
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.plans import policies
from kith.plans.forms import CloseForm, OfItselfForm, TransferForm
from kith.plans.forms.ending import ADULT_CARE, DIED, NO_LONGER, TRANSFERRED
from kith.plans.models import Plan
from kith.plans.steps import keeping
from kith.standards.codesets import codes
from kith.standards.words import listed, long_date
from kith.ui.forms.words import lower_first

SAID = {Plan.Ended.DIED: "the child died", Plan.Ended.ADULT: "they turned 18"}


class ClosePlan(Step):
    """End the plan, and close the case."""

    name = "plans.plan_closed"
    form = CloseForm
    may = policies.close
    done = "Child in need plan ended, and the case closed: {why}{early}"

    def apply(self, act: Act, closure: str, early_help: bool, ended_words: str) -> Plan:
        """A manager who does not lead the work says why, by the census's reasons; actions are ended first. Where early
        help goes on, the child is handed over to it (kith.journeys, EH-08).

        Raises:
            Breach: an action is open, an enquiry or a conference is still to come, or somebody ended or stepped up the
                plan a moment ago.
        """
        plan = keeping.held(act, act.target)
        keeping.nothing_waits(plan.child)
        if left := open_on(plan.matter):
            said = listed([f"“{what}”" for what in left[:3]])
            raise Breach(
                f"Still to be done: {said}. Say of each action that it is done, or why it is not done after all."
            )
        how = Plan.Ended.EARLY if early_help else Plan.Ended.CLOSED
        plan = keeping.ended(act, plan, how, ended_words, closure=closure)
        close_case(act, plan.assessment, plan.matter, closure)
        early = "; early help goes on" if early_help else ""
        act.words = {"why": lower_first(codes("cin", "ReasonForClosure")[closure]), "early": early}
        keeping.tell_holders(act, plan)
        return plan


class TransferOut(Step):
    """Hand the child over to another authority."""

    name = "plans.transferred_out"
    form = TransferForm
    may = policies.transfer
    done = "Handed over to {to}, which accepted in writing; the case closed"

    @classmethod
    def form_kwargs(cls, actor: User, target: Plan) -> dict[str, Any]:
        return {"since": target.opened_at}

    def apply(self, act: Act, to_authority: str, accepted_on: date, accepted_by: str, ended_words: str) -> Plan:
        """Only once it was accepted there in writing; until then the child stays ours. What is open of its actions goes
        with it, and stays to be read.

        Raises:
            Breach: an enquiry or a conference is still to come, or somebody ended or stepped the plan up a moment ago.
        """
        keeping.nothing_waits(keeping.held(act, act.target).child)
        plan = keeping.ended(
            act, act.target, Plan.Ended.OUT, ended_words, closure=TRANSFERRED, to_authority=to_authority,
            accepted_on=accepted_on, accepted_by=accepted_by,
        )  # fmt: skip
        keeping.reviews_fall_away(act, plan)
        close_case(act, plan.assessment, plan.matter, TRANSFERRED)
        act.words = {"to": to_authority}
        keeping.tell_holders(act, plan)
        return plan


class EndOfItself(Step):
    """End the plan: the child died, or turned 18."""

    name = "plans.ended_of_itself"
    form = OfItselfForm
    may = policies.end_of_itself
    done = "{kind} ended: {how} on {day}{open}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Plan) -> dict[str, Any]:
        why = policies.why_of_itself(target)
        return {"died": why is not None and why[0] == Plan.Ended.DIED}

    def apply(self, act: Act, ended_words: str, adult_care: bool = False) -> Plan:
        """Of either kind, without a conference: nobody decides what has happened. The dates that ran for the child
        end with it, and the case closes by the census's reason. What others still have to end (a conference, an
        enquiry, an action) stays open, is said, and whoever has it is told.

        Raises:
            Breach: somebody ended the plan, or corrected the record, a moment ago.
        """
        plan = keeping.held(act, act.target)
        why = policies.why_of_itself(plan)
        if why is None:
            raise Breach(policies.NEITHER)
        how, day = why
        closure = DIED if how == Plan.Ended.DIED else ADULT_CARE if adult_care else NO_LONGER
        plan = keeping.ended(act, plan, how, ended_words, closure=closure)
        keeping.reviews_fall_away(act, plan)
        close_case(act, plan.assessment, plan.matter, closure)
        left, whose = keeping.still_open(plan)
        act.words = {
            "kind": plan.get_kind_display(), "how": SAID[how], "day": long_date(day),
            "open": f". Still open: {listed(left)}" if left else "",
        }  # fmt: skip
        keeping.tell_holders(act, plan, *whose)
        return plan
