"""Draws the people to be searched for, or writes everybody for an outside judge.

    python -m bench.search.targets PEOPLE SEED targets.csv
    python -m bench.search.targets PEOPLE everybody people.csv

Those drawn have two names and a date of birth and are not restricted. They are given by the first word and the last
name of the present name, in small letters, as most people type; what a record holds beyond that is not typed.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import home
from kith.people.recognition import Particulars

_EVERYBODY = "select person_id, particulars::text from people_searchcard order by 1"
_DRAWN = """select person_id, particulars::text from people_searchcard join access_subject on id = person_id
  where particulars ? 'born' and not restricted order by md5(person_id::text || %s) limit 6000"""


def draw(people: int, seed: str) -> Iterator[dict[str, str]]:
    """People drawn evenly over the whole record, in an order fixed by the seed, or all of them in order."""
    with home.admin(home.server(), home.database(people)) as connection:
        rows = connection.execute(_EVERYBODY if seed == "everybody" else _DRAWN, [] if seed == "everybody" else [seed])
        for person_id, card in rows:
            person = Particulars.from_card(json.loads(card))
            first, *_, last = person.names[0].split()
            born = person.date_of_birth
            if seed == "everybody":
                yield {"id": str(person_id), "given": first, "family": last, "born": born.isoformat() if born else ""}
            elif born:
                yield {"id": str(person_id), "given": first.lower(), "family": last.lower(), "born": f"{born:%d/%m/%Y}"}


def write(people: int, seed: str, file: Path) -> Path:
    """The people drawn, as a table."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, ("id", "given", "family", "born"))
        writer.writeheader()
        writer.writerows(draw(people, seed))
    return file


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
