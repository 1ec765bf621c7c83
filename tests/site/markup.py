"""Reads a page as a browser's content policy would, and says what it would block."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

_TAG = re.compile(r"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>""")
_clean: set[str] = set()
DATA = {"application/json"}  # a data block: nothing runs it


class Scanner(HTMLParser):
    """Collects every piece of code or style that stands in the page itself, and every address that leads outside."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or "style" in given:
            self.faults.append(f"style in <{tag}>")
        if tag == "script" and not given.get("src") and given.get("type") not in DATA:
            self.faults.append("code in a script element")
        self.faults += [f"{name} on <{tag}>" for name in given if name.startswith("on")]
        for name in ("src", "href", "action", "formaction", "data", "poster"):
            address = (given.get(name) or "").strip().lower()
            if address.startswith(("javascript:", "data:", "vbscript:")):
                self.faults.append(f"{name}={address[:30]} on <{tag}>")
            if tag in ("script", "link", "img", "iframe", "object", "embed") and "//" in address:
                self.faults.append(f"<{tag}> from elsewhere: {address}")

    handle_startendtag = handle_starttag


def faults(page: str) -> list[str]:
    """What a strict content policy would block in this page; nothing when it is clean. Each element is judged by its
    own start tag, and the same tag once: thousands of pages share nearly all of theirs."""
    found: list[str] = []
    for tag in set(_TAG.findall(page)) - _clean:
        scanner = Scanner()
        scanner.feed(tag)
        found += scanner.faults
        if not scanner.faults:
            _clean.add(tag)
    return found


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
