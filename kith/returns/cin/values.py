"""Single values of a census: dates, codes and flags as suppliers write them, and as the Department asks for them."""

import re
from datetime import date, datetime
from functools import lru_cache

from kith.returns.cin.records import Given
from kith.standards.words import LONDON

_LONGEST = 40  # characters; no date, code or flag is longer, so nothing longer is worth looking at
_YEARS = range(1900, 2101)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTH_NAMES = re.compile(
    "jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?"
)

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([/. -])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([/.]?)(\d{2})\2(\d{2})", re.ASCII)
_MONTH_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})", re.ASCII)
_ZONED = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)

_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_LOOSE_FLAGS = _FLAGS | {"yes": True, "y": True, "no": False, "n": False}


def read_date(text: str) -> tuple[Given[date], str | None]:
    """The date a text means, and a sentence when it is not written YYYY-MM-DD or means none.

    Dates written the British way round are taken, day first, and so are dates with a time or a zone: the day is the
    one it was in London. A two-digit year is not guessed at. Years outside 1900 to 2100 are nobody's, and are not
    taken.
    """
    return _date(text) if len(text) <= _LONGEST else (Given(text), "This is too long to be a date.")


@lru_cache(maxsize=50_000)
def _date(text: str) -> tuple[Given[date], str | None]:
    parts = _parts(text)
    if parts is None:
        return Given(text), "This is not a date that can be read with certainty; dates are written YYYY-MM-DD."
    if parts[0] not in _YEARS:
        return Given(text), f"The year is outside {_YEARS[0]} to {_YEARS[-1]}."
    try:
        value = date(*parts)
    except ValueError:
        return Given(text), "There is no such day in the calendar."
    return Given(text, value), None if _ISO.fullmatch(text) else f"Read as {value.isoformat()}."


def _parts(text: str) -> tuple[int, int, int] | None:
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_FIRST.fullmatch(text):
        return int(match[4]), int(match[3]), int(match[1])
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _ZONED.fullmatch(text):
        return _parts(match[1])
    if match := _MONTH_NAMED.fullmatch(text):
        name = match[2].lower()
        known = _MONTH_NAMES.fullmatch(name)
        return (int(match[3]), _MONTHS.index(name[:3]) // 4 + 1, int(match[1])) if known else None
    return _day_of_moment(text) if _MOMENT.fullmatch(text) else None


def _day_of_moment(text: str) -> tuple[int, int, int] | None:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            # A summer birthday that begins at midnight in London is written 23:00 of the day before in UTC.
            moment = moment.astimezone(LONDON)
    except (ValueError, OverflowError):
        return None
    return moment.year, moment.month, moment.day


def read_code(text: str, allowed: frozenset[str]) -> tuple[Given[str], str | None]:
    """The code a text means, and a sentence when it had to be tidied or is not one of those allowed."""
    return _code(text, allowed) if len(text) <= _LONGEST else (Given(text), "This is too long to be a code.")


@lru_cache(maxsize=5_000)
def _code(text: str, allowed: frozenset[str]) -> tuple[Given[str], str | None]:
    if text in allowed:
        return Given(text, text), None
    tidy = re.sub(r"\s+", "", text).upper()
    if tidy in allowed:
        return Given(text, tidy), f"Read as the code {tidy}."
    return Given(text), "This is not one of the codes of this census."


def read_flag(text: str) -> tuple[Given[bool], str | None]:
    """Yes or no, and a sentence when it is not written true, false, 1 or 0."""
    value = _LOOSE_FLAGS.get(text.lower())
    if value is None:
        return Given(text), "This is neither true nor false."
    return Given(text, value), None if text in _FLAGS else f"Read as {'true' if value else 'false'}."
