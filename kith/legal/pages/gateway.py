"""A legal gateway meeting: asked for, read, advised on, held, called off, and its minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kith.access.leading import people_of
from kith.access.request import SignedIn
from kith.documents.gate import enter
from kith.kernel.now import now, today
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.legal import paper, queries, steps
from kith.legal.offers import reads_advice
from kith.people.gate import opens_record, way_back
from kith.people.queries import badges_of
from kith.ui.step_page import step_page

View = Callable[..., HttpResponse]
PAGE = "Legal gateway meeting"
# What it may lead to: the step, its address, and what its button says.
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.HoldGateway, "hold", "Hold the meeting"),
    (steps.RecordAdvice, "advice", "Write down legal advice"),
    (steps.CallOffGateway, "call-off", "Call it off"),
]


def opens(find: Callable[[str], Any], page: str) -> Callable[[View], View]:
    """A view of one meeting or case, once the work has opened: its reference in the address becomes it."""

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def opened(request: SignedIn, ref: str, **more: str) -> HttpResponse:
            found = find(ref)
            if found is None:
                raise Http404
            found.about = people_of(found)
            shut = enter(request, found.about, found.matter, page, found.href)
            return shut or view(request, found, **more)

        return opened

    return wrap


opens_gateway = opens(queries.gateway_by_ref, PAGE)


def about(found: Any) -> dict[str, Any]:
    """What every page about one meeting or case shares."""
    people = [one.person for one in found.about]
    person = people[0] if len(people) == 1 else None
    badges = badges_of([person])[person.pk] if person else []
    return {"one": found, "person": person, "people": people, "badges": badges, "back": way_back(people)}


def step_of(request: SignedIn, found: Any, step: type[Step], said: str, **more: Any) -> HttpResponse:
    """The page of a step on a meeting or case, which leads back to it."""
    target, back = more.pop("target", found), {"href": found.href, "label": str(found)}
    context = {**about(found), "back": back, "caption": str(found), **more.pop("context", {})}
    more = {"template": "people/step.html", "draft": f"{step.name}.{target.ref}", **more}
    return step_page(request, step, target, context=context, forward=found.href, said=said, **more)


def may(request: SignedIn, found: Any, steps: list[tuple[type[Step], str, str]]) -> list[tuple[str, str]]:
    """What this reader may do next, by its address and what its button says."""
    return [(where, label) for step, where, label in steps if allowed(step, request.user, found) is True]


@opens_record(PAGE)
def ask(request: SignedIn, person: Any) -> HttpResponse:
    """About whom, and why; where one waits already, that one."""
    child = person.subject
    waits = queries.waiting_about([child])
    if request.method == "GET" and waits is not None and allowed(steps.AskForGateway, request.user, child) is True:
        return HttpResponseRedirect(waits.matter.gateway.href)
    context = {
        "person": person, "badges": badges_of([person])[person.pk], "facts": queries.facts_of(child),
        "back": {"href": f"{person.href}assessments/", "label": "Assessments"},
    }  # fmt: skip
    return step_page(
        request, steps.AskForGateway, child, template="legal/ask.html", context=context,
        initial={"children": [person.ref]}, forward=lambda outcome: str(outcome.result.href),
        said="Asked for. It waits on the My work of whoever may decide.", draft=f"legal.ask.{person.ref}",
    )  # fmt: skip


@opens_gateway
def gateway(request: SignedIn, found: Any) -> HttpResponse:
    """Why it was asked for, the advice for those who may read it, and, once it was held, what was decided."""
    shown = {
        **about(found),
        "view": queries.gateway_view(found),
        "may": may(request, found, NEXT),
        "reads_advice": reads_advice(request.user),
    }
    return render(request, "legal/gateway.html", shown)


@opens_gateway
def advise(request: SignedIn, found: Any) -> HttpResponse:
    """What a legal adviser said."""
    return step_of(
        request, found, steps.RecordAdvice, "Written down. Only those who hold or manage the case read it.",
        initial={"given_on": today()},
    )  # fmt: skip


@opens_gateway
def hold(request: SignedIn, found: Any) -> HttpResponse:
    """One screen: who is here, the advice, and each child by themselves (CP-11)."""
    view = queries.gateway_view(found)
    return step_of(
        request, found, steps.HoldGateway, "Held. What follows for each child has begun.", template="legal/hold.html",
        initial={"held_at": now(), "given_on": today()},
        context={"view": view, "reads_advice": reads_advice(request.user)},
    )  # fmt: skip


@opens_gateway
def call_off(request: SignedIn, found: Any) -> HttpResponse:
    """Why it is not held."""
    return step_of(request, found, steps.CallOffGateway, "Called off. Whoever asked for it is told.")


@opens_gateway
def minutes(request: SignedIn, found: Any) -> HttpResponse:
    """The minutes, to print: for those who may read legal advice, for they tell what the decision rests on."""
    if not found.held_at or not reads_advice(request.user):
        raise Http404
    answer = HttpResponse(paper.printed(queries.gateway_view(found)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="legal-gateway-{found.number}.pdf"'
    return answer
