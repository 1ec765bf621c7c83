"""Django's PostgreSQL backend, with one addition: a transaction is told who is acting before any statement of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base

from kith.access import actor

# These read and write no row, and leave the stamp as it is.
_BARE = ("SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT ")


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, stamped. Used as ENGINE "kith.access.db" for the application's own log-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told: object = None  # what the transaction under way knows of who is acting; nothing when it begins
        self.execute_wrappers.append(self._stamped_first)

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        self._told = None  # a stamp ends with its transaction: what is not told yet is nobody to the wall

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # Django's own, which its stubs leave out
        self._told = None  # the database has gone back to what it was told before the savepoint

    def _tell(self) -> None:
        self._told = actor.to_be_told()
        actor.stamp(self)

    def _stamped_first(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Tell the transaction who is acting before the first statement after that changed: not oftener, for a step
        inside a step changes it at every turn. A broken transaction is left alone."""
        stale = self._told != actor.to_be_told() and self.in_atomic_block and not self.needs_rollback
        if stale and not str(sql).startswith(_BARE):
            self._tell()
        return execute(sql, params, many, context)
