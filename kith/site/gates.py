"""Pages that ask for an ability before they show anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from kith.access.request import SignedIn
from kith.access.roles import Ability, who_may
from kith.site.errors import refused

View = Callable[..., HttpResponse]


def needs(ability: Ability) -> Callable[[View], View]:
    """Refuse the page, saying who may see it, to whoever's roles do not give this ability."""

    def gate(view: View) -> View:
        @wraps(view)
        def gated(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.may(ability):
                return refused(request, f"This page is for {who_may(ability)}. Ask one of them.")
            return view(request, *args, **kwargs)

        return gated

    return gate
