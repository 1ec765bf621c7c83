"""Agreement, authority, talks with agencies and the police, on one contact (screen 4; FD-04 to FD-07, FD-11)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from kith.access.request import SignedIn
from kith.frontdoor import steps
from kith.frontdoor.pages.gate import opens_contact
from kith.frontdoor.queries import contact as reading
from kith.kernel.step import Step
from kith.sharing import queries
from kith.sharing import steps as sharing
from kith.ui.step_page import step_page

TEMPLATE = "frontdoor/sharing_step.html"


def _page(
    request: SignedIn,
    found: reading.ContactView,
    step: type[Step],
    said: str,
    *,
    target: Any = None,
    forward: str = "",
    **more: Any,
) -> HttpResponse:
    """One step about a contact, with what was agreed and authorised so far beside it."""
    contact, matter, ref = found.contact, found.contact.matter, found.contact.ref
    home = reverse("frontdoor:contact", args=[ref])
    beside = {
        "contact": contact,
        "caption": f"Contact {contact.number}",
        "back": {"href": home, "label": f"Contact {contact.number}"},
        "consents": queries.standing(matter),
        "authorities": queries.authorisations(matter),
        "live": [one.pk for one in queries.live_authorisations(matter)],
        "talks": queries.discussions(matter),
        "requests": queries.requests(matter),
        "told": found.police,
        "taken_back": found.taken_back,
        **more.pop("context", {}),
    }
    draft = f"{step.name}.{ref}"
    shown = contact if target is None else target
    return step_page(
        request, step, shown, template=TEMPLATE, context=beside, forward=forward or home, said=said, draft=draft, **more
    )


@opens_contact
def consent(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """What somebody said when they were asked; `?again=2` is the second of those asked before."""
    asked = queries.standing(found.contact.matter)
    again = request.GET.get("again", "")
    initial = {"asked_of": asked[int(again) - 1].asked_of} if again in {str(n + 1) for n in range(len(asked))} else {}
    said = "Recorded. Earlier answers stay as they were."
    return _page(request, found, sharing.ConsentRecorded, said, initial=initial)


@opens_contact
def ask_authority(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """A worker asks a manager to let agencies be spoken to without the family's agreement."""
    said = "A manager is asked, and finds it in My work. Until one authorises it, nobody may be spoken to on it."
    return _page(request, found, sharing.AuthorityAskedFor, said)


@opens_contact
def authorise(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """A manager lets agencies be spoken to without the family's agreement, as a worker asked or by themselves."""
    said = "Authorised. It is looked at again by the day you chose."
    asked = next((one for one in found.requests if one.waits and one.asked_by_id != request.user.pk), None)
    kept = ("family_was", "family_told", "reason", "agencies", "may_be_shared")
    initial = {name: getattr(asked, name) for name in kept} | {"asked_by": asked.asked_by.ref} if asked else {}
    return _page(request, found, sharing.AuthorisedWithoutConsent, said, initial=initial, context={"answers": asked})


@opens_contact
def refuse_authority(request: SignedIn, found: reading.ContactView, asked: str) -> HttpResponse:
    """A manager says that it is not authorised, and why."""
    target = next((one for one in queries.requests(found.contact.matter) if one.ref == asked), None)
    if target is None:
        raise Http404
    said = "Not authorised. Whoever asked reads why on the contact."
    return _page(request, found, sharing.AuthorityRefused, said, target=target, context={"answers": target})


@opens_contact
def end_authority(request: SignedIn, found: reading.ContactView, authority: str) -> HttpResponse:
    """A manager ends an authorisation."""
    here = queries.authorisations(found.contact.matter)
    target = next((one for one in here if one.ref == authority), None)
    if target is None:
        raise Http404
    return _page(request, found, sharing.AuthorisationEnded, "Ended.", target=target)


@opens_contact
def discussion(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """What was said to another agency, and what it rests on."""
    return _page(request, found, sharing.AgencySpokenTo, "The talk is recorded.")


@opens_contact
def crime(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """Say that a crime is suspected; the next page asks when the police were told.

    Each has an address of its own, so that one sent twice, or from another window, is never taken for the other.
    """
    then = reverse("frontdoor:police", args=[found.contact.ref])
    if found.contact.crime_suspected and request.method == "GET":
        return HttpResponseRedirect(then)
    said = "Tell the police now, then record it here."
    return _page(request, found, steps.CrimeSuspected, said, forward=then)


@opens_contact
def take_back_crime(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """A manager says that it was a mistake to record a suspected crime."""
    said = "Taken back. What was recorded stays in the story of this contact, with your reason."
    return _page(request, found, steps.TakeBackCrime, said)


@opens_contact
def police(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """When the police were told, and their log number, once a crime is suspected."""
    if not found.contact.crime_suspected and request.method == "GET":
        return HttpResponseRedirect(reverse("frontdoor:crime", args=[found.contact.ref]))
    context = {"ring_first": True}
    return _page(request, found, steps.PoliceAreTold, "Recorded: the police have been told.", context=context)
