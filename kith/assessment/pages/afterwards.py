"""After the conclusion: what becomes known, a manager's answer to it, and what came of what it asked for (AS-21)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from kith.access.request import SignedIn
from kith.assessment import steps
from kith.assessment.pages.assessment import View, about, opens_assessment, step_of
from kith.assessment.queries import following
from kith.assessment.queries import workspace as room
from kith.kernel.now import now
from kith.ui.step_page import step_page


@opens_assessment("Assessment")
def new_information(request: SignedIn, found: Any) -> HttpResponse:
    """Something became known after the conclusion."""
    said = "Recorded. A manager says whether the conclusion still stands."
    return step_of(request, found, steps.RecordNewInformation, "new-information", said, initial={"learned_at": now()})


def still_stands(request: SignedIn, ref: str, new: str) -> HttpResponse:
    """A manager's answer to what became known."""
    return _still_stands(new)(request, ref)


def _still_stands(new: str) -> View:
    @opens_assessment("Assessment")
    def view(request: SignedIn, found: Any) -> HttpResponse:
        target = room.new_information(found, new)
        if target is None:
            raise Http404
        home = reverse("assessment:assessment", args=[found.ref])
        shown = {**about(found), "new": target, "back": {"href": home, "label": f"Assessment {found.number}"}}
        return step_page(
            request, steps.AnswerWhetherItStands, target, template="assessment/still_stands.html", context=shown,
            forward=home, said="Your answer stands beside the conclusion.", draft=f"assessment.stands.{new}",
        )  # fmt: skip

    return view


def came_of_it(request: SignedIn, ref: str, one: str) -> HttpResponse:
    """What came of a plan, a discussion or an action that the conclusion asked for."""
    return _came_of_it(one)(request, ref)


def _came_of_it(one: str) -> View:
    @opens_assessment("Assessment")
    def view(request: SignedIn, found: Any) -> HttpResponse:
        target = following.follow_on(found, one)
        if target is None:
            raise Http404
        shown = {"asked": target, "fallen": following.fallen(found)}
        return step_of(
            request, found, steps.AnswerFollowOn, f"follows.{one}", "Recorded, with who said so.", target=target,
            template="assessment/came_of_it.html", context=shown, initial={"done_at": now()},
        )  # fmt: skip

    return view
