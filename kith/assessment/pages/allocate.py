"""Children who wait to be allocated, and the page where a manager does it (AS-01 to AS-03)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kith.access.policies import Door
from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.assessment import steps
from kith.assessment.queries import waiting as reading
from kith.assessment.queries import workload
from kith.kernel.now import now
from kith.kernel.perform import Outcome
from kith.people import queries as people
from kith.record.sightings import saw
from kith.ui.gates import needs_ability
from kith.ui.step_page import step_page


@login_required
@needs_ability(Ability.ALLOCATE)
def waiting(request: SignedIn) -> HttpResponse:
    """Every child who waits, brothers and sisters of one contact side by side."""
    groups = reading.groups()
    children = [child for group in groups for child in group.children]
    late = [child for child in children if child["clock"] and child["clock"].state == "late"]
    badges = people.badges_of([child["referral"].child_id for child in children])
    for child in children:
        child["badges"] = badges[child["referral"].child_id]
    return render(
        request,
        "assessment/waiting.html",
        {
            "groups": groups,
            "moment": now(),
            "waiting": len(children),
            "late": len(late),
            "workers": workload.leads(request.user.team_ids)[:30],
        },
    )


@login_required
@needs_ability(Ability.ALLOCATE)
def allocate(request: SignedIn, ref: str) -> HttpResponse:
    """Open the assessment: who leads, in which direction, how deep and how soon."""
    referral = reading.find(ref)
    if referral is None:
        raise Http404
    if request.method == "GET":
        saw(request.user, referral.child, "To allocate", Door("open", "Waits in the queue of those who allocate"))
    known = reading.known_beside(referral)
    visit = known["clock"].get(reading.FIRST_VISIT)
    return step_page(
        request,
        steps.AllocateReferral,
        referral,
        template="assessment/allocate.html",
        context={
            "referral": referral,
            "known": known,
            "clock": known["clock"].get(reading.ALLOCATE),
            "workers": workload.leads(request.user.team_ids)[:12],
            "back": {"href": reverse("assessment:waiting"), "label": "To allocate"},
        },
        initial={
            "legal_basis": "s47" if referral.significant_harm else "s17",
            "priority": "today" if referral.significant_harm else "usual",
            "first_visit_on": visit.clock.due_at if visit else None,
            "team": reading.team_near(request.user),
            "supervisor": request.user.ref,
            "with_siblings": [other.ref for other in reading.beside(referral)],
        },
        forward=reverse("assessment:waiting"),
        said=_said,
        draft=f"assessment.allocate.{ref}",
    )


def _said(outcome: Outcome) -> str:
    opened = outcome.result
    return f"Assessment {opened.number} opened for {opened.child.person}, led by {opened.lead}."
