"""Simulated workers at `kith serve`: `python -m bench.load [--workers 200] [--seconds 120] [--keep]`.

First a quarter and a half of them; afterwards more, twice as many each time, until the server no longer answers
nineteen in twenty within half a second: how much it holds. Locust runs on the same machine and takes its part of it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench import home
from bench.environments import python
from bench.figures import keep, machine
from bench.record.make import ensure

HERE, PORT, ENOUGH = Path(__file__).parent, 8137, 500
# How often each page is opened by those who open it, beside the others.
_OFTEN = {"My work": 4, "Child's page": 6, "Child's chronology": 2, "An assessment": 3, "Search": 3, "Team": 5,
          "Front-door queue": 4, "A contact": 6, "From contact to help, six months": 1}  # fmt: skip
_OWN = ("Child's page", "Child's chronology", "An assessment")
_MOST_SIGNED_IN = 400


def morning(people: int) -> Path:
    """Everybody signed in, with the pages each of them opens."""
    home.awake(people)
    from django.db import connections

    from bench.pages.visits import signed_in, users, visits

    everything = visits(workers=200)
    shared = {name: [path for _, path in everything.get(name, [])] for name in _OFTEN}
    own: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in _OWN:
        for user, path in everything[name]:
            own[user.pk][name].append(path)
    found = []
    kinds = [
        (users("mash", 40), ["Front-door queue", "A contact", "Search"]),
        (users("worker", 200), ["My work", "Search", "Child's page", "Child's chronology", "An assessment"]),
        (users("supervisor", 30), ["Team", "My work", "Search"]),
        (users("head", 2), ["From contact to help, six months", "Team"]),
    ]
    for somebody, names in kinds:
        for user in somebody:
            theirs = {**{name: paths for name, paths in shared.items() if name not in _OWN}, **own[user.pk]}
            pages = [{"name": name, "often": _OFTEN[name], "paths": theirs[name]} for name in names if theirs.get(name)]
            found.append({"session": signed_in(user).session.session_key, "pages": pages})
    connections.close_all()
    file = home.RESULTS / "morning.json"
    home.RESULTS.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found[:_MOST_SIGNED_IN]), encoding="utf-8")
    return file


def serve() -> subprocess.Popen[bytes]:
    """`kith serve`, answering."""
    command = [sys.executable, "-m", "kith.site.cli", "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, cwd=home.CHECKOUT, start_new_session=True)
    ends = time.monotonic() + 90
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{PORT}/health/", timeout=5):
                return server
        except OSError:
            time.sleep(0.2)
    raise SystemExit("kith serve did not answer.")


def memory(server: int) -> list[dict[str, float]]:
    """What each process of the server holds, in MB: RSS counts what is shared for each of them, PSS shares it out."""
    pids = [server, *(int(pid) for pid in _children(server))]
    found = []
    for pid in pids:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kb = {name: int(number) for name, number in re.findall(r"^(Rss|Pss): +(\d+) kB", text, re.MULTILINE)}
        found.append({"rss": round(kb["Rss"] / 1024, 1), "pss": round(kb["Pss"] / 1024, 1)})
    return found


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def run(people: Path, workers: int, seconds: int) -> dict[str, Any]:
    """So many workers for so long; the figures are of the part after all of them had come."""
    stem = home.RESULTS / f"load-{workers}"
    command = [
        str(python("load").parent / "locust"), "-f", str(HERE / "morning.py"), "--headless", "--only-summary",
        "--host", f"http://localhost:{PORT}", "-u", str(workers), "-r", str(max(5, workers // 15)),
        "-t", f"{seconds}s", "--reset-stats", "--csv", str(stem), "--loglevel", "ERROR",
    ]  # fmt: skip
    with (home.RESULTS / "locust.log").open("a") as log:
        subprocess.run(
            command, env=os.environ | {"KITH_BENCH_MORNING": str(people)}, stdout=log, stderr=log, check=False
        )
    pages = {}
    with stem.with_name(f"{stem.name}_stats.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            pages[row["Name"]] = {
                "requests": int(row["Request Count"]),
                "failures": int(row["Failure Count"]),
                "a_second": round(float(row["Requests/s"]), 2),
                "median": float(row["50%"] or 0),
                "p95": float(row["95%"] or 0),
            }
    return {"workers": workers, "seconds": seconds, "all": pages.pop("Aggregated"), "pages": pages} | machine()


def main() -> None:
    """Fewer than were asked for, as many, then more, until it is too many."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=home.LARGE)
    asked.add_argument("--workers", type=int, default=200)
    asked.add_argument("--seconds", type=int, default=120)
    asked.add_argument("--keep", action="store_true", help="use the database that stands")
    chosen = asked.parse_args()
    ensure(chosen.people, keep=chosen.keep)
    people = morning(chosen.people)
    server = serve()
    results: dict[str, Any] = {"people": chosen.people, "runs": [], "memory_before": memory(server.pid)}
    try:
        run(people, 20, 20)  # to warm up
        for part in (4, 2, 1, 0.5, 0.25):
            done = run(people, int(chosen.workers / part), chosen.seconds)
            results["runs"].append(done)
            results["memory"] = memory(server.pid)
            keep("load", results)
            if part <= 1 and done["all"]["p95"] > ENOUGH:
                break
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


if __name__ == "__main__":
    main()
