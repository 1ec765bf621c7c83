"""A crime is suspected in the middle of an assessment: the police at once, then a strategy discussion (AS-12)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from kith.access.request import SignedIn
from kith.assessment import steps
from kith.assessment.pages.assessment import opens_assessment, step_of
from kith.assessment.queries.crime import crime_of
from kith.frontdoor.steps import CrimeSuspected, PoliceAreTold

TEMPLATE = "assessment/police.html"


@opens_assessment("Police")
def police(request: SignedIn, found: Any) -> HttpResponse:
    """Say that a crime is suspected; then when the police were told, and their log number."""
    crime = crime_of(found)
    shown = {"crime": crime}
    if not crime.untold:
        here = reverse("assessment:police", args=[found.ref])
        said = "Tell the police now, then record it here."
        return step_of(
            request, found, CrimeSuspected, "crime", said, template=TEMPLATE, context=shown, forward=here
        )  # fmt: skip
    said = "Recorded: the police have been told."
    return step_of(request, found, PoliceAreTold, "police", said, template=TEMPLATE, context=shown)


@opens_assessment("Police")
def strategy(request: SignedIn, found: Any) -> HttpResponse:
    """A manager says whether a strategy discussion is held."""
    said = "Recorded. Whoever leads the assessment is told."
    shown = {"crime": crime_of(found)}
    return step_of(request, found, steps.ConsiderStrategy, "strategy", said, template=TEMPLATE, context=shown)
