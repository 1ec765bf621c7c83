"""What every answer tells the browser, as Kith is served behind TLS: nothing may be framed, guessed, leaked or kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.site.people import signed_in, somebody

pytestmark = pytest.mark.django_db
TLS = {"x-forwarded-proto": "https"}


@pytest.fixture(autouse=True)
def _behind_tls(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_PROXY_SSL_HEADER = 31536000, ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def farah() -> Client:
    return signed_in(somebody("Farah", "social_worker"), Client(headers=TLS))


@pytest.mark.parametrize("path", ["/accounts/login/", "/me/", "/nowhere/", "/front-door/", "/api/v1/contacts/x"])
def test_every_answer_says_that_it_may_not_be_framed_guessed_or_leaked(path: str) -> None:
    headers = farah().get(path).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_cookies_go_over_tls_only_and_no_script_reads_the_session() -> None:
    client = farah()
    client.get("/accounts/password/change/")
    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (session["secure"], session["httponly"], session["samesite"]) == (True, True, "Lax")
    assert (token["secure"], token["samesite"]) == (True, "Lax")


def test_signing_out_ends_the_session_and_drops_the_pages_the_browser_holds() -> None:
    client = farah()
    before = client.cookies["sessionid"].value
    answer = client.post("/accounts/logout/")
    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/me/").status_code == 302
    client.cookies["sessionid"] = before  # taken down beforehand: of no use any more
    assert client.get("/me/").status_code == 302
    assert "Clear-Site-Data" not in client.get("/accounts/logout/").headers
