"""You are not involved with this child: say why, and it opens (screen 13)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from kith.access.policies import door
from kith.access.request import SignedIn
from kith.people import queries
from kith.people.steps import AccessReasoned
from kith.ui.step_page import step_page


@login_required
def reason(request: SignedIn, ref: str) -> HttpResponse:
    """Why the reader needs a record; whom to ask instead stands beside it. Nothing of the record shows here."""
    found = queries.find_by_ref(request.user, ref)
    if found is None:
        raise Http404
    person = queries.kept_record_of(found)
    forward = _next_page(request) or person.href
    met = door(request.user, person.subject)
    if met.state == "open":
        return HttpResponseRedirect(forward)
    return step_page(
        request,
        AccessReasoned,
        person,
        template="people/reason.html",
        context={"person": person, "ask": queries.who_to_ask(met.involved), "next": forward},
        forward=forward,
        said="The record is open to you. What you read is recorded with your reason.",
        draft=f"people.reason.{ref}",
    )


def _next_page(request: SignedIn) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if safe else ""
