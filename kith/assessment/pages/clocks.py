"""Bringing a date forward, and saying why one is late."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect

from kith.access.request import SignedIn
from kith.assessment import steps
from kith.assessment.gate import whose_work
from kith.assessment.queries import waiting
from kith.kernel.step import Step
from kith.record.clocks import face
from kith.ui.step_page import step_page


def _step(request: SignedIn, ref: str, step: type[Step], key: str, said: str, **more: Any) -> HttpResponse:
    """A step on one clock, once the work is open to whoever asks."""
    found = waiting.clock_by_ref(ref)
    if found is None:
        raise Http404
    shown = face(found)
    opened = whose_work(request, found.matter, "Why a date is what it is")
    if isinstance(opened, HttpResponseRedirect):
        return opened
    return step_page(
        request,
        step,
        found,
        template="people/step.html",
        context={"face": shown, "caption": shown.title, "back": {"href": shown.href, "label": "Why this date"}},
        forward=shown.href,
        said=said,
        draft=f"clock.{key}.{ref}",
        **more,
    )


@login_required
def needed_by(request: SignedIn, ref: str) -> HttpResponse:
    """An earlier date."""
    return _step(request, ref, steps.SetNeededBy, "needed-by", "The earlier date is set. The limit stands behind it.")


@login_required
def late(request: SignedIn, ref: str) -> HttpResponse:
    """Why it is late."""
    return _step(request, ref, steps.ExplainLate, "late", "The reason stays with the date.")
