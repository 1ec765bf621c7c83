"""Filling Kith's own tables quickly: COPY or INSERT with the model's defaults, indexes built once at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import models
from psycopg import Connection

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def text(value: Any) -> str:
    """One value as COPY reads it."""
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    return value.translate(_ESCAPED) if isinstance(value, str) else str(value)


def _default(field: models.Field[Any, Any]) -> str | None:
    """What a row holds where nothing is said, as SQL; None where the column may be left to PostgreSQL."""
    left_out = field.null or field.has_db_default()
    if isinstance(field, models.AutoField) or (left_out and not field.has_default()):
        return None
    value = field.get_default()
    if field.has_default() and callable(field.default) and isinstance(field, models.DateTimeField):
        return "now()"
    if isinstance(value, list):
        return "'{}'"
    if isinstance(value, dict):
        return "'{}'::jsonb"
    if value is None or (field.has_default() and callable(field.default)):
        return None
    return f"'{value}'" if isinstance(value, str) else str(value)


def _columns(model: type[models.Model], given: Iterable[str]) -> dict[str, str]:
    """The defaults of the columns not given."""
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    unknown = set(given) - fields.keys()
    if unknown:
        raise LookupError(f"{model._meta.label} has no {', '.join(sorted(unknown))}")
    missing = {name: _default(field) for name, field in fields.items() if name not in given}
    return {name: value for name, value in missing.items() if value is not None}


def insert(connection: Connection[Any], label: str, rows: str, **columns: str) -> int:
    """Insert into a model's table: `columns` are expressions over `rows`, a from-clause; the rest are its defaults."""
    model = apps.get_model(label)
    every = columns | _columns(model, columns)
    names = ", ".join(f'"{name}"' for name in every)
    done = connection.execute(
        f'insert into "{model._meta.db_table}" ({names}) select {", ".join(every.values())} from {rows}'  # noqa: S608  (names of our own tables)
    )
    return done.rowcount


class Sheet:
    """Rows of one model, gathered and then copied in. Columns not named hold the model's defaults."""

    def __init__(self, label: str, *columns: str) -> None:
        self.model = apps.get_model(label)
        constant = _columns(self.model, columns)
        plain = {name: value.strip("'") for name, value in constant.items() if "::" not in value and "(" not in value}
        self.names = ", ".join(f'"{name}"' for name in (*columns, *plain))
        self.tail = "".join(f"\t{text(value)}" for value in plain.values()) + "\n"
        self.lines: list[str] = []

    def add(self, *values: Any) -> None:
        """One row."""
        self.lines.append("\t".join(map(text, values)) + self.tail)

    def send(self, connection: Connection[Any]) -> None:
        """Copy what was gathered."""
        table = self.model._meta.db_table
        with connection.cursor().copy(f'copy "{table}" ({self.names}) from stdin') as copy:
            copy.write("".join(self.lines))
        self.lines.clear()


_INDEXES = """
select format('drop index %%I', i.relname), pg_get_indexdef(i.oid)
from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
where t.relname = any(%s) and not exists (select from pg_constraint c where c.conindid = i.oid)
"""
_CONSTRAINTS = """
select format('alter table %%I drop constraint %%I', t.relname, c.conname),
  format('alter table %%I add constraint %%I %%s', t.relname, c.conname, pg_get_constraintdef(c.oid))
from pg_constraint c join pg_class t on t.oid = c.conrelid
where t.relname = any(%s) and c.contype in ('p', 'u')
  and not exists (select from pg_constraint f where f.contype = 'f' and f.confrelid = t.oid and f.conindid = c.conindid)
"""


@contextmanager
def indexes_later(connection: Connection[Any]) -> Iterator[None]:
    """Take away what may be built again afterwards, and build it in one go: minutes become seconds."""
    tables = [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("kith.")]
    dropped = [row for ask in (_INDEXES, _CONSTRAINTS) for row in connection.execute(ask, [tables]).fetchall()]
    for away, _ in dropped:
        connection.execute(away)
    yield
    for _, again in dropped:
        connection.execute(again)


def sequences(connection: Connection[Any]) -> None:
    """Every id that the tables give next comes after the ids that were written."""
    for model in apps.get_models():
        key = model._meta.pk
        if isinstance(key, models.AutoField) and model.__module__.startswith("kith."):
            table = model._meta.db_table
            connection.execute(
                f"""select setval(pg_get_serial_sequence('"{table}"', '{key.column}'),
                    coalesce((select max({key.column}) from "{table}"), 0) + 1, false)"""  # noqa: S608  (names of our own tables)
            )
