"""The way in to every page that shows somebody's record (decision 5, IG-06)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect

from kith.access.policies import Door, door
from kith.access.request import SignedIn
from kith.people.models import Person
from kith.people.queries import kept_record_of, opened_by
from kith.record.sightings import saw
from kith.ui.gates import refused

View = Callable[..., HttpResponse]
May = Callable[[Any, Any], bool | str]


class ReasonNeeded(Exception):
    """The record is there, and the reader is not involved: they are asked why, and then sent on to `next_page`."""

    def __init__(self, person: Person, next_page: str) -> None:
        super().__init__("a reason is needed")
        self.person, self.next_page = person, next_page

    @property
    def href(self) -> str:
        """The page that asks."""
        return f"/people/{self.person.ref}/reason/?{urlencode({'next': self.next_page})}"


class NotShown(Exception):
    """The record is open, and this page of it is not for them: the sentence says whom it is for."""


def person_for(request: SignedIn, ref: str, page: str, may: May | None = None) -> Person:
    """The person whose record a page shows, once the reader may see it; that they did is written down.

    A record joined into another stands as the one kept. `door_of(request)` is the door that opened: it says whether
    confidential addresses may show.

    Args:
        ref: the public reference in the address.
        page: what the page is called on "Who has seen this".
        may: who may read this page, of those to whom the record is open; everybody unless it is given.

    Raises:
        NotShown: they may not.
        Http404: there is nobody, they are restricted, or records never open to this reader: all look alike.
        ReasonNeeded: the reader is not involved. Under `opens_record` it becomes the page that asks why.
    """
    found = opened_by(ref)
    if found is None:
        raise Http404
    person = kept_record_of(found)
    met = door(request.user, person.subject)
    if met.state == "none":
        raise Http404
    if met.state == "ask":
        raise ReasonNeeded(person, request.get_full_path() if request.method == "GET" else person.href)
    verdict = may(request.user, person) if may else True
    if verdict is not True:
        raise NotShown(str(verdict))
    saw(request.user, person.subject, page, met)
    request.door = met  # type: ignore[attr-defined]  # read by door_of
    return person


def way_back(people: Sequence[Person]) -> dict[str, str]:
    """Where the page of a piece of work leads back to: the work on the child, or on the first of several."""
    if not people:
        return {"href": "/", "label": "My work"}
    first = people[0]
    label = "Assessments" if len(people) == 1 else f"Assessments, {first.shown_name}"
    return {"href": f"{first.href}assessments/", "label": label}


def door_of(request: SignedIn) -> Door:
    """The door by which `person_for` let this request in; shut when it has not."""
    return getattr(request, "door", Door("none"))


def opens_record(page: str | Callable[[SignedIn], str], may: May | None = None) -> Callable[[View], View]:
    """A view of somebody's record: `view(request, ref, ...)` in the address becomes `view(request, person, ...)`.

    Signed out leads to signing in, not involved to the page that asks why, and anything else that is shut to 404.

    Args:
        page: what it is called on "Who has looked"; or, from the request, what.
        may: who may read it, of those to whom the record is open.
    """

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def opened(request: SignedIn, ref: str, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                person = person_for(request, ref, page if isinstance(page, str) else page(request), may)
            except ReasonNeeded as asked:
                return HttpResponseRedirect(asked.href)
            except NotShown as no:
                return refused(request, str(no))
            return view(request, person, *args, **kwargs)

        return opened

    return wrap
