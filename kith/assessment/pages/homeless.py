"""A young person of 16 or 17 who is homeless: the approach, the duties, what a senior manager allows (PR-05, 06)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from kith.access.request import SignedIn
from kith.assessment import steps
from kith.assessment.pages.assessment import opens_assessment, step_of
from kith.assessment.queries.homeless import homeless_of
from kith.kernel.now import now
from kith.kernel.step import Step


@opens_assessment("Homeless at 16 or 17")
def approach(request: SignedIn, found: Any) -> HttpResponse:
    """Who told us; what is owed is asked next."""
    told = found.referral.received_at if found.referral else now()
    said = "Recorded. Now record what is owed and offered."
    duties = reverse("assessment:homeless-duties", args=[found.ref])
    return step_of(
        request, found, steps.RecordApproach, "homeless", said, initial={"approached_at": told}, forward=duties
    )


def _of_approach(request: SignedIn, ref: str, step: type[Step], key: str, said: str) -> HttpResponse:
    """The page of a step for somebody whose approach is recorded."""

    def of_one(request: SignedIn, found: Any) -> HttpResponse:
        view = homeless_of(found)
        if view.approach is None:
            raise Http404
        return step_of(request, found, step, key, said, target=view.approach)

    return opens_assessment("Homeless at 16 or 17")(of_one)(request, ref)


def duties(request: SignedIn, ref: str) -> HttpResponse:
    """What is owed and offered; again each time it is offered."""
    return _of_approach(request, ref, steps.RecordHomelessDuties, "duties", "Recorded.")


def bed_and_breakfast(request: SignedIn, ref: str) -> HttpResponse:
    """A senior manager allows it for a time."""
    said = "Allowed for that time, in your name. It is shown on the assessment."
    return _of_approach(request, ref, steps.AllowBedAndBreakfast, "bed-and-breakfast", said)
