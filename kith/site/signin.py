"""Who may sign in, and how: nobody signs up by themselves; an authority's own provider opens known people's log-ins."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kith.access.actor import is_simulated
from kith.access.models import User
from kith.kernel.now import now
from kith.site.oidc import answers_our_question, claims

SIGNED_OUT = "kith_signed_out"  # a cookie that lives ten minutes: when the session ran out, and nothing about whom
JUST_SIGNED_IN = 5 * 60  # seconds
SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Where somebody may go before they have set up a second step.
BEFORE_SECOND_STEP = ("/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/logout/", "/help/", "/health/")


class AccountAdapter(DefaultAccountAdapter):
    """Log-ins are made by the system administrator, never by a visitor."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The work email address or the password is not right.",
        "too_many_login_attempts": (
            "Too many failed attempts: this log-in is locked for five minutes. Was it not you? Tell the service desk."
        ),
        "account_inactive": "This log-in is closed. Ask your system administrator.",
        "enter_current_password": "Enter the password you have now.",
        "incorrect_password": "That is not the password you have now.",
        "invalid_password_reset": "This link has been used, or is too old. Ask for another.",
        "rate_limited": "That was tried too often. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether a change to the way of signing in asks again who it is: not in the first minutes after signing in."""
        used = self.request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
        return not used or now().timestamp() - used[-1].get("at", 0) > JUST_SIGNED_IN

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Failures are counted by the library; nothing more is kept of what was typed."""


class SocialAdapter(DefaultSocialAccountAdapter):
    """The authority's own provider may open the log-in of somebody we know, by work e-mail and then by its own id."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let in whom we know. The first time they are known by their address, ever after by the provider's own id."""
        if not answers_our_question(sociallogin):
            raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=403))
        if sociallogin.is_existing:
            return
        said = claims(sociallogin)
        email = str(said.get("email") or "")
        known = User.objects.filter(email__iexact=email, is_active=True, is_system=False).first() if email else None
        if known is None or said.get("email_verified") is False or _somebody_elses(known, sociallogin):
            raise ImmediateHttpResponse(render(request, "site/unknown_here.html", status=403))
        sociallogin.connect(request, known)


def _somebody_elses(known: User, sociallogin: Any) -> bool:
    """The address was given to a new person: the provider's id is another than the one this log-in was opened by."""
    return SocialAccount.objects.filter(user=known, provider=sociallogin.account.provider).exists()


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of the second step are encrypted at rest, with a key made from Kith's secret key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right. Codes change every 30 seconds: wait for the next and try that one.",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:  # made under another secret key: no code is right any more, and a passkey still opens
            return secrets.token_hex(20)


def _cipher() -> Fernet:
    key = hashlib.sha256(b"second step:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def second_step_required() -> bool:
    """Whether everybody here needs a second step: as set, and if not set, wherever records are real."""
    return settings.REQUIRE_MFA if settings.REQUIRE_MFA is not None else not is_simulated()


def has_second_step(request: HttpRequest) -> bool:
    """Whether this session took a second step, came by the authority's own provider, or could take one."""
    methods = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    if any(used.get("method") in ("mfa", "socialaccount") for used in methods):
        return True
    return Authenticator.objects.filter(user=request.user, type__in=SECOND_STEPS).exists()


class SecondStepMiddleware:
    """Sends whoever lacks a second step to set one up, and remembers for the sign-in page that a session ran out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self._remembering(request)
        if not request.path.startswith(BEFORE_SECOND_STEP) and second_step_required() and not has_second_step(request):
            return redirect("mfa_index")
        response = self.get_response(request)
        if SIGNED_OUT in request.COOKIES:
            response.delete_cookie(SIGNED_OUT, samesite="Lax")
        return response

    def _remembering(self, request: HttpRequest) -> HttpResponse:
        ended = _when_session_ended(request)
        response = self.get_response(request)
        if ended is not None and not request.user.is_authenticated:
            response.set_cookie(
                SIGNED_OUT, signing.dumps(ended), max_age=600, httponly=True, secure=settings.SECURE, samesite="Lax"
            )
        return response


def _when_session_ended(request: HttpRequest) -> str | None:
    """For a browser that comes with a session we no longer have: when it ran out ("" when it was ended); else None."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key or request.session.session_key == key:
        return None
    row = Session.objects.filter(session_key=key).values_list("expire_date", flat=True).first()
    return row.isoformat() if row else ""


def when_signed_out(request: HttpRequest) -> str | None:
    """What the cookie remembers, for the sign-in page; None when there is none or it is not ours."""
    try:
        found = signing.loads(request.COOKIES.get(SIGNED_OUT, ""), max_age=600)
    except signing.BadSignature:
        return None
    return str(found)
