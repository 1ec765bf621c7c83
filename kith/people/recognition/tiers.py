"""From a question to the keys that answer it: narrow first, wider only as far as is needed."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from kith.people.recognition.dates import near_dates
from kith.people.recognition.keys import pair_key, start_key
from kith.people.recognition.likeness import known_forms
from kith.people.recognition.query import Query

Spellings = Mapping[str, Mapping[str, float]]
"""For each word asked: the words of the vocabulary it may stand for, with how like they are (0 to 1)."""

_MOST_KEYS = 3_000
_KNOWN_FORM = 0.95
_MANY, _UNDATED = 80, 120
_BEGUN = 3
"""A word of so few letters is taken for a name begun: it has no room for two slips."""
_ALL_BEGUN = 300


@dataclass(frozen=True, slots=True)
class Tier:
    """One widening of the search. `slips`: letters that may be wrong in one word, 0 for words as typed; the vocabulary
    is asked only where it is above 0. `spellings`: how many words one word may stand for. `pair_like`: two doubtful
    words together are looked for down to this product of their likenesses. `limit`: people read."""

    name: str
    slips: int
    spellings: int
    pair_like: float
    limit: int


AS_GIVEN = Tier("as given", slips=0, spellings=12, pair_like=0.7, limit=120)
NEARLY = Tier("nearly", slips=1, spellings=20, pair_like=0.8, limit=120)
WIDELY = Tier("widely", slips=2, spellings=40, pair_like=0.55, limit=150)
AT_ONCE = replace(WIDELY, limit=180)
"""The widest tier holds the keys of the others, heaviest first: who goes through every tier asks only this one."""


def plan(query: Query, *, every_tier: bool = False) -> list[Tier]:
    """The tiers worth putting to the record, narrowest first. Without a name or a date there is nothing to widen."""
    if not query:
        return []
    if not (query.words or query.parent_words or query.born):
        return [AS_GIVEN]
    if every_tier:
        return [AT_ONCE]
    first = replace(AS_GIVEN, limit=_ALL_BEGUN) if _is_begun(query) else AS_GIVEN
    only_begun = not (query.born or query.born_year or query.parent_words) and all(
        len(word) <= _BEGUN for word in query.words
    )
    return [first, NEARLY] if only_begun else [first, NEARLY, WIDELY]


def _is_begun(query: Query) -> bool:
    return len(query.words) > 1 and any(len(word) <= _BEGUN for word in query.words)


def spellings_of(word: str, query: Query, tier: Tier) -> int:
    """How many words one word may stand for: more where only a letter or two were typed, or only one word; most in the
    last widening of a name without a date of birth, which has nothing else to go by."""
    if tier.slips > 1 and not query.born:
        return _UNDATED
    return max(tier.spellings, _MANY) if len(word) < _BEGUN or len(query.words) == 1 else tier.spellings


def spelled_as_given(query: Query) -> dict[str, dict[str, float]]:
    """The words as typed and their known forms, without asking the vocabulary."""
    words = dict.fromkeys((*query.words, *query.parent_words))
    return {word: {word: 1.0, **dict.fromkeys(known_forms(word), _KNOWN_FORM)} for word in words}


def keys_for(query: Query, tier: Tier, spellings: Spellings, asked: Container[str] = ()) -> dict[str, float]:
    """The readable keys of one tier with the weight of each, heaviest first, without those `asked` in a tier before.
    A weight orders what is read first."""
    keys: dict[str, float] = {}
    _add(keys, _fixed_keys(query))
    _add(keys, _pair_keys(query.words, tier, spellings, "p", 2.0))
    _add(keys, _start_keys(query, tier))
    _add(keys, _run_together(query.words))
    _add(keys, _parent_keys(query, tier, spellings))
    _add(keys, _dated_keys(query, tier, spellings))
    _add(keys, _word_keys(query, tier, spellings))
    new = [item for item in keys.items() if item[0] not in asked]
    return dict(sorted(new, key=lambda item: -item[1])[:_MOST_KEYS])


def _add(keys: dict[str, float], more: Mapping[str, float]) -> None:
    for key, weight in more.items():
        keys[key] = max(weight, keys.get(key, 0.0))


def _fixed_keys(query: Query) -> dict[str, float]:
    keys = {f"i:{number}": 8.0 for number in query.numbers}
    keys |= {f"t:{phone}": 4.0 for phone in query.phones}
    if query.postcode:
        keys[f"a:{query.postcode}"] = 1.5
        if query.house:
            keys[f"h:{query.postcode}+{query.house}"] = 3.0
    if query.outward and not query.words:
        keys[f"o:{query.outward}"] = 0.5
    return keys


def _pair_keys(words: tuple[str, ...], tier: Tier, spellings: Spellings, kind: str, weight: float) -> dict[str, float]:
    keys: dict[str, float] = {}
    for one, other in combinations(words, 2):
        for left, like_left in spellings[one].items():
            for right, like_right in spellings[other].items():
                like = like_left * like_right
                if like < tier.pair_like:
                    break  # likeliest first: the rest is less like still
                key = pair_key(left, right, kind)
                keys[key] = max(keys.get(key, 0.0), weight * like**2)
    return keys


def _start_keys(query: Query, tier: Tier) -> dict[str, float]:
    """Two names begun ("ama oka") are asked for at once by their first letters; whole names only when nothing else
    answers, since whatever is wrong may be wrong further on."""
    if not (_is_begun(query) or tier.slips > 1):
        return {}
    weight = 0.9 if _is_begun(query) else 0.5
    return {start_key(one, other): weight for one, other in combinations(query.words, 2)}


def _run_together(words: tuple[str, ...]) -> dict[str, float]:
    """ "Mary Jane Smith" for Maryjane Smith, and the other way about: by keys alone, without asking the vocabulary."""
    keys: dict[str, float] = {}
    for place, word in enumerate(words):
        others = [other for other in words if other != word]
        for cut in range(2, len(word) - 1):
            parts = word[:cut], word[cut:]
            _add(keys, {pair_key(*parts): 1.6})
            _add(keys, {pair_key(part, other): 1.2 for part in parts if len(part) > 2 for other in others})
        if place + 1 < len(words):
            both = word + words[place + 1]
            rest = [other for other in others if other != words[place + 1]]
            _add(keys, {pair_key(both, other): 1.6 for other in rest} or {f"w:{both}": 1.4})
    return keys


def _parent_keys(query: Query, tier: Tier, spellings: Spellings) -> dict[str, float]:
    if len(query.parent_words) > 1:
        return _pair_keys(query.parent_words, tier, spellings, "c", 1.8)
    return {
        f"{kind}:{form}": 1.2 * like**2
        for word in query.parent_words
        for form, like in spellings[word].items()
        for kind in "cw"
    }


def _dated_keys(query: Query, tier: Tier, spellings: Spellings) -> dict[str, float]:
    keys: dict[str, float] = {}
    born = query.born
    for word in query.words:
        for place, (form, like) in enumerate(spellings[word].items()):
            if born:
                keys[f"b:{form}+{born.isoformat()}"] = 3.0 * like**2
                if tier.slips and place < 8 and like > 0.8:
                    keys |= {f"y:{form}+{born.year + out}": (0.6 - 0.2 * abs(out)) * like**2 for out in (-1, 0, 1)}
                if tier.slips and place < 4 and like > 0.9:
                    for step, near in enumerate(near_dates(born)):
                        keys[f"b:{form}+{near.isoformat()}"] = (1.6 - 0.005 * step) * like**2
            elif query.born_year:
                keys[f"y:{form}+{query.born_year}"] = 1.5 * like**2
    if born and (tier.slips or not query.words):
        keys[f"d:{born.isoformat()}"] = 1.3 if len(query.words) == 1 else 0.9
        if tier.slips > 1 and not query.words:
            keys |= {f"d:{near.isoformat()}": 0.5 for near in near_dates(born)[:12]}
    return keys


def _word_keys(query: Query, tier: Tier, spellings: Spellings) -> dict[str, float]:
    """A word alone is read early when it is all there is to go by, and last of all otherwise."""
    alone = len(query.words) == 1
    if not alone and tier.slips < 2:
        return {}
    return {
        f"w:{form}": (1.0 if alone else 0.3) * like**2 for word in query.words for form, like in spellings[word].items()
    }
