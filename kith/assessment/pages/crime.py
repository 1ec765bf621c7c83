"""A crime is suspected in the middle of an assessment: the police at once, then a strategy discussion (AS-12)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from kith.access.request import SignedIn
from kith.assessment import steps
from kith.assessment.pages.assessment import opens_assessment, step_of
from kith.assessment.queries.crime import crime_of
from kith.frontdoor.steps import CrimeSuspected, PoliceAreTold

TEMPLATE = "assessment/police.html"


@opens_assessment("Police")
def suspected(request: SignedIn, found: Any) -> HttpResponse:
    """Say that a crime is suspected; the next page asks when the police were told.

    Each has an address of its own, so that one sent twice, or from another window, is never taken for the other.
    """
    crime, then = crime_of(found), reverse("assessment:police", args=[found.ref])
    if crime.untold and request.method == "GET":
        return HttpResponseRedirect(then)
    said = "Tell the police now, then record it here."
    shown = {"crime": crime}
    return step_of(request, found, CrimeSuspected, "crime", said, template=TEMPLATE, context=shown, forward=then)


@opens_assessment("Police")
def police(request: SignedIn, found: Any) -> HttpResponse:
    """When the police were told, and their log number, once a crime is suspected."""
    crime = crime_of(found)
    if crime.since is None and request.method == "GET":
        return HttpResponseRedirect(reverse("assessment:crime", args=[found.ref]))
    said = "Recorded: the police have been told."
    return step_of(request, found, PoliceAreTold, "police", said, template=TEMPLATE, context={"crime": crime})


@opens_assessment("Police")
def take_back(request: SignedIn, found: Any) -> HttpResponse:
    """A manager says that it was a mistake to record a suspected crime."""
    said = "Taken back. What was recorded stays on the record, with your reason."
    shown = {"crime": crime_of(found), "taking_back": True}
    return step_of(request, found, steps.TakeBackCrime, "take-back-crime", said, template=TEMPLATE, context=shown)


@opens_assessment("Police")
def strategy(request: SignedIn, found: Any) -> HttpResponse:
    """A manager says whether a strategy discussion is held."""
    said = "Recorded. Whoever leads the assessment is told."
    shown = {"crime": crime_of(found)}
    return step_of(request, found, steps.ConsiderStrategy, "strategy", said, template=TEMPLATE, context=shown)
