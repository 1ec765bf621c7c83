"""One assessment: what was asked, where it stands, who was seen, and what may be done next."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kith.access.request import SignedIn
from kith.assessment import policies, steps
from kith.assessment.queries import following, reading
from kith.assessment.queries import workspace as room
from kith.assessment.queries.ahead import read_ahead
from kith.assessment.queries.crime import crime_of
from kith.assessment.queries.homeless import homeless_of
from kith.assessment.queries.prebirth import prebirth_of
from kith.assessment.queries.written import conference_considered, plan_of
from kith.kernel.now import now
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.people import queries as people
from kith.people.gate import ReasonNeeded, person_for
from kith.ui.step_page import step_page

View = Callable[..., HttpResponse]
Next = tuple[type[Step], str, str]
# What a page may lead to: the step, its address, and what its button says.
NEXT: list[Next] = [
    (steps.BeginPrebirth, "before-birth", "Begin the pre-birth assessment"),
    (steps.RecordApproach, "homeless", "Homeless, or may become so"),
    (steps.RecordSeen, "seen", "Record that the child was seen"),
    (steps.RecordTried, "tried", "Child not seen"),
    (steps.RecordParentSeen, "parent", "Record that a parent was seen"),
    (steps.ProposeConclusion, "propose", "Send for approval"),
    (steps.Authorise, "authorise", "Authorise the conclusion"),
    (steps.SendBack, "send-back", "Send it back"),
    (steps.Supervise, "supervision", "Supervision and checklist"),
    (steps.ReviewLength, "review", "Review the length"),
    (steps.RecordNewInformation, "new-information", "Something new"),
    (steps.Reallocate, "reallocate", "Give to another worker"),
    (steps.WaiveInterpreter, "no-interpreter", "Agree to do without an interpreter"),
]
# The same of an assessment before birth that has begun, and of a young person who is homeless.
BEFORE_BIRTH: list[Next] = [
    (steps.PlanProceedings, "proceedings", "Plan proceedings for the birth"),
    (steps.LodgePapers, "papers", "Record that the papers went to the legal team"),
    (steps.DisclosePrebirth, "disclose", "Record that a parent was given it"),
]
HOMELESS: list[Next] = [
    (steps.RecordHomelessDuties, "homeless-duties", "Record what is owed and offered"),
    (steps.AllowBedAndBreakfast, "bed-and-breakfast", "Allow bed and breakfast for a time"),
]
# Where a crime is suspected (AS-12).
CRIME: list[Next] = [(steps.ConsiderStrategy, "strategy-discussion", "Say whether a strategy discussion is held")]
# What a conclusion that was sent back brings along when it is written again.
PROPOSED = (
    "concern", "how_and_why", "need", "abused", "urgent", "duty", "accommodation", "outcome", "conclusion", "factors",
    "services",
)  # fmt: skip


def opens_assessment(page: str, *, whole: bool = False) -> Callable[[View], View]:
    """A view of one assessment, once the child's door has opened: `view(request, ref)` becomes `view(request, it)`.

    Args:
        page: what it is called on "Who has looked".
        whole: the view shows where the assessment came from and who opened it.
    """

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def opened(request: SignedIn, ref: str) -> HttpResponse:
            found = reading.find(ref, whole=whole)
            if found is None:
                raise Http404
            try:
                person = person_for(request, found.child.ref, page)
            except ReasonNeeded as asked:
                return HttpResponseRedirect(asked.href)
            if person.pk == found.child_id:  # read with all that their badges say
                found.child.person = person
            return view(request, found)

        return opened

    return wrap


def about(found: Any) -> dict[str, Any]:
    return {
        "assessment": found,
        "person": found.child.person,
        "badges": people.badges_of([found.child.person])[found.child_id],
        "caption": f"Assessment {found.number}",
    }


@opens_assessment("Assessment", whole=True)
def assessment(request: SignedIn, found: Any) -> HttpResponse:
    """Read it; it prints as it stands."""
    read_ahead(found)
    prebirth, homeless, crime = prebirth_of(found), homeless_of(found), crime_of(found)
    may_work, follows = policies.work(request.user, found) is True, following.follow_ons(found)
    may = _may(request, NEXT, found) + [("crime", "A crime is suspected")] * may_work
    may += _may(request, CRIME, found if crime.unconsidered else None)
    may += _may(request, BEFORE_BIRTH, prebirth.begun) + _may(request, HOMELESS, homeless.approach)
    shown = {
        "view": reading.view(found),
        "may": may,
        "moment": now(),
        "space": room.workspace(found, request.user),
        "learned": room.learned_since(found),
        "follows": follows,
        "fallen": following.fallen(found) if any(not one.answer for one in follows) else None,
        "may_check": may_work,
        "crime": crime,
        "may_take_back": crime.since and policies.take_back_crime(request.user, found) is True,
        "prebirth": prebirth,
        "homeless": homeless,
    }
    return render(request, "assessment/assessment.html", {**about(found), **shown})


def _may(request: SignedIn, steps_there: list[Next], target: Any) -> list[tuple[str, str]]:
    """Where a page may lead, and what its buttons say. Steps that the same people may take are asked about once."""
    if target is None:
        return []
    asked = {step.may: step for step, _, _ in steps_there}
    verdicts = {may: allowed(step, request.user, target) for may, step in asked.items()}
    return [(where, label) for step, where, label in steps_there if verdicts[step.may] is True]


def step_of(
    request: SignedIn,
    found: Any,
    step: type[Step],
    key: str,
    said: str,
    *,
    target: Any = None,
    context: Any = None,
    **more: Any,
) -> HttpResponse:
    """The page of one step of an assessment, or of something in it, and back to the assessment when it is done."""
    home = reverse("assessment:assessment", args=[found.ref])
    shown = {**about(found), "back": {"href": home, "label": f"Assessment {found.number}"}, **(context or {})}
    more = {"template": "people/step.html", "draft": f"assessment.{key}.{found.ref}", "forward": home, **more}
    return step_page(request, step, target or found, context=shown, said=said, **more)


@opens_assessment("Visit")
def seen(request: SignedIn, found: Any) -> HttpResponse:
    """The child was seen: recorded in two minutes on a phone, so it begins with now."""
    initial = {"at": now()}
    return step_of(request, found, steps.RecordSeen, "seen", "The visit is recorded.", initial=initial)


@opens_assessment("Visit")
def no_interpreter(request: SignedIn, found: Any) -> HttpResponse:
    """A manager agrees to do without an interpreter."""
    said = "Agreed. Each visit says that nobody interpreted."
    return step_of(request, found, steps.WaiveInterpreter, "no-interpreter", said)


@opens_assessment("Visit")
def tried(request: SignedIn, found: Any) -> HttpResponse:
    """The child was not seen."""
    said = "The visit is recorded. The date to see the child runs on."
    return step_of(request, found, steps.RecordTried, "tried", said, initial={"at": now()})


@opens_assessment("Visit")
def parent_seen(request: SignedIn, found: Any) -> HttpResponse:
    """A parent or carer was seen."""
    initial = {"at": now()}
    return step_of(request, found, steps.RecordParentSeen, "parent", "Recorded, with their words.", initial=initial)


@opens_assessment("Visit")
def next_step(request: SignedIn, found: Any) -> HttpResponse:
    """A manager decides what happens next with a family that keeps us from the child."""
    said = "Recorded. Whoever leads the assessment is told."
    return step_of(request, found, steps.DecideNextStep, "next-step", said)


@opens_assessment("Review")
def review(request: SignedIn, found: Any) -> HttpResponse:
    """How long it needs."""
    shown = {"conference_open": not conference_considered(found)}
    return step_of(
        request, found, steps.ReviewLength, "review", "The review is recorded.", template="assessment/review.html",
        context=shown,
    )  # fmt: skip


@opens_assessment("Assessment")
def reallocate(request: SignedIn, found: Any) -> HttpResponse:
    """Another worker."""
    who = {"team": found.team, "lead": found.lead, "supervisor": found.supervisor}
    initial = {name: one.ref for name, one in who.items() if one}
    return step_of(request, found, steps.Reallocate, "reallocate", "It has changed hands.", initial=initial)


@opens_assessment("Conclusion")
def propose(request: SignedIn, found: Any) -> HttpResponse:
    """What was found and what should follow, for a manager; what was sent back comes along, to be changed."""
    space = room.workspace(found, request.user)
    before = space.proposed
    initial = {name: getattr(before, name) for name in PROPOSED} if before else {}
    return step_of(
        request, found, steps.ProposeConclusion, "propose", "Sent for approval.", template="assessment/conclude.html",
        initial=initial, context={"space": space, "proposed": before},
    )  # fmt: skip


@opens_assessment("Conclusion")
def authorise(request: SignedIn, found: Any) -> HttpResponse:
    """The conclusion as it was proposed, with what is missing and what was written beside it."""
    space = room.workspace(found, request.user)
    proposed = space.proposed
    initial = {name: getattr(proposed, name) for name in ("outcome", "conclusion", "factors")} if proposed else {}
    return step_of(
        request, found, steps.Authorise, "authorise", "Authorised.", template="assessment/conclude.html",
        initial=initial, context={"space": space, "proposed": proposed, "read_up_to": room.newest_act(found)},
    )  # fmt: skip


@opens_assessment("Conclusion")
def send_back(request: SignedIn, found: Any) -> HttpResponse:
    """What is to be done first."""
    space = room.workspace(found, request.user)
    return step_of(
        request, found, steps.SendBack, "send-back", "Sent back, with your words.", template="assessment/conclude.html",
        context={"space": space, "proposed": space.proposed},
    )  # fmt: skip


@opens_assessment("Supervision")
def supervision(request: SignedIn, found: Any) -> HttpResponse:
    """The checklist, with what the record shows beside each line."""
    shown = {"view": reading.view(found), "space": room.workspace(found, request.user)}
    shown["conference_open"] = not conference_considered(found)
    return step_of(
        request, found, steps.Supervise, "supervision", "The supervision is recorded.",
        template="assessment/supervision.html", context=shown,
    )  # fmt: skip


@opens_assessment("Assessment section")
def agree_plan(request: SignedIn, found: Any) -> HttpResponse:
    """The plan is agreed as it stands, and stands beside the question."""
    plan = plan_of(found)
    read = {"read_up_to": plan.version, "answers": room.answers(plan.section, plan.text, found.child.person.called)}
    return step_of(
        request, found, steps.AgreePlan, "agree-plan", "The plan is agreed.", template="assessment/agree_plan.html",
        context=read,
    )  # fmt: skip
