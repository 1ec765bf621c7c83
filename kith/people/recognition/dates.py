"""Dates of birth as people mistake them: swapped, mistyped, remembered roughly, or not known yet."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

BEFORE_DUE = timedelta(weeks=17)
"""How long before the due date a child may be born and be the same child: 23 weeks is the edge of viability."""
AFTER_DUE = timedelta(weeks=3)
CLOSE = 0.65
"""From this degree two dates are called close on the match page."""
_ANY_YEARS = (-11, -10, -9, -3, -2, -1, 1, 2, 3, 9, 10, 11)


class DateLikeness(NamedTuple):
    """`degree` from 0 to 1, for order only; `why` as shown, empty when the same."""

    degree: float
    why: str


SAME_DAY = DateLikeness(1.0, "")


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _digits(day: date) -> str:
    return f"{day.day:02}{day.month:02}{day.year:04}"


@lru_cache(maxsize=30_000)
def date_likeness(left: date, right: date) -> DateLikeness:
    """How like two dates of birth are, whichever comes first, and by which mistake: the likeliest that fits."""
    return SAME_DAY if left == right else max(_mistakes(left, right), key=lambda found: found.degree)


def _mistakes(left: date, right: date) -> Iterator[DateLikeness]:
    yield DateLikeness(0.0, "far apart")
    gap = abs((left - right).days)
    same_day, same_month, same_year = left.day == right.day, left.month == right.month, left.year == right.year
    if same_year and left.day == right.month and left.month == right.day:
        yield DateLikeness(0.92, "day and month swapped")
    pairs = [(one, other) for one, other in zip(_digits(left), _digits(right), strict=True) if one != other]
    if len(pairs) == 1:
        yield DateLikeness(0.88, "one digit")
    if len(pairs) == 2 and pairs[0] == pairs[1][::-1]:
        yield DateLikeness(0.85, "two digits swapped")
    if gap <= 31:
        yield DateLikeness(0.82 - 0.004 * gap, "a day apart" if gap == 1 else f"{gap} days apart")
    if same_year and same_day:
        yield DateLikeness(0.72, "another month")
    if same_day and same_month:
        yield DateLikeness(0.7, "same day and month, another year")
    if same_year and (1, 1) in ((left.month, left.day), (right.month, right.day)):
        yield DateLikeness(0.69, "same year, and 1 January may stand for a day not known")
    if gap < 400:
        yield DateLikeness(0.64 - gap / 1600, "same year only" if same_year else "less than 13 months apart")


def due_likeness(due: date, born: date) -> DateLikeness:
    """How well a child born on a day may be the one who was due."""
    if not due - BEFORE_DUE <= born <= due + AFTER_DUE:
        return DateLikeness(0.0, "born too far from the due date")
    days = (born - due).days
    when = (
        "on the due date"
        if not days
        else f"{abs(days)} day{'s' * (abs(days) > 1)} {'before' if days < 0 else 'after'} it was due"
    )
    return DateLikeness(0.9 if days > -30 else 0.75, f"born {when}")


@lru_cache(maxsize=4_096)
def near_dates(day: date) -> tuple[date, ...]:
    """The days a date of birth may be mistaken for, likeliest first, without the day itself (about 100)."""
    year, month, number = day.year, day.month, day.day
    near: list[date | None] = [_valid(year, number, month)]
    text = _digits(day)
    for place in (0, 1, 2, 3, 6, 7, 5):
        for digit in "0123456789":
            near.append(_from_digits(text[:place] + digit + text[place + 1 :]))
    for place in (0, 2, 6, 1, 5):
        near.append(_from_digits(text[:place] + text[place + 1] + text[place] + text[place + 2 :]))
    near += [_days_on(day, step * sign) for step in range(1, 16) for sign in (-1, 1)]
    near.append(_valid(year, 1, 1))
    near += [_valid(year, month, other) for other in range(1, 32)]
    near += [_valid(year, other, number) for other in range(1, 13)]
    near += [_valid(year + step, month, number) for step in _ANY_YEARS]
    return tuple(dict.fromkeys(other for other in near if other and other != day))


def _days_on(day: date, step: int) -> date:
    return date.fromordinal(max(1, min(day.toordinal() + step, date.max.toordinal())))


def _from_digits(text: str) -> date | None:
    return _valid(int(text[4:]), int(text[2:4]), int(text[:2])) if text[4:] != "0000" else None


def written(day: date) -> str:
    """A date as Kith shows it: "12 February 2018"."""
    return f"{day.day} {day.strftime('%B')} {day.year}"
