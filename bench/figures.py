"""Percentiles, the load of the machine, and results kept for the report."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

from bench import home
from kith.kernel.now import now


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which this part of the values lie."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 1) if ordered else 0.0


def middle(values: Sequence[float]) -> float:
    """The median."""
    return percentile(values, 0.5)


def ninety_fifth(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return percentile(values, 0.95)


def machine() -> dict[str, Any]:
    """When this ran, and what else the machine was doing."""
    return {"at": f"{now():%Y-%m-%d %H:%M} UTC", "load": round(os.getloadavg()[0], 1), "processors": os.cpu_count()}


def keep(name: str, results: dict[str, Any]) -> None:
    """Put results by for `python -m bench.report`."""
    home.RESULTS.mkdir(parents=True, exist_ok=True)
    (home.RESULTS / f"{name}.json").write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")


def kept(name: str) -> dict[str, Any] | None:
    """Results put by earlier, if there are any."""
    file = home.RESULTS / f"{name}.json"
    found: dict[str, Any] | None = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    return found
