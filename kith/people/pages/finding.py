"""Finding people, and beginning a record for somebody who is not there."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from kith.access.request import SignedIn
from kith.kernel.perform import Invalid, Outcome, Refused, perform
from kith.people import policies, queries
from kith.people.steps import PersonCreated
from kith.record import drafts
from kith.ui import gates
from kith.ui.step_page import usable_key

DRAFT = "people.new"
# Where somebody may have come from to begin a record: to say what a new person is to another.
CAME_FROM = re.compile(r"/people/[a-z0-9]{8,20}/edit/(family|household)/")


def refused(request: SignedIn, why: Any) -> HttpResponse:
    """May not do this: the sentence says who may."""
    return gates.refused(request, why or "You may not do this.")


@login_required
def search(request: SignedIn) -> HttpResponse:
    """Everybody who may be meant by what was typed, with why (promise 2)."""
    if (verdict := policies.may_find(request.user)) is not True:
        return refused(request, verdict)
    typed = request.GET.get("q", "").replace("\x00", "").strip()[: queries.LONGEST_SEARCH]
    results = queries.search(request.user, typed) if typed else []
    return render(request, "people/search.html", {"results": results, "search_words": typed})


@login_required
def repeated(request: SignedIn) -> HttpResponse:
    """Numbers that more than one person holds, for somebody to look at."""
    if (verdict := policies.may_find(request.user)) is not True:
        return refused(request, verdict)
    return render(request, "people/repeated.html", {"found": queries.repeated_identifiers(request.user)})


@login_required
def new(request: SignedIn) -> HttpResponse:
    """Begin a record: what is known, then whoever it may be, then the record (FD-10)."""
    if (verdict := policies.may_create(request.user)) is not True:
        return refused(request, verdict)
    shown: dict[str, Any] = {
        "title": PersonCreated.title(),
        "request_key": usable_key(request.POST.get("request_key", "")) or str(uuid4()),
        "draft_key": DRAFT,
        "draft": drafts.kept(request.user, DRAFT),
    }
    if request.method != "POST":
        given = {"given": request.GET.get("given", ""), "family": request.GET.get("family", "")}
        held = shown["draft"]
        form = PersonCreated.build_form(request.user, None, MultiValueDict(held.data) if held else None, initial=given)
        form.unchecked = held is not None  # type: ignore[attr-defined]  # KithForm's: a draft is drawn without faults
        return render(request, "people/new.html", shown | {"form": form})
    form = PersonCreated.build_form(request.user, None, request.POST)
    if not form.is_valid():
        return render(request, "people/new.html", shown | {"form": form}, status=422)
    if "none-of-these" not in request.POST:
        record, matches = queries.show_matches(request.user, queries.particulars_typed(form.cleaned_data))
        if matches:
            return render(request, "people/new_matches.html", shown | _carried(request, record.ref, matches))
        return _begun(request, shown, record.ref)
    return _begun(request, shown, request.POST.get("shown", ""))


def _carried(request: SignedIn, shown: str, matches: list[queries.Match]) -> dict[str, Any]:
    """What was typed, carried along to the page that asks whether it is one of these."""
    skipped = {"csrfmiddlewaretoken", "request_key", "shown", "none-of-these"}
    typed = [(name, value) for name in request.POST for value in request.POST.getlist(name) if name not in skipped]
    return {"typed": typed, "shown": shown, "matches": matches}


def _begun(request: SignedIn, shown: dict[str, Any], shown_ref: str) -> HttpResponse:
    data = request.POST.copy()
    data["shown"] = shown_ref
    try:
        outcome: Outcome = perform(PersonCreated, request.user, None, data, request_key=shown["request_key"])
    except Refused as why:
        return refused(request, str(why))
    except Invalid as invalid:
        return render(request, "people/new.html", shown | {"form": invalid.form}, status=422)
    drafts.accepted(request.user, DRAFT)
    request.session["draft_accepted"] = DRAFT
    messages.success(request, "The record is begun. Nobody like them was on record, or you said that they are others.")
    came_from = request.GET.get("from", "")
    if CAME_FROM.fullmatch(came_from):
        return HttpResponseRedirect(f"{came_from}?other={outcome.result.ref}")
    return HttpResponseRedirect(f"/people/{outcome.result.ref}/edit/")
