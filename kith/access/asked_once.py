"""What one page asks twice it asks the database once. Only while a page is read: a step always looks afresh."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("kith_asked_once", default=None)


@contextmanager
def reading_a_page() -> Iterator[None]:
    """From here to the end of the block nothing is written that a page asks about."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def is_reading_a_page() -> bool:
    """Whether a page is being read, and nothing written that it asks about."""
    return _answers.get() is not None


def once(question: Any, ask: Callable[[], T]) -> T:
    """The answer to a question; remembered until the page is done, if a page is being read.

    Args:
        question: what tells this question from every other, a tuple that begins with its name.
        ask: asks the database.
    """
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    found: T = answers[question]
    return found
