"""The chronology and the record as it was known, of a child with fifty events and of one with five thousand.

python -m bench.past.measure PEOPLE [--times 40]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bench import home
from bench.figures import middle, ninety_fifth

EVENTS = {"short": 50, "long": 5_000}
HOMES, CHANGES = 100, 100  # addresses of the long record, and how often each was changed: ten thousand rows of history
YEARS = 15
WRITES, ROUNDS = 100, 8


def measure(times: int, people: int) -> dict[str, Any]:
    """Everything, one thing after the other."""
    from bench.pages.visits import signed_in, users
    from kith.access.system import working
    from kith.assessment.models import Assessment

    with working():
        found = Assessment.objects.filter(lead__in=users("worker", 40), state="open").select_related("child", "lead")
        pair = dict(zip(EVENTS, found.order_by("pk")[3:5], strict=True))
    results: dict[str, Any] = {}
    for name, one in pair.items():
        _happened(one, EVENTS[name])
        if name == "long":
            _moved(one)
        home_page, browser = f"/people/{one.child.ref}/", signed_in(one.lead)
        from kith.kernel.now import now

        then = f"{now() - timedelta(minutes=1):%Y-%m-%dT%H:%M}"
        long_ago = f"{now() - timedelta(days=700):%Y-%m-%dT%H:%M}"
        results[name] = {
            what: _page(times, browser, f"{home_page}{tail}")
            for what, tail in (
                ("chronology", "chronology/"),
                ("one lane of a year", "chronology/?lane=education&from=2020-01-01&to=2020-12-31"),
                ("printed whole", "chronology/print/"),
                ("as it was known a minute ago", f"as-known/?at={then}"),
                ("what came after, two years", f"as-known/differences/?from={long_ago}"),
                ("out of hours", "out-of-hours/"),
            )
        }
        results[name]["restoring"] = _restoring(times, one)
        sys.stderr.write(f"{name}: {results[name]}\n")
    results["writing"] = _writing(people, pair["short"])
    sys.stderr.write(f"writing: {results['writing']}\n")
    return results


def _happened(one: Any, events: int) -> None:
    """So many events over fifteen years."""
    from kith.access.actor import acting
    from kith.access.system import working
    from kith.kernel.now import now
    from kith.record.models import StepEvent, StepEventPerson

    moments = [now() - timedelta(days=YEARS * 365 * number / events) for number in range(events)]
    with working(), acting(one.lead):
        rows = StepEvent.objects.bulk_create(
            StepEvent(
                ref=uuid4(), step="assessment.visit_tried", actor=one.lead, line="Visit tried, child not seen: At home",
                person_id=one.child_id, written_at=moment, happened_at=moment,
            )
            for moment in moments
        )  # fmt: skip
        StepEventPerson.objects.bulk_create(StepEventPerson(event=row, person_id=one.child_id) for row in rows)


def _moved(one: Any) -> None:
    """Ten thousand rows of history on one child."""
    from kith.access.actor import acting
    from kith.access.system import working
    from kith.people.models import Address

    with working(), acting(one.lead):
        Address.objects.bulk_create(
            Address(person_id=one.child_id, line=f"{number} Harbour Row", town="") for number in range(HOMES)
        )
        for number in range(CHANGES):
            Address.objects.filter(person_id=one.child_id).update(town=f"Northmere {number}")


def _page(times: int, browser: Any, address: str) -> dict[str, float]:
    from django.db import connection

    took, asked = [], []
    for _ in range(times + 2):
        spent: list[float] = []

        def noted(execute: Any, *what: Any, spent: list[float] = spent) -> Any:
            began = time.perf_counter()
            try:
                return execute(*what)
            finally:
                spent.append(time.perf_counter() - began)

        began = time.perf_counter()
        with connection.execute_wrapper(noted):
            answer = browser.get(address)
        took.append((time.perf_counter() - began) * 1000)
        asked.append(sum(spent) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
    return {"median": middle(took[2:]), "p95": ninety_fifth(took[2:]), "sql": middle(asked[2:])}


def _restoring(times: int, one: Any) -> dict[str, float]:
    """All that is shown of a record, as it stands and as it stood, by turns."""
    from kith.access.actor import acting
    from kith.access.history import history_of
    from kith.access.prepared import lists_of
    from kith.access.system import working
    from kith.kernel.now import now
    from kith.record import then

    shown = [part for part in then.parts() if history_of(part.model) is not None]
    with working(), acting(one.lead):
        moment = now()
        matters = then.matters_then([one.child_id], moment)

        def standing() -> int:
            whole = [part.model._default_manager.filter(part.where([one.child_id], matters, moment)) for part in shown]
            return sum(len(rows) for rows in lists_of(*whole))

        def stood() -> int:
            found = then.standing_then(shown, [one.child_id], matters, moment)
            return sum(len(rows) for _, rows, _ in found)

        counted = {"rows": float(standing()), "rows then": float(stood())}
        present, past = _by_turns(times, standing, stood)
    return {**counted, "now": present, "then": past, "ratio": round(past / present, 2)}


def _by_turns(times: int, *asks: Callable[[], Any]) -> list[float]:
    took: list[list[float]] = [[] for _ in asks]
    for _ in range(times + 2):
        for place, ask in enumerate(asks):
            began = time.perf_counter()
            ask()
            took[place].append((time.perf_counter() - began) * 1000)
    return [middle(one[2:]) for one in took]


def _writing(people: int, one: Any) -> dict[str, Any]:
    """An address written and changed: as the application, past the wall, and without history as well; all is undone."""
    insert = "insert into people_address (person_id, line, town, postcode, authority_code, kind, confidential,"
    insert += " mistaken_because) values (%s, %s, '', '', '', 'home', false, '')"
    change = "update people_address set town = 'Northmere' where person_id = %s and line = %s"
    found: dict[str, Any] = {}
    for name in ("the wall and history", "history alone", "neither") * ROUNDS:  # by turns: the machine may be busy
        with home.admin(home.server(), home.database(people)) as held, held.transaction(force_rollback=True):
            held.execute("select set_config('kith.actor', %s, true)", [str(one.lead_id)])
            if name == "neither":
                held.execute("alter table people_address disable trigger user")
            if name == "the wall and history":
                held.execute("set local role kith_app")
            began = time.perf_counter()
            for number in range(WRITES):
                held.execute(insert, [one.child_id, f"{number} Quay Row"])
            written = time.perf_counter()
            for number in range(WRITES):
                held.execute(change, [one.child_id, f"{number} Quay Row"])
            took = {"written": written - began, "changed": time.perf_counter() - written}
        best = found.setdefault(name, {})
        for what, seconds in took.items():
            each = round(seconds * 1000 / WRITES, 3)
            best[what] = min(each, best.get(what, each))
    return found


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
