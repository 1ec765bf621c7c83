"""Questions that are put thousands of times a day: made into SQL once, and only the values filled in after that.

Making SQL of a question takes Django longer than PostgreSQL takes to answer a small one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models import BooleanField, Func, QuerySet, Value
from django.db.models.query import ModelIterable

from kith.access.asked_once import statement_of

M = TypeVar("M", bound=models.Model)


class Blank(Value):
    """Where a value will stand, by its name."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class OneOf(Func):
    """Whether a field is one of several values, however many there are: `OneOf(F("child_id"), Blank("ids"))`."""

    template, arg_joiner = "%(expressions)s)", " = any("
    output_field = BooleanField()


def _filled(params: list[Any], values: Mapping[str, Any]) -> list[Any]:
    return [values[one.value] if isinstance(one, Blank) else one for one in params]


class Prepared(Generic[M]):
    """A question whose answer is rows of a model.

    Args:
        ask: makes the question, once, with a `Blank` for each of the values.
        blanks: their names. They are compared as they are given: ids, text, days and moments.
    """

    def __init__(self, ask: Callable[..., QuerySet[M]], *blanks: str) -> None:
        self.ask, self.blanks = ask, blanks
        self.compiler: Any = None

    def first(self, **values: Any) -> M | None:
        """The first row, if there is one."""
        return next(iter(self(**values)), None)

    def one(self, **values: Any) -> M:
        """The row. Raises ObjectDoesNotExist where there is none, or whoever is acting may not see it."""
        for row in self(**values):
            return row
        raise self.query.model.DoesNotExist  # type: ignore[attr-defined]  # every model has one

    def __call__(self, **values: Any) -> list[M]:
        """The rows, as `list(queryset)` gives them."""
        if self.compiler is None:
            self.query = self.ask(**{name: Blank(name) for name in self.blanks})
            compiler = self.query.query.get_compiler(connection=connection)
            self.statement, self.params = compiler.as_sql()
            # What becomes of each column is the same every time, and takes Django longer to find out than to do.
            converters = compiler.get_converters([column for column, *_ in compiler.select])
            compiler.get_converters = lambda columns: converters
            self.compiler = compiler
        return list(ModelIterable(_Answered(self, values)))  # type: ignore[arg-type]  # all it asks of one


def rows_of(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """The rows of one statement of our own, as whoever is acting."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


class _Answered:
    """What Django's reading of rows asks of a query set, with the SQL that is made already."""

    _known_related_objects: Mapping[Any, Any] = {}

    def __init__(self, question: Prepared[Any], values: Mapping[str, Any]) -> None:
        self.question, self.values = question, values
        self.db = connection.alias
        self.query = self

    def get_compiler(self, using: str) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self.question.compiler, name)

    def execute_sql(self, **kwargs: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(self.question.statement, _filled(list(self.question.params), self.values))
            return [cursor.fetchall()]


class PreparedTogether:
    """Several small questions in one statement (see `asked_once.together`), made into SQL once."""

    def __init__(self, *blanks: str, **asks: Callable[..., QuerySet[Any, Any]]) -> None:
        self.blanks, self.asks = blanks, asks
        self.statement = ""

    def __call__(self, **values: Any) -> dict[str, list[dict[str, Any]]]:
        """The rows of each question, by its name."""
        if not self.statement:
            blanks = {name: Blank(name) for name in self.blanks}
            statement, self.params = statement_of({name: ask(**blanks) for name, ask in self.asks.items()})
            self.statement = statement  # last, for by this another thread knows that it is whole
        with connection.cursor() as cursor:
            cursor.execute(self.statement, _filled(self.params, values))
            row = cursor.fetchone()
        return {name: json.loads(rows) for name, rows in zip(self.asks, row, strict=True)}
