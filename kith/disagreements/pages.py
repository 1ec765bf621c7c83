"""A disagreement on a piece of work: raised, read, added to, passed on and settled."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.leading import people_of
from kith.access.request import SignedIn
from kith.disagreements import queries, steps
from kith.documents.gate import enter
from kith.documents.queries import work_by_ref
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.people.queries import badges_of
from kith.record.registry import MatterPage, pages_of
from kith.ui.step_page import step_page

View = Callable[..., HttpResponse]
PAGE = "Professional disagreement"
# What it may lead to: the step, its address, and what its button says.
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.Settle, "settle", "Record how it was settled"),
    (steps.AddView, "view", "Add how somebody sees it"),
    (steps.PassOn, "pass-on", "Pass it on"),
]


def _home(matter: Any) -> MatterPage:
    found = pages_of([(matter.pk, matter.kind)]).get(matter.pk)
    if found is None:
        raise Http404
    return found


def opens(view: View) -> View:
    """A view of one disagreement, once the work behind it has opened: its reference in the address becomes it."""

    @login_required
    @wraps(view)
    def opened(request: SignedIn, ref: str) -> HttpResponse:
        found: Any = queries.by_ref(ref)
        if found is None:
            raise Http404
        shut = enter(request, people_of(found.matter), found.matter, PAGE, found.href)
        return shut or view(request, found)

    return opened


def _about(matter: Any, back: MatterPage) -> dict[str, Any]:
    people = [one.person for one in people_of(matter)]
    person = people[0] if len(people) == 1 else None
    badges = badges_of([person])[person.pk] if person else []
    return {"person": person, "people": people, "badges": badges, "back": {"href": back.href, "label": back.title}}


@login_required
def raised(request: SignedIn, ref: str) -> HttpResponse:
    """Say what people see differently, and how each of them sees it."""
    matter: Any = work_by_ref(ref)
    if matter is None:
        raise Http404
    home = _home(matter)
    shut = enter(request, people_of(matter), matter, PAGE, home.href)
    return shut or step_page(
        request,
        steps.RaiseDisagreement,
        matter,
        template="people/step.html",
        context={**_about(matter, home), "caption": home.title},
        forward=lambda outcome: str(outcome.result.href),
        said="Recorded. Whoever settles it first has been told.",
        draft=f"disagreements.raised.{matter.ref}",
    )


@opens
def disagreement(request: SignedIn, found: Any) -> HttpResponse:
    """The issue, each view, the stages with their days, and how it was settled."""
    shown = {
        **_about(found.matter, _home(found.matter)),
        "row": queries.row_of(found),
        "may": [(where, label) for step, where, label in NEXT if _may(request, step, found)],
    }
    return render(request, "disagreements/disagreement.html", shown)


def _may(request: SignedIn, step: type[Step], found: Any) -> bool:
    if step is steps.PassOn and not step.form_kwargs(request.user, found)["later"]:
        return False
    return allowed(step, request.user, found) is True


def _step(request: SignedIn, found: Any, step: type[Step], said: str) -> HttpResponse:
    back = MatterPage("The disagreement", found.href)
    return step_page(
        request,
        step,
        found,
        template="disagreements/step.html",
        context={**_about(found.matter, back), "caption": found.issue, "one": found},
        forward=found.href,
        said=said,
        draft=f"{step.name}.{found.ref}",
    )


@opens
def view(request: SignedIn, found: Any) -> HttpResponse:
    """How somebody sees it."""
    return _step(request, found, steps.AddView, "Recorded.")


@opens
def pass_on(request: SignedIn, found: Any) -> HttpResponse:
    """To a later stage, before its day."""
    return _step(request, found, steps.PassOn, "Passed on. Whoever settles it there has been told.")


@opens
def settle(request: SignedIn, found: Any) -> HttpResponse:
    """What was decided, and why."""
    return _step(request, found, steps.Settle, "Settled. Every view stays as it was put.")


urls = [
    path("disagreements/on/<slug:ref>/", raised, name="raised"),
    path("disagreements/<slug:ref>/", disagreement, name="disagreement"),
    path("disagreements/<slug:ref>/view/", view, name="view"),
    path("disagreements/<slug:ref>/pass-on/", pass_on, name="pass-on"),
    path("disagreements/<slug:ref>/settle/", settle, name="settle"),
]
