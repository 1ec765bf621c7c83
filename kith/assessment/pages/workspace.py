"""The workspace: each section on a page of its own, beside the list of all and what is missing before approval."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kith.access.policies import door
from kith.access.request import SignedIn
from kith.assessment import policies, steps
from kith.assessment.forms.asking import said
from kith.assessment.pages.assessment import about, opens_assessment
from kith.assessment.paper import printed
from kith.assessment.queries import following, reading, specialist
from kith.assessment.queries import workspace as room
from kith.assessment.queries.homeless import homeless_of
from kith.assessment.queries.plan import agreement_of, changed_since
from kith.assessment.queries.prebirth import prebirth_of
from kith.assessment.queries.written import section_in, versions, written
from kith.kernel.now import now
from kith.kernel.perform import Outcome, allowed
from kith.network import queries as network
from kith.record import presence
from kith.record.sightings import saw
from kith.spread.queries import spread_of
from kith.standards.language import another_look
from kith.ui.step_page import step_page

View = Callable[..., HttpResponse]
Drawn = Callable[[Any], dict[str, Any]]


def _family(found: Any) -> dict[str, Any]:
    person = found.child.person
    drawn = {"genogram": network.genogram_of(person), "network": network.network_of(person)}
    return {**drawn, "plan": network.plan_of(person), "may_plan": found.state == "open"}


# What special pathways keep beside their questions, and what else stands above the questions of a section.
PATHWAYS: dict[str, Drawn] = {
    "prebirth": lambda found: {"prebirth": prebirth_of(found)},
    "homeless": lambda found: {"homeless": homeless_of(found)},
    "abroad": lambda found: {"enquiries": specialist.enquiries(found)},
    "spread": lambda found: {"spread": spread_of(found.matter), "may_spread": found.state == "open"},
    "specialist": lambda found: {"referrals": specialist.referrals(found)},
}
DRAWN: dict[str, Drawn] = PATHWAYS | {
    "network": _family,
    "visits": lambda found: {"view": reading.view(found)},
    "plan": lambda found: {"view": reading.view(found)},
    "agencies": lambda found: {"may_check": found.state == "open"},
}


def _drawn(found: Any, draws: str) -> dict[str, Any]:
    """What stands above the questions of a section, from the record itself."""
    return DRAWN[draws](found) if draws else {}


def _kept(found: Any, parts: list[room.Part]) -> dict[str, Any]:
    """Everything that the special pathways of an assessment keep beside their questions."""
    shown: dict[str, Any] = {}
    for part in parts:
        if part.draws in PATHWAYS:
            shown |= _drawn(found, part.draws)
    return shown


def opens_section(page: str) -> Callable[[View], View]:
    """A view of one section, once the child's door has opened: `view(request, assessment, section)`."""

    def wrap(view: View) -> View:
        @wraps(view)
        def opened(request: SignedIn, ref: str, key: str) -> HttpResponse:
            def of_section(request: SignedIn, found: Any) -> HttpResponse:
                one = section_in(found, key)
                if one is None:
                    raise Http404
                return view(request, found, one)

            return opens_assessment(page)(of_section)(request, ref)

        return opened

    return wrap


@opens_section("Assessment section")
def write(request: SignedIn, found: Any, one: Any) -> HttpResponse:
    """Write in a section. What somebody else wrote meanwhile is joined with it, and both are told."""
    page = steps.Page(found, one)
    if request.method == "GET" and found.state != "open":
        return _read(request, found, one)
    stands = written(found, one)
    key = room.draft_key(found, one.key)
    if request.method == "GET":
        presence.here(request.user, key)
    return step_page(
        request,
        steps.WriteSection,
        page,
        template="assessment/section.html",
        context={
            **_beside(request, found, one, page),
            **_drawn(found, one.draws),
            "written": stands,
            "clashes": room.clashes(stands, page.name),
            "another_look": another_look(stands.texts),
        },
        initial={**stands.answers, "base": stands.version, "also": _same(request, found, one)},
        forward=lambda outcome: _forward(request, found, one, outcome),
        said=_said,
        draft=key,
    )


def _same(request: SignedIn, found: Any, one: Any) -> list[str]:
    """The brothers and sisters whose text is the same so far, or who have none: ticked to begin with. Nothing goes from
    a restricted record to an open one unless somebody ticks it themselves."""
    if not one.family:
        return []
    own, *rows = room.beside(found, one, request.user)
    same = [row.assessment for row in rows if not row.answers or row.answers == own.answers]
    return [other.ref for other in same if other.child.restricted or not found.child.restricted]


def around(request: SignedIn, found: Any, key: str) -> dict[str, Any]:
    """What stands round the page of any section, a model's too: the list, what is missing, who else is here."""
    space = room.workspace(found, request.user, key)
    return {
        **about(found),
        "space": space,
        "number": [line.key for line in space.lines].index(key) + 1,
        "back": {"href": reverse("assessment:assessment", args=[found.ref]), "label": f"Assessment {found.number}"},
    }


def _agreed(found: Any, one: Any) -> dict[str, Any]:
    """Who agreed the plan as it stands, or may, and whether the family or household changed since (AS-04)."""
    if one.key != "plan":
        return {"agreed": None, "reopened": False}
    agreed = agreement_of(found, written(found, one))
    reopened = agreed is not None and changed_since(found, agreed)
    who = "" if agreed and not reopened else policies.who_agrees(found)
    return {"agreed": agreed, "reopened": reopened, "who_agrees": who}


def _beside(request: SignedIn, found: Any, one: Any, page: Any) -> dict[str, Any]:
    return {
        **around(request, found, one.key),
        "section": one,
        "heading": page.title,
        "about_it": said(one.about, page.name),
        **_agreed(found, one),
        "may_agree": one.key == "plan" and allowed(steps.AgreePlan, request.user, found) is True,
        "has_siblings": bool(found.sibling_group) and len(room.beside(found, one, request.user)) > 1,
    }


def _forward(request: SignedIn, found: Any, one: Any, outcome: Outcome) -> str:
    """The next section; this one again where two texts must be made one, or somebody only wanted to save."""
    here = reverse("assessment:write", args=[found.ref, one.key])
    presence.gone(request.user, room.draft_key(found, one.key))
    if outcome.result.clashes or "stay" in request.POST:
        return here
    lines = room.workspace(found, request.user, one.key).lines
    at = [line.key for line in lines].index(one.key)
    return lines[at + 1].href if at + 1 < len(lines) else reverse("assessment:assessment", args=[found.ref])


def _said(outcome: Outcome) -> str:
    text = outcome.result
    if text.clashes:
        return "Saved. Somebody else changed the same place meanwhile: both texts are here. Make one of them."
    if text.base and text.base < text.version - 1:
        return "Saved, and joined with what somebody else wrote meanwhile."
    return "Saved."


def _read(request: SignedIn, found: Any, one: Any) -> HttpResponse:
    """The section as it stood when the assessment was concluded."""
    stands = written(found, one)
    name = found.child.person.called
    page = steps.Page(found, one)
    shown = {"answers": room.answers(one, stands.text, name), "written": stands, **_drawn(found, one.draws)}
    return render(request, "assessment/section_read.html", {**_beside(request, found, one, page), **shown})


@opens_section("Assessment section, earlier versions")
def earlier(request: SignedIn, found: Any, one: Any) -> HttpResponse:
    """Every version of a section, newest first: who wrote it and when."""
    name = found.child.person.called
    rows = [(text, room.answers(one, text, name)) for text in versions(found, one)]
    page = steps.Page(found, one)
    return render(
        request,
        "assessment/versions.html",
        {**about(found), "rows": rows, "heading": page.title, "section": one, "back": _to(found, one, page)},
    )


@opens_section("Assessment section, beside brothers and sisters")
def beside(request: SignedIn, found: Any, one: Any) -> HttpResponse:
    """What the section says of each child assessed together, side by side (AS-01)."""
    page = steps.Page(found, one)
    rows = room.beside(found, one, request.user)
    for child in (row.assessment.child for row in rows[1:]):
        saw(request.user, child, "Assessment section, beside brothers and sisters", door(request.user, child))
    shown = {"children": rows, "heading": one.title.replace("{name}", "each child")}
    return render(
        request, "assessment/beside.html", {**about(found), **shown, "section": one, "back": _to(found, one, page)}
    )


@opens_assessment("Assessment, printed")
def paper(request: SignedIn, found: Any) -> HttpResponse:
    """The whole assessment as an accessible PDF; that it was printed is written on the record like any look at it."""
    answer = HttpResponse(printed(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="assessment-{found.ref}.pdf"'
    return answer


def _to(found: Any, one: Any, page: Any) -> dict[str, str]:
    return {"href": reverse("assessment:write", args=[found.ref, one.key]), "label": page.title}


@opens_assessment("Assessment, whole")
def whole(request: SignedIn, found: Any) -> HttpResponse:
    """Everything in one page, to read from beginning to end and to print."""
    space = room.workspace(found, request.user)
    parts = list(room.parts(found))
    shown = {
        "space": space,
        "parts": parts,
        "view": reading.view(found),
        "moment": now(),
        "drawn": room.family_drawn(found),
        "learned": room.learned_since(found),
        "follows": following.follow_ons(found),
        **_drawn(found, "network"),
        **_kept(found, parts),
        "back": {"href": reverse("assessment:assessment", args=[found.ref]), "label": f"Assessment {found.number}"},
    }
    return render(request, "assessment/whole.html", {**about(found), **shown})
