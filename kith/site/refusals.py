"""A page that was refused, or was not there for somebody, is written down like a step that was (IG-06)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from kith.kernel.ids import ALPHABET, LENGTH
from kith.kernel.step import step
from kith.record.recorder import note_refusal

ABSENT = "Not there, or not open to them: both look alike"
PAGE = "page "  # before the name of a page, where a step's own name would stand
_REF = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


@dataclass(frozen=True)
class _Asked:
    """What the address named, if that is a reference: whatever else somebody typed there is not kept."""

    ref: str


class RefusalMiddleware:
    """Keeps what a signed-in person asked for and was not shown: which page, which reference, and why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        why = getattr(response, "kith_refused", "")
        found: Any = request.resolver_match
        if why and found is not None and request.user.is_authenticated:
            note_refusal(request.user, f"{PAGE}{found.view_name}", _named(found.kwargs), why)
        return response


def _named(kwargs: dict[str, Any]) -> _Asked:
    refs = [value for value in map(str, kwargs.values()) if _REF.fullmatch(value)]
    return _Asked(refs[0] if refs else "")


def what_words(what: str) -> str:
    """What was tried, for somebody who reads the list: a step by its title, a page by its name."""
    if what.startswith(PAGE):
        return f"Page: {what.removeprefix(PAGE).replace(':', ', ').replace('-', ' ')}"
    try:
        return step(what).title()
    except KeyError:
        return what
