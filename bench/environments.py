"""Environments of the outside judges, each by its own lock: their pins hold back Kith's, and each other's."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from bench import home


def python(name: str) -> Path:
    """The Python of the environment made from requirements/NAME.txt, installed first where it is not there yet."""
    place, lock = home.CHECKOUT / "build" / "bench" / f"env-{name}", home.CHECKOUT / "requirements" / f"{name}.txt"
    stamp, made_from = place / ".kith-lock", hashlib.sha256(lock.read_bytes()).hexdigest()
    found = place / "bin" / "python"
    if not (stamp.exists() and stamp.read_text() == made_from):
        uv = str(home.CHECKOUT / ".venv" / "bin" / "uv")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(place)], check=True)
        install = [uv, "pip", "install", "--quiet", "--python", str(found), "--require-hashes", "-r", str(lock)]
        subprocess.run(install, check=True)
        stamp.write_text(made_from)
    return found
