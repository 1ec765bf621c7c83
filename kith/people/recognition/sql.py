"""The two questions put to the database, in core PostgreSQL and one function of ours. Tables: this package's README."""

from collections.abc import Iterable, Mapping, Sequence

from kith.people.recognition.keys import hashed, hashed_forms, slips, sound_forms, triples
from kith.people.recognition.likeness import pet_forms, stem

Statement = tuple[str, list[object]]
"""A statement and its parameters. Arrays of numbers are given as PostgreSQL writes them: thousands at a time, and
adapting each number costs more than the search."""

_AFTER_ANY_LETTER = chr(0x10FFFF)
_BEGINNINGS, _INSIDES, _SLIPS = 80, 80, 600
_ROWS_A_KEY = 300
"""Rows read for one key: more people than this who share two words of a name are told apart by their other keys."""
_ROWS_IN_ALL = 6_000


def spellings_sql(words: Sequence[str], letters: int) -> Statement:
    """The words of the vocabulary that each word asked may stand for: (place of the word asked, token, people).

    `letters`: how many letters of a word may be wrong, 1 or 2. Beginnings, and three or more letters from inside,
    commonest first (decision 11).
    """
    parts: list[str] = []
    params: list[object] = []
    for place, word in enumerate(words):
        columns = f"select {place}, token, people from"
        select = f"{columns} people_nametoken where"
        by_people = "order by people desc limit"
        parts.append(f"({columns} kith_words_sharing(%s::int[], {_SLIPS}))")
        params.append(_array(hashed_forms({*slips(word, letters), *sound_forms(word)})))
        parts.append(f"({select} token >= %s and token < %s {by_people} {_BEGINNINGS})")
        params += [word, word + _AFTER_ANY_LETTER]
        short = stem(word)
        if short and letters > 1:
            parts.append(f"({select} token >= %s and token < %s {by_people} {_BEGINNINGS})")
            params += [short, short[:-1] + chr(ord(short[-1]) + 1)]
        shorter = [word[:length] for length in range(3, len(word))]
        if shorter:
            parts.append(f"({select} token = any(%s))")
            params.append(shorter + pet_forms(word))
        if len(word) >= 3:
            parts.append(f"({select} forms @> %s::int[] and token like %s {by_people} {_INSIDES})")
            params += [_array(hashed_forms(triples(word))), f"%{word}%"]
    return " union all ".join(parts), params


def people_sql(keys: Mapping[str, float], limit: int) -> Statement:
    """The people reached by most of the heaviest keys: (person_id, weight, particulars as JSON text, rows read).

    Of people whom the keys tell apart no further, those written down last come first, and are read where not all can
    be: children who are known now come before those who were known years ago. Rows are read in the order of the keys
    and never more than a fixed number, so that the time does not grow with the record. `limit`: people answered.
    """
    statement = """
        with hit as materialized (
            select held.person_id, asked.weight
            from unnest(%s::bigint[], %s::real[]) as asked(key, weight)
            cross join lateral (
              select person_id from people_searchkey where key = asked.key order by person_id desc limit %s) as held
            limit %s
        ), likeliest as (
            select person_id, sum(weight) as weight from hit group by person_id order by 2 desc, 1 desc limit %s
        )
        select likeliest.person_id, likeliest.weight, card.particulars::text, (select count(*) from hit)
        from likeliest join people_searchcard as card using (person_id)
        order by 2 desc, 1 desc"""
    return statement, [_array(hashed(keys)), _array(keys.values()), _ROWS_A_KEY, _ROWS_IN_ALL, limit]


def _array(numbers: Iterable[float]) -> str:
    return f"{{{','.join(map(str, numbers))}}}"


def rows_are_cut(rows_read: int) -> bool:
    """Whether the reading stopped at its bound, so that more people may match."""
    return rows_read >= _ROWS_IN_ALL


def recount_sql(words: Sequence[str]) -> Statement:
    """Refreshes about how many people carry each of these words; only the order of widening uses it. A few thousand at
    a time."""
    statement = """
        update people_nametoken as word set people = counted.people
        from (select asked.token, count(*) as people
              from unnest(%s::text[], %s::bigint[]) as asked(token, key) join people_searchkey using (key)
              group by asked.token) as counted
        where word.token = counted.token and word.people <> counted.people"""
    return statement, [list(words), _array(hashed(f"w:{word}" for word in words))]
