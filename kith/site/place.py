"""Where the database and the environment live, and which user of the machine PostgreSQL runs as.

PostgreSQL refuses to run as root. Started by root it runs as another user, and that user must be able to enter
every folder on the way to its data and programs. Where it cannot (root working under a private home) both go to
/var/lib/kith/<hash of the checkout>. Standard library only: bin/setup asks this page before anything is installed.
"""

import hashlib
import os
import pwd
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SYSTEM_PLACE = Path("/var/lib/kith")


class DatabaseUnavailable(RuntimeError):
    """The database cannot be started; the message says why and what to do, in a sentence for whoever installs Kith."""


def database_user() -> pwd.struct_passwd | None:
    """The machine's user PostgreSQL runs as when we are root; None when it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DatabaseUnavailable(
        "PostgreSQL refuses to run as root, and this machine has neither a user postgres nor a user nobody."
    )


def run_as_database_user(*command: str | Path, timeout: float) -> subprocess.CompletedProcess[str]:
    """Run one command as the database's user, in /, with a bare environment, for at most `timeout` seconds."""
    user = database_user()
    return subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )


def can_enter(folder: Path) -> bool:
    """Whether the database's user can reach `folder`, or the nearest folder above it that exists already."""
    if database_user() is None:
        return True
    existing = folder.absolute()
    while not existing.exists():
        existing = existing.parent
    return run_as_database_user("test", "-x", existing, timeout=10).returncode == 0


def moved(checkout: Path = CHECKOUT) -> Path | None:
    """The place outside the checkout for environment and data, or None when the checkout itself serves."""
    if can_enter(checkout):
        return None
    return SYSTEM_PLACE / hashlib.sha256(os.fsencode(checkout)).hexdigest()[:12]


def home() -> Path:
    """Kith's own folder for this checkout: KITH_HOME, else .kith in the checkout, else the place it had to move to."""
    if chosen := os.environ.get("KITH_HOME"):
        return Path(chosen).absolute()
    elsewhere = moved()
    return elsewhere / "home" if elsewhere else CHECKOUT / ".kith"


if __name__ == "__main__":
    sys.stdout.write(f"{home()}\n")
