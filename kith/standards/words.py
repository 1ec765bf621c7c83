"""How Kith says dates, spans and amounts aloud, in British English and London time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
Moment = datetime | date


def local_day(moment: Moment) -> date:
    """The day it is, or was, in London at a moment. A plain date is already a day.

    Raises ValueError for a time without a zone, because it could mean two different days.
    """
    if not isinstance(moment, datetime):
        return moment
    return local(moment).date()


def local(moment: datetime) -> datetime:
    """The same moment on a London clock. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("A clock needs a time with its time zone; this one has none.")
    return moment.astimezone(LONDON)


def utc_time(moment: datetime) -> datetime:
    """The same moment in UTC, where a difference is true elapsed time. Raises ValueError for a time without a zone."""
    return local(moment).astimezone(UTC)


def utc(moment: Moment) -> Moment:
    """As `utc_time`; a plain date stays as it is."""
    return utc_time(moment) if isinstance(moment, datetime) else moment


def plural(number: int, noun: str) -> str:
    """`1 working day`, `8 working days`, `1,200 hours`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def long_date(day: date) -> str:
    """`4 June 2026`."""
    return f"{day.day} {day:%B %Y}"


def full_day(day: date) -> str:
    """`Tuesday 16 June 2026`."""
    return f"{day:%A} {long_date(day)}"


def near_day(day: date, today: date) -> str:
    """`Friday 12 June`, with the year only when it is not this year."""
    return full_day(day) if day.year != today.year else f"{day:%A} {day.day} {day:%B}"


def full_moment(moment: Moment) -> str:
    """`Friday 17 April 2026 at 11:05`; a plain date has no time to say."""
    if not isinstance(moment, datetime):
        return full_day(moment)
    there = local(moment)
    return f"{full_day(there.date())} at {there:%H:%M}"


def span(length: timedelta) -> str:
    """A span to the minute, and from three days on in days: `1 hour 10`, `2 hours`, `under a minute`, `12 days`."""
    if length >= timedelta(days=3):
        return plural(length.days, "day")
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if hours and minutes:
        return f"{plural(hours, 'hour')} {minutes}"
    if hours:
        return plural(hours, "hour")
    return plural(minutes, "minute") if minutes else "under a minute"


def capital(text: str) -> str:
    """The same words beginning with a capital letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def initials(name: str) -> str:
    """`A. O.`: enough to tell two children of a family apart, and no name."""
    return " ".join(f"{word[0]}." for word in name.split()) if name != "Name not supplied" else ""


def listed(items: list[str]) -> str:
    """`4 May`, `4 and 25 May`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
