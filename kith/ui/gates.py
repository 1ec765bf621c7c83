"""Doors that open by role, for pages that are about no one child."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kith.access.request import SignedIn
from kith.access.roles import Ability, who_may

View = Callable[..., HttpResponse]


def refused(request: HttpRequest, why: str, *, noted: bool = False, **more: Any) -> HttpResponse:
    """May not see or do this: the sentence says who may, and that it was refused is kept (`kith.site.refusals`).

    Args:
        noted: the step that was refused has been written down already.
    """
    response = render(request, "site/refused.html", {"why": why, **more}, status=403)
    if not noted:
        response.kith_refused = why  # type: ignore[attr-defined]  # read by RefusalMiddleware
    return response


def needs_ability(ability: Ability) -> Callable[[View], View]:
    """Only those whose roles give this ability; others read whose work it is."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.may(ability):
                return view(request, *args, **kwargs)
            why = f"This is for {who_may(ability)} to do. Ask one of them."
            return refused(request, why)

        return guarded

    return guard
