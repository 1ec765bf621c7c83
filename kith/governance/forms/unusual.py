"""What somebody says of reading that deserved a look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kith.access.models import User
from kith.ui.forms import KithForm, LongText, Radios, Select

EXPLAIN = "explain"


class AnswerForm(KithForm):
    """Proper, a concern, or to be explained by a manager of whoever read.

    Args:
        managers: who may be asked to explain.
    """

    said = Radios(
        "What is it?",
        [
            ("proper", "It was proper"),
            (EXPLAIN, "It is to be explained by the reader’s manager"),
            ("concern", "It is a concern"),
        ],
        reveal={EXPLAIN: ["manager"]},
        missing="Say what it is",
    )
    manager = Select("Which manager?", missing="Choose the manager who is to explain it")
    words = LongText(
        "Your reasons, or what you ask",
        rows=4,
        max_length=4000,
        hint="The reader sees nothing of this. Do not name a child",
        missing="Say why, or what you ask",
    )

    def __init__(self, *args: Any, managers: Iterable[User], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.managers = {one.ref: one for one in managers}
        self.offer("manager", [("", "Choose"), *((ref, _called(one)) for ref, one in self.managers.items())])

    def clean(self) -> dict[str, Any]:
        """The manager as somebody who signs in; where there is nobody to ask, the page says so."""
        data = super().clean() or self.cleaned_data
        if data.get("said") == EXPLAIN and not self.managers:
            self._errors.pop("manager", None)
            self.add_error("said", "No manager of theirs may know of this. Speak to its named readers, then answer it.")
        data["manager"] = self.managers.get(data.get("manager") or "")
        return data


def _called(one: User) -> str:
    return f"{one.name}, {one.job_title}" if one.job_title else one.name


class ExplainForm(KithForm):
    """Why somebody read what they read, as their manager knows it."""

    words = LongText(
        "What is the explanation?",
        rows=4,
        max_length=4000,
        hint="The information governance officer reads this, and the reader does not. Do not name a child",
        missing="Write the explanation, or that you have none",
    )
