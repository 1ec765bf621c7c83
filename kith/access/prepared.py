"""Questions that are put thousands of times a day: made into SQL once, and only the values filled in after that.

Making SQL of a question takes Django longer than PostgreSQL takes to answer a small one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import BooleanField, Func, JSONField, QuerySet, Value
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
        self.make()
        with connection.cursor() as cursor:
            cursor.execute(self.statement, _filled(self.params, values))
            return self.rows(cursor.fetchall())

    def make(self) -> None:
        """Make the SQL, if it is not made yet. Raises EmptyResultSet where nothing can answer the question."""
        if self.compiler is None:
            self.query = self.ask(**{name: Blank(name) for name in self.blanks})
            compiler = self.query.query.get_compiler(connection=connection)
            self.statement, params = compiler.as_sql()
            self.params = list(params)
            self.fields = [column.output_field for column, *_ in compiler.select]
            # What becomes of each column is the same every time, and takes Django longer to find out than to do.
            converters = compiler.get_converters([column for column, *_ in compiler.select])
            compiler.get_converters = lambda columns: converters
            self.compiler = compiler

    def rows(self, found: list[Any]) -> list[M]:
        """What the database found, as rows of the model."""
        return list(ModelIterable(_Answered(self.compiler, found)))  # type: ignore[arg-type]  # all it asks of one


def rows_of(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """The rows of one statement of our own, as whoever is acting."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


class _Answered:
    """What Django's reading of rows asks of a query set, with rows that are found already."""

    _known_related_objects: Mapping[Any, Any] = {}

    def __init__(self, compiler: Any, found: list[Any]) -> None:
        self.compiler, self.found = compiler, found
        self.db = connection.alias
        self.query = self

    def get_compiler(self, using: str) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compiler, name)

    def execute_sql(self, **kwargs: Any) -> Any:
        return [self.found]


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


class PreparedLists:
    """Several questions whose answers are rows of models, in one statement (see `lists_of`), made into SQL once."""

    def __init__(self, **questions: Prepared[Any]) -> None:
        self.questions = questions

    def __call__(self, **values: Any) -> dict[str, list[Any]]:
        """The rows of each question, by its name. Of the values each takes its own."""
        return dict(zip(self.questions, _lists(list(self.questions.values()), values), strict=True))


def lists_of(*questions: QuerySet[Any]) -> list[list[Any]]:
    """Several query sets in one statement: of each the rows that `list(queryset)` gives. Bytes do not come through."""
    return _lists([Prepared(lambda one=one: one) for one in questions], {})


_LIST = "(select jsonb_agg(one) from ({question}) one({columns}))"


def _lists(questions: list[Prepared[Any]], values: Mapping[str, Any]) -> list[list[Any]]:
    asked = [one for one in questions if _answerable(one)]
    parts, params = [], []
    for one in asked:
        columns = ", ".join(f"c{number}" for number in range(len(one.fields)))
        parts.append(_LIST.format(question=one.statement, columns=columns))
        params += _filled(one.params, values)
    answers = rows_of(f"SELECT {', '.join(parts)}", *params)[0] if parts else ()
    found = {id(one): one.rows(_read(one, answer)) for one, answer in zip(asked, answers, strict=True)}
    return [found.get(id(one), []) for one in questions]


def _answerable(question: Prepared[Any]) -> bool:
    try:
        question.make()
    except EmptyResultSet:
        return False
    return True


def _read(question: Prepared[Any], answer: str | None) -> list[list[Any]]:
    """Rows that came as JSON, each value as the database gives it by itself."""
    readers = [(f"c{place}", _reader(field)) for place, field in enumerate(question.fields)]
    return [
        [read(row[name]) if read and row[name] is not None else row[name] for name, read in readers]
        for row in (json.loads(answer) if answer else ())
    ]


def _reader(field: Any) -> Callable[[Any], Any] | None:
    """What makes of a value in JSON the value of a field; nothing where it is that already."""
    field = getattr(field, "target_field", field)
    if isinstance(field, JSONField):
        return json.dumps  # as Django expects it
    if isinstance(field, ArrayField):
        read = _reader(field.base_field)
        return (lambda values: [read(one) for one in values]) if read else None
    as_it_is = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
    return None if isinstance(field, as_it_is) else field.to_python
