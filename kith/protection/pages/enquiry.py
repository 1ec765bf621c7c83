"""One section 47 enquiry: read it, send it, answer it, and say what came of the conference (CP-04, CP-06)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kith.access.request import SignedIn
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.people.gate import ReasonNeeded, person_for, way_back
from kith.people.queries import badges_of
from kith.protection import queries, steps
from kith.ui.step_page import step_page

View = Callable[..., HttpResponse]
PAGE = "Section 47 enquiry"
WRITTEN = (
    "seen_at", "seen_alone", "childs_words", "medical", "medical_words", "spoken_to", "findings", "outcome", "safe_now",
)  # fmt: skip
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.ProposeEnquiry, "propose", "Send for authorisation"),
    (steps.AuthoriseEnquiry, "authorise", "Authorise"),
    (steps.ReturnEnquiry, "send-back", "Send it back"),
    (steps.ConferenceNotConvened, "no-conference", "Say why no conference is convened"),
]


def opens(view: View) -> View:
    """A view of one enquiry, once the child's door has opened: its reference in the address becomes it."""

    @login_required
    @wraps(view)
    def opened(request: SignedIn, ref: str) -> HttpResponse:
        found = queries.enquiry_by_ref(ref)
        if found is None:
            raise Http404
        try:
            person_for(request, found.child.ref, PAGE)
        except ReasonNeeded as asked:
            return HttpResponseRedirect(asked.href)
        return view(request, found)

    return opened


def _about(found: Any) -> dict[str, Any]:
    person = found.child.person
    back, badges = way_back([person]), badges_of([person])[person.pk]
    return {"one": found, "person": person, "badges": badges, "caption": str(found), "back": back}


@opens
def enquiry(request: SignedIn, found: Any) -> HttpResponse:
    """What began it, what was found, who decided, and its dates."""
    shown = {
        **_about(found),
        "clocks": queries.dates_of(found),
        "may": [(where, label) for step, where, label in NEXT if allowed(step, request.user, found) is True],
    }
    return render(request, "protection/enquiry.html", shown)


def _step(request: SignedIn, found: Any, step: type[Step], said: str, **more: Any) -> HttpResponse:
    context = {**_about(found), "back": {"href": found.href, "label": str(found)}}
    return step_page(
        request, step, found, template=more.pop("template", "people/step.html"), context=context, forward=found.href,
        said=said, draft=f"{step.name}.{found.ref}", **more,
    )  # fmt: skip


@opens
def propose(request: SignedIn, found: Any) -> HttpResponse:
    """What was done and found."""
    initial = {name: getattr(found, name) for name in WRITTEN}
    said = "Sent. A manager who does not lead it authorises it or sends it back."
    return _step(request, found, steps.ProposeEnquiry, said, initial=initial)


@opens
def authorise(request: SignedIn, found: Any) -> HttpResponse:
    """A manager authorises how it ends, with what was sent beside."""
    said = "Authorised. Whoever leads it is told."
    return _step(request, found, steps.AuthoriseEnquiry, said, template="protection/answer.html")


@opens
def send_back(request: SignedIn, found: Any) -> HttpResponse:
    """What is missing."""
    said = "Sent back, with what is missing."
    return _step(request, found, steps.ReturnEnquiry, said, template="protection/answer.html")


@opens
def no_conference(request: SignedIn, found: Any) -> HttpResponse:
    """Why none is convened."""
    return _step(request, found, steps.ConferenceNotConvened, "Recorded, with who decided.")
