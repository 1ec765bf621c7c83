"""The long campaign: only the tests that make up their own examples, each with many times as many (decision 13).

A plugin of pytest, used by `just campaign`: KITH_CAMPAIGN says how many times as many, and the seed that pytest prints
makes a run again with `--hypothesis-seed`.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import settings

TIMES = int(os.environ.get("KITH_CAMPAIGN", "20"))
_SETTINGS = "_hypothesis_internal_use_settings"  # where Hypothesis keeps a test's own


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the others out, and give these more examples and fresh chance."""
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    changed: set[int] = set()
    for item in items:
        test: Any = getattr(item, "obj", None)
        if not getattr(test, "is_hypothesis_test", False):
            left_out.append(item)
            continue
        kept.append(item)
        function = getattr(test, "__func__", test)
        if id(function) not in changed:
            changed.add(id(function))
            own = getattr(function, _SETTINGS, None) or settings.default
            more = settings(own, max_examples=own.max_examples * TIMES, derandomize=False, deadline=None)
            setattr(function, _SETTINGS, more)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept
