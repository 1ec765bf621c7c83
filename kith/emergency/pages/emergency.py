"""A child is protected at once: choose the power, record it, read it, and say what came after (CP-05)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kith.access.request import SignedIn
from kith.emergency import paper, queries, steps
from kith.kernel.now import now
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.people.gate import ReasonNeeded, opens_record, person_for
from kith.people.queries import badges_of
from kith.ui.step_page import refused, step_page

View = Callable[..., HttpResponse]
PAGE = "Emergency protection"
ENDS: dict[str, type[Step]] = {
    "police": steps.EndPoliceProtection,
    "order": steps.EndOrder,
    "agreement": steps.EndAgreement,
}
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.ConfirmDecision, "confirm", "Confirm that you decided it"),
    (steps.EndPoliceProtection, "end", "Say how it ended"),
    (steps.EndOrder, "end", "Say how it ended"),
    (steps.EndAgreement, "end", "Say how it ended"),
    (steps.ExtendOrder, "extend", "The court extended it"),
    (steps.AddAdvice, "advice", "Add legal advice"),
]
# What is the same for a brother or sister for whom the same power was used.
SHARED = (
    "began_at", "why", "used_by", "designated_officer", "exclusion", "terms", "understood", "where", "told",
    "no_advice_because",
)  # fmt: skip


def opens(view: View) -> View:
    """A view of one, once the child's door has opened: its reference in the address becomes it."""

    @login_required
    @wraps(view)
    def opened(request: SignedIn, ref: str) -> HttpResponse:
        found = queries.by_ref(ref)
        if found is None:
            raise Http404
        try:
            person_for(request, found.child.ref, PAGE)
        except ReasonNeeded as asked:
            return HttpResponseRedirect(asked.href)
        return view(request, found)

    return opened


def _of(person: Any) -> dict[str, Any]:
    back = {"href": f"{person.href}assessments/", "label": "Assessments"}
    return {"person": person, "badges": badges_of([person])[person.pk], "back": back}


@opens_record(PAGE)
def start(request: SignedIn, person: Any) -> HttpResponse:
    """Which power was used?"""
    verdict = allowed(steps.BeginPoliceProtection, request.user, person.subject)
    if verdict is not True:
        return refused(request, str(verdict), "")
    return render(request, "emergency/start.html", _of(person) | {"open": queries.open_of(person.subject)})


def _begin(request: SignedIn, person: Any, step: type[Step], power: str) -> HttpResponse:
    others = queries.siblings_protected(request.user, person, power)
    like = next((one for one in others if one.ref == request.GET.get("like")), None)
    initial: dict[str, Any] = {name: getattr(like, name) for name in SHARED} if like else {"began_at": now()}
    if like:
        initial |= {"decided_by": like.decided_by.ref, "ends_at": like.ends_at}
        initial |= {"discussion": like.discussion.ref if like.discussion else ""}
    context = _of(person) | {"others": others, "like": like, "caption": person.shown_name}
    context["back"] = {"href": f"{person.href}emergency/", "label": PAGE}
    return step_page(
        request, step, person.subject, template="emergency/begin.html", context=context, initial=initial,
        forward=lambda outcome: str(outcome.result.href),
        said="Written down. The manager who decided it is asked to confirm it.",
        draft=f"{step.name}.{person.ref}",
    )  # fmt: skip


@opens_record(PAGE)
def police(request: SignedIn, person: Any) -> HttpResponse:
    """A constable took the child into police protection."""
    return _begin(request, person, steps.BeginPoliceProtection, "police")


@opens_record(PAGE)
def order(request: SignedIn, person: Any) -> HttpResponse:
    """A court made an emergency protection order."""
    return _begin(request, person, steps.BeginOrder, "order")


@opens_record(PAGE)
def agreement(request: SignedIn, person: Any) -> HttpResponse:
    """The family agreed to what protects the child."""
    return _begin(request, person, steps.BeginAgreement, "agreement")


@opens
def emergency(request: SignedIn, found: Any) -> HttpResponse:
    """Which power, until when, where the child is, who decided and advised, and what followed."""
    shown = {
        **_of(found.child.person),
        "one": found,
        "view": queries.view_of(found),
        "may": [(where, label) for step, where, label in NEXT if allowed(step, request.user, found) is True],
        "may_link": found.discussion is None
        and bool(queries.discussions_for(found.child))
        and allowed(steps.LinkDiscussion, request.user, found) is True,
    }
    return render(request, "emergency/emergency.html", shown)


def _step(request: SignedIn, found: Any, step: type[Step], said: str, **more: Any) -> HttpResponse:
    context = _of(found.child.person) | {"caption": str(found), "back": {"href": found.href, "label": str(found)}}
    return step_page(
        request, step, found, template="people/step.html", context=context, forward=found.href, said=said,
        draft=f"{step.name}.{found.ref}", **more,
    )  # fmt: skip


@opens
def confirm(request: SignedIn, found: Any) -> HttpResponse:
    """The manager says that they decided it."""
    return _step(request, found, steps.ConfirmDecision, "Confirmed.")


@opens
def advice(request: SignedIn, found: Any) -> HttpResponse:
    """Legal advice that came later."""
    return _step(request, found, steps.AddAdvice, "Added.", initial={"given_at": now()})


@opens
def discussion(request: SignedIn, found: Any) -> HttpResponse:
    """Which strategy discussion it is part of."""
    return _step(request, found, steps.LinkDiscussion, "Written down.")


@opens
def extend(request: SignedIn, found: Any) -> HttpResponse:
    """The court extended the order."""
    return _step(request, found, steps.ExtendOrder, "Written down. The new end runs.")


@opens
def end(request: SignedIn, found: Any) -> HttpResponse:
    """How it ended, and what followed."""
    return _step(request, found, ENDS[found.power], "Written down. All of it stays to be read.")


@opens
def printed(request: SignedIn, found: Any) -> HttpResponse:
    """The record of it as a PDF."""
    answer = HttpResponse(paper.printed(queries.view_of(found)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="emergency-protection-{found.number}.pdf"'
    return answer
