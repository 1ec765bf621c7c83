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
from tests.permissions.asking import Asker
from tests.permissions.world import World, build


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world on the morning of 3 June 2026."""
    with django_db_blocker.unblock(), transaction.atomic(), at(TODAY):
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def asker(world: World) -> Iterator[Asker]:
    """Everybody, signed in. When and where sessions were last seen is not kept here: it says nothing of who may."""
    kept = [name for name in settings.MIDDLEWARE if "LastSeen" not in name]
    with override_settings(MIDDLEWARE=kept, SESSION_ENGINE="django.contrib.sessions.backends.cache"):
        yield Asker(world)
