"""The picture that an authenticator app reads, in a file of its own: the content policy lets no page carry it."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kith.access.request import SignedIn


@require_GET
@login_required
@never_cache
def totp(request: SignedIn) -> HttpResponse:
    """The secret that the set-up page of this very session is showing, as SVG; 404 when it shows none."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(drawn, content_type="image/svg+xml")
