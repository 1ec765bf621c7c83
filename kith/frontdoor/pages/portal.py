"""The portal: where a partner tells us of a worry and reads what became of it (FD-03, FD-08)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.directory.needs import NEEDS
from kith.directory.queries import services_for, stale_before
from kith.frontdoor import steps
from kith.frontdoor.queries import portal as reading
from kith.kernel.perform import perform
from kith.letters.queries import sent_in_portal
from kith.record import drafts
from kith.ui.gates import needs_ability
from kith.ui.step_page import step_page

DRAFT = "portal.new"


@login_required
@needs_ability(Ability.SUBMIT_REFERRALS)
def home(request: SignedIn) -> HttpResponse:
    """What this person sent, with anything new to read first."""
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isdecimal() and 0 < len(asked) < 5 and int(asked) else 1
    rows, more = reading.rows(request.user, page)
    shown = {
        "rows": rows,
        "letters": sent_in_portal(request.user)[: reading.PAGE] if page == 1 else [],
        "page": page,
        "previous": {"href": f"?page={page - 1}"} if page > 1 else None,
        "next": {"href": f"?page={page + 1}"} if more else None,
        "draft": drafts.kept(request.user, DRAFT),
        "numbers": reading.numbers_to_ring(),
    }
    return render(request, "frontdoor/portal_home.html", shown)


def _asked(request: SignedIn) -> dict[str, Any]:
    """Which help the referrer looked for. Kept in the address: it says nothing of who the family is."""
    age = request.GET.get("age", "").strip()
    return {
        "needs": [need for need in request.GET.getlist("needs") if need in NEEDS],
        "age": int(age) if age.isdecimal() and len(age) < 3 else None,
        "place": request.GET.get("place", "").strip()[:60].replace("\x00", ""),
    }


@login_required
@needs_ability(Ability.SUBMIT_REFERRALS)
def services_first(request: SignedIn) -> HttpResponse:
    """Could help near the family come first? A prompt, never a block."""
    asked = _asked(request)
    query = urlencode({key: value for key, value in asked.items() if value not in ("", None)}, doseq=True)
    half = (len(NEEDS) + 1) // 2
    shown = {
        "asked": asked,
        "columns": [list(NEEDS.items())[:half], list(NEEDS.items())[half:]],
        "services": services_for(**asked),
        "stale_before": stale_before(),
        "looked": bool(asked["needs"]),
        "on": reverse("frontdoor:portal-form") + (f"?{query}" if query else ""),
        "numbers": reading.numbers_to_ring(),
        "began": drafts.kept(request.user, DRAFT),
        "back": {"href": reverse("frontdoor:portal"), "label": "My referrals"},
    }
    return step_page(
        request,
        steps.ServicesComeFirst,
        None,
        template="frontdoor/portal_services.html",
        context=shown,
        forward=reverse("frontdoor:portal"),
        said="Good. Nothing was sent to us, and nobody is named. Come back if it is not enough.",
    )


@login_required
@needs_ability(Ability.SUBMIT_REFERRALS)
def new(request: SignedIn) -> HttpResponse:
    """The referral itself."""
    user = request.user
    initial: dict[str, Any] = {
        "services": [service.ref for service in services_for(**_asked(request))],
        "referrer_role": user.job_title,
        "referrer_phone": user.phone,
    }
    if request.GET.get("harm") == "1":
        initial |= {"urgent": True, "services": []}
    return step_page(
        request,
        steps.SubmitReferral,
        None,
        template="frontdoor/portal_new.html",
        context={
            "numbers": reading.numbers_to_ring(),
            "back": {"href": reverse("frontdoor:portal-new"), "label": "Local services"},
        },
        initial=initial,
        forward=lambda outcome: reverse("frontdoor:portal-contact", args=[outcome.result.ref]),
        said=lambda outcome: f"Sent. The number is {outcome.result.number}.",
        draft=DRAFT,
        same_words_once=True,
    )


@login_required
@needs_ability(Ability.SUBMIT_REFERRALS)
def contact(request: SignedIn, ref: str) -> HttpResponse:
    """What they sent, and what we told them. Opening it is reading it."""
    found = reading.sent(request.user, ref)
    if found is None:
        raise Http404
    new_here = {message.pk for message in found.messages if message.read_at is None}
    if new_here:
        perform(steps.AnswerRead, request.user, found.contact.matter)
    shown = {
        "sent": found,
        "contact": found.contact,
        "new_here": new_here,
        "numbers": reading.numbers_to_ring(),
        "back": {"href": reverse("frontdoor:portal"), "label": "My referrals"},
    }
    return render(request, "frontdoor/portal_contact.html", shown)
