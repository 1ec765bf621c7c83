"""Actions on a piece of work: agreed, read, gone on with, handed over, moved and ended."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.leading import people_of
from kith.access.policies import Door
from kith.access.request import SignedIn
from kith.actions import policies, queries, steps
from kith.documents.gate import enter
from kith.documents.queries import work_by_ref
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.people.queries import badges_of
from kith.record.registry import MatterPage, pages_of
from kith.record.sightings import saw_all
from kith.ui.step_page import step_page

View = Callable[..., HttpResponse]
PAGE = "Action"
# What it may lead to: the step, its address, and what its button says.
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.FinishAction, "done", "It is done"),
    (steps.RecordProgress, "progress", "Write down what was done so far"),
    (steps.HandOver, "hand-over", "Hand it over"),
    (steps.MoveDay, "move", "Move its day"),
    (steps.DropAction, "drop", "Not done after all"),
]


def _home(matter: Any) -> MatterPage:
    found = pages_of([(matter.pk, matter.kind)]).get(matter.pk)
    if found is None:
        raise Http404
    return found


def opens(view: View) -> View:
    """A view of one action, once the work behind it has opened, or to its owner: its reference becomes it."""

    @login_required
    @wraps(view)
    def opened(request: SignedIn, ref: str) -> HttpResponse:
        found: Any = queries.by_ref(ref)
        if found is None:
            raise Http404
        people = people_of(found.matter)
        if policies.owns(request.user, found):
            saw_all(request.user, people, PAGE, Door("open", "This action is yours to do"))
            return view(request, found)
        return enter(request, people, found.matter, PAGE, found.href) or view(request, found)

    return opened


def _about(matter: Any, back: MatterPage) -> dict[str, Any]:
    people = [one.person for one in people_of(matter)]
    person = people[0] if len(people) == 1 else None
    badges = badges_of([person])[person.pk] if person else []
    return {"person": person, "people": people, "badges": badges, "back": {"href": back.href, "label": back.title}}


@login_required
def agreed(request: SignedIn, ref: str) -> HttpResponse:
    """Say what is to be done on a piece of work, who does it and by when."""
    matter: Any = work_by_ref(ref)
    if matter is None:
        raise Http404
    home = _home(matter)
    shut = enter(request, people_of(matter), matter, PAGE, home.href)
    return shut or step_page(
        request,
        steps.AgreeActions,
        matter,
        template="people/step.html",
        context={**_about(matter, home), "caption": home.title},
        forward=f"{home.href}#actions",
        said="Agreed. Whoever of ours is to do something has been told.",
        draft=f"actions.agreed.{matter.ref}",
    )


@opens
def action(request: SignedIn, found: Any) -> HttpResponse:
    """What is to be done, by whom and when, what was done of it, each day and owner it had, and how it ended."""
    verdicts = {step: allowed(step, request.user, found) for step, _, _ in NEXT}
    refused = {words for step, words in verdicts.items() if words is not True and found.ended_at is None}
    shown = {
        **_about(found.matter, _home(found.matter)),
        "row": queries.Row(found),
        "may": [(where, label) for step, where, label in NEXT if verdicts[step] is True],
        "why_not": sorted(str(words) for words in refused),
    }
    return render(request, "actions/action.html", shown)


def _step(request: SignedIn, found: Any, step: type[Step], said: str) -> HttpResponse:
    back = MatterPage("The action", found.href)
    return step_page(
        request,
        step,
        found,
        template="people/step.html",
        context={**_about(found.matter, back), "caption": found.what},
        forward=found.href,
        said=said,
        draft=f"{step.name}.{found.ref}",
    )


@opens
def progress(request: SignedIn, found: Any) -> HttpResponse:
    """What was done so far."""
    return _step(request, found, steps.RecordProgress, "Written down.")


@opens
def done(request: SignedIn, found: Any) -> HttpResponse:
    """It is done."""
    return _step(request, found, steps.FinishAction, "Done. It stays to be read.")


@opens
def drop(request: SignedIn, found: Any) -> HttpResponse:
    """It is not done after all."""
    return _step(request, found, steps.DropAction, "Written down, with your reason.")


@opens
def hand_over(request: SignedIn, found: Any) -> HttpResponse:
    """Another does it."""
    return _step(request, found, steps.HandOver, "Handed over. Who had it before stays to be read.")


@opens
def move(request: SignedIn, found: Any) -> HttpResponse:
    """Another day."""
    return _step(request, found, steps.MoveDay, "Its day is moved. The day that was agreed first stays to be read.")


urls = [
    path("actions/on/<slug:ref>/", agreed, name="agreed"),
    path("actions/<slug:ref>/", action, name="action"),
    path("actions/<slug:ref>/progress/", progress, name="progress"),
    path("actions/<slug:ref>/done/", done, name="done"),
    path("actions/<slug:ref>/drop/", drop, name="drop"),
    path("actions/<slug:ref>/hand-over/", hand_over, name="hand-over"),
    path("actions/<slug:ref>/move/", move, name="move"),
]
