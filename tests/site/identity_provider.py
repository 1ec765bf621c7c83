"""Runs the judge `oidc-provider` and walks through its pages as a browser would, without one."""

from __future__ import annotations

import html
import http.client
import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

from tests.judges.install import install

JUDGES = Path(__file__).resolve().parents[1] / "judges"
CLIENT = {"client_id": "kith", "client_secret": "a-secret-for-tests-only-0123456789abcdef"}


@dataclass
class IdentityProvider:
    """A running provider. `people` maps what is typed at its door to what it says of that person."""

    origin: str
    people: dict[str, dict[str, object]] = field(default_factory=dict)


@contextmanager
def running(people: dict[str, dict[str, object]], callback: str) -> Iterator[IdentityProvider]:
    """A provider that knows these people and sends them back to `callback`; it is ended with the block."""
    given = {**CLIENT, "redirect_uris": [callback], "people": people}
    process = subprocess.Popen(
        [install(), JUDGES / "provider.js"],
        cwd=JUDGES, env=os.environ | {"PROVIDER": json.dumps(given)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        origin = process.stdout.readline().strip()
        assert origin.startswith("http://127.0.0.1:"), process.communicate(timeout=20)[1]
        yield IdentityProvider(origin, people)
    finally:
        process.kill()
        process.communicate(timeout=20)


class Walker:
    """A browser's visit to the provider: keeps its cookies, follows it from page to page until it leads elsewhere."""

    def __init__(self, provider: IdentityProvider) -> None:
        self.provider = provider
        self.cookies: dict[str, str] = {}

    def sign_in(self, address: str, who: str) -> str:
        """Sign in as somebody and agree; gives back the address the provider then sends the browser to."""
        page = self._follow(self._ask("GET", address))
        while isinstance(page, Page):
            page = self._follow(self._ask("POST", page.action, page.fields | {"login": who, "password": "any"}))
        return page

    def turn_back(self, address: str) -> str:
        """Press cancel at its door; gives back where it sends the browser."""
        page = self._follow(self._ask("GET", address))
        assert isinstance(page, Page)
        found = self._follow(self._ask("GET", page.cancel))
        assert isinstance(found, str)
        return found

    def _follow(self, answer: Answer) -> Page | str:
        for _ in range(10):
            if not answer.location:
                return Page.read(answer)
            target = urljoin(answer.address, answer.location)
            if not target.startswith(self.provider.origin):
                return target
            answer = self._ask("GET", target)
        raise AssertionError("the provider sends the browser round in a circle")

    def _ask(self, method: str, address: str, form: dict[str, str] | None = None) -> Answer:
        address = urljoin(self.provider.origin, address)
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, f"{parts.path}?{parts.query}", urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self.cookies |= {one.key: one.value for one in SimpleCookie(value).values()}
            said = answer.read().decode()
            assert answer.status < 400, f"{method} {address}: {answer.status}\n{said}"
            return Answer(address, answer.getheader("Location") or "", said)
        finally:
            connection.close()


@dataclass(frozen=True)
class Answer:
    """What the provider answered."""

    address: str
    location: str
    text: str


@dataclass(frozen=True)
class Page:
    """A page of the provider's with a form on it."""

    action: str
    fields: dict[str, str]
    cancel: str

    @classmethod
    def read(cls, answer: Answer) -> Page:
        action = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
        cancel = re.search(r'href="([^"]+/abort)"', answer.text)
        assert action, answer.text
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
        return cls(
            urljoin(answer.address, html.unescape(action.group(1))),
            {name: html.unescape(value) for name, value in fields.items()},
            urljoin(answer.address, html.unescape(cancel.group(1))) if cancel else "",
        )
