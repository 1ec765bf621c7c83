"""The pages on which a network map is changed. It is shown on the child's "Family and network"."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path

from kith.access.request import SignedIn
from kith.kernel.now import today
from kith.kernel.step import Step
from kith.network import queries, steps
from kith.people.gate import opens_record
from kith.people.pages.changing import STEP, about
from kith.ui.step_page import step_page


def _change(
    request: SignedIn, person: Any, step: type[Step], target: Any, key: str, said: str, *, at: str = "#nn", **more: Any
) -> Any:
    home = f"/people/{person.ref}/family/{at}"
    return step_page(
        request, step, target, template=STEP, forward=home, said=said, draft=f"network.{key}.{target.ref}",
        context={**about(person), "back": {"href": home, "label": "Family and network"}}, **more,
    )  # fmt: skip


@opens_record("Network map")
def add(request: SignedIn, person: Any) -> HttpResponse:
    """Somebody who belongs to the child's network."""
    initial = {"person": request.GET.get("person", ""), "said_on": today()}
    return _change(request, person, steps.MemberAdded, person, "add", "The network map is changed.", initial=initial)


@opens_record("Network map")
def change(request: SignedIn, person: Any, member: str) -> HttpResponse:
    """Somebody's place in the network."""
    found = _found(person, member)
    said = "The network map is changed. What it said before stays in its versions."
    initial = queries.said_before(found)
    return _change(request, person, steps.MemberChanged, found, "change", said, initial=initial)


@opens_record("Network map")
def end(request: SignedIn, person: Any, member: str) -> HttpResponse:
    """Somebody who is no longer in the network."""
    said = "They are no longer in the network map. Its earlier versions are kept."
    return _change(request, person, steps.MemberEnded, _found(person, member), "end", said)


@opens_record("Safety plan")
def commit(request: SignedIn, person: Any) -> HttpResponse:
    """A line of the safety plan: who does what, and when."""
    said = "It is in the safety plan. It counts as safety once it has held over time."
    initial = {"agreed_on": today()}
    return _plan(request, person, steps.CommitmentAdded, person, "commit", said, initial=initial)


@opens_record("Safety plan")
def tested(request: SignedIn, person: Any, commitment: str) -> HttpResponse:
    """A day on which it was tried or needed."""
    said = "Written down. The day to look at it again is changed."
    return _plan(request, person, steps.CommitmentChecked, _line(person, commitment), "tested", said)


@opens_record("Safety plan")
def uncommit(request: SignedIn, person: Any, commitment: str) -> HttpResponse:
    """A line that no longer stands."""
    said = "It is no longer in the safety plan. Its checks are kept."
    return _plan(request, person, steps.CommitmentEnded, _line(person, commitment), "uncommit", said)


def _plan(request: SignedIn, person: Any, step: type[Step], target: Any, key: str, said: str, **more: Any) -> Any:
    return _change(request, person, step, target, key, said, at="#plan", **more)


def _line(person: Any, ref: str) -> Any:
    found = queries.line_of(person, ref)
    if found is None:
        raise Http404
    return found.row


def _found(person: Any, member: str) -> Any:
    found = queries.member_for(person, member)
    if found is None:
        raise Http404
    return found


urls = [
    path("people/<slug:ref>/safety-plan/add/", commit, name="commit"),
    path("people/<slug:ref>/safety-plan/<slug:commitment>/check/", tested, name="tested"),
    path("people/<slug:ref>/safety-plan/<slug:commitment>/end/", uncommit, name="uncommit"),
    path("people/<slug:ref>/network/add/", add, name="add"),
    path("people/<slug:ref>/network/<slug:member>/", change, name="change"),
    path("people/<slug:ref>/network/<slug:member>/end/", end, name="end"),
]
