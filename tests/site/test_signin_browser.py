"""Signing in with a real browser, under the strict policy: a passkey, and the authority's own provider."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.site.conftest import Place, Run
from tests.site.identity_provider import CLIENT, running
from tests.site.people import PASSWORD
from tests.site.test_serve import Served, free_port

pytestmark = pytest.mark.browser
GUS = "gus@northmere.example"
HAL = "hal@northmere.example"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own that must break no policy and miss no file."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    one = context.new_page()
    one.set_default_timeout(20_000)
    complaints: list[str] = []
    one.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    one.on("response", lambda got: complaints.append(got.url) if got.status >= 400 and "/static/" in got.url else None)
    yield one
    context.close()
    # The provider's own pages are not ours; browsers ask every site for an icon.
    ours = [line for line in complaints if "favicon" not in line and "127.0.0.1" not in line]
    assert [line for line in ours if "Content Security Policy" in line or "/static/" in line] == []


@pytest.fixture(scope="module")
def people(run: Run, real_place: Place) -> None:
    for email, name in ((GUS, "Gus Example"), (HAL, "Hal Example")):
        run(real_place, "users", "add", email, "--name", name)
        run(real_place, "users", "password", email, typed=f"{PASSWORD}\n")


@pytest.fixture(scope="module")
def served(real_place: Place, people: None) -> Iterator[Served]:
    server = Served(real_place)
    yield server
    server.process.kill()
    server.process.wait(timeout=20)


def a_finger_on_the_reader(page: Page) -> None:
    """A passkey of the machine's own, as a laptop has it, that always recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    reader: dict[str, Any] = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": reader})


def with_password(page: Page, home: str, email: str) -> None:
    page.goto(f"{home}/accounts/login/")
    page.get_by_label("Work email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_set_up_where_one_is_required_and_then_opens_kith_alone(page: Page, served: Served) -> None:
    home = f"http://localhost:{served.port}"
    a_finger_on_the_reader(page)
    with_password(page, home, GUS)
    page.get_by_text("Set up a second step before you go on").wait_for()
    page.goto(f"{home}/me/")
    assert page.url == f"{home}/accounts/2fa/"  # nothing opens before it is set up
    page.get_by_role("button", name="Add a passkey or key").click()
    page.get_by_label("What you call it").fill("work laptop")
    page.get_by_label("Sign in with this alone, without a password").check()
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto(f"{home}/me/")
    page.get_by_role("heading", name="Gus Example").wait_for()
    page.goto(f"{home}/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto(f"{home}/me/")
    page.get_by_role("heading", name="Gus Example").wait_for()


def test_the_picture_for_an_app_is_drawn_under_the_strict_policy(page: Page, served: Served) -> None:
    home = f"http://localhost:{served.port}"
    with_password(page, home, HAL)
    page.get_by_role("button", name="Set up an app").click()
    picture = page.get_by_role("img", name="Picture for your app to read")
    picture.wait_for()
    page.wait_for_load_state()  # the picture is there before it is drawn
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")


def test_a_form_may_lead_to_the_authoritys_provider_and_back(page: Page, real_place: Place, people: None) -> None:
    port = free_port()
    home = f"http://localhost:{port}"
    about = {"hal": {"email": HAL, "email_verified": True, "name": "Hal Example"}}
    with running(about, f"{home}/accounts/oidc/authority/login/callback/") as provider:
        ours = {
            "KITH_OIDC_ORIGIN": provider.origin,
            "KITH_OIDC_ID": CLIENT["client_id"],
            "KITH_OIDC_SECRET": CLIENT["client_secret"],
            "KITH_OIDC_NAME": "Northmere account",
        }
        server = Served(real_place | ours, port)
        try:
            page.goto(f"{home}/accounts/login/")
            page.get_by_role("button", name="Continue with your Northmere account").click()
            page.locator("input[name=login]").fill("hal")
            page.locator("input[name=password]").fill("any")
            page.locator("button[type=submit]").click()
            page.get_by_role("button", name="Continue").click()
            page.wait_for_url(f"{home}/**")
            page.goto(f"{home}/me/")
            page.get_by_role("heading", name="Hal Example").wait_for()
        finally:
            server.process.kill()
            server.process.wait(timeout=20)
