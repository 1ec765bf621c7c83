"""The whole search bench: `python -m bench.search [--size 150] [--seed N] [--keep]`."""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
from pathlib import Path
from typing import Any

from bench import home
from bench.environments import python
from bench.figures import keep, machine
from bench.record.make import ensure
from bench.search.lists import pairs
from bench.search.measure import measure, told, trigrams, typed
from bench.search.targets import write

HERE = Path(__file__).parent
# Fixed before the first run. Seeds that were looked at while the search was changed say nothing any more: choose anew.
SEED = 4471


def queries(people: int, seed: int, size: int) -> Path:
    """People drawn from that record, and how each would be typed by somebody who has it a little wrong."""
    home.RESULTS.mkdir(parents=True, exist_ok=True)
    targets = write(people, str(seed), home.RESULTS / f"targets-{people}.csv")
    nicknames, spellings = pairs(targets)
    made = home.RESULTS / f"queries-{people}.csv"
    words = ["--nicknames", nicknames, "--spellings", spellings, "--size", size]
    command = [python("corruption"), HERE / "corrupt.py", targets, made, seed, *words]
    subprocess.run([str(word) for word in command], check=True)
    return made


def read(file: Path) -> list[dict[str, str]]:
    """The queries of a file."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def splink(people: int, made: Path) -> dict[str, Any]:
    """The same queries put to Splink, all of them at once."""
    everybody = write(people, "everybody", home.RESULTS / "everybody.csv")
    out = home.RESULTS / "splink.json"
    command = [python("judges"), HERE / "splink_judge.py", everybody, made, out]
    subprocess.run([str(word) for word in command], check=True)
    everybody.unlink()
    found: dict[str, Any] = json.loads(out.read_text())
    return found


def main() -> None:
    """Small, then large, then the others on the large one; kept after each part, since the last takes long."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--size", type=int, default=150, help="queries a class")
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--people", type=int, default=home.LARGE)
    asked.add_argument("--keep", action="store_true", help="use the databases that stand")
    chosen = asked.parse_args()
    results: dict[str, Any] = {"seed": chosen.seed, "size": chosen.size, "machine": machine(), "people": chosen.people}
    for people in (home.SMALL, chosen.people):
        ensure(people, keep=chosen.keep)
        made = queries(people, chosen.seed, chosen.size)
        missed: list[dict[str, Any]] = []
        results[f"kith {people}"] = measure(people, read(made), typed, missed) | {"machine": machine()}
        results[f"missed {people}"] = missed
        keep("search", results)
    results["intake"] = measure(chosen.people, read(made)[::5], told, [])
    keep("search", results)
    results["trigrams"] = trigrams(chosen.people, read(made), 10)
    keep("search", results)
    results["splink"] = splink(chosen.people, made)
    results["ended"] = machine()
    keep("search", results)


if __name__ == "__main__":
    main()
