"""Where each person lands after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect

from kith.access.request import SignedIn
from kith.site.furniture import ROOMS


@login_required
def start(request: SignedIn) -> HttpResponse:
    """The first room that this person's roles open."""
    for _, href, abilities in ROOMS:
        if href != "/" and any(request.user.may(one) for one in abilities):
            return redirect(href)
    return redirect("/services/")
