"""The directory of local services: open to everybody, kept by a few (EH-06)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.directory import queries, steps
from kith.directory.needs import NEEDS, need_words
from kith.kernel.step import Step
from kith.ui.step_page import step_page


def _keeps(request: SignedIn) -> bool:
    return bool(getattr(request.user, "is_authenticated", False)) and request.user.may(Ability.KEEP_DIRECTORY)


def _asked(request: SignedIn) -> dict[str, Any]:
    age = request.GET.get("age", "").strip()
    return {
        "text": request.GET.get("q", "").strip()[:100].replace("\x00", ""),
        "need": request.GET.get("need", "") if request.GET.get("need") in NEEDS else "",
        "age": int(age) if age.isdecimal() and len(age) < 3 else None,
        "place": request.GET.get("place", "").strip()[:60].replace("\x00", ""),
        "reach": request.GET.get("reach", "") if request.GET.get("reach") in dict(queries.REACHES) else "",
        "free": request.GET.get("cost") == "free",
    }


def services(request: SignedIn) -> HttpResponse:
    """The directory, filtered as the address says."""
    asked = _asked(request)
    found = list(queries.find(**asked))
    return render(
        request,
        "directory/services.html",
        {
            "services": found,
            "asked": asked,
            "filtered": any(value not in ("", None, False) for value in asked.values()),
            "needs": NEEDS.items(),
            "reaches": queries.REACHES,
            "stale_before": queries.stale_before(),
            "keeps": _keeps(request),
        },
    )


def _found(ref: str) -> Any:
    service = queries.by_ref(ref)
    if service is None:
        raise Http404
    return service


def service(request: SignedIn, ref: str) -> HttpResponse:
    """One service, with everything a family needs to use it."""
    found = _found(ref)
    keeps = _keeps(request)
    return render(
        request,
        "directory/service.html",
        {
            "service": found,
            "needs": need_words(found.needs),
            "stale": found.verified_on < queries.stale_before(),
            "keeps": keeps,
            "told": queries.signposted(found) if getattr(request.user, "is_authenticated", False) else None,
            "back": {"href": reverse("directory:services"), "label": "Local services"},
        },
    )


@login_required
def new(request: SignedIn) -> HttpResponse:
    """Add a service."""
    return step_page(
        request,
        steps.ServiceAdded,
        None,
        context={"back": {"href": reverse("directory:services"), "label": "Local services"}},
        forward=lambda outcome: reverse("directory:service", args=[outcome.result.ref]),
        said="Added to the directory.",
        draft="directory.new",
    )


def _step(request: SignedIn, ref: str, step: type[Step], said: str, **more: Any) -> HttpResponse:
    found, home = _found(ref), reverse("directory:service", args=[ref])
    context = {"back": {"href": home, "label": found.name}, "caption": found.name}
    return step_page(request, step, found, context=context, forward=home, said=said, **more)


@login_required
def change(request: SignedIn, ref: str) -> HttpResponse:
    """Change an entry."""
    found = _found(ref)
    kept = ("name", "says", "reach", "needs", "youngest", "oldest", "place", "cost", "how_to_refer", "waiting_weeks")
    initial = {name: getattr(found, name) for name in (*kept, "phone")}
    initial["owner"] = found.owner.ref if found.owner else ""
    return _step(request, ref, steps.ServiceChanged, "Changed.", initial=initial, draft=f"directory.change.{ref}")


@login_required
def verify(request: SignedIn, ref: str) -> HttpResponse:
    """Somebody asked the service, and it is all still right."""
    return _step(request, ref, steps.ServiceVerified, "Checked today.")


@login_required
def end(request: SignedIn, ref: str) -> HttpResponse:
    """A service ends."""
    return _step(request, ref, steps.ServiceEnded, "Ended. It is no longer offered.")


@login_required
def told(request: SignedIn, ref: str) -> HttpResponse:
    """A family was told of it."""
    return _step(request, ref, steps.ServiceSignposted, "Counted. No family is named.")


urls = [
    path("services/", services, name="services"),
    path("services/new/", new, name="new"),
    path("services/<slug:ref>/", service, name="service"),
    path("services/<slug:ref>/change/", change, name="change"),
    path("services/<slug:ref>/checked/", verify, name="verify"),
    path("services/<slug:ref>/end/", end, name="end"),
    path("services/<slug:ref>/told/", told, name="told"),
]
