"""Somebody's own page: who Kith takes them for, what they may do, how they sign in, what is kept about their use."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kith.access.models import User
from kith.access.request import SignedIn
from kith.access.roles import ROLES
from kith.record.models import Sighting, StepEvent
from kith.site.signin import has_second_step

DENSITIES = {"roomy", "compact"}


@login_required
def me(request: SignedIn) -> HttpResponse:
    """You in Kith."""
    user = request.user
    roles = [
        {
            "title": ROLES[grant.role].title,
            "says": ROLES[grant.role].says,
            "may": sorted(ability.value for ability in ROLES[grant.role].abilities),
            "where": grant.team or grant.agency,
            "until": grant.until,
        }
        for grant in user.grants
        if grant.role in ROLES
    ]
    context = {
        "roles": roles,
        "looked": Sighting.objects.filter(actor=user).count(),
        "did": StepEvent.objects.filter(actor=user).count(),
        "has_password": user.has_usable_password(),
        "has_second_step": has_second_step(request),
    }
    return render(request, "site/help/me.html", context)


@login_required
@require_POST
def density(request: SignedIn) -> HttpResponse:
    """Roomy or compact, for this person wherever they sign in."""
    chosen = request.POST.get("density")
    if chosen in DENSITIES:
        User.objects.filter(pk=request.user.pk).update(density=chosen)
    back = request.POST.get("next") or "/me/"
    here = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if here else "/me/")


urls = [
    path("me/", me, name="me"),
    path("me/density/", density, name="density"),
    path("preferences/density/", density),  # where the switch in the page's head sends it
]
