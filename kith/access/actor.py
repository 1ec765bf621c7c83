"""Who is acting, and at what moment: stamped on every transaction, so that the database knows it too.

The stamp is transaction-local and written before the first statement of a transaction, empty when nobody, and again
before the first statement after it changed (`kith.access.db`): a pooled connection can never carry the last person's
eyes to the next (foundations, traps 1 and 2).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kith.kernel.now import simulated


@dataclass(frozen=True)
class Stamp:
    """What the database is told: who, in which step, under which event."""

    actor_id: int | None = None
    step: str = ""
    event: UUID | None = None


NOBODY = Stamp()
_stamp: ContextVar[Stamp] = ContextVar("kith_stamp", default=NOBODY)


class NotSimulated(RuntimeError):
    """The clock of a real database cannot be moved."""


def current_actor_id() -> int | None:
    """The id of whoever is acting now, or None."""
    return _stamp.get().actor_id


@contextmanager
def acting(actor: Any, *, step: str = "", event: UUID | None = None) -> Iterator[None]:
    """Act as this person until the block ends. Nothing touches a child outside such a block and a transaction."""
    token = _stamp.set(Stamp(getattr(actor, "pk", None), step, event))
    try:
        yield
    finally:
        _stamp.reset(token)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Live through `moment` (aware), in a simulated database only: the demo's past and the tests' days.

    Raises:
        NotSimulated: the database was not created as simulated by its owner.
    """
    if not _is_simulated():
        raise NotSimulated("This database is real: its clock cannot be moved.")
    token = simulated.set(moment)
    try:
        yield
    finally:
        simulated.reset(token)


def current() -> tuple[Stamp, datetime | None]:
    """Who is acting in which step, and at what moment, if the clock is moved."""
    return _stamp.get(), simulated.get()


def stamp(wrapper: Any, *, step_only: bool = False) -> None:
    """Write the stamp on this connection's transaction.

    Args:
        step_only: it has been told who is acting; they have come to another step.
    """
    who, moment = current()
    context = {"actor": who.actor_id, "step": who.step}
    said = [("pghistory.context_id", str(who.event or ""))]
    said += [("pghistory.context_metadata", json.dumps(context) if who.event else "")]
    if not step_only:
        said += [("kith.actor", str(who.actor_id or "")), ("kith.now", moment.isoformat() if moment else "")]
        said += [("kith.hidden", ""), ("kith.hidden_matters", "")]  # who is hidden from one is not from another
    with wrapper.cursor() as cursor:
        parts = ", ".join(f"set_config('{name}', %s, true)" for name, _ in said)
        cursor.execute(f"select {parts}", [value for _, value in said])


_simulated_databases: dict[str, bool] = {}


def _is_simulated() -> bool:
    name = str(connection.settings_dict["NAME"])
    if name not in _simulated_databases:
        with connection.cursor() as cursor:
            cursor.execute("select kith_is_simulated()")
            _simulated_databases[name] = bool(cursor.fetchone()[0])
    return _simulated_databases[name]


def is_simulated() -> bool:
    """Whether this database was created as simulated: demo and tests. A banner says so on every page."""
    return _is_simulated()
