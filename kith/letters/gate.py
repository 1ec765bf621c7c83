"""The way in to letters: the door of the child whom the work is about; each look is written down (IG-06)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect

from kith.access.request import SignedIn
from kith.letters import queries
from kith.letters.envelopes import Offer, offer_of
from kith.people.gate import ReasonNeeded, person_for
from kith.people.models import Person

View = Callable[..., HttpResponse]


def _child(request: SignedIn, offer: Offer | None, matter: Any, page: str) -> Person:
    """The child, once the reader may see them. Raises Http404 where no letters are written about this work."""
    if offer is None:
        raise Http404
    return person_for(request, offer.child(matter).ref, page)


def opens_work(page: str) -> Callable[[View], View]:
    """A view of who is told: `view(request, ref, ...)` in the address becomes `view(request, matter, child, ...)`."""

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def opened(request: SignedIn, ref: str, *args: Any, **kwargs: Any) -> HttpResponse:
            matter = queries.work_by_ref(ref)
            if matter is None:
                raise Http404
            try:
                child = _child(request, offer_of(matter), matter, page)
            except ReasonNeeded as asked:
                return HttpResponseRedirect(asked.href)
            return view(request, matter, child, *args, **kwargs)

        return opened

    return wrap


def opens_letter(page: str) -> Callable[[View], View]:
    """A view of one letter: `view(request, ref)` in the address becomes `view(request, letter, child)`."""

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def opened(request: SignedIn, ref: str) -> HttpResponse:
            letter = queries.by_ref(ref)
            if letter is None:
                raise Http404
            try:
                child = _child(request, offer_of(letter.matter), letter.matter, page)
            except ReasonNeeded as asked:
                return HttpResponseRedirect(asked.href)
            return view(request, letter, child)

        return opened

    return wrap
