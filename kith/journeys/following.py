"""Who follows what: each room of this list registers here, and the kernel calls it when a step has been taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kith.kernel.step import Act, Step

Follow = Callable[[Act, Any], None]
_after: dict[str, list[Follow]] = {}


def after(event: str) -> Callable[[Follow], Follow]:
    """Register what follows when this has happened."""

    def register(follow: Follow) -> Follow:
        _after.setdefault(event, []).append(follow)
        return follow

    return register


class Journeys:
    """What the kernel calls when a step has been taken."""

    def after(self, step: type[Step], act: Act, result: Any) -> None:
        for follow in _after.get(step.event, []):
            follow(act, result)
