"""Every timescale Kith counts, where it comes from, and what the authority has chosen (CL-01)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.assessment import steps
from kith.assessment.queries import standards as reading
from kith.ui.step_page import step_page


@login_required
def standards(request: SignedIn) -> HttpResponse:
    """The list, open to everybody who signs in: the law is no secret."""
    rows = reading.rows()
    return render(
        request,
        "assessment/standards.html",
        {
            "rows": rows,
            "numbers": reading.numbers(),
            "chosen": sum(row.choice is not None for row in rows),
            "may_choose": request.user.may(Ability.SET_CLOCKS),
        },
    )


@login_required
def choose(request: SignedIn, key: str) -> HttpResponse:
    """Choose one: a timescale, or a number of our own."""
    if (own := reading.number(key)) is not None:
        return _number(request, own)
    row = reading.row(key)
    if row is None:
        raise Http404
    choice = row.choice
    return step_page(
        request,
        steps.ChooseProfile,
        steps.Rule(key),
        template="assessment/standard.html",
        context={
            "row": row,
            "caption": row.rule.title,
            "back": _back(),
        },
        initial={
            "profile": row.profile.value,
            "limit_number": abs(choice.limit_number) if choice and choice.limit_number is not None else None,
            "unit": choice.unit if choice else "",
        },
        forward=reverse("assessment:standards"),
        said="Chosen. New cases follow it; running ones keep the rule they began under.",
        draft=f"assessment.standard.{key}",
    )


def _number(request: SignedIn, row: reading.NumberRow) -> HttpResponse:
    return step_page(
        request,
        steps.ChooseNumber,
        steps.OwnNumber(row.parameter.key),
        template="assessment/own_number.html",
        context={"row": row, "back": _back()},
        initial={"limit_number": row.value},
        forward=reverse("assessment:standards"),
        said="Chosen. It holds for what reaches us from now on.",
        draft=f"assessment.standard.{row.parameter.key}",
    )


def _back() -> dict[str, str]:
    return {"href": reverse("assessment:standards"), "label": "Practice standards"}
