"""Append-only history by database triggers: every insert and update leaves a row that the application cannot change."""

from collections.abc import Callable
from typing import Any, TypeVar, overload

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


@overload
def tracked(model: M) -> M: ...
@overload
def tracked(*, exclude: list[str]) -> Callable[[M], M]: ...


def tracked(model: Any = None, *, exclude: list[str] | None = None) -> Any:
    """Keep the history of a model: `@tracked`, or `@tracked(exclude=["password"])` for what must not be copied."""

    def wrap(cls: Any) -> Any:
        # A step that leaves the row as it is still counts its version up, which is no news of the row.
        counted = [field.name for field in cls._meta.concrete_fields if field.name == "version"]
        changed = (
            pghistory.UpdateEvent(condition=pghistory.AnyChange(exclude=counted))
            if counted
            else pghistory.UpdateEvent()
        )
        return pghistory.track(pghistory.InsertEvent(), changed, exclude=exclude)(cls)

    return wrap(model) if model is not None else wrap


def history_of(model: type[models.Model]) -> type[models.Model] | None:
    """The model of the rows that keep the history of this one; nothing where it keeps none."""
    kept = next((one for one in model._meta.related_objects if one.name == "history"), None)
    found = kept.related_model if kept is not None else None
    return found if isinstance(found, type) and hasattr(found, "pgh_tracked_model") else None


def last_hand(row: models.Model) -> str:
    """The name of the step that wrote this row last, or nothing when no step did."""
    history: Any = row.history  # type: ignore[attr-defined]  # every tracked model has one
    context = history.order_by("-pgh_id").values_list("pgh_context", flat=True).first()
    return str((context or {}).get("step", ""))
