"""The suite's databases: built once by the owner, cloned for each process, used as kith_app (decisions 9 and 13).

Two are kept ready: a real Kith, brought up from an empty database by `bin/kith migrate`, and a training copy, whose
clock may be moved. To migrate takes six seconds; a clone, half a second.
"""

from __future__ import annotations

import gc
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest

# A machine that is slow today has found nothing wrong: no test asserts a time (CONTRIBUTING).
hypothesis.settings.register_profile("kith", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("kith")

ROOT = Path(__file__).resolve().parent.parent
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--of-the-database", action="store_true", help="leave out what asks no database, nor starts one")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database answers alike beside each, and is asked beside one of them."""
    if not config.getoption("--of-the-database"):
        return
    asks = [_of_the_database(one) for one in items]
    config.hook.pytest_deselected(items=[one for one, does in zip(items, asks, strict=True) if not does])
    items[:] = [one for one, does in zip(items, asks, strict=True) if does]


def pytest_collection_finish() -> None:
    """Python looks for what is in nobody's use thousands of times a test, through all that a test leaves standing."""
    gc.collect()
    gc.freeze()
    gc.disable()


_done = count(1)


def pytest_runtest_logfinish() -> None:
    """Here it looks every so often instead, and only through what came since the collection: a tenth of the time."""
    if next(_done) % 20 == 0:
        gc.collect()


def _of_the_database(item: pytest.Item) -> bool:
    """Whether a test says that it asks a database, or stands where Kith's own programs are started."""
    starts = item.path.parent.name in ("ops", "site")
    return (
        starts or bool(item.get_closest_marker("django_db")) or "django_db_setup" in getattr(item, "fixturenames", ())
    )


@cache
def _fingerprint() -> str:
    """Changes whenever a built database would: migrations, functions, the wall, and what migrates.

    Taken once: what is changed while tests run is for the next run.
    """
    parts = sorted(ROOT.glob("kith/**/migrations/*.py")) + sorted(ROOT.glob("kith/*/database.py"))
    parts += [ROOT / "kith/access/secure.py", ROOT / "kith/access/wall.py", ROOT / "requirements/run.txt"]
    parts += [ROOT / "kith/site/commands/database.py", ROOT / "kith/site/commands/migrating.py"]
    parts += sorted(ROOT.glob("kith/**/models.py")) + sorted(ROOT.glob("kith/**/models/*.py"))
    return hashlib.sha256(b"".join(p.read_bytes() for p in parts if p.exists())).hexdigest()[:12]


def real() -> str:
    """The name of the real Kith to clone: nobody is in it yet."""
    return f"kith_real_{_fingerprint()}"


def training() -> str:
    """The name of the training copy to clone: nobody is in it yet."""
    return f"kith_template_{_fingerprint()}"


def environment(database: str, home: Path) -> dict[str, str]:
    """The environment of somebody who installs Kith: two addresses and a folder, and nothing of the suite's own."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("KITH_", "DJANGO_", "PYTEST_", "DATABASE_"))}
    return kept | {
        "DATABASE_URL": _address(os.environ["DATABASE_URL"], database),
        "DATABASE_OWNER_URL": _address(os.environ["DATABASE_OWNER_URL"], database),
        "KITH_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }


def _address(url: str, database: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{database}" + (f"?{tail}" if tail else "")


def _admin() -> Any:
    import psycopg

    return psycopg.connect(_address(os.environ["DATABASE_OWNER_URL"], "postgres"), autocommit=True)


def _point(name: str) -> None:
    from django.db import connections

    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def copy_database(admin: Any, name: str, template: str) -> None:
    """A database like another, file by file: the server's usual way writes all of it into its log as well."""
    admin.execute(f'create database "{name}" template "{template}" strategy file_copy')


def _ready(admin: Any, name: str, template: str, bring_up: Callable[[str], None]) -> None:
    """Make a database to clone, unless it stands; until it is whole it has another name."""
    if admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        return
    building = f"{name}_building"
    admin.execute(f'drop database if exists "{building}" with (force)')
    copy_database(admin, building, template)
    bring_up(building)
    admin.execute(f'alter database "{building}" rename to "{name}"')


def _bring_up_real(database: str) -> None:
    with TemporaryDirectory() as home:
        migrate = [sys.executable, "-m", "kith.site.cli", "migrate"]
        where = environment(database, Path(home))
        done = subprocess.run(migrate, cwd=ROOT, env=where, capture_output=True, text=True, timeout=240, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def _bring_up_training(database: str) -> None:
    from kith.site.commands.database import bring_up

    _point(database)
    bring_up(simulated=True)
    _point("postgres")


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A clone of the training copy for this process."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"kith_test_{worker}_{os.getpid()}"
    with django_db_blocker.unblock(), _admin() as admin:
        admin.execute("select pg_advisory_lock(740127)")
        _ready(admin, real(), "template1", _bring_up_real)
        _ready(admin, training(), real(), _bring_up_training)
        copy_database(admin, name, training())
        admin.execute("select pg_advisory_unlock(740127)")
        _point(name)
    yield
    with django_db_blocker.unblock():
        _drop(name)


def _drop(name: str) -> None:
    _point("postgres")
    with _admin() as admin:
        admin.execute(f'drop database if exists "{name}" with (force)')


@contextmanager
def another_clone() -> Iterator[None]:
    """A clone beside the process's own, for what is committed and outlasts one test; dropped with all that is in it."""
    from django.db import connection

    own = str(connection.settings_dict["NAME"])
    with _admin() as admin:
        copy_database(admin, f"{own}_beside", training())
    _point(f"{own}_beside")
    try:
        yield
    finally:
        _drop(f"{own}_beside")
        _point(own)


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_listed_once() -> None:
    """Every test client makes its middleware anew, and WhiteNoise would look at a thousand files each time."""
    from whitenoise.base import WhiteNoise

    look, seen = WhiteNoise.update_files_dictionary, {}

    def listed(noise: Any, root: str, prefix: str) -> None:
        if (root, prefix) not in seen:
            before, noise.files = noise.files, {}
            look(noise, root, prefix)
            seen[root, prefix], noise.files = noise.files, before
        noise.files.update(seen[root, prefix])

    WhiteNoise.update_files_dictionary = listed  # type: ignore[method-assign]  # replaced on purpose


@pytest.fixture(scope="session", autouse=True)
def _sql_that_was_kept_is_held_against_djangos_own() -> None:
    """Of every ten questions one that takes SQL made before is made by Django as well, whatever the test is about."""
    from django.db.backends.postgresql import compiler as django_sql

    from kith.access.db.compiler import SQLCompiler

    take, taken = SQLCompiler.as_sql, count(1)

    def held(asked: Any, *more: Any, **named: Any) -> Any:
        if next(taken) % 10:
            return take(asked, *more, **named)
        other = django_sql.SQLCompiler(asked.query.clone(), asked.connection, asked.using, asked.elide_empty)
        ours = take(asked, *more, **named)
        if asked._converters is not None:
            assert ours == other.as_sql(*more, **named)
            theirs = [str(one.output_field) for one, *_ in other.select]
            assert [str(one.output_field) for one, *_ in asked.select] == theirs
        return ours

    SQLCompiler.as_sql = held  # type: ignore[method-assign]  # replaced on purpose


@pytest.fixture(scope="session", autouse=True)
def _transactional_tests_get_a_fresh_clone() -> None:
    """Django would TRUNCATE after a transactional test, which kith_app may not do: drop and clone instead."""
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = _reclone  # type: ignore[method-assign]  # replaced on purpose


def _reclone(case: Any) -> None:
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    _drop(name)
    with _admin() as admin:
        copy_database(admin, name, training())
    _point(name)


@pytest.fixture
def cast(db: None) -> Any:
    """One family, one team, one stranger: see tests/cast.py."""
    from tests.cast import Cast

    return Cast.gather()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """One quiet Chromium for every browser test of a process: Playwright can start only once in it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright leaves a loop running in the test's thread
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("KITH_CHROMIUM") or "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-dev-shm-usage", *quiet],
    }
