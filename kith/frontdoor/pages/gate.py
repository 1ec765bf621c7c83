"""The way in to every page about one contact (decision 5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from kith.access.request import SignedIn
from kith.frontdoor.queries import contact as reading
from kith.ui.step_page import refused

View = Callable[..., HttpResponse]


def opens_contact(view: View) -> View:
    """A view of one contact: `view(request, ref, ...)` in the address becomes `view(request, found, ...)`.

    Who works the queue and is not involved with a decided contact is asked why, as at the child's record: the answer
    opens both. Who was writing while somebody else decided reads that, with what they wrote. Anything else that is shut
    is not there.
    """

    @login_required
    @wraps(view)
    def opened(request: SignedIn, ref: str, *args: Any, **kwargs: Any) -> HttpResponse:
        found = reading.view(request.user, ref)
        if found is not None:
            return view(request, found, *args, **kwargs)
        child = reading.asked_about(request.user, ref)
        if child is None:
            raise Http404
        if request.method == "POST":
            return refused(request, "This contact has been decided. To open it, say why you need it.")
        where = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('people:reason', args=[child.ref])}?{where}")

    return opened
