"""Reads a page as a browser's content policy would, and says what it would block."""

from __future__ import annotations

from html.parser import HTMLParser

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
    """What a strict content policy would block in this page; nothing when it is clean."""
    scanner = Scanner()
    scanner.feed(page)
    return scanner.faults
