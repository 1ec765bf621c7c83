"""The pages at two sizes of record: `python -m bench.pages [--times 60] [--keep]`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any

from bench import home
from bench.figures import keep, machine
from bench.record.make import ensure


def main() -> None:
    """The small record and the large one, one after the other."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--times", type=int, default=60, help="how often each page is opened")
    asked.add_argument("--people", type=int, default=home.LARGE)
    asked.add_argument("--keep", action="store_true", help="use the databases that stand")
    chosen = asked.parse_args()
    results: dict[str, Any] = {"people": chosen.people, "machine": machine()}
    for people in (home.SMALL, chosen.people):
        ensure(people, keep=chosen.keep)
        command = [sys.executable, "-m", "bench.pages.measure", str(people), "--times", str(chosen.times)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        results[str(people)] = json.loads(done.stdout.splitlines()[-1])
        keep("pages", results)


if __name__ == "__main__":
    main()
