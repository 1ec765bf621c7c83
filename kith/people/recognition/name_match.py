"""Whole names beside each other: which words answer which, and how to say it."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from kith.people.recognition.fold import joined
from kith.people.recognition.likeness import Likeness, likeness, sounds_alike

Words = tuple[str, ...]

ANSWERS = 0.78
"""From this degree two words are taken for the same word written differently; it words a reason, it hides nobody."""
_LEFT_OVER, _ONE_WORD_LEFT_OVER = 0.02, 0.12
"""How much of a word that only one side has counts: a middle name left out is commoner than any slip, and says next to
nothing; where one side is a single word, the rest of the other says more."""


class NameLikeness(NamedTuple):
    """`agrees` is "same", "close" or "different"; `why` as shown; `degree` from 0 to 1, for order only."""

    agrees: str
    why: str
    degree: float


_SLIPS = ("one letter", "two letters", "two letters swapped")
NOT_ALIKE = NameLikeness("different", "", 0.0)


def align(
    left: Words, right: Words, like: Callable[[str, str], Likeness] = likeness
) -> list[tuple[int, int, Likeness]]:
    """Pairs each word of the shorter side with the word that answers it best, each used once, best pairs first."""
    pairs = []
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            found = like(one, other)
            pairs.append((-found.degree, i + j, i, j, found))
    pairs.sort()
    taken_left, taken_right, chosen = set(), set(), []
    for _, _, i, j, found in pairs:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            chosen.append((i, j, found))
    return chosen


@lru_cache(maxsize=10_000)
def name_likeness(left: Words, right: Words) -> NameLikeness:
    """How like two whole names are, in folded words. The same answer whichever comes first."""
    if left == right:
        return NameLikeness("same", "", 1.0)
    if not left or not right:
        return NOT_ALIKE
    if joined(left) == joined(right):
        return NameLikeness("close", "a space or hyphen", 0.97)
    pairs = align(left, right)
    left_over = abs(len(left) - len(right))
    part = _LEFT_OVER if len(pairs) > 1 else _ONE_WORD_LEFT_OVER
    degree = sum(found.degree for _, _, found in pairs) / (len(pairs) + part * left_over)
    return _said(left, right, pairs, degree)


def _said(left: Words, right: Words, pairs: Sequence[tuple[int, int, Likeness]], degree: float) -> NameLikeness:
    odd = [found for _, _, found in pairs if found.degree < ANSWERS]
    other_names = [pair for pair in pairs if _another_name(left[pair[0]], right[pair[1]], pair[2])]
    if odd or other_names:
        same = sorted(left[i] for i, _, found in pairs if found.degree == 1.0)
        why = f"only {' and '.join(word.title() for word in same)} agrees" if same else ""
        return NameLikeness("different", why, degree * 0.85 if odd else min(degree, 0.99))
    whys = [found.why for _, _, found in pairs if found.why]
    reasons = [f"{why} in each name" if whys.count(why) > 1 and why in _SLIPS else why for why in sorted(set(whys))]
    if len(left) != len(right):
        reasons.append("part of the name on one side only")
    elif [i for i, _, _ in sorted(pairs)] != [j for _, j, _ in sorted(pairs, key=lambda pair: pair[0])]:
        reasons.append("names in another order")
    return NameLikeness("close", " and ".join(reasons), min(degree, 0.99))


def _another_name(one: str, other: str, found: Likeness) -> bool:
    """Whether two words that are a letter apart are two names rather than one with a slip in it: short, and begun with
    another sound, as Mia and Lia are. It words what is shown; how near they are, and so the order, stays."""
    return (
        found.why == "one letter" and one[0] != other[0] and len(one) == len(other) < 6 and not sounds_alike(one, other)
    )


def best_name(left: Sequence[Words], right: Sequence[Words]) -> NameLikeness:
    """The closest of every name one side uses with every name of the other. The present name comes first on each side;
    when another name agrees better than the present ones do, the reason says that it is one the person is known by."""
    if not left or not right:
        return NOT_ALIKE
    present = name_likeness(left[0], right[0])
    if present.agrees == "same":
        return present
    best = max(
        (name_likeness(one, other) for one in left for other in right), key=lambda found: (found.degree, found.why)
    )
    if best.degree <= present.degree or best.agrees == "different":
        return present
    why = f"known as, {best.why}" if best.why else "known as"
    return NameLikeness("same" if best.agrees == "same" else "close", why, best.degree - 0.01)
