"""A small site of the ui room alone, and a Chromium to look at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.ui.gallery import Site


@pytest.fixture
def plain_static(settings: Any) -> None:
    """Static files by their own names: hashed names exist only where they were collected."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def site(plain_static: None) -> Iterator[Site]:
    """The gallery on loopback."""
    made = Site()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}
