"""Where the bench keeps its databases: a PostgreSQL of its own, a database for each size of record."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from kith.site import embedded, environment
from kith.site.bootstrap import OWNER, bootstrap

CHECKOUT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("KITH_BENCH_HOME") or CHECKOUT / "build" / "bench").absolute()
RESULTS = HOME / "results"
SMALL, LARGE = 10_000, 1_000_000

# A server with memory to work in, as an authority's own would have; everything else as PostgreSQL comes.
MEMORY = {"shared_buffers": "2GB", "effective_cache_size": "8GB", "max_wal_size": "8GB"}


def database(people: int) -> str:
    """The name of the database with that many people."""
    return f"kith_{people}"


def server() -> embedded.Server:
    """The bench's own PostgreSQL, running."""
    found = embedded.start(HOME / "database")
    with admin(found) as connection:
        held = connection.execute("select pg_size_bytes(current_setting('shared_buffers'))").fetchone()
        if held and held[0] >= 2 * 1024**3:
            return found
        for name, value in MEMORY.items():
            connection.execute(f"alter system set {name} = '{value}'")
    found.stop()
    found.ensure()
    return found


@contextmanager
def admin(found: embedded.Server, name: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
    """A connection that may do everything: to make databases, and to load without asking for each row."""
    with psycopg.connect(found.dsn(embedded.SUPERUSER, name), autocommit=True) as connection:
        yield connection


def stands(found: embedded.Server, people: int) -> bool:
    """Whether the database of that size is there, whole."""
    with admin(found) as connection:
        wanted = [database(people)]
        if not connection.execute("select 1 from pg_database where datname = %s", wanted).fetchone():
            return False
    with admin(found, database(people)) as connection:
        return connection.execute("select to_regclass('bench.whole') is not null").fetchone() == (True,)


def drop(found: embedded.Server, people: int) -> None:
    """Away with it."""
    with admin(found) as connection:
        connection.execute(f'drop database if exists "{database(people)}" with (force)')


def make(found: embedded.Server, people: int) -> None:
    """An empty database of that name, Kith's own."""
    drop(found, people)
    bootstrap(found.dsn(embedded.SUPERUSER, "postgres"), found.passwords, database(people))


def use(found: embedded.Server, people: int) -> None:
    """Point this process, and those it starts, at one database, as `bin/kith` would be."""
    os.environ["KITH_HOME"] = str(HOME / "kith")
    environment.use(found, database(people))
    environment.prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "kith.site.settings"


def awake(people: int) -> None:
    """Load Django on one database as the web server has it: pooled, styles gathered, without the owner's address."""
    use(server(), people)
    subprocess.run([sys.executable, "-m", "kith.site.cli", "static"], cwd=CHECKOUT, check=True)
    os.environ.pop("DATABASE_OWNER_URL", None)
    import django

    django.setup()


def owner(found: embedded.Server, people: int) -> str:
    """The owner's address."""
    return found.dsn(OWNER, database(people))
