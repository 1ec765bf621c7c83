"""Days and hands for a story told over months in a browser: the server lives through the moment the test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from playwright.sync_api import Page

from kith.access.actor import at
from kith.kernel.now import LONDON

_lived: list[datetime] = []


class Lives:
    """Middleware: a request is answered at the moment the story has come to; at the real one when there is no story."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        if not _lived:
            return self.get_response(request)
        with at(_lived[-1]):
            return self.get_response(request)


@contextmanager
def living(moment: datetime) -> Iterator[None]:
    """The story's moment, for whoever uses a page now."""
    _lived.append(moment)
    try:
        yield
    finally:
        _lived.pop()


def say(page: Page, said: dict[str, Any]) -> None:
    """Type and choose in the open form what a step would be given: words, choices, moments, blocks of a list."""
    for name, value in said.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, block in enumerate(value):
                if not page.locator(f"[name^='{name}-{number}-']").count():
                    page.locator(f"[name='{name}-add']").click()
                say(page, {f"{name}-{number}-{key}": one for key, one in block.items()})
        elif isinstance(value, list):
            for one in value:
                page.locator(f"[name='{name}'][value='{one}']").check()
        elif page.locator(f"[name='{name}-day']").count():
            _date(page, name, value)
        else:
            _answer(page, name, str(value))


def _date(page: Page, name: str, value: date | str) -> None:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    day = day.astimezone(LONDON) if isinstance(day, datetime) else day
    for part, words in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name='{name}-{part}']").fill(str(words))
    if isinstance(day, datetime):
        page.locator(f"[name='{name}-time']").fill(f"{day:%H:%M}")


def _answer(page: Page, name: str, words: str) -> None:
    found = page.locator(f"[name='{name}']")
    kind = found.first.evaluate("one => one.type || one.tagName")
    if kind == "hidden":
        return  # the page knows it by itself
    if kind in ("radio", "checkbox"):
        page.locator(f"[name='{name}'][value='{words}']").check()
    elif kind.startswith("select"):
        found.select_option(words)
    else:
        found.fill(words)
