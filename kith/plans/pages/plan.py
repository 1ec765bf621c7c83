"""One plan: begun, read, changed, met on, seen on, and ended."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kith.access.request import SignedIn
from kith.kernel.now import now
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.letters.policies import flags_of
from kith.people.gate import ReasonNeeded, opens_record, person_for
from kith.people.queries import badges_of
from kith.plans import letters, paper, queries, steps
from kith.ui.gates import refused
from kith.ui.step_page import step_page

View = Callable[..., HttpResponse]
PAGE = "Plan"
# What it may lead to: the step, its address, and what its button says. Those that end it stand apart.
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.AgreePlan, "agree", "Write the plan"),
    (steps.HoldCoreGroup, "core-group", "Record a core group"),
    (steps.ReviewNeedPlan, "review", "Record a review"),
    (steps.SeenOnProtectionPlan, "seen", "Record a visit"),
    (steps.SeenOnNeedPlan, "seen", "Record a visit"),
    (steps.NotSeenOnPlan, "not-seen", "Child not seen"),
    (steps.AddGoal, "goal", "Add a goal"),
    (steps.ChangePlan, "change", "Change the plan"),
    (steps.AskWorking, "working", "Is it working?"),
]
ENDS: list[tuple[type[Step], str, str]] = [
    (steps.ClosePlan, "close", "End the plan"),
    (steps.TransferOut, "transfer", "Hand over to another authority"),
    (steps.EndOfItself, "of-itself", "The child died, or turned 18"),
]


def opens(view: View) -> View:
    """A view of one plan, once the child's door has opened: its reference in the address becomes it."""

    @login_required
    @wraps(view)
    def opened(request: SignedIn, ref: str, **more: str) -> HttpResponse:
        found = queries.by_ref(ref)
        if found is None:
            raise Http404
        try:
            person_for(request, found.child.ref, PAGE)
        except ReasonNeeded as asked:
            return HttpResponseRedirect(asked.href)
        return view(request, found, **more)

    return opened


def about(found: Any) -> dict[str, Any]:
    """What every page about one plan shares."""
    person = found.child.person
    back = {"href": found.href, "label": str(found)}
    return {
        "one": found,
        "person": person,
        "badges": badges_of([person])[person.pk],
        "caption": str(found),
        "back": back,
    }


@opens_record(PAGE)
def begin(request: SignedIn, person: Any) -> HttpResponse:
    """A child in need plan is agreed, from what the assessment found; or as a brother's or sister's (CP-08)."""
    child = person.subject
    if (found := queries.open_of(child)) is not None and allowed(steps.AgreeNeedPlan, request.user, child) is True:
        return HttpResponseRedirect(found.href)
    basis, others = queries.basis_of(child), queries.siblings_with_plans(request.user, person)
    like = next((one for one in others if one.ref == request.GET.get("like")), None)
    initial = {"agreed_at": now(), **queries.first_words(basis.assessment, basis.asked, like)}
    context = {
        "person": person, "badges": badges_of([person])[person.pk], "basis": basis, "others": others, "like": like,
        "back": {"href": f"{person.href}assessments/", "label": "Assessments"},
    }  # fmt: skip
    return step_page(
        request, steps.AgreeNeedPlan, child, template="plans/begin.html", context=context, initial=initial,
        forward=lambda outcome: str(outcome.result.href), said="Agreed. Whoever is to do something has been told.",
        draft=f"plans.begin.{person.ref}",
    )  # fmt: skip


@opens
def plan(request: SignedIn, found: Any) -> HttpResponse:
    """What must change, by when, who does what, and what happens if not; how it goes, and what may be done next."""
    shown = {
        **about(found),
        "back": {"href": f"{found.child.person.href}assessments/", "label": "Assessments"},
        "view": queries.view_of(found),
        "may": _may(request, found, NEXT),
        "ends": _may(request, found, ENDS),
        "tells": letters.is_told(found),
        "no_paper": bool(flags_of(found.child)),
    }
    return render(request, "plans/plan.html", shown)


def _may(request: SignedIn, found: Any, steps: list[tuple[type[Step], str, str]]) -> list[tuple[str, str]]:
    return [(where, label) for step, where, label in steps if allowed(step, request.user, found) is True]


def step_of(request: SignedIn, found: Any, step: type[Step], said: str, **more: Any) -> HttpResponse:
    """The page of a step on a plan, which leads back to it."""
    target, context = more.pop("target", found), {**about(found), **more.pop("context", {})}
    more = {"template": "people/step.html", **more}
    return step_page(
        request, step, target, context=context, forward=found.href, said=said, draft=f"{step.name}.{target.ref}", **more
    )


@opens
def agree(request: SignedIn, found: Any) -> HttpResponse:
    """The words of a plan that was decided: goals from the assessment, and from the plan before it (CP-09)."""
    initial = {"agreed_at": now(), **queries.first_words(found.assessment, None, found.came_from, same_child=True)}
    return step_of(
        request, found, steps.AgreePlan, "Agreed. Whoever is to do something has been told.", initial=initial
    )


@opens
def change(request: SignedIn, found: Any) -> HttpResponse:
    """Other words, and why."""
    initial = {name: getattr(found, name) for name in steps.ChangePlan.form.base_fields if hasattr(found, name)}
    return step_of(
        request, found, steps.ChangePlan, "Changed. What it said before stays in its history.", initial=initial
    )


@opens
def add_goal(request: SignedIn, found: Any) -> HttpResponse:
    """One thing more that must change."""
    return step_of(request, found, steps.AddGoal, "Added.")


@opens
def core_group(request: SignedIn, found: Any) -> HttpResponse:
    """Who came, what was said, how each goal stands, and when it meets next."""
    return _met(request, found, steps.HoldCoreGroup)


@opens
def review(request: SignedIn, found: Any) -> HttpResponse:
    """The same, and whether it works (CP-10)."""
    return _met(request, found, steps.ReviewNeedPlan)


def _met(request: SignedIn, found: Any, step: type[Step]) -> HttpResponse:
    view = queries.view_of(found)
    before = next((met for met in view.met if met.attended), None)
    came = [{"name": row.name, "agency_kind": row.agency_kind} for row in before.attended] if before else []
    initial = {"held_at": now(), "attended": came, "chaired_by": before.one.chaired_by if before else ""}
    return step_of(
        request, found, step, "Written down. The next day runs.", template="plans/asked.html", initial=initial,
        context={"view": view},
    )  # fmt: skip


@opens
def working(request: SignedIn, found: Any) -> HttpResponse:
    """Is it working, and what else was considered if not (CP-10)?"""
    view = {"view": queries.view_of(found)}
    return step_of(request, found, steps.AskWorking, "Written down.", template="plans/asked.html", context=view)


@opens
def seen(request: SignedIn, found: Any) -> HttpResponse:
    """The child was seen."""
    step = steps.SeenOnProtectionPlan if found.is_protection else steps.SeenOnNeedPlan
    return step_of(request, found, step, "Written down. The day of the next visit runs.", initial={"at": now()})


@opens
def not_seen(request: SignedIn, found: Any) -> HttpResponse:
    """The child was not seen, and why."""
    return step_of(request, found, steps.NotSeenOnPlan, "Written down. The visit is still due.", initial={"at": now()})


@opens
def close(request: SignedIn, found: Any) -> HttpResponse:
    """It is not needed any more."""
    return step_of(request, found, steps.ClosePlan, "Ended, and the case is closed. All of it stays to be read.")


@opens
def transfer(request: SignedIn, found: Any) -> HttpResponse:
    """Another authority has taken the child over."""
    return step_of(request, found, steps.TransferOut, "Handed over. All of it stays to be read.")


@opens
def of_itself(request: SignedIn, found: Any) -> HttpResponse:
    """The child died, or turned 18."""
    said = "Ended, and the case is closed. What others still have to end is said in the chronology; they were told."
    return step_of(request, found, steps.EndOfItself, said)


@opens
def for_the_family(request: SignedIn, found: Any) -> HttpResponse:
    """The plan on paper, in words for the family; not where nothing may go to them (PR-12), nor with an address that
    is kept from some of them (IG-08)."""
    if flags_of(found.child) or not found.agreed_at:
        raise Http404
    view = queries.view_of(found)
    if hidden := paper.kept_confidential(view):
        why = f"It says “{hidden[0]}”, an address that is kept confidential. Take it out of the plan, then print it."
        return refused(request, why)
    answer = HttpResponse(paper.printed(view), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="plan-{found.number}.pdf"'
    return answer
