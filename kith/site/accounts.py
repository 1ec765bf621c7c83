"""The addresses of signing in: the library's own where they serve us, ours where they do not, and none for the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.views import LoginView, LogoutView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import include, path, re_path
from django.views.decorators.http import require_http_methods

from kith.access.request import SignedIn
from kith.site import qr
from kith.site.errors import not_here
from kith.site.signin import when_signed_out


class SignIn(LoginView):
    """Sign in. Says so when a session ran out, and that nothing typed was lost."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        ended = when_signed_out(self.request)
        shown["session_ran_out"] = ended is not None
        shown["session_ended_at"] = datetime.fromisoformat(ended) if ended else None
        providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
        apps = providers["openid_connect"]["APPS"]
        shown["provider_name"] = apps[0]["name"] if apps else ""
        return shown


class SignOut(LogoutView):
    """Sign out. The browser drops the pages it holds, so that Back shows the next person at this desk nothing."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            answer.headers["Clear-Site-Data"] = '"cache"'
        return answer


@login_required
@require_http_methods(["GET", "POST"])
def sessions(request: SignedIn) -> HttpResponse:
    """Where somebody is signed in; they may end any of these, or all but this one."""
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        if chosen.isdecimal():
            ended = [get_object_or_404(UserSession, user=request.user, pk=int(chosen))]
        else:
            ended = list(UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key))
        for one in ended:
            one.end()
        messages.success(request, "Ended." if len(ended) == 1 else f"{len(ended)} sessions were ended.")
        return redirect("usersessions_list")
    found = sorted(UserSession.objects.purge_and_list(request.user), key=lambda one: one.last_seen_at, reverse=True)
    return render(request, "usersessions/usersession_list.html", {"sessions": found})


def closed(request: SignedIn, **_: Any) -> HttpResponse:
    """A page of the library that Kith does not offer: nobody signs up, adds addresses or ties on other log-ins."""
    return not_here(request)


# Work e-mail addresses are kept by administrators; a session is ended where sessions are listed.
CLOSED = "|".join(
    [
        "signup/",
        "email/",
        "confirm-email/.*",
        "password/set/",
        "login/code/.*",
        "3rdparty/(?:signup/|connections/)?",
        "social/.*",
    ]
)

urls = [
    re_path(rf"^accounts/(?:{CLOSED})$", closed),
    path("accounts/login/", SignIn.as_view(), name="sign_in"),
    path("accounts/logout/", SignOut.as_view(), name="account_logout"),
    path("accounts/sessions/", sessions, name="sessions"),
    path("accounts/2fa/totp/qr.svg", qr.totp, name="totp_qr"),
    path("accounts/", include("allauth.urls")),
]
