"""One world for the whole folder: built once, never written to, since every request is undone after it was answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from kith.access.actor import at
from tests.cast import TODAY
from tests.conftest import another_clone
from tests.permissions.asking import Asker
from tests.permissions.governance import govern
from tests.permissions.world import World, build


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world on the morning of 3 June 2026.

    It is committed: in a transaction that wrote who is restricted, and in one of more than ten seconds, the database
    works out anew at every mention of a record who is hidden (kith/access/secure.py), which no request has to wait for.
    """
    with django_db_blocker.unblock(), another_clone(), at(TODAY):
        with transaction.atomic():
            made = build()
            govern(made)
        yield made


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    """Whatever a test does, and a request within it, is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def asker(world: World) -> Iterator[Asker]:
    """Everybody, signed in. When and where sessions were last seen is not kept here: it says nothing of who may."""
    kept = [name for name in settings.MIDDLEWARE if "LastSeen" not in name]
    with override_settings(MIDDLEWARE=kept, SESSION_ENGINE="django.contrib.sessions.backends.cache"):
        with transaction.atomic():
            made = Asker(world)
        yield made
