"""Days and times of the plan: ages, working days, school days, and London clock times as moments."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from kith.standards.calendar import england
from kith.standards.words import LONDON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HISTORY = timedelta(days=730)

# School holidays as month and day, both ends included: near enough for any year.
SCHOOL_HOLIDAYS = (((1, 1), (1, 3)), ((4, 1), (4, 14)), ((7, 23), (9, 2)), ((10, 25), (11, 1)), ((12, 20), (12, 31)))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """The moment when London clocks show this time on this day."""
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


def clock(moment: datetime) -> datetime:
    """The same moment as London clocks show it."""
    return moment.astimezone(LONDON)


def whole_minute(moment: datetime) -> datetime:
    """The moment with its seconds taken off."""
    return moment.replace(second=0, microsecond=0)


def age_on(born: date, day: date) -> int:
    """Whole years of age on a day. Negative before birth."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def years_before(day: date, years: float) -> date:
    """The day about this many years earlier."""
    return day - timedelta(days=round(years * 365.25))


def day_of_year(last_day: date, month: int, day: int, age: int) -> date:
    """The date of birth in this month and on this day that makes somebody this old on the last day."""
    born = date(last_day.year - age, month, day)
    return born if age_on(born, last_day) == age else born.replace(year=born.year - 1)


def is_working_day(day: date) -> bool:
    """Whether the council's offices are open: not a weekend nor an English bank holiday."""
    return england().is_working_day(day)


def add_working_days(day: date, number: int) -> date:
    """The working day this many after (or, negative, before) a day."""
    return england().add_working_days(day, number)


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after the first day, up to and with the last."""
    days = (first + DAY * number for number in range(1, (last - first).days + 1))
    return sum(is_working_day(day) for day in days)


def is_school_day(day: date) -> bool:
    """Whether schools are open, by the plan's own term dates."""
    place = (day.month, day.day)
    return is_working_day(day) and not any(start <= place <= end for start, end in SCHOOL_HOLIDAYS)


def weekday_before(rng: Random, day: date) -> date:
    """A Monday to Friday in the few days before."""
    day -= rng.randrange(1, 4) * DAY
    return day - max(0, day.weekday() - 4) * DAY


def in_office(rng: Random, day: date, first: int = 9, last: int = 17) -> datetime:
    """A minute in office hours on a day: from `first` o'clock to before `last` o'clock."""
    return at(day, first) + rng.randrange((last - first) * 60) * MINUTE
