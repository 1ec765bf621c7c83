"""Django's PostgreSQL backend, with one addition: every transaction begins by saying who is acting."""

from django.db.backends.postgresql import base

from kith.access import actor


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, stamped. Used as ENGINE "kith.access.db" for the application's own log-in."""

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit:
            actor.stamp(self)
