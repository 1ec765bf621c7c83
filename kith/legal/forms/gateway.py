"""A gateway meeting is asked for, advised on, or called off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kith.ui.forms import Checkboxes, DateParts, KithForm, LongText, Text

PRIVILEGED = (
    "Legal advice is privileged: it is read by those who hold or manage the case, and never shared with the family or "
    "with other agencies"
)


class AskForm(KithForm):
    """About which children, and why.

    Args:
        children: those it may be about, by reference, with the name shown.
    """

    children = Checkboxes("About which children?", (), small=True, missing="Choose the children")
    why = LongText(
        "Why is it asked for?", rows=5, max_length=8000, missing="Say why it is asked for",
        hint="What harms the child, what was tried, what did not change, and what keeps the child safe until then",
    )  # fmt: skip

    def __init__(self, *args: Any, children: Iterable[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("children", children)


class AdviceForm(KithForm):
    """What a legal adviser said."""

    adviser = Text("Who advised?", max_length=200, hint="Name, and what they are", missing="Say who advised")
    given_on = DateParts("When?", past=True, called="the day")
    words = LongText(
        "What did they advise, in short?",
        rows=5,
        max_length=8000,
        hint=PRIVILEGED,
        missing="Write down what they advised",
    )


class CallOffForm(KithForm):
    """Why it is not held."""

    off_because = LongText(
        "Why is it not held?", rows=3, max_length=2000, called="the reason",
        hint="What is known now, who decided with whom, and what keeps the child safe",
    )  # fmt: skip
