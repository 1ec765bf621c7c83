"""The training copy: a database whose clock may be moved, filled with a made-up authority."""

import fcntl
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from kith.site.commands.database import bring_up
from kith.site.commands.terminal import Stop
from kith.site.place import home

HALF_BUILT, WHOLE = "a training copy, half built", "a training copy"


def build(arguments: Namespace) -> list[str]:
    """Make or find the made-up authority; gives back the lines that say who can sign in, and how.

    Raises Stop when the database holds a real authority: nothing made up ever goes beside real records; and when
    another process is making one.
    """
    from kith.site.checks.database import migrations, wall
    from kith.site.doctor import one, simulated

    if one("select to_regclass('access_subject') is not null") and not simulated() and _holds_records():
        raise Stop(
            "This database is real and holds records. The demonstration needs one of its own: set DATABASE_URL and "
            "DATABASE_OWNER_URL to another, or KITH_HOME to another folder."
        )
    with _alone():
        # Only what says of itself that it is a training copy is ever cleared: a database without Kith's tables may be
        # somebody else's.
        if simulated() and (arguments.fresh or _half_built()):
            _clear()
        from kith.site.demo.build import build as lived_through
        from kith.site.demo.build import drawn, log_ins

        stands = simulated() and _holds_records()
        if not (stands and migrations().well and wall().well):
            # Drawing keeps one processor busy, making the tables mostly the database: both at once.
            with ProcessPoolExecutor(1, get_context("fork")) as beside:
                drawing = None if stands else beside.submit(drawn, arguments.size, arguments.seed)
                bring_up(simulated=True)
                if drawing is not None:
                    _say_of_the_copy(HALF_BUILT)
                    authority = drawing.result()
            if not stands:
                lived_through(authority)
                _say_of_the_copy(WHOLE)
        return log_ins()


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else makes, or clears, this authority meanwhile."""
    with (home() / "making-the-demonstration").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop("Another bin/demo is making this authority. Wait until it has, or stop it.") from None
        yield


def _holds_records() -> bool:
    """Asked as the owner, whom the wall does not hold."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("select exists (select 1 from access_subject) or exists (select 1 from access_user)")
        return bool(cursor.fetchone()[0])


def _say_of_the_copy(words: str) -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(f"comment on schema public is '{words}'")


def _half_built() -> bool:
    """Whether a build was broken off: what it made is cleared and made again, never shown for the whole."""
    from kith.site.doctor import one

    return one("select obj_description('public'::regnamespace, 'pg_namespace')") == HALF_BUILT


def _clear() -> None:
    """Take every table of a training copy away. `build` has made sure that it is one."""
    from django.db import connections

    connections.close_all()
    with connections["owner"].cursor() as cursor:
        cursor.execute("drop schema public cascade")
        cursor.execute("create schema public")
