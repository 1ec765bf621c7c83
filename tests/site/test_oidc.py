"""Signing in with an authority's own identity provider, against a certified provider in a process of its own."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from tests.conftest import ROOT
from tests.site.identity_provider import CLIENT, IdentityProvider, Walker, running
from tests.site.people import somebody

pytestmark = pytest.mark.django_db
KITH = "http://localhost:8000"
CALLBACK = "/accounts/oidc/authority/login/callback/"
START = "/accounts/oidc/authority/login/"
PEOPLE: dict[str, dict[str, object]] = {
    "farah-1": {"email": "Farah.Example@northmere.example", "email_verified": True, "name": "Farah Example"},
    "farah-2": {"email": "farah.example@northmere.example", "email_verified": True, "name": "Another Farah"},
    "unsure": {"email": "unsure.example@northmere.example", "email_verified": False, "name": "Unsure Example"},
    "stranger": {"email": "stranger@elsewhere.example", "email_verified": True, "name": "A Stranger"},
    "nameless": {"name": "No Address"},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with running(PEOPLE, f"{KITH}{CALLBACK}") as one:
        yield one


def known_to_kith(settings: Any, origin: str) -> None:
    """What KITH_OIDC_ORIGIN, _ID, _SECRET and _NAME make of the settings."""
    app = {"provider_id": "authority", "name": "Northmere account", "settings": {"server_url": origin}}
    app |= {"client_id": CLIENT["client_id"], "secret": CLIENT["client_secret"]}
    ours = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": ours | {"APPS": [app]}}


@pytest.fixture
def judged(provider: IdentityProvider, settings: Any) -> IdentityProvider:
    known_to_kith(settings, provider.origin)
    return provider


def browser() -> Client:
    return Client(headers={"host": "localhost:8000"})


def sent_to(client: Client, path: str = START) -> str:
    """Where the button on the sign-in page sends the browser."""
    answer = client.post(path)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def come_back(client: Client, address: str) -> Any:
    """Back from the provider, as the browser does it."""
    assert address.startswith(f"{KITH}{CALLBACK}"), address
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def through_the_provider(provider: IdentityProvider, who: str, client: Client | None = None) -> tuple[Client, Any]:
    client = client or browser()
    return client, come_back(client, Walker(provider).sign_in(sent_to(client), who))


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


class TestWhoComesIn:
    def test_somebody_kith_knows_by_their_work_address(self, judged: IdentityProvider) -> None:
        farah = somebody("Farah")
        client, answer = through_the_provider(judged, "farah-1")
        assert answer.headers["Location"] == "/"
        assert "Farah Example" in client.get("/me/").content.decode()
        assert SocialAccount.objects.get(user=farah).uid == "farah-1"

    def test_ever_after_by_the_providers_own_id_whatever_their_address(self, judged: IdentityProvider) -> None:
        farah = somebody("Farah")
        through_the_provider(judged, "farah-1")
        type(farah).objects.filter(pk=farah.pk).update(email="farah.married@northmere.example")
        client, _ = through_the_provider(judged, "farah-1")
        assert is_in(client)

    def test_it_counts_as_the_second_step_which_the_provider_asks_for(
        self, judged: IdentityProvider, settings: Any
    ) -> None:
        settings.REQUIRE_MFA = True
        somebody("Farah")
        client, _ = through_the_provider(judged, "farah-1")
        assert is_in(client)


class TestWhoDoesNot:
    @pytest.mark.parametrize("who", ["stranger", "nameless"])
    def test_somebody_kith_does_not_know(self, judged: IdentityProvider, who: str) -> None:
        somebody("Farah")
        client, answer = through_the_provider(judged, who)
        assert answer.status_code == 403
        assert "nobody has given you a place in Kith yet" in answer.content.decode()
        assert not is_in(client)
        assert not SocialAccount.objects.exists()

    def test_somebody_whose_address_the_provider_has_not_made_sure_of(self, judged: IdentityProvider) -> None:
        somebody("Unsure")
        client, answer = through_the_provider(judged, "unsure")
        assert (answer.status_code, is_in(client)) == (403, False)

    def test_somebody_who_was_given_the_address_of_a_colleague_who_left(self, judged: IdentityProvider) -> None:
        somebody("Farah")
        through_the_provider(judged, "farah-1")
        client, answer = through_the_provider(judged, "farah-2")
        assert (answer.status_code, is_in(client)) == (403, False)

    def test_somebody_whose_log_in_is_closed(self, judged: IdentityProvider) -> None:
        farah = somebody("Farah")
        through_the_provider(judged, "farah-1")
        type(farah).objects.filter(pk=farah.pk).update(is_active=False)
        client, _ = through_the_provider(judged, "farah-1")
        assert not is_in(client)

    def test_somebody_who_turns_back_at_the_door(self, judged: IdentityProvider) -> None:
        client = browser()
        answer = come_back(client, Walker(judged).turn_back(sent_to(client)))
        said = client.get(answer.headers["Location"]).content.decode()
        assert "You turned back at your own provider." in said


class TestTheConversation:
    def test_it_carries_pkce_state_and_a_fresh_nonce(self, judged: IdentityProvider) -> None:
        asked = [parse_qs(urlsplit(sent_to(browser())).query) for _ in range(2)]
        assert asked[0]["code_challenge_method"] == ["S256"]
        assert sorted(asked[0]["scope"][0].split()) == ["email", "openid", "profile"]
        for name in ("code_challenge", "state", "nonce"):
            assert len(asked[0][name][0]) >= 16
            assert asked[0][name] != asked[1][name]

    def test_a_visitor_cannot_change_what_is_asked(self, judged: IdentityProvider) -> None:
        address = sent_to(browser(), f"{START}?scope=offline_access&auth_params=prompt%3Dnone%26nonce%3Dmine")
        asked = parse_qs(urlsplit(address).query)
        assert sorted(asked["scope"][0].split()) == ["email", "openid", "profile"]
        assert "prompt" not in asked
        assert asked["nonce"] != ["mine"]

    def test_an_answer_with_another_nonce_is_refused(self, judged: IdentityProvider) -> None:
        somebody("Farah")
        client = browser()
        back = Walker(judged).sign_in(sent_to(client), "farah-1")
        session = client.session
        for state, _, _ in session["socialaccount_states"].values():
            state["kith_nonce"] = "another"
        session.save()
        answer = come_back(client, back)
        assert (answer.status_code, is_in(client)) == (403, False)
        assert "That did not work" in answer.content.decode()

    def test_an_answer_meant_for_another_browser_is_refused(self, judged: IdentityProvider) -> None:
        somebody("Farah")
        back = Walker(judged).sign_in(sent_to(browser()), "farah-1")
        thief = browser()
        assert "That did not work" in come_back(thief, back).content.decode()
        assert not is_in(thief)

    def test_an_answer_serves_once(self, judged: IdentityProvider) -> None:
        somebody("Farah")
        client = browser()
        back = Walker(judged).sign_in(sent_to(client), "farah-1")
        come_back(client, back)
        client.post("/accounts/logout/")
        come_back(client, back)
        assert not is_in(client)

    def test_a_provider_that_is_down_is_a_page_and_not_a_fault(self, settings: Any) -> None:
        known_to_kith(settings, "http://127.0.0.1:1")
        answer = browser().post(START)
        assert answer.status_code in (401, 403)
        assert "That did not work" in answer.content.decode()


class TestWhereItIsOffered:
    def test_the_sign_in_page_offers_it_where_there_is_one(self, judged: IdentityProvider) -> None:
        assert "Continue with your Northmere account" in browser().get("/accounts/login/").content.decode()

    def test_and_not_where_there_is_none(self) -> None:
        assert "Continue with your" not in browser().get("/accounts/login/").content.decode()
        assert browser().post(START).status_code == 404

    def test_a_link_alone_does_not_start_it(self, judged: IdentityProvider) -> None:
        assert browser().get(START).status_code == 200

    def test_the_environment_names_it_and_forms_may_lead_to_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KITH_OIDC_ORIGIN", "https://login.northmere.example/tenant/v2.0/")
        monkeypatch.setenv("KITH_OIDC_ID", "kith")
        read = runpy.run_path(str(ROOT / "kith" / "site" / "settings.py"))
        app = read["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"][0]
        assert app["settings"]["server_url"] == "https://login.northmere.example/tenant/v2.0"
        policy = read["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
        assert policy["form-action"] == ["'self'", "https://login.northmere.example"]
        assert policy["connect-src"] == ["'self'"]


def test_the_judges_lock_says_what_is_installed_but_not_from_where() -> None:
    lock = Path(ROOT / "tests" / "judges" / "package-lock.json").read_text()
    assert "://" not in lock
    assert all("integrity" in package for name, package in json.loads(lock)["packages"].items() if name)
