"""An assessment from another system, with the dates the census holds of it (decision 24)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from kith.access.history import last_hand
from kith.access.models import Matter, MatterSubject, Subject
from kith.access.policies import identity_of
from kith.assessment import policies
from kith.assessment.forms import BringInForm
from kith.assessment.models import Assessment
from kith.frontdoor.models import Referral
from kith.frontdoor.numbers import next_number
from kith.kernel.now import LONDON
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step

CHANGED_HERE = "This was changed in Kith since it was brought in, so it stays as it is."


def morning(day: date) -> datetime:
    """The start of a day in London: files hold days, not times."""
    return datetime.combine(day, time(9), LONDON)


class BringInAssessment(Step):
    """Bring in an assessment from another system."""

    name = "assessment.brought_in"
    form = BringInForm
    may = policies.bring_in
    done = "Assessment {number}, brought in from {source}"

    def apply(
        self, act: Act, started_on: date, referral: str = "", number: str = "", import_key: str = "", **cleaned: Any
    ) -> Assessment:
        """Write the assessment of one child (the target) once: the same start date again completes the first.

        `import_key` tells apart several that start on one day.
        """
        assessment = brought_in(act.target, started_on, import_key)
        if assessment is None:
            assessment = _begin(act, started_on, number, referral)
            assessment.import_key = import_key
        elif changed_here(assessment):
            raise Breach(CHANGED_HERE)
        for name, value in as_it_stands(**cleaned).items():
            setattr(assessment, name, value)
        assessment.save()
        act.matter, act.happened_at = assessment.matter, assessment.opened_at
        act.words = {"number": assessment.number, "source": assessment.brought_in_from}
        return assessment


def brought_in(child: Subject, started_on: date, import_key: str = "") -> Assessment | None:
    """The assessment of this child that was brought in before, held until the step ends."""
    found = Assessment.objects.select_for_update(of=("self",)).select_related("matter")
    found = found.filter(child_id__in=identity_of(child)).exclude(brought_in_from="")
    return found.filter(started_on=started_on, import_key=import_key).first()


def changed_here(assessment: Assessment) -> bool:
    """Whether somebody wrote in it here since it was brought in: then Kith is where its story goes on."""
    return last_hand(assessment) != BringInAssessment.name


def as_it_stands(*, review_on: date | None = None, authorised_on: date | None = None, **said: Any) -> dict[str, Any]:
    """What the other system says of an assessment, as it is kept."""
    return said | {
        "authorised_on": authorised_on,
        "reviewed_at": morning(review_on) if review_on else None,
        "state": Assessment.State.AUTHORISED if authorised_on else Assessment.State.OPEN,
    }


def _begin(act: Act, started_on: date, number: str, referral: str) -> Assessment:
    matter = Matter.objects.create(kind="assessment")
    MatterSubject.objects.create(matter=matter, person=act.target, since=morning(started_on))
    return Assessment(
        matter=matter,
        number=number or next_number("AB", morning(started_on)),
        referral=_free(referral),
        child=act.target,
        started_on=started_on,
        opened_at=morning(started_on),
        opened_by=act.actor,
    )


def _free(ref: str) -> Referral | None:
    """The referral it followed, unless another assessment already stands on it: the census allows several."""
    return Referral.objects.filter(matter__ref=ref, assessment=None).first() if ref else None
