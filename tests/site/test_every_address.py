"""Every address of the house: closed to those who have not signed in, and never with code or style in the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, URLPattern, URLResolver

from kith.access.actor import at
from kith.access.models import RoleGrant
from tests.cast import PASSWORD, TODAY, Cast
from tests.site.markup import clean, faults

pytestmark = pytest.mark.django_db

# What a stranger may read: help, whether Kith is up, local services (EH-06: public read), and the doors themselves.
OPEN = re.compile(
    r"^/(help/.*|health/|services/(tqkz7f4m2pwc9x/)?|accounts/(login/|inactive/|password/reset/.*|3rdparty/login/.*|2fa/webauthn/login/"
    r"|oidc/.*|signup/.*|email/|confirm-email/.*|password/set/|login/code/.*|3rdparty/.*|social/.*)|api/v1/openapi.json)$"
)
GROUPS = {"key": "set-password", "uidb36": "1", "provider_id": "authority"}
CONVERTERS = {"int": "1", "path": "tqkz7f4m2pwc9x/", "uuid": "0b2f1a52-8f6c-4a55-9f57-0f6f5a3c2f11"}
REF = "tqkz7f4m2pwc9x"


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """Every address, with `<...>` where something is named."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLPattern):
            if "(?:" in here:
                yield from ("/accounts/signup/", "/accounts/email/", "/accounts/3rdparty/", "/accounts/social/login/x/")
            else:
                yield here.rstrip("$") if isinstance(pattern.pattern, RegexPattern) else here
        else:
            yield from addresses(pattern, here)


def filled(address: str, ref: str = REF) -> str:
    """An address with something in each place; `ref` wherever a thing is named."""
    address = re.sub(r"\^?\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)", lambda m: GROUPS[m.group(1)], address)
    return re.sub(
        r"<(?:(\w+):)?(\w+)>", lambda m: CONVERTERS.get(m.group(1) or "", ref) if m.group(1) else ref, address
    )


EVERY = sorted(set(addresses()))


def test_the_walk_finds_the_house() -> None:
    assert len(EVERY) > 100
    assert {"/", "/me/", "/help/", "/front-door/", "/search/", "/people/<slug:ref>/"} <= set(EVERY)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_who_has_not_signed_in_gets_past_the_door(method: str) -> None:
    cache.clear()
    passed = []
    for address in map(filled, EVERY):
        answer = getattr(Client(), method)(address)
        if OPEN.match(address):
            continue
        to_the_door = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
        if not to_the_door and answer.status_code not in (401, 404, 405):
            passed.append(f"{address} answered {answer.status_code}")
    assert passed == []


def test_what_a_stranger_sees_has_a_strict_policy_and_nothing_inline() -> None:
    found = []
    for address in map(filled, EVERY):
        found += clean(address, Client().get(address))
    assert found == []


def test_what_somebody_of_every_role_sees_has_a_strict_policy_and_nothing_inline(cast: Cast) -> None:
    """Their own log-in and the help with it; pages about somebody are read so beside the permission matrix."""
    who, found, drawn = cast.mash_worker, [], 0
    with at(TODAY):
        for role in cast.by_role:
            if role != "referrer":
                RoleGrant.objects.create(user=who, role=role, team=cast.east, since=TODAY.date())
        client = Client()
        assert client.post("/accounts/login/", {"login": who.email, "password": PASSWORD}).status_code == 302
        for address in EVERY:
            if "<" not in address and "logout" not in address:
                answer = client.get(address)
                drawn += answer.status_code == 200
                found += clean(address, answer)
    assert found == []
    assert drawn > 50


def test_the_scanner_finds_what_it_is_for() -> None:
    page = (
        '<a href="javascript:x()">a</a><p style="color:red" onclick="y()">b</p><script>z()</script><style>p{}</style>'
        '<script src="https://elsewhere.example/x.js"></script><img src="data:image/png;base64,AA">'
        '<script type="application/json">{"fine": true}</script>'
    )
    assert len(faults(page)) == 7
