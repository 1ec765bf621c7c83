"""Asking agencies on a piece of work, one check with what became of it, and what a partner answers in the portal."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from kith.access.request import SignedIn
from kith.checks import kinds, queries, steps
from kith.checks.gate import home_of, opens_check, opens_request, opens_work
from kith.checks.queries.asking import asked_beside, due_unless_said
from kith.checks.queries.portal import opens_in_portal
from kith.kernel.perform import Outcome, allowed
from kith.kernel.step import Step
from kith.people.queries import badges_of
from kith.sharing.steps import ConsentRecorded
from kith.ui.step_page import step_page

# What a check may lead to: the step, its address, and what its button says.
NEXT = [
    (steps.RecordReply, "reply", "Write down what they replied"),
    (steps.ChaseCheck, "chase", "Chase the reply"),
    (steps.GoOnWithout, "without", "Go on without it"),
]


@opens_work
def send(request: SignedIn, asking: kinds.Asking) -> HttpResponse:
    """Whom the record proposes to ask, each with why; ticked, added to, and asked."""
    home = home_of(asking)
    return step_page(
        request,
        steps.SendChecks,
        asking,
        template="checks/send.html",
        context={
            "back": {"href": home.href, "label": home.title},
            "caption": home.title,
            **_whose(asking),
            **asked_beside(asking),
        },
        initial={"due_on": due_unless_said()},
        forward=home.href,
        said=lambda outcome: f"{outcome.event.line}.",
        draft=f"checks.sent.{asking.ref}",
    )


@opens_work
def agreement(request: SignedIn, asking: kinds.Asking) -> HttpResponse:
    """What somebody of the family said when they were asked, for work that came from no contact."""
    here = reverse("checks:send", args=[asking.ref])
    back = {"href": here, "label": steps.SendChecks.title()}
    return step_page(
        request,
        ConsentRecorded,
        asking,
        template="people/step.html",
        context={**_whose(asking), "back": back, "caption": home_of(asking).title},
        forward=here,
        said="Recorded. Earlier answers stay as they were.",
        draft=f"checks.agreement.{asking.ref}",
    )


@opens_check
def check(request: SignedIn, found: Any) -> HttpResponse:
    """One check: what was asked and shared, on what it rests, each chaser, and what they replied."""
    asking = kinds.asking(found.work)
    assert asking is not None  # the gate has seen to it
    shown = {
        **_about(found, asking),
        "row": queries.row_of(found),
        "in_portal": opens_in_portal(found),
        "may": [(where, label) for step, where, label in NEXT if allowed(step, request.user, found) is True],
    }
    return render(request, "checks/check.html", shown)


def _whose(asking: kinds.Asking) -> dict[str, Any]:
    """Whom it is about, for the bar above the page where that is one child, and for lists."""
    people = asking.people
    one = people[0][0].person if len(people) == 1 else None
    return {"people": people, "person": one, "badges": badges_of([one])[one.pk] if one else []}


def _about(found: Any, asking: kinds.Asking) -> dict[str, Any]:
    home = home_of(asking)
    return {"check": found, **_whose(asking), "back": {"href": home.href, "label": home.title}}


@opens_check
def request_as_sent(request: SignedIn, found: Any) -> HttpResponse:
    """The request as the agency reads it, to be printed and sent where they have no log-in."""
    asking = kinds.asking(found.work)
    assert asking is not None  # the gate has seen to it
    back = {"href": found.href, "label": found.agency_name}
    return render(request, "checks/request.html", {**_about(found, asking), "back": back})


def _step(request: SignedIn, found: Any, step: type[Step], said: str, **more: Any) -> HttpResponse:
    asking = kinds.asking(found.work)
    assert asking is not None  # the gate has seen to it
    back = {"href": found.href, "label": found.agency_name}
    return step_page(
        request,
        step,
        found,
        template="people/step.html",
        context={**_whose(asking), "back": back, "caption": f"{found.kind_words}: {found.agency_name}"},
        forward=found.href,
        said=said,
        draft=f"{step.name}.{found.ref}",
        **more,
    )


@opens_check
def reply(request: SignedIn, found: Any) -> HttpResponse:
    """What they replied, typed in by a worker."""
    return _step(request, found, steps.RecordReply, "Written down.")


@opens_check
def chase(request: SignedIn, found: Any) -> HttpResponse:
    """They are asked again."""
    return _step(request, found, steps.ChaseCheck, "The chaser is counted.")


@opens_check
def without(request: SignedIn, found: Any) -> HttpResponse:
    """The work goes on without them."""
    return _step(request, found, steps.GoOnWithout, "Recorded. That they did not reply stays to be seen.")


@opens_request
def asked(request: SignedIn, found: Any) -> HttpResponse:
    """What a partner's agency is asked, and where they answer it."""
    asking = kinds.asking(found.work)
    assert asking is not None  # the gate has seen to it
    row = queries.row_of(found)
    here = reverse("checks:asked", args=[found.ref])
    shown = {
        "check": found,
        "row": row,
        "people": asking.people,
        "ours": [one for one in row.replies if one.through_portal],
        "back": {"href": "/portal/", "label": "My referrals"},
    }
    if request.method != "POST" and allowed(steps.ReplyFromPortal, request.user, found) is not True:
        return render(request, "checks/asked_closed.html", shown)
    return step_page(
        request,
        steps.ReplyFromPortal,
        found,
        template="checks/asked.html",
        context=shown,
        initial={"role": request.user.job_title},
        forward=here,
        said=_thanks,
        draft=f"checks.replied_in_portal.{found.ref}",
    )


def _thanks(outcome: Outcome) -> str:
    return "Sent. Thank you: those who asked have been told that it is here."


urls = [
    path("checks/to/<slug:ref>/", send, name="send"),
    path("checks/to/<slug:ref>/agreement/", agreement, name="agreement"),
    path("checks/<slug:ref>/", check, name="check"),
    path("checks/<slug:ref>/request/", request_as_sent, name="request"),
    path("checks/<slug:ref>/reply/", reply, name="reply"),
    path("checks/<slug:ref>/chase/", chase, name="chase"),
    path("checks/<slug:ref>/without/", without, name="without"),
    path("portal/asked/<slug:ref>/", asked, name="asked"),
]
