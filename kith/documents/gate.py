"""The way in to a document, and to the shelf of a piece of work: the same doors as the record, and written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect

from kith.access.models import Matter, Subject
from kith.access.policies import Door, door
from kith.access.request import SignedIn
from kith.documents import queries, shelves
from kith.documents.policies import about
from kith.kernel.now import now
from kith.record.models import Sighting
from kith.record.sightings import saw_all

View = Callable[..., HttpResponse]
# The page on which a small picture stands is written down when it is opened; its pictures follow it within this time.
FOLLOWS = timedelta(minutes=5)


def enter(request: SignedIn, people: list[Subject], work: Matter | None, page: str, here: str) -> HttpResponse | None:
    """Let somebody in to what is about these people, or say where to give a reason. Nothing when they are in.

    Args:
        page: what it is called on "Who has looked"; empty for what belongs to a page that was written down already.
        here: where somebody who gives a reason goes on to, when they did not ask for a page to read.

    Raises:
        Http404: nothing of it may be known to this reader.
    """
    asked: Subject | None = None
    for one in people:
        met = door(request.user, one)
        if met.state == "open":
            _written_down(request, people, page, met)
            return None
        if met.state == "ask":
            asked = asked or one
    if work is not None and shelves.reaches(request.user, work):
        _written_down(request, people, page, Door("open", "It waits in a queue that you work"))
        return None
    if asked is None:
        raise Http404
    onward = request.get_full_path() if request.method == "GET" else here
    return HttpResponseRedirect(f"/people/{asked.ref}/reason/?{urlencode({'next': onward})}")


def _written_down(request: SignedIn, people: list[Subject], page: str, met: Door) -> None:
    known = people
    if not page:
        lately = Sighting.objects.filter(actor=request.user, person__in=people, at__gt=now() - FOLLOWS)
        seen = set(lately.values_list("person_id", flat=True))
        known = [one for one in people if one.pk not in seen]
    saw_all(request.user, known, page or "Document, small picture", met)


def opens_document(page: str) -> Callable[[View], View]:
    """A view of one document: `view(request, ref)` in the address becomes `view(request, document)`."""

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def opened(request: SignedIn, ref: str) -> HttpResponse:
            document: Any = queries.by_ref(ref)
            if document is None:
                raise Http404
            shut = enter(request, about(document), document.work, page, document.href)
            return shut or view(request, document)

        return opened

    return wrap
