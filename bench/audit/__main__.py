"""The list of reading that deserves a look beside many looks: `python -m bench.audit [--looks 10000000] [--keep]`."""

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
    """On the small record, with as many looks at it as are asked for, over a year."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--looks", type=int, default=10_000_000, help="how many looks are written down")
    asked.add_argument("--times", type=int, default=40, help="how often each thing is done")
    asked.add_argument("--people", type=int, default=home.SMALL, help="how large the record is")
    asked.add_argument("--keep", action="store_true", help="use the database that stands")
    chosen = asked.parse_args()
    ensure(chosen.people, keep=chosen.keep)
    command = [sys.executable, "-m", "bench.audit.measure", str(chosen.people), "--looks", str(chosen.looks)]
    done = subprocess.run([*command, "--times", str(chosen.times)], check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = {"people": chosen.people, "machine": machine(), **json.loads(done.stdout.splitlines()[-1])}
    keep("audit", found)


if __name__ == "__main__":
    main()
