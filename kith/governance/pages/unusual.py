"""Reading that deserves a look: the list, one finding with its reasons, its answer, its explanation (IG-06, IG-11)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.governance import policies, steps
from kith.governance.queries import unusual as queries
from kith.governance.rules import rules
from kith.kernel.perform import allowed
from kith.ui.gates import refused
from kith.ui.step_page import step_page

LIST = {"href": "/access/unusual/", "label": "Reading that deserves a look"}


@login_required
def listed(request: SignedIn) -> HttpResponse:
    """What waits for somebody to look at, the newest first, and what this person was asked to explain."""
    asks = queries.asked_of(request.user)
    if not (policies.see(request.user) or asks):
        return refused(request, "Reading that deserves a look is for an information governance officer.")
    asked = queries.Asked.of(request.GET)
    watches = request.user.may(Ability.SEE_ACCESS)
    shown = {
        "asked": asked,
        "found": queries.listed(request.user, asked) if policies.see(request.user) else None,
        "asks": asks,
        "choices": queries.SHOWN,
        "rules": list(rules().values()),
        "searched": queries.last_search(),
        "watches": watches,
        "back": {"href": "/access/", "label": "Who has looked"} if watches else {"href": "/", "label": "My work"},
    }
    return render(request, "governance/unusual_list.html", shown)


def _opened(request: SignedIn, ref: str) -> Any:
    """One finding, if it is theirs to read: hidden, somebody else's and made up look alike."""
    found = queries.by_ref(ref)
    if found is None or not policies.read(request.user, found):
        raise Http404
    return found


@login_required
def one(request: SignedIn, ref: str) -> HttpResponse:
    """What was found by which rule, why that asks for a look, the looks themselves, and what was said of it."""
    found = _opened(request, ref)
    record, initials = queries.whose(found.person)
    shown = {
        "one": found,
        "record": record,
        "initials": initials,
        "ends": queries.ends(found),
        "looks": queries.looks_of(found),
        "refusals": queries.refusals_of(found),
        "answers": found.answers.select_related("by", "asked_of").order_by("pk"),
        "may_answer": allowed(steps.AnswerReading, request.user, found) is True,
        "may_explain": allowed(steps.ExplainReading, request.user, found) is True,
        "watches": request.user.may(Ability.SEE_ACCESS),
        "back": LIST,
    }
    return render(request, "governance/unusual.html", shown)


def _about(found: Any) -> dict[str, Any]:
    back = {"href": found.href, "label": "The finding"}
    return {"caption": f"{found.reader.name}: {found.title}", "back": back}


@login_required
def answer(request: SignedIn, ref: str) -> HttpResponse:
    """Proper, a concern, or to be explained."""
    found = _opened(request, ref)
    return step_page(
        request,
        steps.AnswerReading,
        found,
        context=_about(found),
        forward=LIST["href"],
        said="Written down. The reader sees nothing of it.",
    )


@login_required
def explain(request: SignedIn, ref: str) -> HttpResponse:
    """What the reader's manager knows of it."""
    found = _opened(request, ref)
    return step_page(
        request,
        steps.ExplainReading,
        found,
        context=_about(found),
        forward=found.href,
        said="Whoever asked has been told that you explained it.",
    )


urls = [
    path("access/unusual/", listed, name="unusual"),
    path("access/unusual/<slug:ref>/", one, name="one"),
    path("access/unusual/<slug:ref>/answer/", answer, name="answer"),
    path("access/unusual/<slug:ref>/explain/", explain, name="explain"),
]
