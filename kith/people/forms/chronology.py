"""What is asked of an entry of a chronology."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kith.ui.forms import Checkboxes, KithForm, LongText, Text, YesNo


class MarkForm(KithForm):
    """Whether an entry is significant, and why (AS-15)."""

    significant = YesNo("Is this significant in this child’s life?")
    why = Text("Why?", max_length=1000, hint="A sentence, for whoever reads the chronology next")


class SummaryForm(KithForm):
    """What a period was for somebody, and the entries that this rests on (AS-15).

    Args:
        entries: those of the period, to choose from.
        anew: whether it takes the place of one that stands.
    """

    words = LongText(
        "What was this time like for them, and what changed?",
        rows=8,
        max_length=8000,
        hint="In plain words, for whoever reads the record next and for them when they are grown",
        called="what this time was like",
    )
    rests_on = Checkboxes(
        "Which entries does this rest on?", small=True, missing="Choose the entries that this rests on"
    )
    because = Text("Why is it written anew?", max_length=1000, missing="Say why it is written anew")

    def __init__(self, *args: Any, entries: Iterable[tuple[Any, str]], anew: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("rests_on", entries)
        if not anew:
            del self.fields["because"]
