"""`serve`, `worker` and `demo`: Kith at work."""

import os
import signal
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from urllib.request import urlopen

from kith.site.commands.health import refuse_unsafe
from kith.site.commands.terminal import WELL, Stop, say, wake
from kith.site.embedded import Server

GRACE = 30  # seconds that requests under way have to finish when the server is stopped
SLOWEST = 60  # seconds after which a worker process that does not answer is replaced
POOL = 6  # connections, and so requests at once, in each worker process


def gather(arguments: Namespace) -> int:
    """`static`: styles and scripts gathered, hashed and compressed."""
    wake()
    _gather_static_files()
    return WELL


def _gather_static_files() -> None:
    from django.core.management import call_command

    from kith.site.checks.machine import stale_static_files

    if stale_static_files():
        say("Gathering static files")
        call_command("collectstatic", interactive=False, verbosity=0)


def serve(arguments: Namespace) -> int:
    """`serve`: the web server of a real Kith. It does not come back: this process becomes gunicorn."""
    wake()
    _gather_static_files()
    refuse_unsafe()
    _only_real()
    _need_port(arguments.port)
    say(f"Kith is on http://localhost:{arguments.port}  (Ctrl-C stops it)")
    command = gunicorn(arguments.port, arguments.workers)
    os.execve(command[0], command, environment())  # noqa: S606 no shell is wanted


def gunicorn(port: int, workers: int | None) -> list[str]:
    """The web server's command line: threads in a few processes, on this machine only, and no control socket."""
    pool = int(os.environ.get("KITH_POOL") or POOL) or POOL
    return [
        sys.executable, "-m", "gunicorn", "kith.site.wsgi:application",
        "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread",
        "--workers", str(workers or min(4, max(2, os.cpu_count() or 2))),
        "--threads", str(pool),
        "--graceful-timeout", str(GRACE),
        "--timeout", str(SLOWEST),
        "--no-control-socket",
        "--log-level", "warning",
    ]  # fmt: skip


def environment() -> dict[str, str]:
    """What the server's processes may know: everything but how to become the owner."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    checkout = str(Path(__file__).resolve().parents[3])
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, (checkout, kept.get("PYTHONPATH"))))
    return kept


def _only_real() -> None:
    from django.db import connections

    from kith.site.doctor import simulated

    if simulated():
        raise Stop("This database is a training copy: bin/kith demo runs it. Real records need one of their own.")
    connections.close_all()


def worker(arguments: Namespace) -> int:
    """`worker`: seals what happened, sends mail, keeps the clocks. One or several may run beside `serve`."""
    wake()
    refuse_unsafe()
    from kith.site import jobs

    if arguments.retry_failed:
        say(f"{jobs.retry_failed()} jobs will be tried again.")
        return WELL
    if arguments.send_again:
        say(f"{jobs.send_again()} messages will be sent again.")
        return WELL
    say("The worker is at work.  (Ctrl-C stops it when the job under way has finished)")
    jobs.work(arguments.at_once)
    return WELL


def demo(arguments: Namespace) -> int:
    """`demo`: a made-up authority, built on the first run, then served with a worker beside it."""
    began = time.monotonic()
    _need_port(arguments.port)
    with _together() as started:
        server = wake(as_owner=True)
        try:
            _served(arguments, began, started)
        finally:
            _end(started)
            if server is not None:
                _rest(server)
    raise Stop("Kith has stopped by itself: what it said last stands above.")


def _served(arguments: Namespace, began: float, started: list["subprocess.Popen[bytes]"]) -> None:
    from kith.site.commands.training import build

    log_ins = build(arguments)
    _gather_static_files()
    refuse_unsafe()
    started.append(subprocess.Popen(gunicorn(arguments.port, arguments.workers), env=environment()))
    _wait_until_it_answers(arguments.port, started[0])
    beside = [sys.executable, "-m", "kith.site.cli", "worker"]
    started.append(subprocess.Popen(beside, env=environment(), stdout=subprocess.DEVNULL))
    took = time.monotonic() - began
    say(f"\nKith is on http://localhost:{arguments.port}  (ready in {took:.0f} s, Ctrl-C stops it)\n")
    for line in log_ins:
        say(f"  {line}")
    while all(process.poll() is None for process in started):
        time.sleep(0.2)


def _rest(server: Server) -> None:
    """The demonstration leaves nothing running; a database that somebody else still uses stays up for them."""
    from django.db import connections

    connections.close_all()
    server.stop_unless_used()


def _need_port(port: int) -> None:
    """Stop, before anything is started, when something else answers there."""
    with socket() as trial:
        trial.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as taken:
            raise Stop(f"Port {port} cannot be used ({taken.strerror}). Choose another: --port {port + 1}") from taken


def _wait_until_it_answers(port: int, server: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + SLOWEST
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/health/", timeout=5):
                break
        except OSError:
            time.sleep(0.1)
    if server.poll() is not None:
        raise Stop("Kith did not start: what it said last stands above.")


@contextmanager
def _together() -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Processes that end with this one, gently, however it ends."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    started: list[subprocess.Popen[bytes]] = []
    try:
        yield started
    finally:
        _end(started)


def _end(started: list["subprocess.Popen[bytes]"]) -> None:
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(timeout=GRACE + 5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
