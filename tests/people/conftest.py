"""People to find: made up, and known to every test of this room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kith.access.actor import acting, at
from tests.cast import TODAY, Cast


@pytest.fixture
def worker(cast: Cast) -> Iterator[Any]:
    """Farah, a social worker, at work on 3 June 2026."""
    with acting(cast.social_worker), at(TODAY):
        yield cast.social_worker
