"""Places to run Kith's commands in, as an administrator would: a real database and a training copy, each its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, _admin, copy_database, environment, real, training

Place = dict[str, str]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run one command of Kith in a place; gives back what it said and its exit code."""

    def command(where: Place, *words: str, typed: str = "", seconds: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kith.site.cli", *words],
            cwd=ROOT, env=where, input=typed, capture_output=True, text=True, timeout=seconds, check=False,
        )  # fmt: skip

    return command


@contextmanager
def _cloned(name: str, template: str, home: Path) -> Iterator[Place]:
    with _admin() as admin:
        copy_database(admin, name, template)
    try:
        yield environment(name, home)
    finally:
        with _admin() as admin:
            admin.execute(f'drop database "{name}" with (force)')


@pytest.fixture(scope="session")
def real_place(tmp_path_factory: Any, django_db_setup: None) -> Iterator[Place]:
    """A real Kith, as its own command brought it up from an empty database, without anybody in it."""
    with _cloned(f"kith_real_{os.getpid()}", real(), tmp_path_factory.mktemp("real")) as where:
        yield where


@pytest.fixture(scope="session")
def training_place(tmp_path_factory: Any, django_db_setup: None) -> Iterator[Place]:
    """A training copy without anybody in it."""
    with _cloned(f"kith_training_{os.getpid()}", training(), tmp_path_factory.mktemp("training")) as where:
        yield where
