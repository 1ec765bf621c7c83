"""Before a birth: beginning, proceedings, papers, and what the parents were given and say (PR-01 to PR-04)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from kith.access.request import SignedIn
from kith.assessment import steps
from kith.assessment.pages.assessment import opens_assessment, step_of
from kith.assessment.queries import prebirth as reading
from kith.kernel.now import LONDON
from kith.kernel.step import Step


@opens_assessment("Pre-birth assessment")
def begin(request: SignedIn, found: Any) -> HttpResponse:
    """Since when we know, and when the birth is expected: as far as the record says it, it is there already."""
    contact = found.referral.contact if found.referral else None
    told = contact.received_at if contact else found.opened_at
    initial = {"aware_on": told.astimezone(LONDON).date(), "expected_date": found.child.person.expected_date}
    section = reverse("assessment:write", args=[found.ref, "prebirth"])
    said = "Begun. The date to finish it is counted back from the birth."
    return step_of(request, found, steps.BeginPrebirth, "prebirth", said, initial=initial, forward=section)


def _of_begun(request: SignedIn, ref: str, step: type[Step], key: str, said: str) -> HttpResponse:
    """The page of a step of a pre-birth assessment that has begun."""

    def of_one(request: SignedIn, found: Any) -> HttpResponse:
        begun = reading.prebirth_of(found).begun
        if begun is None:
            raise Http404
        return step_of(request, found, step, key, said, target=begun)

    return opens_assessment("Pre-birth assessment")(of_one)(request, ref)


def proceedings(request: SignedIn, ref: str) -> HttpResponse:
    """A manager plans proceedings."""
    said = "Planned. The papers are due with the legal team a week before the birth is expected."
    return _of_begun(request, ref, steps.PlanProceedings, "proceedings", said)


def papers(request: SignedIn, ref: str) -> HttpResponse:
    """The papers went to the legal team."""
    return _of_begun(request, ref, steps.LodgePapers, "papers", "Recorded.")


def disclose(request: SignedIn, ref: str) -> HttpResponse:
    """A parent was given it."""
    said = "Recorded. Write down here what they say to it."
    return _of_begun(request, ref, steps.DisclosePrebirth, "disclose", said)


def answered(request: SignedIn, ref: str, given: str) -> HttpResponse:
    """What a parent says to it."""

    def of_one(request: SignedIn, found: Any) -> HttpResponse:
        one = reading.disclosure(found, given)
        if one is None:
            raise Http404
        shown = {"caption": f"Given to {one.parent.person.shown_name}"}
        initial = {name: getattr(one, name) for name in ("response", "amendments", "answered_on")}
        return step_of(
            request, found, steps.AnswerPrebirth, f"answered.{given}", "Recorded.", target=one, context=shown,
            initial=initial,
        )  # fmt: skip

    return opens_assessment("Pre-birth assessment")(of_one)(request, ref)
