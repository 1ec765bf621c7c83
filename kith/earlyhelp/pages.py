"""The early help desk (EH-08)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from kith.access.policies import Door
from kith.access.request import SignedIn
from kith.access.roles import Ability, who_may
from kith.earlyhelp import policies, queries, steps
from kith.kernel.step import Step
from kith.people.queries import address_shown
from kith.record.registry import pages_of, story_of_matter
from kith.record.sightings import saw
from kith.ui.gates import refused
from kith.ui.step_page import step_page


@login_required
def desk(request: SignedIn) -> HttpResponse:
    """What waits to be accepted, what is being led, and, for managers, what came back."""
    user = request.user
    leads = user.may(Ability.LEAD_EARLY_HELP)
    signs = user.may(Ability.SIGN_DECISIONS) or user.may(Ability.SUPERVISE)
    if not (leads or signs):
        why = f"This is for {who_may(Ability.LEAD_EARLY_HELP)} to do. Ask one of them."
        return refused(request, why)
    shown = {
        "waiting": queries.waiting(user) if leads else [],
        "accepted": queries.accepted(user) if leads else [],
        "returned": queries.returned(user) if signs else [],
        "leads": leads,
        "signs": signs,
    }
    return render(request, "earlyhelp/desk.html", shown)


def _found(request: SignedIn, ref: str) -> Any:
    found = queries.find(request.user, ref)
    if found is None:
        raise Http404
    return found


@login_required
def handover(request: SignedIn, ref: str) -> HttpResponse:
    """One hand-over: why, what the family says, and what has happened so far."""
    found, user = _found(request, ref), request.user
    # A secret address is for whoever leads, once they have accepted (IG-08).
    door = Door("open" if found.lead_id == user.pk else "ask", "Handed over to early help")
    saw(user, found.person, "early help hand-over", door)
    work = pages_of([(found.matter_id, found.matter.kind)]).get(found.matter_id)
    shown = {
        "handover": found,
        "person": found.person.person,
        "address": address_shown(found.person, door),
        "story": story_of_matter(found.matter),
        "work": work if user.may(Ability.WORK_CONTACTS) else None,
        "may_answer": policies.answer(user, found) is True,
        "may_settle": policies.settle(user, found) is True,
        "back": {"href": reverse("earlyhelp:desk"), "label": "Early help"},
    }
    return render(request, "earlyhelp/handover.html", shown)


def _step(request: SignedIn, ref: str, step: type[Step], said: str, target: Any = None, **more: Any) -> HttpResponse:
    found = _found(request, ref)
    home = reverse("earlyhelp:handover", args=[ref])
    name = found.person.person.shown_name
    return step_page(
        request,
        step,
        found if target is None else target,
        context={"back": {"href": home, "label": name}, "caption": name},
        forward=more.pop("forward", home),
        said=said,
        draft=f"{step.name}.{ref}",
        **more,
    )


@login_required
def accept(request: SignedIn, ref: str) -> HttpResponse:
    """A lead practitioner accepts."""
    return _step(request, ref, steps.AcceptHandover, "Accepted. You lead this now.")


@login_required
def give_back(request: SignedIn, ref: str) -> HttpResponse:
    """A lead practitioner returns it with a reason."""
    return _step(request, ref, steps.ReturnHandover, "Returned. A manager of the front door sees it.")


@login_required
def settle(request: SignedIn, ref: str) -> HttpResponse:
    """A manager says what happens instead."""
    return _step(request, ref, steps.SettleReturn, "Settled.", forward=reverse("earlyhelp:desk"))


@login_required
def again(request: SignedIn, ref: str) -> HttpResponse:
    """A manager hands it over again, to the same team or another."""
    found = _found(request, ref)
    initial = {"reason": found.reason, "family_agrees": queries.agreement(found.matter)}
    forward = reverse("earlyhelp:desk")
    return _step(request, ref, steps.HandOver, "Handed over again.", initial=initial, forward=forward)


urls = [
    path("early-help/", desk, name="desk"),
    path("early-help/<slug:ref>/", handover, name="handover"),
    path("early-help/<slug:ref>/accept/", accept, name="accept"),
    path("early-help/<slug:ref>/return/", give_back, name="return"),
    path("early-help/<slug:ref>/settle/", settle, name="settle"),
    path("early-help/<slug:ref>/again/", again, name="again"),
]
