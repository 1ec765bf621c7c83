"""How like two words of names are, and in what way, in words a practitioner would use."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import jellyfish
from rapidfuzz.distance import OSA, DamerauLevenshtein, JaroWinkler

SAME_WORD = ""


class Likeness(NamedTuple):
    """`degree` from 0 (nothing) to 1 (the same word), for order only; `why` as shown, empty when the same."""

    degree: float
    why: str


UNLIKE = Likeness(0.0, "different")
_AT_ALL_ALIKE = 0.5
"""Words whose letters are less alike than this (Jaro and Winkler) are not alike at all."""
_GROUP_WORDS = {"short": "another form of the name", "spelling": "another spelling"}


@cache
def _groups() -> dict[str, dict[str, str]]:
    """word -> {word it may stand for: kind of group}, from our own list `data/name_groups.csv`."""
    table: dict[str, dict[str, str]] = defaultdict(dict)
    source = resources.files(__package__).joinpath("data/name_groups.csv")
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        names = row["names"].split()
        # The first name of a "short" group is the full one: two of its short forms are not forms of each other.
        for position, left in enumerate(names):
            for right in names[:position] if row["kind"] == "spelling" else names[: min(position, 1)]:
                for one, other in ((left, right), (right, left)):
                    if row["kind"] == "spelling" or other not in table[one]:
                        table[one][other] = row["kind"]
    return dict(table)


@lru_cache(maxsize=30_000)
def known_forms(word: str) -> tuple[str, ...]:
    """Short forms and other spellings of a folded word ("liz" gives "elizabeth"), without the word itself."""
    forms = dict.fromkeys(_groups().get(word, ()))
    if word.startswith("mac") and len(word) > 5:
        forms["mc" + word[3:]] = None
    elif word.startswith("mc") and len(word) > 4:
        forms["mac" + word[2:]] = None
    forms.pop(word, None)
    return tuple(forms)


_PET_ENDING = re.compile("(?:ie|ey|ee|y|i|o)$")
_SHORTEST_STEM = 3


@lru_cache(maxsize=30_000)
def stem(word: str) -> str:
    """What a pet name leaves of the full one ("timmy" of Timothy gives "tim"), or nothing where it shows none."""
    left = _PET_ENDING.sub("", word)
    if len(left) > _SHORTEST_STEM and left[-1] == left[-2]:
        left = left[:-1]
    return left if left != word and len(left) >= _SHORTEST_STEM else ""


def pet_forms(word: str) -> list[str]:
    """How a name may be shortened by the rule that `stem` undoes: "timothy" gives "timmy", "timmie" and so on."""
    forms = []
    for left in {word[:_SHORTEST_STEM], word[: _SHORTEST_STEM + 1]}:
        if _SHORTEST_STEM <= len(left) < len(word):
            forms += [left + double + ending for double in ("", left[-1]) for ending in ("y", "ie", "i", "ey")]
    return sorted(forms)


_SOUNDS = tuple(
    (re.compile(heard), letter)
    for heard, letter in (
        ("ph", "f"),
        ("gh(?=t)", ""),
        ("tch|sch|shch", "sh"),
        ("dzh|dj", "j"),
        ("ck|kh|qu|q|x|c(?![eiyh])", "k"),
        ("c(?=[eiy])|z|ts|sz", "s"),
        ("w", "v"),
        ("([bdgkpt])h", r"\1"),
    )
)
_VOWELS = re.compile("[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=30_000)
def skeleton(word: str) -> str:
    """The consonants one hears. Short vowels are unwritten in Arabic and vary most between transliterations, so
    "mohammed", "muhammad" and "mhmd" share one skeleton; a first vowel counts as itself a sound."""
    for sound, letter in _SOUNDS:
        word = sound.sub(letter, word)
    first = "a" if word[:1] and word[0] in "aeiou" else word[:1]
    return _DOUBLED.sub(r"\1", first + _VOWELS.sub("", word[1:]))


@lru_cache(maxsize=30_000)
def sounds(word: str) -> frozenset[str]:
    """Codes that words sounding alike share: two English ones and the skeleton, marked so that they never mix."""
    codes = {"k" + skeleton(word)}
    if word.isascii() and word.isalpha():
        codes |= {"m" + jellyfish.metaphone(word), "n" + jellyfish.nysiis(word)}
    return frozenset(code for code in codes if len(code) > 2 or len(word) < 3)


def sounds_alike(left: str, right: str) -> bool:
    """Whether two folded words share a code of how they sound."""
    return bool(sounds(left) & sounds(right))


@lru_cache(maxsize=50_000)
def likeness(left: str, right: str) -> Likeness:
    """How like two folded words are. The same answer whichever comes first.

    In order: the same; a known short form or spelling; a slip of one letter; alike in sound; two letters; one begins
    the other; an initial; the closest letters otherwise, which is called different but still gives a little weight.
    """
    if left == right:
        return Likeness(1.0, SAME_WORD)
    if left > right:
        left, right = right, left
    return _unlike_words(left, right)


def _unlike_words(left: str, right: str) -> Likeness:
    group = _groups().get(left, {}).get(right)
    if group or right in known_forms(left):
        return Likeness(0.94 if group == "short" else 0.96, _GROUP_WORDS[group or "spelling"])
    shorter = min(len(left), len(right))
    slips = _slips(left, right)
    jaro = JaroWinkler.similarity(left, right, score_cutoff=_AT_ALL_ALIKE)
    alike = jaro > 0.6 and sounds_alike(left, right)
    if slips == 1 and shorter >= 2:
        swapped = len(left) == len(right) and sorted(left) == sorted(right)
        degree = 0.93 if shorter > 4 else 0.88 if shorter > 2 else 0.79
        return Likeness(degree + 0.02 * alike, "two letters swapped" if swapped else "one letter")
    return max(_other_ways(left, right, slips, jaro, alike), key=lambda found: found.degree)


def _slips(left: str, right: str) -> int:
    """Letters wrong, added, left out or swapped with the next, up to 3; one left out between two swapped makes two."""
    slips = OSA.distance(left, right, score_cutoff=3)
    return DamerauLevenshtein.distance(left, right, score_cutoff=3) if slips == 3 else slips


def _other_ways(left: str, right: str, slips: int, jaro: float, alike: bool) -> Iterator[Likeness]:
    shorter, longer = sorted((len(left), len(right)))
    yield Likeness(max(0.0, jaro - _AT_ALL_ALIKE) ** 2 * 2.4, "different")
    if alike:
        yield Likeness(0.80 + 0.12 * jaro, "sounds alike")
    if left[:1] == right[:1]:
        if left.startswith(right) or right.startswith(left):
            begins = Likeness(0.75 + 0.15 * shorter / longer, "one begins the other")
            yield Likeness(0.6, "initial only") if shorter == 1 else begins
        if any(short and full.startswith(short) for short, full in ((stem(left), right), (stem(right), left))):
            yield Likeness(0.75, "may be short for it")
    if slips == 2 and shorter >= 4:
        yield Likeness(0.84 if shorter > 4 else 0.72, "two letters")
    if slips == 3 and shorter >= 6:
        yield Likeness(0.65, "three letters")
    if shorter > 2 and (left in right or right in left):
        yield Likeness(0.7, "one is inside the other")


def word_like(asked: str, held: str) -> Likeness:
    """As `likeness`, for a word as typed in the search box: the beginning of a name is what one types, not an error."""
    found = likeness(asked, held)
    if asked != held and held.startswith(asked):
        return max(found, Likeness(0.86 + 0.10 * len(asked) / len(held), f"begins {asked}"))
    if len(asked) > 2 and asked in held:
        return max(found, Likeness(0.93 if len(asked) > 3 else 0.85, f"has {asked} in it"))
    return found
