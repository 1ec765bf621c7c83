"""Making the database and keeping it in shape: bootstrap, migrate, secure, clocks, postcodes."""

from argparse import Namespace
from contextlib import nullcontext
from urllib.parse import quote, urlsplit

from kith.site.bootstrap import APP, OWNER, REPORT, ROLES, bootstrap, new_passwords
from kith.site.commands.terminal import WELL, Stop, complain, say, wake

MIGRATING = 74839202  # the key of the lock that one migration holds at a time


def make(arguments: Namespace) -> int:
    """`bootstrap`: the three log-ins and the database, on an authority's own server. Safe to repeat: new passwords."""
    passwords = new_passwords(*ROLES)
    bootstrap(arguments.admin_url, passwords, arguments.database)
    complain("These lines are the only copy of the passwords. Keep them where Kith's other secrets are kept.")
    complain(f"{REPORT} is for whoever prepares returns from the database; Kith itself does not use it.")
    for name, role in (("DATABASE_URL", APP), ("DATABASE_OWNER_URL", OWNER), ("DATABASE_REPORT_URL", REPORT)):
        say(f"{name}={_address(arguments.admin_url, role, passwords[role], arguments.database)}")
    return WELL


def _address(admin_url: str, role: str, password: str, database: str) -> str:
    parts = urlsplit(admin_url)
    place = parts.netloc.rpartition("@")[2]
    query = f"?{parts.query}" if parts.query else ""
    return f"postgresql://{role}:{quote(password, safe='')}@{place}/{database}{query}"


def migrate(arguments: Namespace) -> int:
    """`migrate`: tables, the cache's table, grants and the wall, as the owner. Safe to repeat."""
    wake(as_owner=True)
    bring_up(simulated=None)
    return WELL


def secure(arguments: Namespace) -> int:
    """`secure`: grants, row security and functions only."""
    wake(as_owner=True)
    _secure(None)
    return WELL


def bring_up(simulated: bool | None) -> None:
    """Bring the database to what the code expects; one process at a time, the others wait.

    Args:
        simulated: True makes an empty database one whose clock may be moved, for the demonstration; None leaves it.
    """
    from django.core.management import call_command
    from django.db import connections

    from kith.site.commands.migrating import quickly

    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [MIGRATING])
        try:
            cursor.execute("select to_regclass('django_migrations') is null")
            with quickly() if cursor.fetchone()[0] else nullcontext():
                call_command("migrate", database="owner", verbosity=0, interactive=False)
            call_command("createcachetable", database="owner", verbosity=0)
            _secure(simulated)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [MIGRATING])


def _secure(simulated: bool | None) -> None:
    from kith.access.secure import secure as write

    try:
        every = write(simulated=simulated)
    except RuntimeError as refused:
        raise Stop(str(refused)) from refused
    walled = sum(wall.walled for wall in every)
    say(f"The database is in shape: {len(every)} tables, {walled} of them behind the wall.")


def clocks(arguments: Namespace) -> int:
    """`clocks`: every cached due date computed again from its rule and its start."""
    wake()
    from kith.access.system import working
    from kith.record import clocks as record_clocks

    with working():
        drifted = record_clocks.rebuild()
    say("Every due date stands." if not drifted else f"{drifted} due dates had drifted and are put right.")
    return WELL


def postcodes(arguments: Namespace) -> int:
    """`postcodes`: the ONS postcode directory, from the package Kith is installed with."""
    wake()
    from kith.directory.load import load_postcodes

    try:
        loaded = load_postcodes(progress=lambda done, of: say(f"  {done} of {of} files"))
    except LookupError as why:
        raise Stop(str(why)) from why
    say(f"{loaded:,} postcodes are in place.")
    return WELL
