"""Migrating an empty database without making every model anew at every step."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState
from django.db.models import Field


@contextmanager
def quickly() -> Iterator[None]:
    """From nothing to the newest state in a fifteenth of the time, for a database that holds nothing yet.

    Django makes a model, and all that are related to it, anew whenever one is added, or an index, a trigger or a field,
    each field by taking it apart and putting it together. Of hundred tables from nothing nearly all the time went
    there. For the SQL of a step the model alone is enough, and copies of its fields: what others hold of it is its
    table's and its columns' names.
    """
    found, clone = ProjectState._find_reload_model, Field.clone  # type: ignore[attr-defined]  # Django's own

    def itself(state: Any, app_label: str, model_name: str, delay: bool = False) -> Any:
        return {(app_label, model_name)}

    _set(itself, copy.deepcopy)
    try:
        yield
    finally:
        _set(found, clone)


def _set(found: Callable[..., Any], clone: Callable[..., Any]) -> None:
    ProjectState._find_reload_model = found  # type: ignore[attr-defined]  # as above
    Field.clone = clone  # type: ignore[method-assign]  # put back as it was
