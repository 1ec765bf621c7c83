"""An assessment from another system, with the dates the census holds of it (decision 24)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from kith.access.models import Matter, MatterSubject
from kith.access.policies import identity_of
from kith.assessment import policies
from kith.assessment.forms import BringInForm
from kith.assessment.models import Assessment
from kith.frontdoor.models import Referral
from kith.frontdoor.numbers import next_number
from kith.kernel.now import LONDON
from kith.kernel.step import Act, Step


def morning(day: date) -> datetime:
    """The start of a day in London: files hold days, not times."""
    return datetime.combine(day, time(9), LONDON)


class BringInAssessment(Step):
    """Bring in an assessment from another system."""

    name = "assessment.brought_in"
    form = BringInForm
    may = policies.bring_in
    done = "Assessment {number}, brought in from {source}"

    def apply(self, act: Act, started_on: date, referral: str = "", number: str = "", **cleaned: Any) -> Assessment:
        """Write the assessment of one child (the target) once: the same start date again completes the first."""
        child, review_on = act.target, cleaned.pop("review_on")
        found = Assessment.objects.select_for_update().filter(child_id__in=identity_of(child), started_on=started_on)
        assessment = found.exclude(brought_in_from="").first()
        if assessment is None:
            assessment = _begin(act, started_on, number, referral)
        for name, value in cleaned.items():
            setattr(assessment, name, value)
        assessment.reviewed_at = morning(review_on) if review_on else None
        ended = assessment.authorised_on is not None
        assessment.state = Assessment.State.AUTHORISED if ended else Assessment.State.OPEN
        assessment.save()
        act.matter, act.happened_at = assessment.matter, assessment.opened_at
        act.words = {"number": assessment.number, "source": assessment.brought_in_from}
        return assessment


def _begin(act: Act, started_on: date, number: str, referral: str) -> Assessment:
    matter = Matter.objects.create(kind="assessment")
    MatterSubject.objects.create(matter=matter, person=act.target, since=morning(started_on))
    return Assessment(
        matter=matter,
        number=number or next_number("A", morning(started_on)),
        referral=_free(referral),
        child=act.target,
        started_on=started_on,
        opened_at=morning(started_on),
        opened_by=act.actor,
    )


def _free(ref: str) -> Referral | None:
    """The referral it followed, unless another assessment already stands on it: the census allows several."""
    return Referral.objects.filter(matter__ref=ref, assessment=None).first() if ref else None
