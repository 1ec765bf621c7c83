"""Django's PostgreSQL backend, with one addition: a transaction is told who is acting before any statement of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.backends.postgresql import base, operations

from kith.access import actor

# These read and write no row, and leave the stamp as it is.
_BARE = ("SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT ")
# Begins what Django asks of models, which writes nothing. What we write in SQL begins in small letters.
_READS = "SELECT "


class DatabaseOperations(operations.DatabaseOperations):
    """PostgreSQL's, with SQL that is made once for each shape of a question."""

    compiler_module = "kith.access.db.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, stamped. Used as ENGINE "kith.access.db" for the application's own log-in."""

    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the transaction under way knows of who is acting, and in which step; nothing when it begins.
        self._told_who: object = None
        self._told_step: object = None
        self._told: tuple[object, object] = (None, None)  # the very stamp and moment, when it knows both
        self.kith_settled: dict[str, Any] = {}  # what it has been asked of the authority's settings: see asked_once
        self.execute_wrappers.append(self._stamped_first)

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        self.kith_settled = {}
        self._told = (None, None)
        self._told_who = self._told_step = None  # a stamp ends with its transaction: untold is nobody to the wall

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # Django's own, which its stubs leave out
        self.kith_settled = {}
        self._told = (None, None)
        self._told_who = self._told_step = None  # the database has gone back to what it was told before the savepoint

    def _stamped_first(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Tell the transaction who is acting before the first statement after that changed, and in which step before
        the first that may write: not oftener, for a step inside a step changes both. A broken one is left alone."""
        current, moment = now = actor.current()
        news = current is not self._told[0] or moment is not self._told[1]
        if news and self.in_atomic_block and not self.needs_rollback:
            self._tell(now, str(sql))
        return execute(sql, params, many, context)

    def _tell(self, now: tuple[actor.Stamp, datetime | None], text: str) -> None:
        (current, moment) = now
        who, step = (current.actor_id, moment), (current.step, current.event)
        if (who, step) != (self._told_who, self._told_step):
            if text.startswith(_BARE) or (who == self._told_who and text.startswith(_READS)):
                return
            step_only, self._told_who, self._told_step = who == self._told_who, who, step
            actor.stamp(self, step_only=step_only)
        self._told = now
