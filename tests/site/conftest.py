"""Places to run Kith's commands in, as an administrator would: a real database and a training copy, each its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, _admin

Place = dict[str, str]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def _address(url: str, database: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{database}" + (f"?{tail}" if tail else "")


def place(database: str, home: Path) -> Place:
    """The environment of somebody who installs Kith: two addresses and a folder, and nothing of the suite's own."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("KITH_", "DJANGO_", "PYTEST_", "DATABASE_"))}
    return kept | {
        "DATABASE_URL": _address(os.environ["DATABASE_URL"], database),
        "DATABASE_OWNER_URL": _address(os.environ["DATABASE_OWNER_URL"], database),
        "KITH_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture(scope="session")
def run() -> Run:
    """Run one command of Kith in a place; gives back what it said and its exit code."""

    def command(where: Place, *words: str, typed: str = "", seconds: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kith.site.cli", *words],
            cwd=ROOT, env=where, input=typed, capture_output=True, text=True, timeout=seconds, check=False,
        )  # fmt: skip

    return command


@pytest.fixture(scope="session")
def real_place(run: Run, tmp_path_factory: Any, django_db_setup: None) -> Iterator[Place]:
    """A real Kith, brought up by its own command from an empty database, with one administrator."""
    name = f"kith_real_{os.getpid()}"
    with _admin() as admin:
        admin.execute(f'create database "{name}"')
    where = place(name, tmp_path_factory.mktemp("real"))
    try:
        done = run(where, "migrate", seconds=240)
        assert done.returncode == 0, done.stderr
        yield where
    finally:
        with _admin() as admin:
            admin.execute(f'drop database "{name}" with (force)')


@pytest.fixture(scope="session")
def training_place(tmp_path_factory: Any, django_db_setup: None) -> Iterator[Place]:
    """A training copy without anybody in it."""
    name = f"kith_training_{os.getpid()}"
    with _admin() as admin:
        admin.execute(f'create database "{name}"')
    where = place(name, tmp_path_factory.mktemp("training"))
    bring_up = (
        "from kith.site.commands import database, terminal\nterminal.wake(as_owner=True)\ndatabase.bring_up(True)"
    )
    try:
        subprocess.run([sys.executable, "-c", bring_up], cwd=ROOT, env=where, check=True, timeout=240)
        yield where
    finally:
        with _admin() as admin:
            admin.execute(f'drop database "{name}" with (force)')
