"""Family group decision-making: offered, answered, met with a plan, or not offered by a manager's decision (s31ZA)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.access.models import User
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.legal import policies, queries
from kith.legal.forms import AnswerForm, NotOfferedForm, OfferForm
from kith.legal.models import FamilyMeeting
from kith.legal.steps import keeping
from kith.ui.forms.words import lower_first


class OfferFamilyMeeting(Step):
    """Offer a family meeting."""

    name = "legal.family_meeting_offered"
    form = OfferForm
    may = policies.work
    done = "Family group decision-making was offered"

    def apply(self, act: Act, on: date, to: str) -> FamilyMeeting:
        """To the family, before an application and in the letter.

        Raises:
            Breach: what came of an offer is still waited for.
        """
        case = keeping.held(act, act.target)
        if any(row.open for row in FamilyMeeting.objects.filter(matter=case.matter)):
            raise Breach("A family meeting was offered already. Write down what came of it first.", "to")
        return FamilyMeeting.objects.create(matter=case.matter, offered=True, on=on, to=to, by=act.actor, at=act.now)


class DoNotOffer(Step):
    """Decide that no family meeting is offered."""

    name = "legal.family_meeting_excepted"
    form = NotOfferedForm
    may = policies.not_offer
    done = "No family meeting is offered: it would not be in the child's best interests"

    def apply(self, act: Act, because: str, review_on: date) -> FamilyMeeting:
        """By a named manager, with why, and the day on which it is asked again."""
        case = keeping.held(act, act.target)
        return FamilyMeeting.objects.create(
            matter=case.matter, offered=False, on=keeping.day(act.now), because=because, review_on=review_on,
            by=act.actor, at=act.now,
        )  # fmt: skip


class AnswerOffer(Step):
    """Say what came of the family meeting."""

    name = "legal.family_meeting_answered"
    form = AnswerForm
    may = policies.answer
    done = "Family group decision-making: {what}"

    @classmethod
    def form_kwargs(cls, actor: User, target: FamilyMeeting) -> dict[str, Any]:
        return {"since": target.on}

    def apply(self, act: Act, **said: Any) -> FamilyMeeting:
        """What the family said to it, and, once it has met, its plan.

        Raises:
            Breach: somebody wrote down what came of it a moment ago.
        """
        keeping.held(act, act.target.matter.legal_case)
        row: FamilyMeeting = lock(act.target)
        if not row.open:
            raise Breach("Somebody was quicker: what came of it was written down a moment ago. Look at it again.")
        for name, value in said.items():
            setattr(row, name, value)
        row.save()
        act.words = {
            "what": "the family met and made its plan" if row.held_on else lower_first(row.get_answer_display())
        }
        return row


def missing(act: Act) -> None:
    """Nothing goes towards court before the family was offered a meeting, or somebody decided that it is not.

    Raises:
        Breach: neither stands in this case.
    """
    if queries.offer_needed(act.now) and not queries.offered_or_excepted(act.matter):
        raise Breach(
            "The family has not been offered a meeting to decide together (Children Act 1989, section 31ZA). Write "
            "down the offer first; or a service manager says why it would not be in the child’s best interests."
        )
