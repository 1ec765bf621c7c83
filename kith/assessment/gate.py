"""The way in to a piece of work that concerns somebody: through their door, or because it waits in one's queue."""

from __future__ import annotations

from django.http import Http404, HttpResponseRedirect

from kith.access.models import Matter, Subject
from kith.access.request import SignedIn
from kith.assessment import policies
from kith.people.gate import ReasonNeeded, person_for
from kith.people.models import Person


def whose_work(request: SignedIn, matter: Matter, page: str) -> Person | HttpResponseRedirect | None:
    """The person through whose door this work opens; None for work that waits in a queue; else where to say why.

    Args:
        matter: the work.
        page: what the page is called on "Who has seen this".

    Raises:
        Http404: the work is about nobody this reader may know of.
    """
    asked: ReasonNeeded | None = None
    for subject in Subject.objects.filter(matters__matter=matter, matters__until=None).order_by("pk"):
        try:
            return person_for(request, subject.ref, page)
        except ReasonNeeded as needed:
            asked = asked or needed
        except Http404:
            continue
    if policies.reaches(request.user, matter):
        return None
    if asked is None:
        raise Http404
    return HttpResponseRedirect(asked.href)
