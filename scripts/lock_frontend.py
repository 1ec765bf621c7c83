"""Bring package-lock.json up to package.json, without the addresses npm puts in it.

Where packages come from is each place's own affair (a mirror, a proxy), and integrity is held by the hashes.
"""

import json
import os
import subprocess

from setup import CHECKOUT, npm

LOCK = CHECKOUT / "package-lock.json"


def main() -> None:
    """Let npm resolve, then strip what holds an address."""
    call, extra = npm()
    subprocess.run(
        [*call, "install", "--package-lock-only"], cwd=CHECKOUT, env=os.environ | extra, check=True, timeout=600
    )
    lock = json.loads(LOCK.read_text())
    for package in lock["packages"].values():
        for address in ("funding", "resolved"):
            package.pop(address, None)
    LOCK.write_text(json.dumps(lock, indent=2) + "\n")


if __name__ == "__main__":
    main()
