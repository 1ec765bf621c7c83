"""One contact: read it, recognise its children, decide, sign (screens 4 and 6)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kith.access.policies import Door
from kith.access.request import SignedIn
from kith.frontdoor import steps
from kith.frontdoor.queries import contact as reading
from kith.frontdoor.queries import recognition
from kith.kernel.perform import Outcome
from kith.people import queries as people
from kith.record.sightings import saw, saw_all
from kith.ui.step_page import step_page


def _home(ref: str) -> str:
    return reverse("frontdoor:contact", args=[ref])


def _back(found: reading.ContactView) -> dict[str, str]:
    return {"href": _home(found.contact.ref), "label": f"Contact {found.contact.number}"}


def _found(request: SignedIn, ref: str) -> reading.ContactView:
    found = reading.view(request.user, ref)
    if found is None:
        raise Http404
    return found


@login_required
def new(request: SignedIn) -> HttpResponse:
    """Record a contact."""
    return step_page(
        request,
        steps.ReceiveContact,
        None,
        template="frontdoor/new.html",
        context={"back": {"href": reverse("frontdoor:queue"), "label": "Front door"}},
        forward=lambda outcome: _home(outcome.result.ref),
        said=lambda outcome: f"Contact {outcome.result.number} recorded.",
        draft="frontdoor.new",
    )


@login_required
def contact(request: SignedIn, ref: str) -> HttpResponse:
    """Read a contact, with what we already know beside it."""
    found = _found(request, ref)
    known = [row.child for row in found.children if row.child is not None]
    saw_all(request.user, known, f"Contact {found.contact.number}", Door("open", found.why_open))
    return render(request, "frontdoor/contact.html", {"view": found, "contact": found.contact})


@login_required
def take(request: SignedIn, ref: str) -> HttpResponse:
    """Take a contact from the queue."""
    found = _found(request, ref)
    return step_page(
        request,
        steps.ClaimContact,
        found.contact,
        context={"back": _back(found), "caption": f"Contact {found.contact.number}"},
        forward=_home(ref),
        said="It is yours now.",
    )


@login_required
def hand_over(request: SignedIn, ref: str) -> HttpResponse:
    """Hand a contact to a colleague."""
    found = _found(request, ref)
    return step_page(
        request,
        steps.HandOverContact,
        found.contact,
        context={"back": _back(found), "caption": f"Contact {found.contact.number}"},
        forward=reverse("frontdoor:queue"),
        said="Handed over.",
        draft=f"frontdoor.hand-over.{ref}",
    )


@login_required
def add_child(request: SignedIn, ref: str) -> HttpResponse:
    """Add a child whom nobody named."""
    found = _found(request, ref)
    return step_page(
        request,
        steps.AddChild,
        found.contact,
        context={"back": _back(found), "caption": f"Contact {found.contact.number}"},
        forward=lambda outcome: reverse("frontdoor:recognise", args=[ref, outcome.result.ref]),
        draft=f"frontdoor.add-child.{ref}",
    )


@login_required
def recognise(request: SignedIn, ref: str, child: str) -> HttpResponse:
    """Is this a child we know? The likely matches first, then the question."""
    found = _found(request, ref)
    row = next((one for one in found.children if one.ref == child), None)
    if row is None:
        raise Http404
    shown, matches = people.show_matches(request.user, recognition.particulars_told(row))
    asked = request.POST.get("person") or request.GET.get("with") or (matches[0].person.ref if matches else "")
    chosen = next((match for match in matches if match.person.ref == asked), None)
    if chosen is not None and request.method == "GET":
        saw(request.user, chosen.person.subject, "Compared with a contact", Door("open", "Works at the front door"))
    return step_page(
        request,
        steps.RecogniseChild,
        row,
        template="frontdoor/recognise.html",
        context={"view": found, "contact": found.contact, "row": row, "matches": matches, "chosen": chosen,
                 "shown": shown, "back": _back(found)},
        initial={"shown": shown.ref, "person": chosen.person.ref if chosen else "", "answer": "" if matches else "new"},
        forward=_next_to_recognise(found, row.ref),
        said=_recognised,
    )  # fmt: skip


def _next_to_recognise(found: reading.ContactView, done: str) -> str:
    waiting = [one for one in found.unrecognised if one.ref != done]
    if waiting:
        return reverse("frontdoor:recognise", args=[found.contact.ref, waiting[0].ref])
    return _home(found.contact.ref)


def _recognised(outcome: Outcome) -> str:
    return "Saved. It can be undone at any time from the child's record."


@login_required
def decide(request: SignedIn, ref: str) -> HttpResponse:
    """What should happen next?"""
    found = _found(request, ref)
    return step_page(
        request,
        steps.DecideContact,
        found.contact,
        template="frontdoor/decide.html",
        context={"view": found, "contact": found.contact, "back": _back(found)},
        initial=reading.decided_so_far(found.contact),
        forward=_home(ref),
        said=lambda outcome: "Sent for signature." if outcome.result.state == "to_sign" else "Decided.",
        draft=f"frontdoor.decide.{ref}",
    )


@login_required
def sign(request: SignedIn, ref: str) -> HttpResponse:
    """A manager signs the decision."""
    found = _found(request, ref)
    return step_page(
        request,
        steps.ConcludeContact,
        found.contact,
        template="frontdoor/sign.html",
        context={"view": found, "contact": found.contact, "back": _back(found)},
        forward=_home(ref),
        said="Signed. The decision is in force.",
        draft=f"frontdoor.sign.{ref}",
    )


@login_required
def send_back(request: SignedIn, ref: str) -> HttpResponse:
    """A manager sends the decision back with what is missing."""
    found = _found(request, ref)
    return step_page(
        request,
        steps.SendBack,
        found.contact,
        context={"view": found, "back": _back(found), "caption": f"Contact {found.contact.number}"},
        forward=_home(ref),
        said="Sent back to its decider.",
        draft=f"frontdoor.send-back.{ref}",
    )
