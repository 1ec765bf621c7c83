"""One assessment: what was asked, where it stands, who was seen, and what may be done next."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kith.access.request import SignedIn
from kith.assessment import steps
from kith.assessment.queries import reading
from kith.kernel.now import now
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.people import queries as people
from kith.people.gate import ReasonNeeded, person_for
from kith.ui.step_page import step_page

View = Callable[..., HttpResponse]
# What a page may lead to: the step, its address, and what its button says.
NEXT = [
    (steps.RecordSeen, "seen", "Record that the child was seen"),
    (steps.RecordTried, "tried", "Child not seen"),
    (steps.ReviewLength, "review", "Review the length"),
    (steps.Authorise, "authorise", "Conclude and authorise"),
    (steps.Reallocate, "reallocate", "Give to another worker"),
]


def opens_assessment(page: str) -> Callable[[View], View]:
    """A view of one assessment, once the child's door has opened: `view(request, ref)` becomes `view(request, it)`."""

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def opened(request: SignedIn, ref: str) -> HttpResponse:
            found = reading.find(ref)
            if found is None:
                raise Http404
            try:
                person_for(request, found.child.ref, page)
            except ReasonNeeded as asked:
                return HttpResponseRedirect(asked.href)
            return view(request, found)

        return opened

    return wrap


def _about(found: Any) -> dict[str, Any]:
    return {
        "assessment": found,
        "person": found.child.person,
        "badges": people.badges_of([found.child.person])[found.child_id],
        "caption": f"Assessment {found.number}",
    }


@opens_assessment("Assessment")
def assessment(request: SignedIn, found: Any) -> HttpResponse:
    """Read it; it prints as it stands."""
    may = [(where, label) for step, where, label in NEXT if allowed(step, request.user, found) is True]
    shown = {"view": reading.view(found), "may": may, "moment": now()}
    return render(request, "assessment/assessment.html", {**_about(found), **shown})


def _step(request: SignedIn, found: Any, step: type[Step], key: str, said: str, **more: Any) -> HttpResponse:
    home = reverse("assessment:assessment", args=[found.ref])
    context = {**_about(found), "back": {"href": home, "label": f"Assessment {found.number}"}}
    more.setdefault("draft", f"assessment.{key}.{found.ref}")
    return step_page(
        request, step, found, template="assessment/step.html", context=context, forward=home, said=said, **more
    )


@opens_assessment("Visit")
def seen(request: SignedIn, found: Any) -> HttpResponse:
    """The child was seen."""
    return _step(request, found, steps.RecordSeen, "seen", "The visit is recorded.")


@opens_assessment("Visit")
def tried(request: SignedIn, found: Any) -> HttpResponse:
    """The child was not seen."""
    return _step(
        request, found, steps.RecordTried, "tried", "The visit is recorded. The date to see the child runs on."
    )


@opens_assessment("Review")
def review(request: SignedIn, found: Any) -> HttpResponse:
    """How long it needs."""
    return _step(request, found, steps.ReviewLength, "review", "The review is recorded.")


@opens_assessment("Assessment")
def reallocate(request: SignedIn, found: Any) -> HttpResponse:
    """Another worker."""
    who = {"team": found.team, "lead": found.lead, "supervisor": found.supervisor}
    initial = {name: one.ref for name, one in who.items() if one}
    return _step(request, found, steps.Reallocate, "reallocate", "It has changed hands.", initial=initial)


@opens_assessment("Conclusion")
def authorise(request: SignedIn, found: Any) -> HttpResponse:
    """The conclusion."""
    return _step(request, found, steps.Authorise, "authorise", "Authorised.")
