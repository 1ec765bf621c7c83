"""The way in to a check: the doors of those it is about, written down; for a partner, their own agency's requests."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from kith.access.policies import Door
from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.checks import kinds, queries
from kith.documents.gate import enter
from kith.record.registry import MatterPage, pages_of
from kith.record.sightings import saw_all
from kith.ui.gates import needs_ability

View = Callable[..., HttpResponse]
PAGE = "Agency checks"


def home_of(asking: kinds.Asking) -> MatterPage:
    """The page on which a piece of work lists its checks."""
    found = pages_of([(asking.matter.pk, asking.matter.kind)]).get(asking.matter.pk)
    if found is None:
        raise Http404
    return found


def opens_work(view: View, page: str = PAGE) -> View:
    """A view of the work that agencies are asked on: `view(request, ref)` becomes `view(request, asking)`.

    Args:
        page: what it is called on "Who has looked".
    """

    @login_required
    @wraps(view)
    def opened(request: SignedIn, ref: str) -> HttpResponse:
        work = queries.work_by_ref(ref)
        asking = kinds.asking(work) if work else None
        if asking is None:
            raise Http404
        people = [one for one, _ in asking.people]
        shut = enter(request, people, asking.matter, page, home_of(asking).href)
        return shut or view(request, asking)

    return opened


def opens_check(view: View) -> View:
    """A view of one check: `view(request, ref)` becomes `view(request, check)`, once the work behind it has opened."""

    @login_required
    @wraps(view)
    def opened(request: SignedIn, ref: str) -> HttpResponse:
        check: Any = queries.by_ref(ref)
        asking = kinds.asking(check.work) if check else None
        if asking is None:
            raise Http404
        shut = enter(request, [one for one, _ in asking.people], asking.matter, PAGE, check.href)
        return shut or view(request, check)

    return opened


def opens_request(view: View) -> View:
    """A view of what a partner's own agency is asked: `view(request, ref)` becomes `view(request, check)`."""

    @login_required
    @needs_ability(Ability.SUBMIT_REFERRALS)
    @wraps(view)
    def opened(request: SignedIn, ref: str) -> HttpResponse:
        check: Any = queries.asked_of_agency(request.user, ref)
        asking = kinds.asking(check.work) if check else None
        if asking is None:
            raise Http404
        people = [one for one, _ in asking.people]
        saw_all(request.user, people, "Request to their agency", Door("open", "Their agency was asked about them"))
        return view(request, check)

    return opened
