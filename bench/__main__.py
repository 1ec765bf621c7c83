"""`just bench`: everything, or one part; then docs/benchmarks.md is written anew from what was kept.

python -m bench [search | pages | load | writing | past | audit | report] [--keep] [options of that part]
"""

from __future__ import annotations

import subprocess
import sys

from bench import report

PARTS = ("pages", "search", "load", "writing", "past", "audit")


def main(words: list[str]) -> None:
    """Each part in a process of its own: Django can be pointed at one database only."""
    chosen = [word for word in words if word in PARTS] or ([] if "report" in words else list(PARTS))
    options = [word for word in words if word not in (*PARTS, "report")]
    for place, part in enumerate(chosen):
        # What the first part made, the next may use.
        kept = [] if place == 0 or "--keep" in options else ["--keep"]
        subprocess.run([sys.executable, "-m", f"bench.{part}", *options, *kept], check=True)
    report.write()


if __name__ == "__main__":
    main(sys.argv[1:])
