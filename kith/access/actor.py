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

from kith.access.asked_once import is_reading_a_page
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


def to_be_told() -> tuple[Stamp, datetime | None, bool]:
    """Who is acting now, at what moment, and whether a page is only read: what the transaction must have been told."""
    return _stamp.get(), simulated.get(), is_reading_a_page()


def stamp(wrapper: Any) -> None:
    """Write the stamp on this connection's transaction."""
    current, moment, reading = to_be_told()
    context = {"actor": current.actor_id, "step": current.step}
    with wrapper.cursor() as cursor:
        cursor.execute(
            "select set_config('kith.actor', %s, true), set_config('kith.now', %s, true),"
            " set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true),"
            # Who is hidden is asked in every mention of a walled table: a page that only reads is told once.
            + (
                " kith_keep_hidden()"
                if reading and current.actor_id
                else " set_config('kith.hidden', '', true), set_config('kith.hidden_matters', '', true)"
            ),
            [
                str(current.actor_id or ""),
                moment.isoformat() if moment else "",
                str(current.event or ""),
                json.dumps(context) if current.event else "",
            ],
        )


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
