"""The shape of a question that Django puts: all that decides its SQL, and beside it the values that are filled in."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.models import Exists, F, IntegerField, Value, lookups
from django.db.models.expressions import Col, NegatedExpression, OrderBy
from django.db.models.fields import related_lookups
from django.db.models.lookups import Lookup
from django.db.models.sql import Query
from django.db.models.sql.datastructures import BaseTable, Join
from django.db.models.sql.where import WhereNode

# Of these the SQL is their names, how many values there are, and whether one is a plain yes or no.
_PLAIN = frozenset(
    {
        lookups.Exact, lookups.IExact, lookups.StartsWith, lookups.IStartsWith, lookups.Contains, lookups.IContains,
        lookups.In, lookups.IsNull, lookups.LessThan, lookups.LessThanOrEqual, lookups.GreaterThan,
        lookups.GreaterThanOrEqual, lookups.IntegerFieldExact, lookups.IntegerLessThan, lookups.IntegerGreaterThan,
        lookups.IntegerLessThanOrEqual, lookups.IntegerGreaterThanOrEqual, related_lookups.RelatedExact,
        related_lookups.RelatedIn, related_lookups.RelatedIsNull, related_lookups.RelatedLessThan,
        related_lookups.RelatedLessThanOrEqual, related_lookups.RelatedGreaterThan,
        related_lookups.RelatedGreaterThanOrEqual,
    }
)  # fmt: skip
# What a question may have none of, by the name of what Django keeps of it.
_NOTHING_OF = (
    "extra", "combinator", "group_by", "select_for_update", "explain_info", "extra_tables",
    "extra_order_by", "_filtered_relations", "combined_queries",
)  # fmt: skip
MOST = 50  # values in one list: longer ones are of every length, and seldom of one


class _Another(Exception):
    """There is something in the question that this does not know: Django makes its SQL as ever."""


def lasts(model: Any) -> bool:
    """Whether a model stays as long as the process does, and with it its fields: one of a migration does not."""
    return model is not None and model._meta.apps is apps


def shape_of(compiler: Any, with_limits: bool) -> tuple[Hashable, list[Any]] | None:
    """Two questions of one shape have the same SQL, and differ in their values only; nothing where that is not certain.

    Args:
        with_limits: whether how many rows are asked for is part of the SQL.
    """
    values: list[Any] = []
    try:
        shape = with_limits, _asked(compiler.query, compiler, values)
        hash(shape)
    except (_Another, EmptyResultSet, FullResultSet, TypeError):
        return None
    return shape, values


def _asked(query: Any, compiler: Any, values: list[Any]) -> Hashable:
    if type(query) is not Query or not lasts(query.model) or any(getattr(query, name) for name in _NOTHING_OF):
        raise _Another
    return (
        query.model, query.low_mark, query.high_mark, query.distinct, query.distinct_fields, query.default_cols,
        query.default_ordering, query.standard_ordering, query.alias_prefix, query.subquery,
        tuple(query.external_aliases.items()), *_left_out(query), _as_it_is(query.select_related),
        query.max_depth, query.values_select, tuple((query.selected or {}).items()), _whether(query, values),
        tuple([_column(one) for one in query.select]), tuple([_ordered(one) for one in query.order_by]),
        tuple(_tables(query)), _condition(query.where, compiler, values),
    )  # fmt: skip


def _whether(query: Any, values: list[Any]) -> Hashable:
    """What is worked out beside the columns: nothing, or the number of a question that asks only whether there is a
    row."""
    if not query.annotations:
        return False
    ((name, found), *more) = query.annotations.items()
    plain = type(found) is Value and type(found.value) is int and type(found.output_field) is IntegerField
    if more or name != "a" or not plain or "a" not in query.annotation_select:
        raise _Another
    values.append(found.value)
    return True


def _left_out(query: Any) -> tuple[Hashable, bool]:
    columns, left_out = query.deferred_loading
    return frozenset(columns), left_out


def _as_it_is(related: Any) -> Hashable:
    if isinstance(related, dict):
        return tuple((name, _as_it_is(more)) for name, more in related.items())
    return bool(related)


def _tables(query: Query) -> Iterable[Hashable]:
    for alias, table in query.alias_map.items():
        asked = query.alias_refcount[alias] > 0
        if type(table) is Join and table.filtered_relation is None:
            joined = table.join_type, table.parent_alias, id(table.join_field), table.nullable
            yield alias, table.table_name, asked, joined
        elif type(table) is BaseTable:
            yield alias, table.table_name, asked
        else:
            raise _Another


def _column(one: Any) -> Hashable:
    if type(one) is not Col:
        raise _Another
    return one.alias, id(one.target), id(one.output_field)


def _ordered(by: Any) -> Hashable:
    if isinstance(by, str):
        return by
    if type(by) is OrderBy and type(by.expression) is F:
        column: Any = by.expression
        return column.name, by.descending, by.nulls_first, by.nulls_last
    raise _Another


def _condition(node: Any, compiler: Any, values: list[Any]) -> Hashable:
    if type(node) is WhereNode:
        return node.connector, node.negated, tuple([_condition(one, compiler, values) for one in node.children])
    kind = type(node)
    if kind is lookups.Exact and node.rhs is True and type(node.lhs) in (Exists, NegatedExpression):
        asked = node.lhs.expression if type(node.lhs) is NegatedExpression else node.lhs
        if type(asked) is not Exists:
            raise _Another
        return type(node.lhs), _asked(asked.query, compiler, values)
    if kind not in _PLAIN or node.bilateral_transforms:
        raise _Another
    return kind, _column(node.lhs), _right_side(node, compiler, values)


def _right_side(node: Lookup[Any], compiler: Any, values: list[Any]) -> Hashable:
    right = node.rhs
    if isinstance(right, bool):  # a yes or no may stand in the SQL itself
        if isinstance(node, lookups.IsNull) or getattr(node.lhs, "conditional", False):
            return right
    elif type(right) is Query and isinstance(node, lookups.In):
        return _asked(right, compiler, values)
    elif type(right) is Col and not isinstance(node, lookups.In):
        return "column", _column(right)
    elif hasattr(right, "resolve_expression") or hasattr(right, "as_sql"):
        raise _Another
    if isinstance(node, lookups.In) and (not hasattr(right, "__len__") or not 0 < len(right) <= MOST):
        raise _Another
    sql, params = node.process_rhs(compiler, compiler.connection)
    values.extend(params)
    return sql
