"""Run a command against a throwaway PostgreSQL that is started for it and stopped after the last one using it.

Usage: python scripts/with_database.py embedded|system COMMAND...
embedded: the wheel's PostgreSQL; system: the machine's own packages'. Both are private clusters under KITH_HOME, kept
between runs so that test templates are made once, and reached by DATABASE_URL and DATABASE_OWNER_URL.
"""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from kith.site import embedded, environment, place

BINARIES = {"embedded": embedded.wheel_binaries, "system": embedded.system_binaries}


def main(kind: str, command: list[str]) -> int:
    """Start, run, and let the last one out turn off the light. Returns the command's exit code."""
    home = place.home() / f"test-{kind}"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server = embedded.start(home, BINARIES[kind](), throwaway=True)
        environment.use(server)
        os.environ["KITH_TEST_SERVER"] = kind
        environment.prepare()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command hears it too, and says what it had done so far
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the command ends with us, and the server is let go
        try:
            return subprocess.run(command, check=False).returncode
        finally:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                server.stop()
            except BlockingIOError:
                pass  # another run is still using it


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in BINARIES:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except place.DatabaseUnavailable as why:
        sys.exit(str(why))
