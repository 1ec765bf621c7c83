"""A manager answers whether a strategy discussion is held on a crime that is suspected (AS-12)."""

from __future__ import annotations

from kith.access.notices import tell
from kith.assessment import policies
from kith.assessment.forms.crime import StrategyForm
from kith.assessment.models import Assessment, StrategyConsidered
from kith.assessment.queries.crime import crime_of
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step


class ConsiderStrategy(Step):
    """Say whether a strategy discussion is held."""

    name = "assessment.strategy_considered"
    form = StrategyForm
    may = policies.manage
    done = "Strategy discussion considered: {answer}"

    def apply(self, act: Act, answer: str, why: str) -> StrategyConsidered:
        """Whoever leads hears of the answer.

        Raises:
            Breach: no crime is suspected in this assessment.
        """
        assessment: Assessment = lock(act.target)
        if crime_of(act.target).since is None:
            raise Breach("No crime is suspected in this assessment. Say so first, under “A crime is suspected”.")
        held = answer == StrategyConsidered.Answer.HELD
        act.matter, act.words = assessment.matter, {"answer": "it is held" if held else "it is not needed"}
        if assessment.lead is not None and assessment.lead != act.actor:
            tell(assessment.lead, f"/assessments/{assessment.ref}/")
        return StrategyConsidered.objects.create(
            matter=assessment.matter, answer=answer, why=why, by=act.actor, at=act.now
        )
