"""SQL made once for each shape of a question, by whichever page, step or export it is put.

Django makes the SQL of a question anew each time, which takes it longer than PostgreSQL takes to answer a small one.
What is made here once is kept with how its rows are read; only the values are filled in. A question of which anything
is unusual is left to Django (`shapes`). See also `kith.access.prepared`, which spares making the question as well.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from django.db.backends.postgresql import compiler as postgresql
from django.db.models.sql import compiler as django_sql

from kith.access.db.shapes import shape_of

SQLAggregateCompiler = django_sql.SQLAggregateCompiler
SQLDeleteCompiler = django_sql.SQLDeleteCompiler
SQLInsertCompiler = postgresql.SQLInsertCompiler  # what is written down is always put by Django itself
SQLUpdateCompiler = django_sql.SQLUpdateCompiler
MOST_KEPT = 5_000  # shapes; there are some hundreds in Kith, and each number of values in a list is one


@dataclass(frozen=True)
class _Made:
    """A statement, and all that Django finds out while it makes one and needs to read the rows."""

    statement: str
    found: dict[str, Any]
    converters: dict[int, Any]


_made: dict[Hashable, _Made | None] = {}  # nothing where its values do not stand in the order of its conditions
_READING = ("select", "klass_info", "annotation_col_map", "col_count", "has_extra_select", "_meta_ordering")


class SQLCompiler(postgresql.SQLCompiler):
    """Makes the SQL of a question, or takes what was made of one like it."""

    _converters: dict[int, Any] | None = None

    def as_sql(self, with_limits: bool = True, with_col_aliases: bool = False) -> tuple[str, tuple[Any, ...]]:
        self._converters = None
        asked = None if with_col_aliases or type(self) is not SQLCompiler else shape_of(self, with_limits)
        if asked is None:
            made: tuple[str, tuple[Any, ...]] = super().as_sql(with_limits, with_col_aliases)
            return made
        shape, values = asked
        known = _made.get(shape)
        if known is None:
            statement, params = super().as_sql(with_limits, with_col_aliases)
            if shape not in _made and len(_made) < MOST_KEPT:
                _made[shape] = self._kept(statement) if list(params) == values else None
            return statement, params
        self.__dict__.update(known.found)
        self._converters = known.converters
        return known.statement, tuple(values)

    def _kept(self, statement: str) -> _Made:
        columns = [column for column, *_ in self.select[: self.col_count]]
        return _Made(statement, {name: getattr(self, name) for name in _READING}, super().get_converters(columns))

    def get_converters(self, expressions: Any) -> Any:
        """How each column is read, which is the same every time."""
        return super().get_converters(expressions) if self._converters is None else dict(self._converters)
