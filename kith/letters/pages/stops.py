"""Letters to a child's family stopped, and let go again (PR-12)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect

from kith.access.request import SignedIn
from kith.letters import queries, steps
from kith.people import queries as people
from kith.people.gate import ReasonNeeded, opens_record, person_for
from kith.ui.step_page import step_page


def _about(child: Any) -> dict[str, Any]:
    badges = people.badges_of([child])[child.pk]
    return {"person": child, "badges": badges, "back": {"href": child.href, "label": child.shown_name}}


@opens_record("Letters to the family")
def stop(request: SignedIn, child: Any) -> HttpResponse:
    """Nothing goes to the family from now on."""
    says = (
        "Nothing can be written or sent to the family or the child, by anybody, until a manager lets letters go again. "
        "Letters to agencies are not stopped."
    )
    return step_page(
        request,
        steps.StopLetters,
        child,
        template="letters/step.html",
        context={**_about(child), "says": says},
        forward=child.href,
        said="Letters to the family are stopped.",
    )


@login_required
def lift(request: SignedIn, ref: str) -> HttpResponse:
    """They may go again."""
    flag: Any = queries.flag_by_ref(ref)
    if flag is None:
        raise Http404
    try:
        child = person_for(request, flag.child.ref, "Letters to the family")
    except ReasonNeeded as asked:
        return HttpResponseRedirect(asked.href)
    return step_page(
        request,
        steps.LetLettersGo,
        flag,
        template="letters/step.html",
        context={**_about(child), "says": f"Stopped by {flag.raised_by.name}: {flag.reason}"},
        forward=child.href,
        said="Letters may go to the family again.",
    )
