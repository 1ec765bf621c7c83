"""Conferences: asked for, read, arranged, invited to, held, moved, called off, added to, and their minutes."""

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
from kith.conferences import paper, queries, steps
from kith.documents.gate import enter
from kith.kernel.now import now, today
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.people.gate import opens_record, way_back
from kith.people.queries import badges_of
from kith.protection.queries import proposed_agencies
from kith.ui.step_page import step_page

View = Callable[..., HttpResponse]
PAGE = "Child protection conference"
PARTS = [
    ("who", "Agencies"), ("family", "The family"), ("discussed", "What is said"), ("children", "Each child"),
    ("decided", "The decision"), ("actions", "Actions"),
]  # fmt: skip
# What it may lead to: the step, its address, and what its button says.
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.ArrangeConference, "arrange", "Arrange it"),
    (steps.HoldConference, "hold", "Hold the conference"),
    (steps.InviteToConference, "invite", "Invite family and agencies"),
    (steps.MoveConference, "move", "Change its chair, day or place"),
    (steps.CallOffConference, "call-off", "Call it off"),
    (steps.AddToConferenceMinutes, "add", "Add to the minutes"),
]


def opens(view: View) -> View:
    """A view of one conference, once the work has opened: its reference in the address becomes it."""

    @login_required
    @wraps(view)
    def opened(request: SignedIn, ref: str, **more: str) -> HttpResponse:
        found: Any = queries.by_ref(ref)
        if found is None:
            raise Http404
        found.about = people_of(found)
        shut = enter(request, found.about, found.matter, PAGE, found.href)
        return shut or view(request, found, **more)

    return opened


def _about(found: Any) -> dict[str, Any]:
    people = [one.person for one in found.about]
    person = people[0] if len(people) == 1 else None
    badges = badges_of([person])[person.pk] if person else []
    return {"one": found, "person": person, "people": people, "badges": badges, "back": way_back(people)}


@opens_record(PAGE)
def ask(request: SignedIn, person: Any) -> HttpResponse:
    """What is asked for, for whom, and what was advised; what happened in the year before stands beside."""
    enquiry = queries.enquiry_behind(person.subject)
    kinds = queries.kinds_offered([person.subject])
    initial = {
        "kind": kinds[0],
        "children": [person.ref],
        "why": enquiry.findings if enquiry and kinds[0] != "review" else "",
        "advised_on": today(),
    }
    context = {
        "person": person,
        "badges": badges_of([person])[person.pk],
        "back": {"href": f"{person.href}assessments/", "label": "Assessments"},
        "enquiry": enquiry,
        "plan": queries.standing_plan(person.subject),
        "earlier": queries.earlier_of([person.subject], now()),
    }
    return step_page(
        request, steps.AskForConference, person.subject, template="conferences/ask.html", context=context,
        initial=initial, forward=lambda outcome: str(outcome.result.href),
        said="Asked for. Whoever was consulted arranges it, and is told.", draft=f"conferences.ask.{person.ref}",
    )  # fmt: skip


@opens
def conference(request: SignedIn, found: Any) -> HttpResponse:
    """Who was invited and what they sent, and, once it was held, its minutes."""
    shown = {
        **_about(found),
        "view": queries.view_of(found),
        "clocks": queries.dates_of(found),
        "may": [(where, label) for step, where, label in NEXT if allowed(step, request.user, found) is True],
        "may_receive": allowed(steps.InviteToConference, request.user, found) is True,
        "day": today(),
    }
    return render(request, "conferences/conference.html", shown)


def _step(request: SignedIn, found: Any, step: type[Step], said: str, **more: Any) -> HttpResponse:
    back = {"href": found.href, "label": str(found)}
    context = {**_about(found), "back": back, "caption": str(found), **more.pop("context", {})}
    more = {"template": "people/step.html", "draft": f"{step.name}.{found.ref}", "target": found, **more}
    return step_page(request, step, more.pop("target"), context=context, forward=found.href, said=said, **more)


@opens
def arrange(request: SignedIn, found: Any) -> HttpResponse:
    """Who chairs it, when and where."""
    return _step(
        request, found, steps.ArrangeConference, "Arranged. Its chair and whoever asked for it are told.",
        template="conferences/arrange.html",
        initial={"chair": found.adviser.ref if found.adviser else "", "mode": "meeting"},
        context={"clocks": queries.dates_of(found)},
    )  # fmt: skip


@opens
def invite(request: SignedIn, found: Any) -> HttpResponse:
    """Who of the family and which agencies are there, and whose report is asked for."""
    view = queries.view_of(found)
    known = [
        {
            "agency_kind": row.agency_kind, "agency_name": row.agency_name, "name": row.name,
            "report_due_on": row.report_due_on,
        }
        for row in view.agencies
    ]  # fmt: skip
    ids = {pk for one in found.about for pk in identity_of(one)}
    usual = [row for row in proposed_agencies(ids) if row["agency_name"]]
    family = {f"asked_{row.person.ref}": row.asked for row in view.family}
    family |= {f"because_{row.person.ref}": row.because for row in view.family}
    return _step(
        request, found, steps.InviteToConference,
        "Written down. Once it has a day, “Send the invitations” proposes a letter to each.",
        template="conferences/invite.html", initial={"agencies": known or usual, **family},
    )  # fmt: skip


@opens
def report(request: SignedIn, found: Any, agency: str) -> HttpResponse:
    """That an agency's report came, and what it says in short."""
    row = queries.report(found, agency)
    if row is None:
        raise Http404
    return _step(
        request, found, steps.ReportReceived, "Written down. Its chair is told.", target=row,
        initial={"report_on": today()}, context={"caption": row.agency_name},
        draft=f"{steps.ReportReceived.name}.{row.ref}",
    )  # fmt: skip


@opens
def hold(request: SignedIn, found: Any) -> HttpResponse:
    """The chair's screen, to be written while people speak; whatever is typed is kept (promise 1)."""
    view = queries.view_of(found)
    invited = [
        {"agency_kind": row.agency_kind, "agency_name": row.agency_name, "name": row.name} for row in view.agencies
    ]
    initial: dict[str, Any] = {"held_at": now(), "agencies": invited}
    for row in view.children:
        if row.reviews is not None:  # what the conference before decided goes on, unless the chair says otherwise
            before = {
                "category": row.reviews.category,
                "also": row.reviews.also,
                "must_change": row.reviews.must_change,
            }
            initial |= {f"{name}_{row.ref}": value for name, value in before.items()}
    return _step(
        request, found, steps.HoldConference, "Held. The minutes stand, and what follows has begun.",
        template="conferences/hold.html", initial=initial,
        context={
            "view": view, "parts": PARTS, "quorum": queries.quorum(now()), "clocks": queries.dates_of(found),
            "late": bool(queries.unexplained(found, now())),
        },
    )  # fmt: skip


@opens
def move(request: SignedIn, found: Any) -> HttpResponse:
    """Another chair, day, place or way to meet."""
    initial = {
        "chair": found.chair and found.chair.ref, "mode": found.mode, "place": found.place,
        "planned_at": found.planned_at,
    }  # fmt: skip
    return _step(
        request,
        found,
        steps.MoveConference,
        "Changed. Its chair is told. Tell everybody who was invited.",
        initial=initial,
    )


@opens
def call_off(request: SignedIn, found: Any) -> HttpResponse:
    """Why it is not held."""
    return _step(request, found, steps.CallOffConference, "Called off. What asked for it goes on waiting.")


@opens
def add(request: SignedIn, found: Any) -> HttpResponse:
    """What was left out, or said otherwise."""
    return _step(request, found, steps.AddToConferenceMinutes, "Added. The minutes stay as they were.")


@opens
def minutes(request: SignedIn, found: Any) -> HttpResponse:
    """The minutes, to print or to keep."""
    if found.state == "off":
        raise Http404
    answer = HttpResponse(paper.printed(queries.view_of(found)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="conference-{found.number}.pdf"'
    return answer
