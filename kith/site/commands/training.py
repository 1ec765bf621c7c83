"""The training copy: a database whose clock may be moved, filled with a made-up authority."""

from argparse import Namespace

from kith.site.commands.database import bring_up
from kith.site.commands.terminal import Stop


def build(arguments: Namespace) -> list[str]:
    """Make or find the made-up authority; gives back the lines that say who can sign in, and how.

    Raises Stop when the database holds a real authority: nothing made up ever goes beside real records.
    """
    from kith.site.checks.database import migrations, wall
    from kith.site.doctor import one, simulated

    if one("select to_regclass('access_subject') is not null") and not simulated() and _holds_records():
        raise Stop(
            "This database is real and holds records. The demonstration needs one of its own: set DATABASE_URL and "
            "DATABASE_OWNER_URL to another, or KITH_HOME to another folder."
        )
    # Only what says of itself that it is a training copy is ever cleared: a database without Kith's tables may be
    # somebody else's.
    if arguments.fresh and simulated():
        _clear()
    if not (simulated() and migrations().well and wall().well):
        bring_up(simulated=True)
    from kith.site.demo.build import build as build_demo

    return list(build_demo(size=arguments.size, seed=arguments.seed))


def _holds_records() -> bool:
    """Asked as the owner, whom the wall does not hold."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("select exists (select 1 from access_subject) or exists (select 1 from access_user)")
        return bool(cursor.fetchone()[0])


def _clear() -> None:
    """Take every table of a training copy away. `build` has made sure that it is one."""
    from django.db import connections

    connections.close_all()
    with connections["owner"].cursor() as cursor:
        cursor.execute("drop schema public cascade")
        cursor.execute("create schema public")
