"""What one page asks twice it asks the database once. Only while a page is read: a step always looks afresh,
but for the authority's own settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection
from django.db.models import QuerySet

T = TypeVar("T")

_ROWS = "(select coalesce(jsonb_agg(one), '[]') from ({question}) one)"
_answers: ContextVar[dict[Any, Any] | None] = ContextVar("kith_asked_once", default=None)


@contextmanager
def reading_a_page() -> Iterator[None]:
    """From here to the end of the block nothing is written that a page asks about."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def together(**questions: QuerySet[Any, Any]) -> dict[str, list[dict[str, Any]]]:
    """Several small questions in one statement: the rows of each, by its name.

    Args:
        questions: `.values(...)` of text, whole numbers and truth values; anything else comes back as text.
    """
    with connection.cursor() as cursor:
        cursor.execute(*statement_of(questions))
        row = cursor.fetchone()
    return {name: json.loads(rows) for name, rows in zip(questions, row, strict=True)}


def statement_of(questions: Mapping[str, QuerySet[Any, Any]]) -> tuple[str, list[Any]]:
    """The one statement in which several questions are put `together`, and what it is given."""
    parts: list[str] = []
    params: list[Any] = []
    for question in questions.values():
        sql, its_params = question.query.sql_with_params()
        parts.append(_ROWS.format(question=sql))
        params += its_params
    return f"SELECT {', '.join(parts)}", params


def settled(question: str, ask: Callable[[], T]) -> T:
    """What the authority has set, asked once in a transaction, in a step too: a change says so with `unsettle`."""
    answers: dict[str, Any] | None = getattr(connection, "kith_settled", None)
    if answers is None or not connection.in_atomic_block:
        return ask()
    if question not in answers:
        answers[question] = ask()
    found: T = answers[question]
    return found


def unsettle(question: str) -> None:
    """It has been set anew."""
    getattr(connection, "kith_settled", {}).pop(question, None)


def known(question: Any, answer: Any) -> None:
    """Say for the page being read what the answer to a question is, where something else that was read tells it."""
    once(question, lambda: answer)


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
