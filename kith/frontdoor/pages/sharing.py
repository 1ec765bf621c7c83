"""Agreement, authority, talks with agencies and the police, on one contact (screen 4; FD-04 to FD-07, FD-11)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse

from kith.access.request import SignedIn
from kith.frontdoor import steps
from kith.frontdoor.queries import contact as reading
from kith.kernel.step import Step
from kith.sharing import queries
from kith.sharing import steps as sharing
from kith.ui.step_page import step_page

TEMPLATE = "frontdoor/sharing_step.html"


def _found(request: SignedIn, ref: str) -> reading.ContactView:
    found = reading.view(request.user, ref)
    if found is None:
        raise Http404
    return found


def _page(
    request: SignedIn, ref: str, step: type[Step], said: str, *, target: Any = None, forward: str = "", **more: Any
) -> HttpResponse:
    """One step about a contact, with what was agreed and authorised so far beside it."""
    found = _found(request, ref)
    contact, matter = found.contact, found.contact.matter
    home = reverse("frontdoor:contact", args=[ref])
    beside = {
        "contact": contact,
        "caption": f"Contact {contact.number}",
        "back": {"href": home, "label": f"Contact {contact.number}"},
        "consents": queries.standing(matter),
        "authorities": queries.authorisations(matter),
        "live": [one.pk for one in queries.live_authorisations(matter)],
        "talks": queries.discussions(matter),
        "told": found.police,
        **more.pop("context", {}),
    }
    draft = f"{step.name}.{ref}"
    shown = contact if target is None else target
    return step_page(
        request, step, shown, template=TEMPLATE, context=beside, forward=forward or home, said=said, draft=draft, **more
    )


@login_required
def consent(request: SignedIn, ref: str) -> HttpResponse:
    """What somebody said when they were asked; `?again=2` is the second of those asked before."""
    asked = queries.standing(_found(request, ref).contact.matter)
    again = request.GET.get("again", "")
    initial = {"asked_of": asked[int(again) - 1].asked_of} if again in {str(n + 1) for n in range(len(asked))} else {}
    return _page(request, ref, sharing.ConsentRecorded, "Recorded. Earlier answers stay as they were.", initial=initial)


@login_required
def authorise(request: SignedIn, ref: str) -> HttpResponse:
    """A manager lets agencies be spoken to without the family being asked first."""
    said = "Authorised. It is looked at again by the day you chose."
    return _page(request, ref, sharing.AuthorisedWithoutConsent, said)


@login_required
def end_authority(request: SignedIn, ref: str, authority: str) -> HttpResponse:
    """A manager ends an authorisation."""
    here = queries.authorisations(_found(request, ref).contact.matter)
    target = next((one for one in here if one.ref == authority), None)
    if target is None:
        raise Http404
    return _page(request, ref, sharing.AuthorisationEnded, "Ended.", target=target)


@login_required
def discussion(request: SignedIn, ref: str) -> HttpResponse:
    """What was said to another agency, and what it rests on."""
    return _page(request, ref, sharing.AgencySpokenTo, "The talk is recorded.")


@login_required
def police(request: SignedIn, ref: str) -> HttpResponse:
    """Say that a crime is suspected; then when the police were told, and their log number."""
    if not _found(request, ref).contact.crime_suspected:
        here = reverse("frontdoor:police", args=[ref])
        said = "Tell the police now, then record it here."
        return _page(request, ref, steps.CrimeSuspected, said, forward=here)
    context = {"ring_first": True}
    return _page(request, ref, steps.PoliceAreTold, "Recorded: the police have been told.", context=context)
