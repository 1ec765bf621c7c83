"""The authorised assessment that letters are written about."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.letters.scene import Scene, told


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Amara's, which ended in a child in need plan."""
    return told(cast)
