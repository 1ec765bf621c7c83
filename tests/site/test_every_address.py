"""Every address of the house: closed to those who have not signed in, and never with code or style in the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, URLPattern, URLResolver

from kith.access.actor import acting, at
from kith.access.models import Matter, RoleGrant
from kith.access.system import working
from kith.frontdoor import steps as frontdoor
from kith.kernel.perform import perform
from tests.assessment.scene import allocated, child, referrals
from tests.cast import PASSWORD, TODAY, Cast, contact_about, london
from tests.site.markup import faults

pytestmark = pytest.mark.django_db

LATER = london(2026, 6, 12)
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


def clean(address: str, answer: Any) -> list[str]:
    """What is wrong with an answer's policy and page."""
    policy = answer.headers.get("Content-Security-Policy", "")
    wrong = [] if "default-src 'none'" in policy and "unsafe" not in policy else [f"{address}: policy {policy!r}"]
    if "html" in answer.headers.get("Content-Type", ""):
        said = not answer.content or address.startswith("/api/") or titled(answer.content.decode())
        wrong += [] if said else [f"{address}: no title of its own, or no icon"]
        wrong += [f"{address}: {fault}" for fault in faults(answer.content.decode())]
    return wrong


def titled(page: str) -> bool:
    """Whether it says what it is, for tabs, histories and those who hear it read; and names an icon of ours."""
    title = " ".join(page.partition("<title>")[2].partition("</title>")[0].split())
    return bool(re.fullmatch(r"(?!Kith - ).+ - Kith", title)) and '<link rel="icon" href="/static/' in page


def test_what_a_stranger_sees_has_a_strict_policy_and_nothing_inline() -> None:
    found = []
    for address in map(filled, EVERY):
        found += clean(address, Client().get(address))
    assert found == []


def browser(person: Any) -> Client:
    client = Client()
    assert client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def lived_in(cast: Cast) -> Cast:
    """A house with a contact waiting, a family with assessments, and somebody who holds every role."""
    with at(TODAY):
        with acting(cast.mash_worker):
            perform(frontdoor.ReceiveContact, cast.mash_worker, None, contact_about())
        amara, chidi = child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor")
        first, second = referrals(cast, amara, chidi)
        allocated(cast, first, with_siblings=[second.ref])
    for role in cast.by_role:
        if role != "referrer":
            RoleGrant.objects.create(user=cast.mash_worker, role=role, team=cast.east, since=TODAY.date())
    return cast


def every_ref() -> list[str]:
    """A reference of each kind of thing there is."""
    found: list[str] = []
    with working():
        found += Matter.objects.order_by("kind").distinct("kind").values_list("ref", flat=True)
        for model in apps.get_models():
            if model.__module__.startswith("kith.") and any(f.name == "ref" for f in model._meta.fields):
                found += [str(ref) for ref in model._default_manager.values_list("ref", flat=True)[:1]]
    return sorted(set(found))


def test_every_page_for_every_role_has_a_strict_policy_and_nothing_inline(lived_in: Cast) -> None:
    found, drawn = [], 0
    plain = [address for address in EVERY if "<" not in address and "logout" not in address]
    with at(LATER):
        for person in lived_in.by_role.values():
            client = browser(person)
            for address in plain:
                answer = client.get(address)
                drawn += answer.status_code == 200
                found += clean(address, answer)
    assert found == []
    assert drawn > 300


def test_every_page_about_something_has_a_strict_policy_and_nothing_inline(lived_in: Cast) -> None:
    found, drawn = [], set()
    about = [address for address in EVERY if "<" in address and "(?P" not in address]
    with at(LATER):
        client, refs = browser(lived_in.mash_worker), every_ref()
        for address in about:
            for ref in refs:
                answer = client.get(filled(address, ref))
                if answer.status_code == 200:
                    drawn.add(address)
                found += clean(address, answer)
    assert found == []
    assert {"/people/<slug:ref>/", "/contacts/<slug:ref>/", "/assessments/<slug:ref>/"} <= drawn


def test_the_scanner_finds_what_it_is_for() -> None:
    page = (
        '<a href="javascript:x()">a</a><p style="color:red" onclick="y()">b</p><script>z()</script><style>p{}</style>'
        '<script src="https://elsewhere.example/x.js"></script><img src="data:image/png;base64,AA">'
        '<script type="application/json">{"fine": true}</script>'
    )
    assert len(faults(page)) == 7
