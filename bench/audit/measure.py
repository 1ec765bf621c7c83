"""Looks at records by the million, the hour's search through those that came since, and the list of what it found.

python -m bench.audit.measure PEOPLE [--looks 10000000] [--times 40]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import timedelta
from typing import Any

from bench import home
from bench.figures import middle, ninety_fifth

# Looks in the order of their time, as they come: whose, by whom, and every fiftieth by somebody who said why. Past
# foreign keys and triggers, for speed.
_LOOKS = """
insert into record_sighting (person_id, actor_id, at, page, because, reasoned_access_id)
select subjects.ids[1 + (n * 7919) %% cardinality(subjects.ids)],
  workers.ids[1 + (n * 104729) %% cardinality(workers.ids)],
  now() - interval '365 days' + n * (interval '365 days' / %(looks)s), 'overview', 'You are involved: key worker',
  case when n %% 50 = 0 then reasons.ids[1 + n %% cardinality(reasons.ids)] end
from generate_series(1::bigint, %(looks)s) n,
  (select array_agg(id) as ids from (select id from access_subject order by id limit 5000) s) subjects,
  (select array_agg(id) as ids from access_user where email like 'worker%%') workers,
  (select array_agg(id) as ids from access_reasonedaccess) reasons
"""
_REASONS = """
insert into access_reasonedaccess (person_id, user_id, why, covering_for, words, since, until)
select s.id, u.id, 'cover', '',
  case when s.id %% 5 = 0 then 'on duty' else 'Their own worker is ill and the school rang' end,
  now() - interval '1 day', now() + interval '1 day'
from (select id from access_subject order by id limit 2000) s,
  lateral (select id from access_user where email like 'worker%%' order by (id * s.id) %% 97 limit 1) u
"""


def load(people: int, looks: int) -> float:
    """Write the looks down where there are fewer; gives back the seconds it took."""
    began = time.perf_counter()
    with home.admin(home.server(), home.database(people)) as held:
        (stand,) = held.execute("select count(*) from record_sighting").fetchone() or (0,)
        if stand < looks:
            held.execute("set session_replication_role = replica")
            held.execute(_REASONS, {})
            held.execute(_LOOKS, {"looks": looks})
            held.execute("analyze record_sighting")
            held.execute("analyze access_reasonedaccess")
    return round(time.perf_counter() - began, 1)


def measure(times: int, people: int, looks: int) -> dict[str, Any]:
    """The search of a month, as the first is, and of an hour; then the list, and its SQL alone."""
    from bench.pages.visits import signed_in
    from kith.access.models import RoleGrant, User
    from kith.access.system import working
    from kith.governance.finding import find_unusual
    from kith.governance.models import UnusualReading
    from kith.kernel.now import now

    results: dict[str, Any] = {"looks": looks, "loading": load(people, looks)}
    with working():
        officer = User.objects.filter(email="governance0@northmere.example").first()
        if officer is None:
            officer = User.objects.create_user("governance0@northmere.example", name="Governance Number 0")
            RoleGrant.objects.create(user=officer, role="information_governance_officer", since="2020-01-01")
    moment = now()
    for what, until in (("first", moment - timedelta(hours=1)), ("hour", moment)):
        began = time.perf_counter()
        with working():
            found = find_unusual(until)
        results[what] = {"seconds": round(time.perf_counter() - began, 2), "found": found}
    with working():
        results["findings"] = UnusualReading.objects.count()
    browser = signed_in(officer)
    for what, address in (("list", "/access/unusual/"), ("everything", "/access/unusual/?show=all")):
        results[what] = _page(times, browser, address)
    sys.stderr.write(f"{results}\n")
    return results


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
    page, sql = middle(took[2:]), middle(asked[2:])
    return {"median": page, "p95": ninety_fifth(took[2:]), "sql": sql, "ratio": round(page / sql, 1)}


def main() -> None:
    """One database, in a process of its own."""
    asked = argparse.ArgumentParser()
    asked.add_argument("people", type=int)
    asked.add_argument("--looks", type=int, default=10_000_000)
    asked.add_argument("--times", type=int, default=40)
    chosen = asked.parse_args()
    home.awake(chosen.people)
    sys.stdout.write(json.dumps(measure(chosen.times, chosen.people, chosen.looks)))


if __name__ == "__main__":
    main()
