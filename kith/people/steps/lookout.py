"""Looking out for restricted people among those newly written down, without telling whoever wrote (decision 6)."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from django.db import connection

from kith.access.models import Matter, Subject
from kith.people.models import Person
from kith.people.queries.finding import run
from kith.people.recognition import Particulars, block_keys
from kith.people.recognition.keys import all_words, hashed, pair_key
from kith.people.recognition.likeness import known_forms, word_like
from kith.people.recognition.sql import spellings_sql

# How like a word must be to count as another spelling of the name, and how many spellings are tried.
_SPELLED_LIKE, _SPELLINGS = 0.75, 20


def tell_named_readers(
    particulars: Particulars, *, matter: Matter | None = None, other: Subject | Person | None = None
) -> None:
    """Compare somebody newly told of with every restricted person; a likely match waits on their named readers' desk.

    Gives back nothing, whatever it found. The front door calls it for each child of a contact as it is received;
    `new_person` calls it for every record begun.

    Args:
        particulars: who was told of.
        matter: the contact that told of them.
        other: the new record, once there is one. One of the two is needed.
    """
    names = spelled(all_words(particulars))
    keys = block_keys(particulars)
    born = particulars.date_of_birth
    alone = [key for key in keys if key.startswith("i:")]
    pairs = [
        pair_key(left, right) for one, two in combinations(names, 2) for left in names[one] for right in names[two]
    ]
    if born:
        alone += [f"b:{form}+{born.isoformat()}" for forms in names.values() for form in forms]
    else:
        alone += pairs
    confirming = [key for key in keys if key[:2] in ("t:", "a:", "h:", "c:")]
    with connection.cursor() as cursor:
        cursor.execute(
            "select kith_restricted_matches(%s, %s, %s::bigint[], %s::bigint[], %s::bigint[])",
            [
                matter.pk if matter else None,
                other.pk if other else None,
                hashed(alone),
                hashed(pairs),
                hashed(confirming),
            ],
        )


def spelled(words: list[str]) -> dict[str, list[str]]:
    """Each word of a name with the other forms and spellings it may stand for, likeliest first, itself among them."""
    near: dict[str, dict[str, float]] = defaultdict(dict)
    if words:
        for place, token, _ in run(*spellings_sql(words, 1)):
            near[words[place]][token] = word_like(words[place], token).degree
    forms: dict[str, list[str]] = {}
    for word in words:
        like = sorted(near[word].items(), key=lambda found: -found[1])
        close = [token for token, degree in like if degree >= _SPELLED_LIKE]
        forms[word] = list(dict.fromkeys([word, *known_forms(word), *close]))[:_SPELLINGS]
    return forms
