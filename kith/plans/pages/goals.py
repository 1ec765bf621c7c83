"""How one goal stands, and what a manager decides where a plan does not work."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from kith.access.request import SignedIn
from kith.plans import queries, steps
from kith.plans.pages.plan import opens, step_of


@opens
def progress(request: SignedIn, found: Any, goal: str) -> HttpResponse:
    """Nearer, further away, reached; and what shows it."""
    target = queries.goal_by_ref(found, goal)
    if target is None:
        raise Http404
    said = "Written down. What was said before stays."
    return step_of(request, found, steps.RecordProgress, said, target=target, context={"caption": target.words})


@opens
def decide(request: SignedIn, found: Any, one: str) -> HttpResponse:
    """What was proposed, and what is done (CP-10)."""
    target = queries.alternative_by_ref(found, one)
    if target is None:
        raise Http404
    context = {"view": queries.view_of(found), "proposal": queries.Decision(target)}
    return step_of(
        request, found, steps.DecideAlternative, "Decided. Whoever proposed it is told.", target=target,
        template="plans/asked.html", context=context, initial={"chosen": target.proposed},
    )  # fmt: skip
