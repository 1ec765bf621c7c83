"""Builds a scratch schema of the three search tables and fills it with made-up people.

    python -m bench.search.load DSN PEOPLE SEED

DSN must name a role that may create roles and schemas on a server kept for experiments. The schema `kith_search_bench`
is dropped and made again; searches then run as the role `kith_bench_app`, behind the same kind of row security as in
Kith.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import psycopg

from bench.search.population import population
from kith.people.recognition import VERSION, Particulars, name_tokens, search_keys, token_forms

SCHEMA, APP = "kith_search_bench", "kith_bench_app"
_RESTRICTED_EVERY = 5_000

_TABLES = f"""
drop schema if exists {SCHEMA} cascade;
create schema {SCHEMA};
set search_path = {SCHEMA}, public;
create table access_subject (id bigint primary key, restricted boolean not null);
create table people_searchkey (key bigint not null, person_id bigint not null);
create table people_searchcard (person_id bigint not null, particulars jsonb not null, version smallint not null);
create table people_nametoken (token varchar(64) collate "C" not null, forms int[] not null, people int not null
default 1);
"""
_INDEXES = {
    "access_subject (restricted)": "create index on access_subject (id) where restricted",
    "people_searchkey (key, person)": "alter table people_searchkey add primary key (key, person_id)",
    "people_searchkey (person)": "create index on people_searchkey (person_id)",
    "people_searchcard (person)": "alter table people_searchcard add primary key (person_id)",
    "people_nametoken (token)": "alter table people_nametoken add primary key (token)",
    "people_nametoken forms (GIN)": "create index on people_nametoken using gin (forms)",
}
_WALL = f"""
do $$ begin if not exists (select from pg_roles where rolname = '{APP}') then create role {APP} login; end if; end $$;
create function kith_actor() returns bigint language sql stable
  as $$ select nullif(current_setting('kith.actor', true), '')::bigint $$;
create function kith_hidden() returns setof bigint language sql stable security definer
  set search_path = {SCHEMA}, pg_catalog as $$ select id from access_subject where restricted $$;
alter table people_searchkey enable row level security;
alter table people_searchcard enable row level security;
create policy wall on people_searchkey for all to {APP}
  using ((select kith_actor()) is not null and person_id not in (select kith_hidden()));
create policy wall on people_searchcard for all to {APP}
  using ((select kith_actor()) is not null and person_id not in (select kith_hidden()));
grant usage on schema {SCHEMA} to {APP};
grant select on all tables in schema {SCHEMA} to {APP};
"""  # noqa: S608  # the names are ours


def load(dsn: str, count: int, seed: int) -> dict[str, float]:
    """Fills the tables and gives the seconds and bytes each part took."""
    took: dict[str, float] = {}
    words: Counter[str] = Counter()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(_TABLES)
        started = time.perf_counter()
        people = enumerate(population(count, seed), 1)
        while batch := list(islice(people, 20_000)):
            _copy_batch(connection, batch, words)
        _copy(
            connection,
            "people_nametoken (token, forms, people)",
            ((t, token_forms(t), n) for t, n in sorted(words.items())),
        )
        took["rows with keys, seconds"] = time.perf_counter() - started
        for name, statement in _INDEXES.items():
            started = time.perf_counter()
            connection.execute(statement)
            took[f"{name}, seconds"] = time.perf_counter() - started
        connection.execute(_WALL)
        connection.execute("vacuum (analyze)")
        for table in ("people_searchkey", "people_searchcard", "people_nametoken"):
            for kind in ("table", "indexes"):
                size = connection.execute(f"select pg_{kind}_size('{SCHEMA}.{table}')").fetchone()
                took[f"{table} {kind}, MB"] = size[0] / 1e6 if size else 0.0
        took["words"] = len(words)
        took["keys a person"] = connection.execute("select count(*)::float from people_searchkey").fetchone()[0] / count
    return took


def _copy_batch(connection: psycopg.Connection, batch: list[tuple[int, Particulars]], words: Counter[str]) -> None:
    for _, person in batch:
        words.update(name_tokens(person))
    _copy(connection, "access_subject", ((number, number % _RESTRICTED_EVERY == 0) for number, _ in batch))
    _copy(
        connection, "people_searchcard", ((number, json.dumps(person.as_card()), VERSION) for number, person in batch)
    )
    _copy(
        connection,
        "people_searchkey (person_id, key)",
        ((number, key) for number, person in batch for key in search_keys(person)),
    )


def _copy(connection: psycopg.Connection, table: str, rows: Iterator[tuple]) -> None:
    with connection.cursor().copy(f"copy {SCHEMA}.{table} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


if __name__ == "__main__":
    for what, figure in load(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])).items():
        sys.stdout.write(f"{what}: {figure:,.1f}\n")
