"""By what a person can be reached: exact keys for people, forgiving forms for the words of names.

A key is readable here ("b:amara+2018-02-12") and hashed for the database. Change anything that alters a key or a form
and raise `VERSION`, so that the keys of everybody are built again.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import combinations

from kith.people.recognition.fold import fold
from kith.people.recognition.identifiers import house_number
from kith.people.recognition.likeness import sounds
from kith.people.recognition.particulars import Particulars

VERSION = 2

_MOST_WORDS = 12
"""Different words kept of all names of one person: pairs grow with their square."""
_MOST_OF_ONE = 6
"""Words of one name whose beginnings are paired."""
_SLIP_LETTERS = 8
"""A slip is looked for in the first letters of a word; the rest of a long word is forgiven by sound and by degree."""
_TWO_SLIPS_FROM = 5
_START = 3


def hashed(keys: Iterable[str]) -> list[int]:
    """Readable keys as signed 64-bit numbers, the same on every machine and in every release of one `VERSION`."""
    return [int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True) for key in keys]


def pair_key(one: str, other: str, kind: str = "p") -> str:
    """Two words of one name in either order, so that swapped names meet. Kind "c" is the name of a parent."""
    return f"{kind}:{one}+{other}" if one <= other else f"{kind}:{other}+{one}"


def start_key(one: str, other: str) -> str:
    """The first letters of two words of one name, in either order: for names begun, or wrong further on."""
    return pair_key(one[:_START], other[:_START], "s")


def all_words(particulars: Particulars) -> list[str]:
    """The different words of every name a person uses, present name first."""
    return list(dict.fromkeys(word for words in particulars.words for word in words))[:_MOST_WORDS]


def block_keys(particulars: Particulars) -> list[str]:
    """Every key a person is reached by, readable, narrowest kinds first.

    `i:` an identifier, whatever its scheme; `t:` a phone, the person's or a parent's; `h:` house number and postcode;
    `b:` a word of the name and the date of birth; `p:` two words of the name; `s:` the first three letters of two words
    of one name; `c:` two words of a parent's name; `d:` the date of birth; `a:` a postcode; `y:` a word and the year of
    birth; `w:` a word alone; `o:` the first half of a postcode.
    """
    words = all_words(particulars)
    keys = [f"i:{value}" for scheme in particulars.identifiers for value in sorted(particulars.identifiers_of(scheme))]
    keys += [f"t:{phone}" for phone in sorted(particulars.all_phones)]
    keys += [pair_key(one, other) for one, other in combinations(words, 2)]
    keys += [start_key(one, other) for name in particulars.words for one, other in combinations(name[:_MOST_OF_ONE], 2)]
    born = particulars.date_of_birth
    if born:
        keys += [f"b:{word}+{born.isoformat()}" for word in words]
        keys += [f"d:{born.isoformat()}"]
    year = born or particulars.due_date
    if year:
        keys += [f"y:{word}+{year.year}" for word in words]
    for parent in particulars.parents:
        keys += _parent_keys(fold(parent.name))
    for address in particulars.addresses:
        keys += _address_keys(address.line, address.postcode)
    keys += [f"w:{word}" for word in words]
    return list(dict.fromkeys(keys))


def _parent_keys(words: Sequence[str]) -> list[str]:
    different = list(dict.fromkeys(words))[:4]
    return [pair_key(one, other, "c") for one, other in combinations(different, 2)] or [
        f"c:{word}" for word in different
    ]


def _address_keys(line: str, postcode: str) -> list[str]:
    if not postcode:
        return []
    number = house_number(line)
    outward = [f"o:{postcode.split()[0]}"] if " " in postcode else []
    return [*([f"h:{postcode}+{number}"] if number else []), f"a:{postcode}", *outward]


def search_keys(particulars: Particulars) -> list[int]:
    """The rows of `people_searchkey` for one person."""
    return hashed(block_keys(particulars))


def name_tokens(particulars: Particulars) -> set[str]:
    """The words to add to the vocabulary for one person: of their own names and of their parents'."""
    return {*all_words(particulars), *(word for parent in particulars.parents for word in fold(parent.name))}


def token_forms(word: str) -> list[int]:
    """The row of `people_nametoken` for one word: its slips, sounds and letter triples, as 32-bit hashes (a rare
    false meeting is harmless: every word found is compared letter by letter)."""
    return hashed_forms({*slips(word, 2 if len(word) >= _TWO_SLIPS_FROM else 1), *sound_forms(word), *triples(word)})


def hashed_forms(forms: Iterable[str]) -> list[int]:
    """Forms as signed 32-bit numbers, in order so that the same word always gives the same row."""
    return sorted({int.from_bytes(blake2b(form.encode(), digest_size=4).digest(), signed=True) for form in forms})


def slips(word: str, letters: int) -> set[str]:
    """A word with up to `letters` left out of its beginning. Two words that differ by a slip share one of these:
    a letter too many, too few, another letter, or two letters swapped."""
    found = latest = {word[:_SLIP_LETTERS]}
    for _ in range(letters):
        latest = {form[:place] + form[place + 1 :] for form in latest for place in range(len(form)) if len(form) > 2}
        found = found | latest
    return {f"-{form}" for form in found}


def sound_forms(word: str) -> set[str]:
    """How a word sounds, several ways."""
    return {f"={code}" for code in sounds(word)}


def triples(word: str) -> set[str]:
    """Every three letters in a row inside a word."""
    return {f"~{word[place : place + 3]}" for place in range(len(word) - 2)}
