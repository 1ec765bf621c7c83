"""The pages of a spread check, on any piece of work that has one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from kith.access.request import SignedIn
from kith.checks.gate import home_of, opens_work
from kith.checks.kinds import Asking
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.people import queries as people
from kith.people.queries import badges_of
from kith.spread import queries, steps
from kith.ui.step_page import step_page

opens = partial(opens_work, page="Which other children are at risk")
NOT_KNOWN = "not-known"
CAPTION = "Which other children are at risk?"


def _around(asking: Asking) -> dict[str, Any]:
    """Whose work it is, for the bar above the page, and the way back."""
    about = asking.people
    one = about[0][0].person if len(about) == 1 else None
    back = {"href": reverse("spread:check", args=[asking.ref]), "label": CAPTION}
    return {"person": one, "badges": badges_of([one])[one.pk] if one else [], "back": back, "caption": CAPTION}


@opens
def check(request: SignedIn, asking: Asking) -> HttpResponse:
    """The check as it stands: what was looked at, each child who may be at risk, and what was done for them."""
    home = home_of(asking)
    shown = {
        **_around(asking),
        "spread": queries.spread_of(asking.matter),
        "may_spread": allowed(steps.AnswerSpread, request.user, asking) is True,
        "back": {"href": home.href, "label": home.title},
    }
    return render(request, "spread/check.html", shown)


def _step(request: SignedIn, asking: Asking, step: type[Step], target: Any, said: str, **more: Any) -> HttpResponse:
    context = {**_around(asking), **more.pop("context", {})}
    return step_page(
        request, step, target, template="people/step.html", context=context, said=said,
        forward=reverse("spread:check", args=[asking.ref]), draft=f"{step.name}.{target.ref}{more.pop('which', '')}",
        **more,
    )  # fmt: skip


@opens
def answer(request: SignedIn, asking: Asking) -> HttpResponse:
    """Which other children are at risk."""
    stands = queries.spread_of(asking.matter).check
    initial = {"found": stands.found, "words": stands.words} if stands else {}
    return _step(request, asking, steps.AnswerSpread, asking, "Written down.", initial=initial)


@opens
def child(request: SignedIn, asking: Asking) -> HttpResponse:
    """Another child: first who, found in the records or described; then what points to it."""
    ref = request.POST.get("other") or request.GET.get("other") or ""
    if request.method == "GET" and not ref:
        return _choose(request, asking)
    other = people.find_by_ref(request.user, ref) if ref and ref != NOT_KNOWN else None
    if ref and ref != NOT_KNOWN and other is None:
        return HttpResponseRedirect(request.path)
    initial = {"other": other.ref if other else ""}
    said = "Listed. Raise a contact for this child, or say why not."
    shown = {"caption": f"{other.shown_name}, {other.age_words}"} if other else {}
    which = f".{other.ref}" if other else ""
    return _step(request, asking, steps.ListChild, asking, said, initial=initial, context=shown, which=which)


def _choose(request: SignedIn, asking: Asking) -> HttpResponse:
    """Somebody found by name, or nobody who is known."""
    if allowed(steps.ListChild, request.user, asking) is not True:
        return _step(request, asking, steps.ListChild, asking, "")
    typed = request.GET.get("q", "").replace("\x00", "").strip()[: people.LONGEST_SEARCH]
    about = {one.pk for one, _ in asking.people}
    found = [one for one in people.search(request.user, typed, 10) if one.person.pk not in about] if typed else []
    shown = {**_around(asking), "typed": typed, "found": found, "title": steps.ListChild.title()}
    return render(request, "spread/choose.html", shown)


def _of_child(request: SignedIn, ref: str, child: str, step: type[Step], said: str) -> HttpResponse:
    @opens
    def opened(request: SignedIn, asking: Asking) -> HttpResponse:
        row = queries.listed_child(asking.matter, child)
        if row is None:
            raise Http404
        initial: dict[str, Any] = {}
        if step is steps.RaiseContact:
            initial = {**queries.as_told(row), "worry": row.why, "type": "exploitation"}
        elif step is steps.SayWhyNot:
            initial = {"reason": row.not_raised_because}
        return _step(request, asking, step, row, said, initial=initial, context={"caption": row.named})

    return opened(request, ref)


def raise_contact(request: SignedIn, ref: str, child: str) -> HttpResponse:
    """A contact for this child, at our own front door."""
    said = "The contact is raised. It waits at the front door for a decision."
    return _of_child(request, ref, child, steps.RaiseContact, said)


def why_not(request: SignedIn, ref: str, child: str) -> HttpResponse:
    """Why no contact is raised for this child."""
    return _of_child(request, ref, child, steps.SayWhyNot, "Written down.")


def take_off(request: SignedIn, ref: str, child: str) -> HttpResponse:
    """A child who should not be on the list."""
    return _of_child(request, ref, child, steps.TakeOff, "Taken off the list, and kept with why.")


urls = [
    path("spread/<slug:ref>/", check, name="check"),
    path("spread/<slug:ref>/answer/", answer, name="answer"),
    path("spread/<slug:ref>/child/", child, name="child"),
    path("spread/<slug:ref>/child/<slug:child>/contact/", raise_contact, name="raise"),
    path("spread/<slug:ref>/child/<slug:child>/no-contact/", why_not, name="why-not"),
    path("spread/<slug:ref>/child/<slug:child>/take-off/", take_off, name="take-off"),
]
