"""One contact: read it, recognise its children, decide, sign (screens 4 and 6)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kith.access.policies import Door
from kith.access.request import SignedIn
from kith.frontdoor import steps
from kith.frontdoor.pages.gate import opens_contact
from kith.frontdoor.queries import contact as reading
from kith.frontdoor.queries import recognition
from kith.kernel.perform import Outcome
from kith.people import queries as people
from kith.record import drafts
from kith.record.sightings import saw, saw_all
from kith.ui.step_page import step_page


def _home(ref: str) -> str:
    return reverse("frontdoor:contact", args=[ref])


def _back(found: reading.ContactView) -> dict[str, str]:
    return {"href": _home(found.contact.ref), "label": f"Contact {found.contact.number}"}


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
        same_words_once=True,
    )


@opens_contact
def contact(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """Read a contact, with what we already know beside it."""
    known = [row.child for row in found.children if row.child is not None]
    saw_all(request.user, known, f"Contact {found.contact.number}", found.door)
    return render(request, "frontdoor/contact.html", {"view": found, "contact": found.contact})


@opens_contact
def take(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """Take a contact from the queue."""
    ref = found.contact.ref
    return step_page(
        request,
        steps.ClaimContact,
        found.contact,
        context={"back": _back(found), "caption": f"Contact {found.contact.number}"},
        forward=_home(ref),
        said="It is yours now.",
    )


@opens_contact
def hand_over(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """Hand a contact to a colleague."""
    ref = found.contact.ref
    return step_page(
        request,
        steps.HandOverContact,
        found.contact,
        context={"back": _back(found), "caption": f"Contact {found.contact.number}"},
        forward=reverse("frontdoor:queue"),
        said="Handed over.",
        draft=f"frontdoor.hand-over.{ref}",
    )


@opens_contact
def add_child(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """Add a child whom nobody named."""
    ref = found.contact.ref
    return step_page(
        request,
        steps.AddChild,
        found.contact,
        context={"back": _back(found), "caption": f"Contact {found.contact.number}"},
        forward=lambda outcome: reverse("frontdoor:recognise", args=[ref, outcome.result.ref]),
        draft=f"frontdoor.add-child.{ref}",
    )


@opens_contact
def recognise(request: SignedIn, found: reading.ContactView, child: str) -> HttpResponse:
    """Is this a child we know? The likely matches first, then the question."""
    row = next((one for one in found.children if one.ref == child), None)
    if row is None:
        raise Http404
    shown, matches = people.show_matches(request.user, recognition.particulars_told(row))
    draft = f"frontdoor.recognise.{row.ref}."  # and whom they were compared with: an answer is about that record alone
    begun = drafts.begun(request.user, draft)
    asked = [request.POST.get("person") or request.GET.get("with"), *(key.removeprefix(draft) for key in begun)]
    among = {match.person.ref: match for match in matches}
    chosen = next((among[ref] for ref in asked if ref in among), matches[0] if matches else None)
    if chosen is not None and request.method == "GET":
        saw(request.user, chosen.person.subject, "Compared with a contact", Door("open", "Works at the front door"))
    response = step_page(
        request,
        steps.RecogniseChild,
        row,
        template="frontdoor/recognise.html",
        context={"view": found, "contact": found.contact, "row": row, "matches": matches, "chosen": chosen,
                 "shown": shown, "back": _back(found)},
        initial={"shown": shown.ref, "person": chosen.person.ref if chosen else "", "answer": "" if matches else "new"},
        forward=_next_to_recognise(found, row.ref),
        said=_recognised,
        draft=draft + (chosen.person.ref if chosen else "nobody"),
        begun=begun,
    )  # fmt: skip
    if isinstance(response, HttpResponseRedirect):  # it is answered: what was begun about the others is over too
        drafts.over(request.user, draft)
    return response


def _next_to_recognise(found: reading.ContactView, done: str) -> str:
    waiting = [one for one in found.unrecognised if one.ref != done]
    if waiting:
        return reverse("frontdoor:recognise", args=[found.contact.ref, waiting[0].ref])
    return _home(found.contact.ref)


def _recognised(outcome: Outcome) -> str:
    row = outcome.result
    whom = f": {row.name}" if row.child is not None else ""
    return f"Saved. {row.get_recognition_display()}{whom}. It can be undone at any time from the child's record."


@opens_contact
def decide(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """What should happen next?"""
    ref = found.contact.ref
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


@opens_contact
def sign(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """A manager signs the decision."""
    ref = found.contact.ref
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


@opens_contact
def send_back(request: SignedIn, found: reading.ContactView) -> HttpResponse:
    """A manager sends the decision back with what is missing."""
    ref = found.contact.ref
    return step_page(
        request,
        steps.SendBack,
        found.contact,
        context={"view": found, "back": _back(found), "caption": f"Contact {found.contact.number}"},
        forward=_home(ref),
        said="Sent back to its decider.",
        draft=f"frontdoor.send-back.{ref}",
    )
