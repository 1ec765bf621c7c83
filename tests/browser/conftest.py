"""A real server on the test database, and Chromium to use it as people do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.cast import PASSWORD

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="session", autouse=True)
def _served_as_in_production() -> Iterator[None]:
    """WhiteNoise answers for the hashed files that bin/setup gathered; Django's own handler would know none of them. A
    story of months moves the server's clock (tests/browser/days.py)."""
    from django.conf import settings
    from django.contrib.staticfiles.handlers import StaticFilesHandler

    settings.MIDDLEWARE = ["tests.browser.days.Lives", *settings.MIDDLEWARE]
    kept = StaticFilesHandler._should_handle
    StaticFilesHandler._should_handle = lambda self, path: False  # type: ignore[method-assign]  # on purpose
    yield
    StaticFilesHandler._should_handle = kept  # type: ignore[method-assign]  # put back


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    """`visit("joanne.pike", scripts=False)`: a page of somebody signed in, which complains of what the browser does."""
    contexts = []
    complaints: list[str] = []

    def sign_in(email: str, *, scripts: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            java_script_enabled=scripts, viewport={"width": width, "height": 900}, locale="en-GB",
            timezone_id="Europe/London", base_url=live_server.url,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on(
            "response",
            lambda r: complaints.append(f"{r.status} {r.url}") if "/static/" in r.url and r.status >= 400 else None,
        )
        page.goto("/accounts/login/")
        page.fill("input[name=login]", f"{email}@northmere.example")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_load_state()
        return page

    yield sign_in
    for context in contexts:
        context.close()
    refused = ("favicon", "status of 422", "status of 404", "status of 403", "status of 409")
    assert [text for text in complaints if not any(known in text for known in refused)] == []


def kind_to_everyone(page: Page) -> None:
    """No axe finding, and no sideways scroll, once the page that was asked for has come."""
    page.wait_for_load_state()
    page.evaluate("scrollTo(0, 0)")  # a link that the bar which stays half covers is not a small one
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def looks_well(page: Page, scripts: bool) -> None:
    """Kind to everyone where axe, a script, can say so; else at least no wider than the telephone."""
    if scripts:
        kind_to_everyone(page)
        return
    box, screen = page.locator("body").bounding_box(), page.viewport_size
    assert box is not None
    assert screen is not None
    assert box["width"] <= screen["width"]
