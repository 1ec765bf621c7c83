"""Migrating an empty database without making every model anew at every step."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field


@contextmanager
def quickly() -> Iterator[None]:
    """From nothing to the newest state in a fifteenth of the time, for a database that holds nothing yet.

    Django makes a model, and all that are related to it, anew whenever one is added, or an index, a trigger or a field,
    each field by taking it apart and putting it together. Of hundred tables from nothing nearly all the time went
    there. For the SQL of a step the model alone is enough, and copies of its fields: what others hold of it is its
    table's and its columns' names. Before each step it copies what it knows of every model, and looks through all of
    their fields again; a copy of what was looked through needs no second look.
    """
    found, clone, state = ProjectState._find_reload_model, Field.clone, ModelState.clone  # type: ignore[attr-defined]  # Django's own

    def itself(state: Any, app_label: str, model_name: str, delay: bool = False) -> Any:
        return {(app_label, model_name)}

    _set(itself, copy.deepcopy, _copied)
    try:
        yield
    finally:
        _set(found, clone, state)


def _copied(state: Any) -> Any:
    other = copy.copy(state)
    other.__dict__.pop("name_lower", None)  # read off the name, which may be given anew
    other.fields, other.options, other.managers = dict(state.fields), dict(state.options), list(state.managers)
    return other


def _set(found: Callable[..., Any], clone: Callable[..., Any], state: Callable[..., Any]) -> None:
    ProjectState._find_reload_model = found  # type: ignore[attr-defined]  # as above
    Field.clone = clone  # type: ignore[method-assign]  # put back as it was
    ModelState.clone = state  # type: ignore[method-assign]  # as above
