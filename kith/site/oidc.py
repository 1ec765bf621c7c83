"""The authority's own identity provider, by OpenID Connect: with a nonce, and deaf to what a visitor asks for."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse
from requests import RequestException

NONCE = "kith_nonce"


class AuthorityProvider(OpenIDConnectProvider):
    """Every request carries PKCE, a state and a nonce; what is asked for cannot be changed from the address bar."""

    # Where the library finds the addresses of signing in: with its own provider, not beside this page.
    package = OpenIDConnectProvider.get_package()

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Off to the provider, who must give the nonce back inside what it signs (OpenID Connect Core, 3.1.2.1)."""
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {**(kwargs.get("auth_params") or self.get_auth_params()), "nonce": nonce}
        kwargs[NONCE] = nonce
        try:
            return super().redirect(request, process, next_url, data, **kwargs)
        except RequestException as unreachable:
            return render_authentication_error(request, self, exception=unreachable)


def answers_our_question(sociallogin: Any) -> bool:
    """Whether this answer is to the question we asked in this browser, and all its parts are about one person."""
    asked = str((sociallogin.state or {}).get(NONCE) or "")
    said = sociallogin.account.extra_data
    token, info = said.get("id_token") or {}, said.get("userinfo") or {}
    same_person = not info or info.get("sub") == token.get("sub")
    return bool(asked) and secrets.compare_digest(asked, str(token.get("nonce") or "")) and same_person


def claims(sociallogin: Any) -> dict[str, Any]:
    """What the provider says of the person: what it signed, and beside that what it answers on asking."""
    said = sociallogin.account.extra_data
    return {**(said.get("userinfo") or {}), **(said.get("id_token") or {})}
