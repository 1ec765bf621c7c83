"""Times the whole search and counts how often the person meant is in the first ten.

    python -m bench.search.measure PEOPLE queries.csv results.json

Searches as kith_app with somebody acting, behind the wall. Besides Kith it can put the same queries to plain trigram
similarity (`--trigrams`), in the machine's own PostgreSQL: Kith's embedded one is without the extension pg_trgm.
"""

import argparse
import csv
import gc
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from bench import home
from kith.people.recognition import Particulars, Query, find, fold, parse, query_of
from kith.people.recognition.search import Answer
from kith.site import embedded

_TRIGRAMS = """
create extension if not exists pg_trgm;
drop table if exists trigram;
create unlogged table trigram (person_id bigint primary key, name text, born text);
"""
_TRIGRAM_INDEX = "create index trigram_name on trigram using gin (name gin_trgm_ops); analyze trigram"
_HELD = """copy (select person_id, lower(particulars->'names'->>0), coalesce(particulars->>'born', '')
  from people_searchcard) to stdout"""


class Outcome:
    """What one class of queries came to."""

    def __init__(self) -> None:
        self.asked = self.in_ten = self.strictly = self.found = self.tellable = self.told = 0
        self.milliseconds: list[float] = []
        self.busy: list[float] = []

    def as_dict(self) -> dict[str, Any]:
        share = {name: round(100 * getattr(self, name) / self.asked, 1) for name in ("in_ten", "strictly", "found")}
        told = round(100 * self.told / self.tellable, 1) if self.tellable else None
        return {
            "asked": self.asked,
            **share,
            "tellable": self.tellable,
            "told": told,
            **percentiles(self.milliseconds),
            "busy": percentiles(self.busy),
        }


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """p50, p95 and the worst, in milliseconds."""
    ordered = sorted(times) or [0.0]
    return {
        "p50": round(ordered[len(ordered) // 2], 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
        "worst": round(ordered[-1], 1),
    }


def connect(people: int) -> psycopg.Connection:
    """A connection as the product has, with somebody acting who is no named reader."""
    connection = psycopg.connect(home.server().dsn("kith_app", home.database(people)), autocommit=True)
    worker = connection.execute("select id from access_user where email like 'worker0@%'").fetchone()
    connection.execute("select set_config('kith.actor', %s, false)", [str(worker[0]) if worker else "0"])
    return connection


def searcher(connection: psycopg.Connection) -> Callable[[str, Sequence[object]], list[tuple]]:
    """The `run` that the search is given."""
    return lambda statement, params: connection.execute(statement, params).fetchall()


def measure(
    people: int,
    queries: Sequence[dict[str, str]],
    question: Callable[[dict[str, str]], Query],
    misses: list[dict[str, Any]],
) -> dict[str, Any]:
    """Puts every query to Kith: as typed into the search box, or as a contact tells of a child."""
    outcomes: dict[str, Outcome] = defaultdict(Outcome)
    with connect(people) as connection:
        run = searcher(connection)
        server = Path(f"/proc/{connection.info.backend_pid}/schedstat")
        namesakes = _namesakes(connection, queries)
        gc.freeze()  # what the bench itself keeps is no part of a search
        for query in queries[:200]:
            find(question(query), run)
        for query in queries:
            started, busy = time.perf_counter(), _processor(server)
            answer = find(question(query), run)
            outcome = outcomes[label(query)]
            outcome.milliseconds.append((time.perf_counter() - started) * 1000)
            outcome.busy.append(_processor(server) - busy)
            if not _count(outcome, answer, query, namesakes):
                seen = {name: query[name] for name in ("id", "held")}
                misses.append({"class": label(query), "text": text_of(query), **seen, "widened": answer.widened})
    return _summary(outcomes)


def _processor(server: Path) -> float:
    """Milliseconds of processor used so far here and by the server's process, which other work on the machine does not
    lengthen as it does the time on the clock."""
    return time.process_time() * 1000 + (int(server.read_text().split()[0]) / 1e6 if server.exists() else 0.0)


def _namesakes(connection: psycopg.Connection, queries: Sequence[dict[str, str]]) -> Counter[tuple[str, str]]:
    """How many people have each first and last word; sets the name held of each person asked for."""
    held = {}
    count: Counter[tuple[str, str]] = Counter()
    for person_id, name in connection.execute("select person_id, particulars->'names'->>0 from people_searchcard"):
        count[ends(name)] += 1
        held[str(person_id)] = name
    for query in queries:
        query["held"] = held[query["id"]]
    return count


def _count(outcome: Outcome, answer: Answer, query: dict[str, str], namesakes: Counter[tuple[str, str]]) -> bool:
    outcome.asked += 1
    target = int(query["id"])
    place = next((place for place, found in enumerate(answer.found) if found.person_id == target), None)
    shared = place is not None and sum(found.weight > answer.found[place].weight for found in answer.found) < 10
    outcome.found += place is not None
    outcome.in_ten += shared
    outcome.strictly += place is not None and place < 10
    if query["dated"] == "1" or namesakes[ends(query["held"])] <= 10:
        outcome.tellable += 1
        outcome.told += shared
    return shared


def ends(name: str) -> tuple[str, str]:
    """First and last word, which is all that was typed."""
    words = fold(name)
    return words[0], words[-1]


def text_of(query: dict[str, str]) -> str:
    """As typed into the search box."""
    return " ".join(filter(None, (query["given"], query["family"], query["born"] if query["dated"] == "1" else "")))


def typed(query: dict[str, str]) -> Query:
    """As the search box reads it."""
    return parse(text_of(query), this_year=2026)


def told(query: dict[str, str]) -> Query:
    """As recognition at intake asks it, by every tier and field by field."""
    day, month, year = map(int, query["born"].split("/"))
    born = date(year, month, day) if query["dated"] == "1" else None
    name = f"{query['given']} {query['family']}".strip()
    return query_of(Particulars(names=(name,), date_of_birth=born))


def label(query: dict[str, str]) -> str:
    """The class with or without a date."""
    return f"{query['class']}, {'date' if query['dated'] == '1' else 'no date'}"


def _summary(outcomes: dict[str, Outcome]) -> dict[str, Any]:
    classes = {name: outcome.as_dict() for name, outcome in outcomes.items()}
    times = [one for outcome in outcomes.values() for one in outcome.milliseconds]
    busy = [one for outcome in outcomes.values() for one in outcome.busy]
    asked = sum(outcome.asked for outcome in outcomes.values())
    mean = {
        name: round(100 * sum(getattr(o, name) for o in outcomes.values()) / asked, 2)
        for name in ("in_ten", "strictly")
    }
    told = sum(outcome.told for outcome in outcomes.values()) / max(
        1, sum(outcome.tellable for outcome in outcomes.values())
    )
    return {
        "asked": asked,
        **mean,
        "told": round(100 * told, 2),
        **percentiles(times),
        "busy": percentiles(busy),
        "classes": classes,
    }


def trigrams(people: int, queries: Sequence[dict[str, str]], every: int) -> dict[str, Any]:
    """Every `every`th query as plain trigram similarity of the name, the same date of birth first."""
    outcomes: dict[str, Outcome] = defaultdict(Outcome)
    beside = embedded.start(home.HOME / "trigrams", embedded.system_binaries())
    with home.admin(beside) as connection:
        connection.execute(_TRIGRAMS)
        with (
            home.admin(home.server(), home.database(people)) as held,
            held.cursor().copy(_HELD) as source,
            connection.cursor().copy("copy trigram from stdin") as sink,
        ):
            for data in source:
                sink.write(data)
        connection.execute(_TRIGRAM_INDEX)
        for query in queries[::every]:
            name = f"{query['given']} {query['family']}".strip()
            day, month, year = query["born"].split("/")
            born = f"{year}-{month}-{day}" if query["dated"] == "1" else "-"
            started = time.perf_counter()
            rows = connection.execute(
                """select person_id, similarity(name, %s) + (born = %s)::int as weight from trigram
                   where name %% %s order by 2 desc limit 50""",
                [name, born, name],
            ).fetchall()
            outcome = outcomes[label(query)]
            outcome.asked += 1
            outcome.milliseconds.append((time.perf_counter() - started) * 1000)
            weights = {row[0]: row[1] for row in rows}
            weight = weights.get(int(query["id"]))
            better = weight is not None and sum(other > weight for other in weights.values()) < 10
            outcome.in_ten += better
            outcome.found += weight is not None
    beside.stop()
    return _summary(outcomes)


def save(path: Path, results: dict[str, Any]) -> None:
    """Written after each part: the last takes long."""
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("people", type=int)
    arguments.add_argument("queries", type=Path)
    arguments.add_argument("results", type=Path)
    arguments.add_argument("--trigrams", type=int, default=0, help="also every so manieth query by trigrams")
    arguments.add_argument("--intake", type=int, default=0, help="also every so manieth query as a contact tells it")
    chosen = arguments.parse_args()
    with chosen.queries.open(encoding="utf-8", newline="") as lines:
        asked = list(csv.DictReader(lines))
    missed: list[dict[str, Any]] = []
    results: dict[str, Any] = {"kith": measure(chosen.people, asked, typed, missed), "missed": missed}
    save(chosen.results, results)
    if chosen.intake:
        results["intake"] = measure(chosen.people, asked[:: chosen.intake], told, [])
        save(chosen.results, results)
    if chosen.trigrams:
        results["trigrams"] = trigrams(chosen.people, asked, chosen.trigrams)
        save(chosen.results, results)
