"""A child comes into care: choose the way, ask or record, read it, decide, and say what came after (CP-12)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kith.access.request import SignedIn
from kith.care import paper, queries, steps
from kith.kernel.now import now, today
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.people.gate import ReasonNeeded, opens_record, person_for
from kith.people.queries import badges_of
from kith.ui.step_page import refused, step_page

View = Callable[..., HttpResponse]
PAGE = "Care"
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.AgreeEntry, "agree", "Agree that the child comes into care"),
    (steps.RefuseEntry, "refuse", "Say no"),
    (steps.ApprovePlan, "approve", "Approve the care plan"),
    (steps.HoldFirstReview, "review", "Record the first review"),
    (steps.NameOfficer, "officer", "Name the reviewing officer"),
    (steps.ChangeStatus, "status", "Another legal status"),
    (steps.EndCare, "end", "The child left care"),
]


def opens(view: View) -> View:
    """A view of one period of care, once the child's door has opened: its reference in the address becomes it."""

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
    """By agreement, or by an order? Where a period is open, it is that one."""
    verdict = allowed(steps.AskForCare, request.user, person.subject)
    if verdict is not True:
        return refused(request, str(verdict), "")
    if (found := queries.open_of(person.subject)) is not None:
        return HttpResponseRedirect(found.href)
    return render(request, "care/start.html", _of(person) | {"basis": queries.basis_of(person.subject)})


def _begin(request: SignedIn, person: Any, step: type[Step], said: str) -> HttpResponse:
    basis = queries.basis_of(person.subject)
    initial: dict[str, Any] = {"began_at": now(), "plan_on": today(), "holders": basis.holders}
    if basis.duties is not None and not basis.refused and basis.may_consent:
        initial |= {"consent": "own", "entered_from": "homeless", "understood": basis.duties.understanding}
    open_now = next((one for one in basis.emergencies if one.ended_at is None), None)
    if open_now is not None:
        initial |= {"emergency": open_now.ref, "entered_from": "emergency"}
    context = _of(person) | {"basis": basis, "back": {"href": f"{person.href}care/", "label": PAGE}}
    return step_page(
        request, step, person.subject, template="care/begin.html", context=context, initial=initial,
        forward=lambda outcome: str(outcome.result.href), said=said, draft=f"{step.name}.{person.ref}",
    )  # fmt: skip


@opens_record(PAGE)
def agreement(request: SignedIn, person: Any) -> HttpResponse:
    """Those with parental responsibility, or the young person, agree (section 20)."""
    return _begin(request, person, steps.AskForCare, "Asked. The nominated manager has been told.")


@opens_record(PAGE)
def order(request: SignedIn, person: Any) -> HttpResponse:
    """An order was made, or another act of the law."""
    said = "Written down: the child is looked after. The nominated manager is asked to approve the care plan."
    return _begin(request, person, steps.EnterByOrder, said)


@opens
def period(request: SignedIn, found: Any) -> HttpResponse:
    """Under which status, with whose consent, by which plan, who decided, and its dates."""
    shown = {
        **_of(found.child.person),
        "one": found,
        "view": queries.view_of(found),
        "may": [(where, label) for step, where, label in NEXT if allowed(step, request.user, found) is True],
    }
    return render(request, "care/period.html", shown)


def _step(request: SignedIn, found: Any, step: type[Step], said: str, **more: Any) -> HttpResponse:
    context = _of(found.child.person) | {"caption": str(found), "back": {"href": found.href, "label": str(found)}}
    return step_page(
        request, step, found, template="people/step.html", context=context, forward=found.href, said=said,
        draft=f"{step.name}.{found.ref}", **more,
    )  # fmt: skip


@opens
def agree(request: SignedIn, found: Any) -> HttpResponse:
    """A nominated manager agrees."""
    return _step(request, found, steps.AgreeEntry, "Agreed. The child is looked after, and whoever asked is told.")


@opens
def refuse(request: SignedIn, found: Any) -> HttpResponse:
    """A nominated manager says no."""
    return _step(request, found, steps.RefuseEntry, "Written down. Whoever asked is told.")


@opens
def approve(request: SignedIn, found: Any) -> HttpResponse:
    """A nominated manager approves the care plan."""
    return _step(request, found, steps.ApprovePlan, "Approved. Whoever recorded it is told.")


@opens
def status(request: SignedIn, found: Any) -> HttpResponse:
    """Another legal status from a moment on."""
    return _step(request, found, steps.ChangeStatus, "Written down. What stood before stays in the list.")


@opens
def officer(request: SignedIn, found: Any) -> HttpResponse:
    """The independent reviewing officer."""
    return _step(request, found, steps.NameOfficer, "Named. They have been told.")


@opens
def review(request: SignedIn, found: Any) -> HttpResponse:
    """The first review."""
    return _step(request, found, steps.HoldFirstReview, "Written down.", initial={"held_at": now()})


@opens
def end(request: SignedIn, found: Any) -> HttpResponse:
    """The child left care."""
    return _step(request, found, steps.EndCare, "Written down. All of it stays to be read.")


@opens
def printed(request: SignedIn, found: Any) -> HttpResponse:
    """The record of it as a PDF."""
    answer = HttpResponse(paper.printed(queries.view_of(found)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="care-{found.number}.pdf"'
    return answer
