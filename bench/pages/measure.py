"""Opens the pages of one database and says where the time went.

python -m bench.pages.measure PEOPLE [--times 60] [--only "My work"] [--slow 30]
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections import Counter
from typing import Any

from bench import home
from bench.figures import machine, middle, ninety_fifth


def measure(times: int, only: str, slow: float) -> dict[str, Any]:
    """Every page, opened by turns for different people and records, after one round to warm up."""
    from bench.pages.spent import Spent, watched
    from bench.pages.visits import signed_in, visits

    results: dict[str, Any] = {"machine": machine(), "pages": {}}
    gc.freeze()
    for name, found in visits().items():
        if only and only.lower() not in name.lower():
            continue
        browsers = {user.pk: signed_in(user) for user, _ in found}
        runs: list[Spent] = []
        for number in range(len(found) + times):
            user, path = found[number % len(found)]
            with watched() as spent:
                answer = browsers[user.pk].get(path)
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {path} answered {answer.status_code} {answer.get('Location', '')}")
            if number >= len(found):
                runs.append(spent)
        results["pages"][name] = _summary(runs)
        _say(name, results["pages"][name])
        if slow:
            _slowest(runs, slow)
    return results


def _summary(runs: list[Any]) -> dict[str, float]:
    return {
        "median": middle([one.all for one in runs]),
        "p95": ninety_fifth([one.all for one in runs]),
        "busy": middle([one.busy for one in runs]),
        "busy_p95": ninety_fifth([one.busy for one in runs]),
        "sql": middle([one.sql for one in runs]),
        "python": middle([one.python for one in runs]),
        "template": middle([one.template for one in runs]),
        "queries": max(len(one.statements) for one in runs),
        "times": len(runs),
    }


def _say(name: str, found: dict[str, float]) -> None:
    sys.stderr.write(f"{name:36} " + "  ".join(f"{key} {value:g}" for key, value in found.items()) + "\n")


def _slowest(runs: list[Any], slow: float) -> None:
    """The statements that take longest, each with its plan."""
    from django.db import connection

    from kith.access.actor import acting
    from kith.access.models import User
    from kith.access.system import working

    took: Counter[str] = Counter()
    example: dict[str, Any] = {}
    for one in runs:
        for milliseconds, sql, params in one.statements:
            took[sql] += milliseconds / len(runs)
            example[sql] = params
    for sql, milliseconds in took.most_common(6):
        if milliseconds < slow:
            return
        sys.stderr.write(f"\n--- {milliseconds:.0f} ms a request: {sql % tuple(example[sql] or ())}\n"[:3000] + "\n")
        with working(), acting(User.objects.get(email="mash0@northmere.example")), connection.cursor() as cursor:
            cursor.execute(f"explain (analyze, buffers, costs off) {sql}", example[sql])
            sys.stderr.write("\n".join(row[0] for row in cursor.fetchall())[:6000] + "\n")


def main() -> None:
    """One database, in a process of its own."""
    asked = argparse.ArgumentParser()
    asked.add_argument("people", type=int)
    asked.add_argument("--times", type=int, default=60)
    asked.add_argument("--only", default="")
    asked.add_argument("--slow", type=float, default=0)
    chosen = asked.parse_args()
    home.awake(chosen.people)
    sys.stdout.write(json.dumps(measure(chosen.times, chosen.only, chosen.slow)))


if __name__ == "__main__":
    main()
