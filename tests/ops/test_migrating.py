"""A database made in one go from nothing is the one that the models describe (kith/site/commands/migrating.py)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connections, models


@pytest.mark.django_db
@pytest.mark.parametrize("app", sorted({config.label for config in apps.get_app_configs()}))
def test_every_column_constraint_index_and_trigger_of_the_models_is_there(app: str) -> None:
    here = connections["default"]
    with here.cursor() as cursor:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            if not model._meta.managed or model._meta.proxy:
                continue
            table = model._meta.db_table
            described = {column.name for column in here.introspection.get_table_description(cursor, table)}
            assert described == {field.column for field in model._meta.concrete_fields}
            held = here.introspection.get_constraints(cursor, table)
            assert {one.name for one in (*model._meta.indexes, *model._meta.constraints)} <= held.keys()
            assert _pointed_to(model) <= {(*one["columns"], one["foreign_key"]) for one in held.values()}
            assert {tuple(together) for together in model._meta.unique_together} <= _unique(held, model)
            cursor.execute("select tgname from pg_trigger where tgrelid = %s::regclass", [f'"{table}"'])
            triggers = {name for (name,) in cursor.fetchall()}
            assert {one.get_pgid(model) for one in getattr(model._meta, "triggers", ())} <= triggers


def _pointed_to(model: type[models.Model]) -> set[tuple[str, tuple[str, str]]]:
    """Each column that points to another table, with the table and the column there."""
    pointing = [field for field in model._meta.concrete_fields if getattr(field, "db_constraint", False)]
    return {
        (field.column, (field.related_model._meta.db_table, field.target_field.column))
        for field in pointing
        if isinstance(field, models.ForeignKey)
    }


def _unique(held: dict[str, dict[str, object]], model: type[models.Model]) -> set[tuple[str, ...]]:
    names = {field.column: field.name for field in model._meta.concrete_fields}
    rows = [one["columns"] for one in held.values() if one["unique"]]
    return {tuple(names[column] for column in columns) for columns in rows if isinstance(columns, list)}
