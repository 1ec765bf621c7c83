"""A letter as a partner reads it in the portal, and says so (IG-05)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from kith.access.policies import Door
from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.letters import policies, queries, steps
from kith.letters.pages.letter import as_file
from kith.letters.sheet import sheet
from kith.record.sightings import saw
from kith.ui.gates import needs_ability
from kith.ui.step_page import step_page


def _sent(request: SignedIn, ref: str, page: str) -> Any:
    """The letter, when it was sent to this reader; that they opened it stands on the child's record."""
    found = queries.by_ref(ref)
    offer = queries.offer_for(found) if found else None
    if found is None or offer is None or not policies.reads_in_portal(request.user, found):
        raise Http404
    saw(request.user, offer.child(found.matter), page, Door("open", "It was sent to them in the portal"))
    return found


@login_required
@needs_ability(Ability.SUBMIT_REFERRALS)
def letter(request: SignedIn, ref: str) -> HttpResponse:
    """What they were told. One button says that they have read it."""
    found = _sent(request, ref, "Letter, in the portal")
    context = {"letter": found, "sheet": sheet(found), "back": {"href": "/portal/", "label": "My referrals"}}
    if found.state == "acknowledged" and request.method == "GET":
        return render(request, "letters/portal.html", context)
    return step_page(
        request,
        steps.AcknowledgeOwn,
        found,
        template="letters/portal.html",
        context=context,
        forward="/portal/",
        said="Thank you. We know that you have read it.",
    )


@login_required
@needs_ability(Ability.SUBMIT_REFERRALS)
def pdf(request: SignedIn, ref: str) -> HttpResponse:
    """The same, to keep."""
    return as_file(_sent(request, ref, "Letter, in the portal, saved as a PDF"))
