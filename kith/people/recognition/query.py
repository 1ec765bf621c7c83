"""What was typed into the search box, or told of a child, as a question to put to the record (promise 2)."""

import re
from calendar import month_name
from dataclasses import dataclass, replace
from datetime import date

from kith.people.recognition.fold import fold
from kith.people.recognition.identifiers import compact, is_nhs_number, is_outward, is_upn, phone_digits, postcode_of
from kith.people.recognition.keys import all_words
from kith.people.recognition.particulars import Particulars

_MONTHS = {name[:3].lower(): number for number, name in enumerate(month_name) if name}
_MONTH = "(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in month_name if name) + "|sept)"
_DATES = tuple(
    re.compile(rf"(?<![\w/.-]){pattern}(?![\w/-])", re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]*(?:of\s+)?{_MONTH}[\s,-]*(?P<year>\d{{4}}|\d{{2}})",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>(?:19|20)\d{2})",
        r"(?P<day>\d{1,2})\s+(?P<month>\d{1,2})\s+(?P<year>(?:19|20)\d{2})",
    )
)
_YEAR = re.compile(r"(?<![\w/.-])(?:19|20)\d{2}(?![\w/-])")
_BABY_OF = re.compile(
    r"\b(?:(?:unborn\s+)?(?:baby|child|children|son|daughter)|unborn)\s+of\s+(?P<parent>[^\d,;]+)", re.IGNORECASE
)
_PHONE = re.compile(r"(?<![\w+])(?:\+44|0044|0)[\s()0-9-]{8,16}\d")
_SPACED_NUMBER = re.compile(r"(?<!\w)(?:[A-Za-z](?:[ -]?\d){11}[ -]?[\dA-Za-z]|\d{3}[ -]\d{3}[ -]\d{4})(?!\w)")
_LONG_NUMBER = re.compile(r"(?<!\w)(?:[A-Za-z]\s?)?\d(?:[ -]?\d){5,12}[A-Za-z]?(?!\w)")
_NOT_NAMES = frozenset(
    ["mr", "mrs", "ms", "miss", "mx", "master", "dr", "dob", "born", "nhs", "upn", "id", "no", "number", "tel"]
)
_SPELLED_LONGEST = 300
"""Characters of a search that are read: longer text is not a name."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question: every part that was understood. Parts may overlap where a number could be several things."""

    words: tuple[str, ...] = ()
    parent_words: tuple[str, ...] = ()
    born: date | None = None
    born_year: int | None = None
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    postcode: str = ""
    outward: str = ""
    house: str = ""
    particulars: Particulars | None = None

    def __bool__(self) -> bool:
        return any((self.words, self.parent_words, self.born, self.numbers, self.phones, self.postcode, self.outward))


def parse(text: str, *, this_year: int | None = None) -> Query:
    """Reads a search: names in any order, a date or year of birth, NHS number, UPN, LA child id, phone, postcode,
    "baby of" a parent.

    `this_year`: the last year a two-digit year may mean ("18" is 2018, "61" is 1961 in 2026); years with four digits
    need none. What is not understood is taken for part of a name, so nothing typed is ignored in silence.
    """
    rest = " ".join(text[:_SPELLED_LONGEST].split())
    # A pupil or NHS number in groups first: a group may look like a year.
    query = Query(numbers=tuple(compact(number) for number in _SPACED_NUMBER.findall(rest)))
    query, rest = _take_date(query, _SPACED_NUMBER.sub(" ", rest), this_year)
    query, rest = _take_numbers(query, rest)
    query, rest = _take_postcode(query, rest)
    query, rest = _take_parent(query, rest)
    return _take_words(query, rest)


def _take_date(query: Query, text: str, this_year: int | None) -> tuple[Query, str]:
    for pattern in _DATES:
        for found in pattern.finditer(text):
            born = _date(found["day"], found["month"], found["year"], this_year)
            if born:
                rest = text[: found.start()] + " " + text[found.end() :]
                # Eight digits in a row may also be an LA child id.
                numbers = (*query.numbers, *([found[0]] if found[0].isdigit() else []))
                return replace(query, born=born, numbers=numbers), rest
    year = _YEAR.search(text)
    if year:
        rest = text[: year.start()] + " " + text[year.end() :]
        numbers = query.numbers if rest.strip() else (*query.numbers, year[0])
        return replace(query, born_year=int(year[0]), numbers=numbers), rest
    return query, text


def _date(day: str, month: str, year: str, this_year: int | None) -> date | None:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number <= (this_year if this_year is not None else 2099) % 100 else 1900
    try:
        return date(number, _MONTHS.get(month[:3].lower()) or int(month), int(day))
    except ValueError:
        return None


def _take_numbers(query: Query, text: str) -> tuple[Query, str]:
    phones, numbers = list(query.phones), list(query.numbers)
    for found in _PHONE.findall(text):
        digits = phone_digits(found)
        if 10 <= len(digits) <= 11:
            phones.append(digits)
            if is_nhs_number(digits):
                numbers.append(digits)
            text = text.replace(found, " ", 1)
    for found in _LONG_NUMBER.findall(text):
        # "41 NM4 2QT" or two short numbers are not one long one.
        if len(compact(found)) >= 6 and not postcode_of(found):
            numbers.append(compact(found))
            text = text.replace(found, " ", 1)
    return replace(query, phones=tuple(phones), numbers=tuple(numbers)), text


def _take_postcode(query: Query, text: str) -> tuple[Query, str]:
    postcode = postcode_of(text)
    if not postcode:
        return query, text
    before, after = re.split(rf"\b{postcode.replace(' ', chr(92) + 's*')}\b", text, maxsplit=1, flags=re.IGNORECASE)
    house = re.search(r"(?<!\w)(\d{1,4}[A-Za-z]?)[\s,]*$", before)
    if house:
        before = before[: house.start()]
    return replace(query, postcode=postcode, house=house[1].lower() if house else ""), f"{before} {after}"


def _take_parent(query: Query, text: str) -> tuple[Query, str]:
    found = _BABY_OF.search(text)
    if not found:
        return query, text
    words = tuple(word for word in fold(found["parent"]) if word not in _NOT_NAMES)
    return replace(query, parent_words=words), text[: found.start()] + " " + text[found.end() :]


def _take_words(query: Query, text: str) -> Query:
    words: list[str] = []
    numbers, outward = list(query.numbers), ""
    for part in re.split(r"[\s,;:()]+", text):
        code = compact(part)
        digits = sum(character.isdigit() for character in code)
        if is_upn(code) or (digits and not is_outward(code)):
            numbers.append(code)
            # A slip of the finger puts a digit in a name: "sm1th".
            words += fold(part) if len(code) - digits > max(2, digits) else ()
        elif is_outward(code):
            outward = code
            numbers.append(code)
        else:
            words += fold(part)
    words = [word for word in words if word not in _NOT_NAMES] or words
    if not query.parent_words and words[:1] in (["baby"], ["unborn"]) and len(words) > 1:
        # "Baby Okafor": a record may have been started under those very words, or under the name since given.
        query = replace(query, parent_words=tuple(words[1:]))
    return replace(query, words=tuple(dict.fromkeys(words)), numbers=tuple(dict.fromkeys(numbers)), outward=outward)


def query_of(particulars: Particulars) -> Query:
    """The question a contact asks of the record: everything it says of a child, compared field by field."""
    year = particulars.due_date
    postcode = next((address.postcode for address in particulars.addresses if address.postcode), "")
    values = [value for scheme in particulars.identifiers for value in sorted(particulars.identifiers_of(scheme))]
    parents = [fold(parent.name) for parent in particulars.parents]
    return Query(
        words=tuple(all_words(particulars)),
        parent_words=max(parents, key=len, default=()),
        born=particulars.date_of_birth,
        born_year=year.year if year and not particulars.date_of_birth else None,
        numbers=tuple(dict.fromkeys(values)),
        phones=tuple(sorted(particulars.all_phones)),
        postcode=postcode,
        particulars=particulars,
    )
