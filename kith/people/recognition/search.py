"""The whole search: ask narrowly, widen while nobody answers well, order everyone found."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

from kith.people.recognition import sql, tiers
from kith.people.recognition.likeness import word_like
from kith.people.recognition.match import Match, match
from kith.people.recognition.particulars import Particulars, read_card
from kith.people.recognition.query import Query
from kith.people.recognition.score import Comparison, explain, in_order
from kith.people.recognition.tiers import Tier

Run = Callable[[str, Sequence[object]], Iterable[Sequence[Any]]]
"""Executes one statement with its parameters for the person acting, and gives all its rows."""

_ENOUGH, _ENOUGH_BY_NAME = 0.9, 0.95
"""How far the best person must answer everything asked for the search box not to widen further: with more than a name
to go by, and by name only."""
_COMMON = 0.01
"""How much likelier a word is meant for each tenfold of people who carry it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One person who may be meant. `weight` orders and is never shown; `reasons` are. `comparison`: beside the
    particulars asked for, where the question was made from particulars; else `answers`: what answers the words."""

    person_id: int
    weight: float
    answers: tuple[str, ...] = ()
    comparison: Comparison | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """What agrees or comes close, in words."""
        return self.answers or tuple(explain(self.comparison))


@dataclass(frozen=True, slots=True)
class Answer:
    """Everyone found, likeliest first. `more`: the reading stopped at its bound or at `limit`, so others may match;
    `widened`: the name of the last tier asked."""

    found: tuple[Found, ...]
    more: bool
    widened: str


def find(query: Query, run: Run, *, every_tier: bool = False, limit: int = 50) -> Answer:
    """Finds the people who may be meant (promise 2).

    `run` executes a statement as the person acting, so whoever may not be seen is not found. A question made from
    particulars (recognition at intake) goes through every tier; the search box stops when somebody answers all it
    asked, unless `every_tier` ("look wider"). `limit`: people answered.
    """
    people: dict[int, Particulars] = {}
    matches: dict[int, Match] = {}
    asked: set[str] = set()
    more, widened = False, ""
    for tier in tiers.plan(query, every_tier=every_tier or query.particulars is not None):
        spellings, cut = _spellings(query, tier, run)
        keys = tiers.keys_for(query, tier, spellings, asked)
        asked |= keys.keys()
        rows = list(run(*sql.people_sql(keys, tier.limit)))
        more = more or cut or len(rows) >= tier.limit or any(sql.rows_are_cut(row[3]) for row in rows[:1])
        new = {row[0]: read_card(row[2]) for row in rows if row[0] not in people}
        people |= new
        if not query.particulars:
            matches |= {person_id: match(query, person) for person_id, person in new.items()}
        widened = tier.name
        if good_enough(matches.values(), tier):
            break
    found = _compared(query.particulars, people) if query.particulars else _matched(matches)
    return Answer(tuple(found[:limit]), more or len(found) > limit, widened)


def good_enough(matches: Iterable[Match], tier: Tier) -> bool:
    """Whether the search box may stop after a tier. Words as given are only trusted when a date of birth or an
    identifier confirms them: a name alone may be the beginning of another."""
    best = max(matches, key=lambda one: one.weight, default=None)
    if best is None:
        return False
    if best.confirmed:
        return best.answered >= _ENOUGH
    return tier is not tiers.AS_GIVEN and best.answered >= _ENOUGH_BY_NAME


def _matched(matches: Mapping[int, Match]) -> list[Found]:
    # Of people who answer equally, whoever was written down last comes first.
    found = [Found(person_id, one.weight, one.reasons) for person_id, one in matches.items()]
    return sorted(found, key=lambda one: (-one.weight, -one.person_id))


def _compared(asked: Particulars, people: Mapping[int, Particulars]) -> list[Found]:
    ids = sorted(people, reverse=True)  # of people who answer equally, whoever was written down last comes first
    placed = in_order(asked, [people[person_id] for person_id in ids])
    return [Found(ids[one.position], one.weight, comparison=one.comparison) for one in placed]


def _spellings(query: Query, tier: Tier, run: Run) -> tuple[dict[str, dict[str, float]], bool]:
    """For each word asked, the likeliest words it may stand for, likeliest first; and whether there were more."""
    spellings = tiers.spelled_as_given(query)
    words = list(spellings)
    if not (tier.slips and words):
        return spellings, False
    near: dict[str, dict[str, int]] = defaultdict(dict)
    for place, token, people in run(*sql.spellings_sql(words, tier.slips)):
        near[words[place]][token] = people
    cut = False
    for word, tokens in near.items():
        likely = [(word_like(word, token).degree, people, token) for token, people in tokens.items()]
        meant = sorted(((_meant(degree, people), token) for degree, people, token in likely if degree), reverse=True)
        most = tiers.spellings_of(word, query, tier)
        cut = cut or len(meant) > most
        found = {token: likelihood for likelihood, token in meant[:most]} | spellings[word]
        spellings[word] = dict(sorted(found.items(), key=lambda form: -form[1]))
    return spellings, cut


def _meant(degree: float, people: int) -> float:
    return min(0.99, degree + _COMMON * log10(max(1, people)))


def recount(words: Iterable[str], run: Run) -> None:
    """Refreshes `NameToken.people` for the words given, all or some. `run` executes one statement."""
    for some in _batches(words, 5_000):
        list(run(*sql.recount_sql(some)))


def _batches(words: Iterable[str], size: int) -> Iterable[list[str]]:
    batch: list[str] = []
    for word in words:
        batch.append(word)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
