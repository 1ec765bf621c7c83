"""GOV.UK Frontend's published fixtures, and how our components are asked for the same thing.

A fixture's options are handed over one by one; one that we do not offer leaves the fixture uncovered, and the
test knows which those are.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.template import Context, Template

from tests.ui.govuk_controls import Options
from tests.ui.govuk_options import MAPPERS

FIXTURES = Path(__file__).parents[2] / "node_modules/govuk-frontend/dist/govuk/components"
VOID = {"input", "br", "img", "hr", "meta", "link"}
OURS = {"inset-text": "inset"}


def fixtures(component: str) -> list[dict[str, Any]]:
    """Every published fixture of a component."""
    return json.loads((FIXTURES / component / "fixtures.json").read_text())["fixtures"]


def rendered(component: str, options: dict[str, Any]) -> str:
    """Our markup for a fixture. Raises Uncovered when it asks for something that we do not offer."""
    left = Options(json.loads(json.dumps(options)))
    given, slot = MAPPERS[component](left)
    left.done()
    name = OURS.get(component, component)
    template = Template('{% cotton component :is="kind" :attrs="given" %}{{ slot_words }}{% endcotton %}')
    return template.render(Context({"kind": name, "given": given, "slot_words": slot}))


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Any] = []
        self.open: list[list[Any]] = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "class" in found:
            found["class"] = " ".join(sorted(found["class"].split()))
        node = (tag, dict(sorted(found.items())), [])
        self.open[-1].append(node)
        if tag not in VOID:
            self.open.append(node[2])

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if text := re.sub(r"\s+", " ", data).strip():
            self.open[-1].append(text)


def normal(html: str) -> list[Any]:
    """HTML as a tree that does not mind the order of attributes and classes, nor white space."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree.root
