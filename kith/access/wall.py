"""The hard wall, read off the models: which tables hold somebody's record, and by which columns (decisions 2 and 7)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.apps import apps
from django.db import models

from kith.access.models import Matter, Subject

# What a model may say of itself:
FREE = "kith_free_of_personal_data"  # why it needs no wall
AUTHOR = "kith_walled_to"  # the column of the only person who may read it
READ_ONLY_IF = "kith_read_only_if"  # a function that says whether whoever acts may see any row of it at all
APPEND_ONLY = "kith_append_only"  # rows are written once
HIDDEN_WITH = "kith_hidden_with"  # a function that gives the ids of further rows to hide, for people in other tables
DELETABLE = "kith_rows_may_go"  # why its rows may be deleted by the application


@dataclass(frozen=True)
class Wall:
    """How one table is guarded. Empty columns, no author and no reason means that nobody has thought about it yet."""

    table: str
    subjects: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    author: str = ""
    hidden_with: str = ""
    read_only_if: str = ""
    free_because: str = ""
    append_only: bool = False
    deletable: bool = False
    is_history: bool = False
    label: str = field(default="", compare=False)

    @property
    def walled(self) -> bool:
        return bool(self.subjects or self.matters or self.author)

    @property
    def using(self) -> str:
        """The row-security condition, evaluated once per statement and never per row."""
        hidden_too = f" and id not in (select {self.hidden_with}())" if self.hidden_with else ""
        return self.checking + hidden_too

    @property
    def checking(self) -> str:
        """The condition on a row that is written: a new one is not yet among those hidden with somebody."""
        parts = ["(select kith_actor()) is not null"]
        parts += [f"{_maybe(c)} not in (select kith_hidden())" for c in self.subjects]
        parts += [f"{_maybe(c)} not in (select kith_hidden_matters())" for c in self.matters]
        if self.author:
            parts.append(f"{self.author} = (select kith_actor())")
        if self.read_only_if:
            parts.append(f"(select {self.read_only_if}())")
        return " and ".join(parts)


def _maybe(column: str) -> str:
    # A null is "about nobody": it must not turn the whole test into null, nor slip through as unknown.
    return f"coalesce({column}, 0)"


def kith_models() -> list[type[models.Model]]:
    """Every concrete model of the house, history tables included."""
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("kith.") or _tracked(m)]


def _tracked(model: type[models.Model]) -> type[models.Model] | None:
    tracked = getattr(model, "pgh_tracked_model", None)
    return tracked if tracked is not None and tracked.__module__.startswith("kith.") else None


def wall_of(model: type[models.Model]) -> Wall:
    """How this model's table is guarded."""
    declared = _tracked(model) or model
    columns = {Subject: [], Matter: []}  # type: dict[type[models.Model], list[str]]
    if model in (Subject, Matter):
        columns[model].append("id")
    for f in model._meta.concrete_fields:
        if isinstance(f, models.ForeignKey) and f.related_model in columns:
            columns[f.related_model].append(str(f.column))
        elif f.name == "pgh_obj" and (one := _one_to_one(f.related_model)):
            columns[one].append(str(f.column))
    author = getattr(declared, AUTHOR, "")
    return Wall(
        table=model._meta.db_table,
        subjects=tuple(dict.fromkeys(columns[Subject])),
        matters=tuple(dict.fromkeys(columns[Matter])),
        author=_column(model, author) if author else "",
        hidden_with="" if model is not declared else getattr(declared, HIDDEN_WITH, ""),
        read_only_if=getattr(declared, READ_ONLY_IF, ""),
        free_because=getattr(declared, FREE, ""),
        append_only=bool(getattr(declared, APPEND_ONLY, False)),
        deletable=bool(getattr(declared, DELETABLE, "")),
        is_history=model is not declared,
        label=model._meta.label,
    )


def _column(model: type[models.Model], name: str) -> str:
    return next(str(f.column) for f in model._meta.concrete_fields if f.name == name)


def _one_to_one(model: type[models.Model] | str | None) -> type[models.Model] | None:
    """Subject or Matter when this model's own key is theirs, so that a history row's object is the person."""
    if not isinstance(model, type):
        return None
    key = model._meta.pk
    related = key.related_model if isinstance(key, models.ForeignKey) else None
    return related if related in (Subject, Matter) else None


def walls() -> list[Wall]:
    """Every table of the house and how it is guarded."""
    return [wall_of(model) for model in kith_models()]
