"""Opens, saves and prints a long assessment and an empty one by turns, and saves drafts as three hundred people type.

python -m bench.writing.measure PEOPLE [--times 40]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from typing import Any

from bench import home
from bench.figures import middle, ninety_fifth

TYPING = 300  # people at once, each keeping a draft of a section every two seconds while they type
FOR = 10  # seconds
DRAFT = "She says that the evenings are loud and that she listens at the door. " * 30


def measure(times: int, people: int) -> dict[str, Any]:
    """Everything, one thing after the other."""
    from bench.pages.visits import signed_in, users
    from bench.writing import fill
    from kith.access.system import working
    from kith.assessment.models import Assessment

    with working():
        worker = users("worker", 40)
        found = Assessment.objects.filter(lead__in=worker, state="open").select_related(
            "matter", "child__person", "lead"
        )
        long, empty, related = found.order_by("pk")[:3]
    fill.fill(long, long.lead)
    fill.history(long, long.lead)
    child = fill.family(related, related.lead)
    results: dict[str, Any] = {}
    for name, one in (("empty", empty), ("long", long)):
        browser = signed_in(one.lead)
        results[name] = {
            "open": _timed(times, lambda number, b=browser, a=one: b.get(f"/assessments/{a.ref}/")),
            "section": _timed(times, lambda number, b=browser, a=one: b.get(f"/assessments/{a.ref}/write/day/")),
            "save": _timed(times, lambda number, b=browser, a=one: _save(b, a, number)),
            "read all": _timed(times, lambda number, b=browser, a=one: b.get(f"/assessments/{a.ref}/whole/")),
            "print": _timed(times // 4, lambda number, b=browser, a=one: b.get(f"/assessments/{a.ref}/assessment.pdf")),
        }
        results[name]["pages"] = _pages(browser.get(f"/assessments/{one.ref}/assessment.pdf").content)
        sys.stderr.write(f"{name}: {results[name]}\n")
    results["genogram"] = _genogram(child, related.lead, times)
    results["drafts"] = _typing(people)
    sys.stderr.write(f"genogram {results['genogram']}, drafts {results['drafts']}\n")
    return results


def _pages(file: bytes) -> int:
    """How many pages a PDF has: each is an object, inside packed streams."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL)
    text = file
    for one in streams:
        with suppress(zlib.error):
            text += zlib.decompress(one)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", text))


def _timed(times: int, ask: Callable[[int], Any]) -> dict[str, float]:
    took = []
    for number in range(times + 2):
        began = time.perf_counter()
        answer = ask(number)
        if answer.status_code not in (200, 302):
            raise SystemExit(f"answered {answer.status_code}")
        took.append((time.perf_counter() - began) * 1000)
    return {"median": middle(took[2:]), "p95": ninety_fifth(took[2:])}


def _save(browser: Any, assessment: Any, number: int) -> Any:
    """One section saved as its page sends it, with a word changed."""
    from kith.access.actor import acting
    from kith.access.system import working
    from kith.assessment.queries.written import written
    from kith.assessment.sections import section

    one = section("day")
    assert one is not None
    with working(), acting(assessment.lead):
        stands = written(assessment, one)
    sent = {**stands.answers, "day": f"{stands.answers.get('day', '')}{number}", "base": stands.version, "stay": "1"}
    return browser.post(
        f"/assessments/{assessment.ref}/write/day/", {**sent, "request_key": f"bench-{os.getpid()}-{time.time_ns()}"}
    )


def _genogram(child: Any, lead: Any, times: int) -> dict[str, float]:
    from kith.access.actor import acting
    from kith.access.system import working
    from kith.network.queries import genogram_of

    took, count = [], 0
    with working(), acting(lead):
        for _ in range(times):
            began = time.perf_counter()
            drawn = genogram_of(child)
            took.append((time.perf_counter() - began) * 1000)
            count = len(drawn.family.people)
    return {"people": count, "median": middle(took), "p95": ninety_fifth(took)}


def _typing(people: int) -> dict[str, Any]:
    """Two processes keep drafts as fast as they can, for people in turn, beside how many are sent."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        done = list(pool.map(_keeps, [(people, part) for part in range(2)]))
    a_second = sum(count for count, _ in done) / FOR
    waits = [took for _, some in done for took in some]
    return {
        "a second": round(a_second, 1), "sent a second": TYPING / 2, "median": middle(waits), "p95": ninety_fifth(waits)
    }  # fmt: skip


def _keeps(which: tuple[int, int]) -> tuple[int, list[float]]:
    """One process of a web server, keeping what its share of the people type."""
    people, part = which
    home.awake(people)
    from bench.pages.visits import signed_in
    from kith.access.models import User
    from kith.access.system import working

    with working():
        users = list(User.objects.filter(email__startswith="worker").order_by("pk")[: TYPING // 2])
    browsers = [signed_in(user) for user in users]
    took: list[float] = []
    until, number = time.perf_counter() + FOR, 0
    versions: dict[int, int] = {}
    while time.perf_counter() < until:
        place = number % len(browsers)
        key = f"assessment.section.bench{part}.{place}"
        body = {"version": versions.get(place, 0), "data": {"day": [f"{DRAFT}{number}"]}, "href": "/", "title": "A day"}
        began = time.perf_counter()
        answer = browsers[place].put(f"/drafts/{key}/", json.dumps(body), content_type="application/json")
        took.append((time.perf_counter() - began) * 1000)
        versions[place] = answer.json()["version"]
        number += 1
    return number, took


def main() -> None:
    """One database, in a process of its own."""
    asked = argparse.ArgumentParser()
    asked.add_argument("people", type=int)
    asked.add_argument("--times", type=int, default=40)
    chosen = asked.parse_args()
    home.awake(chosen.people)
    sys.stdout.write(json.dumps(measure(chosen.times, chosen.people)))


if __name__ == "__main__":
    main()
