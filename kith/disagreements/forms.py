"""The forms of a disagreement: raised with each view, heard again, passed on, settled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kith.ui.forms import KithForm, LongText, Radios, Repeat, Text


class ViewForm(KithForm):
    """How one person sees it (AS-17)."""

    who = Text("Whose view is this?", max_length=200, hint="Name, what they are and their agency", called="who it is")
    words = LongText(
        "How do they see it?", rows=3, max_length=8000, hint="As they put it, with what they rest it on", called="it"
    )


class RaiseForm(KithForm):
    """What it is about, and how each of them sees it (AS-17)."""

    issue = Text("What do people see differently?", max_length=300, hint="In a line", called="what it is about")
    views = Repeat(ViewForm, "How does each of them see it?", one="view", least=2, most=10)


class PassOnForm(KithForm):
    """To which later stage, and why now (AS-17)."""

    to = Radios("Who should settle it?", (), small=True)
    reason = LongText("Why does it not wait for its day?", rows=2, max_length=1000, called="the reason")

    def __init__(self, *args: Any, later: Iterable[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("to", later)


class SettleForm(KithForm):
    """What was decided, and why (AS-17)."""

    decision = LongText("What was decided?", rows=3, max_length=4000, called="the decision")
    why = LongText(
        "Why, and who still sees it differently?",
        rows=3,
        max_length=4000,
        hint="Every view stays as it was put. None is overruled by being left out",
        called="the reason",
    )
