"""The suite's databases: built once by the owner, cloned for each process, used as kith_app (decisions 9 and 13)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


@cache
def _fingerprint() -> str:
    """Changes whenever the built database would: migrations, functions, the wall, and the libraries that migrate.

    Taken once: what is changed while tests run is for the next run.
    """
    parts = sorted(ROOT.glob("kith/*/migrations/*.py")) + sorted(ROOT.glob("kith/*/database.py"))
    parts += [ROOT / "kith/access/secure.py", ROOT / "kith/access/wall.py", ROOT / "requirements/run.txt"]
    parts += sorted(ROOT.glob("kith/*/models.py")) + sorted(ROOT.glob("kith/*/models/*.py"))
    return hashlib.sha256(b"".join(p.read_bytes() for p in parts if p.exists())).hexdigest()[:12]


def _admin() -> Any:
    import psycopg

    url = os.environ["DATABASE_OWNER_URL"]
    head, _, tail = url.partition("?")
    return psycopg.connect(head.rsplit("/", 1)[0] + "/postgres" + ("?" + tail if tail else ""), autocommit=True)


def _point(name: str) -> None:
    from django.db import connections

    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A clone of the template for this process."""
    from django.core.management import call_command

    from kith.access.secure import secure

    template = f"kith_template_{_fingerprint()}"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"kith_test_{worker}_{os.getpid()}"
    with django_db_blocker.unblock(), _admin() as admin:
        admin.execute("select pg_advisory_lock(740127)")
        if not admin.execute("select 1 from pg_database where datname = %s", [template]).fetchone():
            building = f"{template}_building"
            admin.execute(f'drop database if exists "{building}" with (force)')
            admin.execute(f'create database "{building}"')
            _point(building)
            call_command("migrate", database="owner", verbosity=0)
            call_command("createcachetable", database="owner", verbosity=0)
            secure(simulated=True)
            _point("postgres")
            admin.execute(f'alter database "{building}" rename to "{template}"')
        admin.execute(f'create database "{name}" template "{template}"')
        admin.execute("select pg_advisory_unlock(740127)")
        _point(name)
    yield
    with django_db_blocker.unblock():
        _point("postgres")
        with _admin() as admin:
            admin.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="session", autouse=True)
def _transactional_tests_get_a_fresh_clone() -> None:
    """Django would TRUNCATE after a transactional test, which kith_app may not do: drop and clone instead."""
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = _reclone  # type: ignore[method-assign]  # replaced on purpose


def _reclone(case: Any) -> None:
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    _point("postgres")
    with _admin() as admin:
        admin.execute(f'drop database if exists "{name}" with (force)')
        admin.execute(f'create database "{name}" template "kith_template_{_fingerprint()}"')
    _point(name)


@pytest.fixture
def cast(db: None) -> Any:
    """One family, one team, one stranger: see tests/cast.py."""
    from tests.cast import Cast

    return Cast.gather()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """One quiet Chromium for every browser test of a process: Playwright can start only once in it."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("KITH_CHROMIUM") or "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-dev-shm-usage", *quiet],
    }
