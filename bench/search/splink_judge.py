"""The same queries put to Splink, the record linkage engine of the Ministry of Justice, as an outside measure.

Runs in the environment of requirements/judges.txt:

    python bench/search/splink_judge.py people.csv queries.csv ranks.json

`people.csv` comes from `python -m bench.search.targets PEOPLE everybody people.csv`. Splink is a batch engine: its time
is for all queries at once and is no search time. Settings follow its own guidance for names and dates of birth.
"""

import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import duckdb
import splink.comparison_library as compare
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

_SEED = 20261122
# Everything stays in DuckDB, read from the same files that the search is given.
_PREPARE = """
create table people as
  select 'p' || id as unique_id, strip_accents(lower(given)) as given, strip_accents(lower(family)) as family,
         nullif(born, '') as born
  from read_csv($people, header = true, all_varchar = true);
create table queries as
  select 'q' || row_number() over () as unique_id, nullif(strip_accents(given), '') as given,
         nullif(strip_accents(family), '') as family,
         case when dated = '1' then born[7:10] || '-' || born[4:5] || '-' || born[1:2] end as born,
         'p' || id as meant, "class" || case when dated = '1' then ', date' else ', no date' end as label
  from read_csv($queries, header = true, all_varchar = true);
create table asked as select unique_id, given, family, born from queries;
"""


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.ForenameSurnameComparison("given", "family"),
            compare.DateOfBirthComparison("born", input_is_string=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given", "family"),
            block_on("born"),
            "l.given = r.family and l.family = r.given",
            block_on("substr(given, 1, 3)", "substr(family, 1, 3)"),
            block_on("given", "substr(born, 1, 4)"),
            block_on("family", "substr(born, 1, 4)"),
            block_on("family", "substr(given, 1, 1)"),
            block_on("given", "substr(family, 1, 1)"),
        ],
    )


def ranks(people: str, queries: str) -> list[tuple[str, bool]]:
    """For each query its class, and whether the person meant is in the first ten (ties share a place)."""
    database = duckdb.connect()
    for statement in _PREPARE.split(";")[:-1]:
        wanted = {name: path for name, path in (("people", people), ("queries", queries)) if f"${name}" in statement}
        database.execute(statement, wanted)
    duck = DuckDBAPI(connection=database)
    linker = Linker(
        [duck.register(table, dataset_display_name=f"{table}_side") for table in ("asked", "people")], _settings()
    )
    linker.training.estimate_probability_two_random_records_match([block_on("given", "family", "born")], recall=0.1)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=_SEED)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("given", "family"))
    pairs = linker.inference.predict().physical_name
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for left, right, weight in database.execute(
        f"select unique_id_l, unique_id_r, match_weight from {pairs}"  # noqa: S608  # the name is Splink's own
    ).fetchall():
        query, person = (left, right) if left.startswith("q") else (right, left)
        weights[query][person] = weight
    rows = []
    for query, meant, label in database.execute("select unique_id, meant, label from queries").fetchall():
        weight = weights[query].get(meant)
        rows.append((label, weight is not None and sum(other > weight for other in weights[query].values()) < 10))
    return rows


def main(people: str, queries: str, out: str) -> None:
    """Reads, links and writes the shares."""
    started = time.perf_counter()
    rows = ranks(people, queries)
    classes: dict[str, list[bool]] = defaultdict(list)
    for label, in_ten in rows:
        classes[label].append(in_ten)
    shares = {label: round(100 * sum(hits) / len(hits), 1) for label, hits in sorted(classes.items())}
    whole = round(100 * sum(in_ten for _, in_ten in rows) / len(rows), 2)
    result = {"in_ten": whole, "seconds": round(time.perf_counter() - started, 1), "classes": shares}
    Path(out).write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:4])
