"""Names as the search sees them: one folding for every script, so that a spelling never decides who is found."""

import re
import unicodedata
from functools import lru_cache

# Latin letters that Unicode does not take apart into a plain letter and a mark.
_LATIN = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ə": "a", "ɛ": "e",
    "ɔ": "o", "ŋ": "ng", "ħ": "h", "ĸ": "k", "ŧ": "t", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɣ": "g", "ǝ": "e",
}  # fmt: skip
# Cyrillic after its marks are dropped: one letter stands for both the Russian and the Ukrainian reading.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "є": "ye", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz", "ѕ": "dz",
}  # fmt: skip
# Arabic, Persian, Urdu and Kurdish letters. Short vowels are not written; the sound of the word (see `likeness`) is
# compared without vowels for that reason.
_ARABIC = {
    "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ث": "th", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d",
    "ڈ": "d", "ذ": "dh", "ر": "r", "ڑ": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t",
    "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ڤ": "v", "ق": "q", "ک": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m",
    "ن": "n", "ں": "n", "ه": "h", "ہ": "h", "ھ": "h", "ة": "a", "و": "w", "ی": "y", "ي": "y", "ى": "a", "ے": "e",
    "ء": "", "ڵ": "l", "ڕ": "r", "ۆ": "o", "ێ": "e", "ە": "e", "ـ": "",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_PLAIN = str.maketrans({**_LATIN, **_CYRILLIC, **_ARABIC, **_GREEK})

# Written inside one name ("O'Brien", "Nana-Ama’s"): the parts are one word, unlike the parts a hyphen joins.
_INSIDE = re.compile("['’‘ʼʻ`´′＇ʹʿʾ]")
_NO_LETTERS = re.compile("[^a-z0-9]+")
_LONGEST_WORD = 64
"""Letters of one word that are kept: the width of the vocabulary's column."""


@lru_cache(maxsize=30_000)
def fold(text: str) -> tuple[str, ...]:
    """The words of a name, lower case, without accents, in Latin letters where the script has a table here.

    Hyphens and spaces part words ("Osei-Barr" is two), apostrophes do not ("O'Brien" is `obrien`). Arabic, Cyrillic and
    Greek become Latin letters; any other script keeps its own. Signs, emoji and invisible direction marks go.
    Folding what is already folded changes nothing.
    """
    plain = _INSIDE.sub("", text)
    if plain.isascii():  # most names by far, and many times quicker
        return tuple(word[:_LONGEST_WORD] for word in _NO_LETTERS.sub(" ", plain.lower()).split())
    plain = unicodedata.normalize("NFKD", plain).casefold()
    plain = unicodedata.normalize("NFKD", plain).translate(_PLAIN)
    letters = []
    for character in _INSIDE.sub("", plain):
        kind = unicodedata.category(character)
        if kind[0] in "LN" or kind == "Mc":
            letters.append(character)
        elif kind not in ("Mn", "Me", "Cf"):
            letters.append(" ")
    return tuple(word[:_LONGEST_WORD] for word in "".join(letters).split())


def joined(words: tuple[str, ...]) -> str:
    """The words run together, to see that "Mary Jane" and "Maryjane" differ by a space only."""
    return "".join(words)
