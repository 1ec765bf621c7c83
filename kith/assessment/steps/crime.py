"""A manager answers whether a strategy discussion is held on a crime that is suspected (AS-12)."""

from __future__ import annotations

from datetime import datetime

from kith.access.notices import tell
from kith.assessment import policies
from kith.assessment.forms.crime import StrategyForm
from kith.assessment.models import Assessment, StrategyConsidered
from kith.assessment.queries.crime import crime_of
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step

SAID = {
    StrategyConsidered.Answer.TO_HOLD: "it is to be held",
    StrategyConsidered.Answer.HELD: "it was held already",
    StrategyConsidered.Answer.NOT_NEEDED: "it is not needed",
}


class ConsiderStrategy(Step):
    """Say whether a strategy discussion is held."""

    name = "assessment.strategy_considered"
    form = StrategyForm
    may = policies.manage
    done = "Strategy discussion considered: {answer}"

    def apply(self, act: Act, answer: str, why: str, held_at: datetime | None = None) -> StrategyConsidered:
        """Whoever leads hears of the answer; one that is to be held is due from now on (kith.journeys).

        Raises:
            Breach: no crime is suspected in this assessment.
        """
        assessment: Assessment = lock(act.target)
        if crime_of(act.target).since is None:
            raise Breach("No crime is suspected in this assessment. Say so first, under “A crime is suspected”.")
        act.matter, act.words = assessment.matter, {"answer": SAID[StrategyConsidered.Answer(answer)]}
        if assessment.lead is not None and assessment.lead != act.actor:
            tell(assessment.lead, f"/assessments/{assessment.ref}/")
        return StrategyConsidered.objects.create(
            matter=assessment.matter, answer=answer, held_at=held_at, why=why, by=act.actor, at=act.now
        )
