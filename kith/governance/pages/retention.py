"""How long records are kept: what has come to its day, what is held, and one record with its reasons (IG-07)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from kith.access.policies import Door, door
from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.governance import policies, steps
from kith.governance.queries import retention as queries
from kith.governance.retention import rules
from kith.kernel.now import today
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.record.sightings import saw
from kith.ui.gates import needs_ability
from kith.ui.step_page import step_page

PAGE = "How long the record is kept"
HOME = {"href": "/retention/", "label": "How long records are kept"}


@login_required
@needs_ability(Ability.HOLD_RECORDS)
def kept(request: SignedIn) -> HttpResponse:
    """What has come to its day, every hold that stands, and the rules. A reference leads to one record."""
    wanted = request.GET.get("person", "").strip()[:40].replace("\x00", "")
    found = queries.by_ref(wanted) if wanted else None
    if found is not None:
        return HttpResponseRedirect(f"/retention/{found.ref}/")
    shown = {
        "wanted": wanted,
        "come": queries.come(request.GET.get("after", "")),
        "holds": [(hold, hold.review_on <= today()) for hold in queries.standing_holds()[:200]],
        "rules": list(rules().values()),
    }
    return render(request, "governance/retention.html", shown)


def _opened(request: SignedIn, ref: str) -> Any:
    """Whose record it is, if how long it is kept is theirs to know; that they looked is written down."""
    found = queries.by_ref(ref)
    if found is None or not policies.read_retention(request.user, found):
        raise Http404
    met = door(request.user, found.subject)
    saw(request.user, found.subject, PAGE, met if met.state == "open" else Door("open", "You keep the retention rules"))
    return found


def _about(person: Any) -> dict[str, Any]:
    return {"back": {"href": f"/retention/{person.ref}/", "label": PAGE}, "caption": f"Record {person.ref}"}


@login_required
def record(request: SignedIn, ref: str) -> HttpResponse:
    """Which rules apply to one record, which day counts, and every hold there was."""
    found = _opened(request, ref)
    (one,) = queries.evaluate([found])
    holds = queries.holds_of(found)
    shown = {
        "one": one,
        "holds": [(hold, allowed(steps.ReleaseHold, request.user, hold) is True) for hold in holds],
        "may_hold": allowed(steps.PlaceHold, request.user, found) is True,
        "back": HOME if request.user.may(Ability.HOLD_RECORDS) else {"href": found.href, "label": "The record"},
    }
    return render(request, "governance/retention_record.html", shown)


@login_required
def hold(request: SignedIn, ref: str) -> HttpResponse:
    """Hold a record."""
    found = _opened(request, ref)
    return step_page(
        request,
        steps.PlaceHold,
        found,
        context=_about(found),
        forward=f"/retention/{found.ref}/",
        said="The record is held until the hold is released.",
    )


def _on_hold(request: SignedIn, ref: str, step: type[Step], said: str) -> HttpResponse:
    found: Any = queries.hold_by_ref(ref)
    if found is None:
        raise Http404
    _opened(request, found.person.ref)
    return step_page(request, step, found, context=_about(found.person), forward=found.href, said=said)


@login_required
def review(request: SignedIn, ref: str) -> HttpResponse:
    """A hold still stands."""
    return _on_hold(request, ref, steps.ReviewHold, "The hold stands.")


@login_required
def release(request: SignedIn, ref: str) -> HttpResponse:
    """A hold ends."""
    return _on_hold(request, ref, steps.ReleaseHold, "The hold is released. The record is kept by the rules again.")


urls = [
    path("retention/", kept, name="retention"),
    path("retention/<slug:ref>/", record, name="record-kept"),
    path("retention/<slug:ref>/hold/", hold, name="record-hold"),
    path("retention/holds/<slug:ref>/review/", review, name="hold-review"),
    path("retention/holds/<slug:ref>/release/", release, name="hold-release"),
]
