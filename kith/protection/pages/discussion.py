"""Strategy discussions: called, read, held, moved, called off, added to, and their minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from kith.access.leading import people_of
from kith.access.policies import identity_of
from kith.access.request import SignedIn
from kith.assessment.queries.following import discussions_asked
from kith.checks.kinds import asking
from kith.documents.gate import enter
from kith.kernel.now import now
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.people.gate import opens_record, way_back
from kith.people.queries import badges_of
from kith.protection import paper, queries, steps
from kith.spread.steps import AnswerSpread
from kith.ui.step_page import step_page

View = Callable[..., HttpResponse]
PARTS = [
    ("who", "Who is here"), ("threshold", "Threshold"), ("basis", "Sharing"), ("police", "Police"),
    ("children", "Each child"), ("others", "Other children"), ("actions", "Actions"),
]  # fmt: skip
PAGE = "Strategy discussion"
# What it may lead to: the step, its address, and what its button says.
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.HoldDiscussion, "hold", "Hold the discussion"),
    (steps.MoveDiscussion, "move", "Change its chair or its day"),
    (steps.CallOff, "call-off", "Call it off"),
    (steps.AddToMinutes, "add", "Add to the minutes"),
]


def opens(view: View) -> View:
    """A view of one discussion, once the work has opened: its reference in the address becomes it."""

    @login_required
    @wraps(view)
    def opened(request: SignedIn, ref: str) -> HttpResponse:
        found: Any = queries.by_ref(ref)
        if found is None:
            raise Http404
        found.about = people_of(found)
        shut = enter(request, found.about, found.matter, PAGE, found.href)
        return shut or view(request, found)

    return opened


def _about(found: Any) -> dict[str, Any]:
    people = [one.person for one in found.about]
    person = people[0] if len(people) == 1 else None
    badges = badges_of([person])[person.pk] if person else []
    return {"one": found, "person": person, "people": people, "badges": badges, "back": way_back(people)}


@opens_record(PAGE)
def call(request: SignedIn, person: Any) -> HttpResponse:
    """About which children, why, and who is to be there."""
    asked = next(iter(discussions_asked(person.subject)), None)
    initial = {
        "children": [person.ref],
        "suspected": asked.why if asked else "",
        "suspected_at": asked.begun_at if asked else now(),
        "invited": queries.proposed_agencies(identity_of(person.subject)),
    }
    back = {"href": f"{person.href}assessments/", "label": "Assessments"}
    context = {"person": person, "badges": badges_of([person])[person.pk], "back": back}
    return step_page(
        request, steps.CallDiscussion, person.subject, template="people/step.html", context=context, initial=initial,
        forward=lambda outcome: str(outcome.result.href), said="Called. Its chair and whoever holds the case are told.",
        draft=f"protection.call.{person.ref}",
    )  # fmt: skip


@opens
def discussion(request: SignedIn, found: Any) -> HttpResponse:
    """Who was invited, and, once it was held, its minutes."""
    work = asking(found.matter) if found.is_outside else None
    shown = {
        **_about(found),
        "view": queries.view_of(found),
        "may": [(where, label) for step, where, label in NEXT if allowed(step, request.user, found) is True],
        "may_spread": bool(work and allowed(AnswerSpread, request.user, work) is True),
        "moment": now(),
    }
    return render(request, "protection/discussion.html", shown)


def _step(request: SignedIn, found: Any, step: type[Step], said: str, **more: Any) -> HttpResponse:
    back = {"href": found.href, "label": str(found)}
    context = {**_about(found), "back": back, "caption": str(found), **more.pop("context", {})}
    more = {"template": "people/step.html", **more}
    return step_page(
        request, step, found, context=context, forward=found.href, said=said, draft=f"{step.name}.{found.ref}", **more
    )


@opens
def hold(request: SignedIn, found: Any) -> HttpResponse:
    """The chair's screen, to be written while people speak; whatever is typed is kept (promise 1)."""
    view = queries.view_of(found)
    invited = [
        {"agency_kind": row.agency_kind, "agency_name": row.agency_name, "name": row.name} for row in view.agencies
    ]
    return _step(
        request, found, steps.HoldDiscussion, "Held. The minutes stand, and what follows has begun.",
        template="protection/hold.html", initial={"held_at": now(), "agencies": invited},
        context={"view": view, "parts": PARTS},
    )  # fmt: skip


@opens
def move(request: SignedIn, found: Any) -> HttpResponse:
    """Another chair, day or way to meet."""
    initial = {"chair": found.chair.ref, "mode": found.mode, "planned_at": found.planned_at}
    return _step(request, found, steps.MoveDiscussion, "Changed. Its chair is told.", initial=initial)


@opens
def call_off(request: SignedIn, found: Any) -> HttpResponse:
    """Why it is not held."""
    return _step(request, found, steps.CallOff, "Called off. What asked for it goes on waiting.")


@opens
def add(request: SignedIn, found: Any) -> HttpResponse:
    """What was left out, or said otherwise."""
    return _step(request, found, steps.AddToMinutes, "Added. The minutes stay as they were.")


@opens
def minutes(request: SignedIn, found: Any) -> HttpResponse:
    """The minutes, to print or to keep."""
    if found.state == "off":
        raise Http404
    answer = HttpResponse(paper.printed(queries.view_of(found)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="strategy-discussion-{found.number}.pdf"'
    return answer
