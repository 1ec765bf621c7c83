"""Its one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.request import SignedIn
from kith.assessment.pages.assessment import opens_assessment
from kith.assessment.pages.workspace import around


@opens_assessment("Three houses")
def houses(request: SignedIn, found: Any) -> HttpResponse:
    return render(request, "three_houses/houses.html", around(request, found, "three_houses"))


urls = [path("assessments/<slug:ref>/three-houses/", houses, name="houses")]
