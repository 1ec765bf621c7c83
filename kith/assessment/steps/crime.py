"""A crime suspected in an assessment: a manager answers whether a strategy discussion is held, or takes back what was
recorded by mistake (AS-12)."""

from __future__ import annotations

from datetime import datetime

from kith.access.notices import tell
from kith.assessment import policies
from kith.assessment.forms.crime import StrategyForm
from kith.assessment.models import Assessment, FollowOn, StrategyConsidered
from kith.assessment.queries.crime import crime_of
from kith.assessment.queries.following import waiting
from kith.assessment.steps.following import withdraw
from kith.frontdoor.steps.safety import TakeBackForm, take_back
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.sharing.models import CrimeTakenBack

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


class TakeBackCrime(Step):
    """Take back that a crime is suspected."""

    name = "assessment.crime_taken_back"
    form = TakeBackForm
    may = policies.take_back_crime
    done = "Taken back, because it was recorded by mistake: no crime is suspected"

    def apply(self, act: Act, why: str) -> CrimeTakenBack:
        """Those who work on it are told, and a strategy discussion that waits for this crime alone waits no more.

        Raises:
            Breach: no crime is suspected in it.
        """
        assessment: Assessment = lock(act.target)
        crime = crime_of(act.target)
        if crime.since is None:
            raise Breach("No crime is suspected in this assessment. It may have been taken back a moment ago.")
        for user in {assessment.lead, assessment.supervisor}:
            if user is not None and user != act.actor:
                tell(user, f"/assessments/{assessment.ref}/")
        asked = waiting().filter(matter=assessment.matter, kind=FollowOn.Kind.STRATEGY, begun_at__gte=crime.since)
        row = asked.filter(why__in=[one.why for one in crime.discussions]).select_for_update().first()
        if row is not None and assessment.outcome not in ("strategy", "emergency"):  # its conclusion wants it too
            withdraw(act, row, "It was a mistake to record that a crime is suspected.")
        return take_back(act, crime.since, why)
