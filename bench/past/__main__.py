"""A long history beside a short one, then beside now: `python -m bench.past [--times 40] [--people 10000] [--keep]`."""

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
    """On the small record: what is measured grows with one child's history, not with other children."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--times", type=int, default=40, help="how often each thing is done")
    asked.add_argument("--people", type=int, default=home.SMALL, help="how large the record is")
    asked.add_argument("--keep", action="store_true", help="use the database that stands")
    chosen = asked.parse_args()
    ensure(chosen.people, keep=chosen.keep)
    command = [sys.executable, "-m", "bench.past.measure", str(chosen.people), "--times", str(chosen.times)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = {"people": chosen.people, "machine": machine(), **json.loads(done.stdout.splitlines()[-1])}
    keep("past", found)


if __name__ == "__main__":
    main()
