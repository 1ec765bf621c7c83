"""When a rule falls due. Pure arithmetic: the thirteen rules in the README of this room, and nothing else."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from kith.standards.calendar import BankHoliday, WorkingCalendar, england
from kith.standards.rule import Bound, Counting, Deadline, Unit
from kith.standards.words import LONDON, Moment, full_day, full_moment, local, local_day, utc_time

ONE_DAY = timedelta(days=1)
END_OF_DAY, NOON = time(23, 59, 59), time(12)
SUNDAY = 6


@dataclass(frozen=True)
class Due:
    """When a clock falls due, and how that was reached.

    `at` is UTC and `day` the day in London, both None when the law gives no number; `counted_from` is day 0.
    `left_out` are the bank holidays that moved the date; `rolled_from` is the day it would have been, for the rules
    that roll forward; `warn_on` is the last working day before a date that falls when the office is shut.
    `calendar_version` is kept with any stored copy.
    """

    at: datetime | None
    day: date | None
    started: Moment
    counted_from: date
    calendar_version: str
    left_out: tuple[BankHoliday, ...] = ()
    rolled_from: date | None = None
    warn_on: date | None = None

    @property
    def local(self) -> datetime | None:
        """The due moment on a London clock, if there is one."""
        return self.at and local(self.at)


def due(
    rule: Deadline,
    started: Moment,
    calendar: WorkingCalendar | None = None,
    *,
    after_hours: time | None = None,
) -> Due:
    """When `rule` falls due for something that started at `started`; no date when the law gives no number.

    `started` is an aware time, or a plain date where only the day is known (a birth, a placement); for a limit that
    counts back it is the day counted back from. `after_hours` is a London time from which a receipt counts as the
    next day's: a local option that binds no law or guidance, so it moves local standards in working days only.

    Raises ValueError for a time without a zone or for hours counted from a plain date, and CalendarRange outside the
    calendar's years. Source: this room's README, "How dates are counted", 1 to 13.
    """
    if rule.limit_number is None or rule.unit is None:
        return Due(None, None, started, local_day(started), "")
    calendar = _calendar_for(rule, calendar or england())
    if rule.unit is Unit.CLOCK_HOURS:
        return _due_in_hours(rule, rule.limit_number, started, calendar)
    start_day = local_day(started)
    if rule.limit_number == 0:
        return _due_before(started, start_day, calendar)
    day_zero = start_day
    if rule.counting is Counting.BEGINNING_WITH:
        day_zero = start_day - ONE_DAY
    elif after_hours and _came_late(rule, started, after_hours):
        day_zero = start_day + ONE_DAY
    last = _last_day(rule, rule.limit_number, rule.unit, day_zero, calendar)
    rolled = last
    if rule.counting is Counting.ROLLS_FORWARD:
        rolled = calendar.working_day_on_or_after(last)
    noon = court_noon(last) if rule.counting is Counting.COURT_NOON else None
    if noon is not None:
        rolled = local_day(noon)
    low, high = min(day_zero, rolled), max(day_zero, rolled)
    return Due(
        at=noon or end_of_day(rolled),
        day=rolled,
        started=started,
        counted_from=day_zero,
        calendar_version=calendar.version(low, high),
        left_out=calendar.left_out(low, high) if rule.unit is Unit.WORKING_DAYS else (),
        rolled_from=last if rolled != last else None,
        warn_on=None if calendar.is_working_day(rolled) else calendar.working_day_before(rolled),
    )


def court_noon(last: date) -> datetime | None:
    """Noon on the first day after `last` that is neither a Sunday nor a holiday, in UTC; nothing where `last` is none.

    So far may a court go where the last day of an emergency protection order is one (Children Act 1989 section 45(2)).
    """
    day, holidays = last, england()
    while day.weekday() == SUNDAY or holidays.bank_holiday(day) is not None:
        day += ONE_DAY
    return None if day == last else datetime.combine(day, NOON, LONDON).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last second of a day in London, in UTC."""
    return datetime.combine(day, END_OF_DAY, LONDON).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The first moment of a day in London, in UTC: what a clock keeps of a day that only the calendar knows."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def whole_day(moment: datetime) -> bool:
    """Whether a due moment is the end of a London day, so that only the day matters."""
    return local(moment).time() == END_OF_DAY


def add_months(day: date, months: int) -> date:
    """The same day-number `months` later (or earlier), or the last day of a month that has no such day (rule 7).

    To chain from a fixed anchor, add the whole number of months to the anchor each time.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def effective_due(due_at: datetime | None, needed_by: Moment | None) -> datetime | None:
    """The moment being worked to: the manager's needed-by where it is earlier, else the limit (CL-07)."""
    if needed_by is None:
        return due_at and utc_time(due_at)
    wanted = utc_time(needed_by) if isinstance(needed_by, datetime) else end_of_day(needed_by)
    return wanted if due_at is None else min(wanted, utc_time(due_at))


def check_needed_by(rule: Deadline, started: Moment, due_at: datetime | None, needed_by: Moment) -> None:
    """Let a manager bring a date forward, never past the limit (CL-07).

    Raises ValueError with the sentence to show beside the field.
    """
    if local_day(needed_by) < local_day(started) and not rule.counts_back:
        raise ValueError(
            f"The needed-by date must be on or after {full_day(local_day(started))}, when the clock began."
        )
    wanted = effective_due(None, needed_by)
    if due_at is not None and wanted is not None and wanted > due_at:
        limit = full_day(local_day(due_at)) if whole_day(due_at) else full_moment(due_at)
        raise ValueError(f"The needed-by date must be on or before {limit}, the limit. A limit is the latest date.")


def check_local_target(rule: Deadline, number: int, unit: Unit | str) -> Deadline:
    """The rule with an authority's own target, which may be stricter than law or guidance and never looser.

    Rows that are local, from a source document or a proposal may be set freely. Two units are compared on every day
    the shipped calendar holds, so "14 calendar days" passes only if it is never later than the limit.
    Raises ValueError with the sentence to show. Source: decision 4, CL-07.
    """
    unit = Unit(unit)
    if rule.limit_number is None:
        raise ValueError(f"{rule.title}: the law gives no number here, so no target can be set. It is done at once.")
    if rule.counting is Counting.CALENDAR_PERIOD:
        raise ValueError(f"{rule.title}: it is due once in each calendar period, which no target can change.")
    if (number < 0) != (rule.limit_number < 0) or (number == 0) != (rule.limit_number == 0):
        raise ValueError(f"{rule.title}: the target must count in the same direction as the limit.")
    target = replace(rule, limit_number=number, unit=unit)
    if not rule.binding:
        return target
    if rule.bound is Bound.REVIEW_AT:
        raise ValueError(f"{rule.title}: this is an earliest date set by {rule.source}, not a limit to tighten.")
    if number > rule.limit_number if unit is rule.unit else _ever_later(target, rule):
        raise ValueError(f"{rule.title}: the target may not be looser than {rule.limit}, set by {rule.source}.")
    return target


def _calendar_for(rule: Deadline, calendar: WorkingCalendar) -> WorkingCalendar:
    return calendar.statutory if rule.binding else calendar


def _due_in_hours(rule: Deadline, hours: int, started: Moment, calendar: WorkingCalendar) -> Due:
    """Elapsed hours, counted in UTC so that a clock change neither gives nor takes one (rule 1)."""
    if not isinstance(started, datetime):
        raise ValueError(f"{rule.title} is counted in hours, so it needs the time it started, not only the day.")
    at = utc_time(started) + timedelta(hours=hours)
    first, last = local_day(started), local_day(at)
    return Due(at, last, started, first, calendar.version(first, last))


def _due_before(started: Moment, start_day: date, calendar: WorkingCalendar) -> Due:
    """Strictly before a moment, or before a day begins when only the day is known."""
    if isinstance(started, datetime):
        return Due(utc_time(started), start_day, started, start_day, calendar.version(start_day, start_day))
    eve = start_day - ONE_DAY
    warn_on = None if calendar.is_working_day(eve) else calendar.working_day_before(eve)
    return Due(end_of_day(eve), eve, started, start_day, calendar.version(eve, start_day), warn_on=warn_on)


def _came_late(rule: Deadline, started: Moment, after_hours: time) -> bool:
    return (
        not rule.binding
        and rule.unit is Unit.WORKING_DAYS
        and isinstance(started, datetime)
        and local(started).time() >= after_hours
    )


def _last_day(rule: Deadline, number: int, unit: Unit, day_zero: date, calendar: WorkingCalendar) -> date:
    if rule.counting is Counting.CALENDAR_PERIOD:
        return _last_of_period(day_zero, number)
    if unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(day_zero, number)
    if unit is Unit.MONTHS:
        return add_months(day_zero, number)
    return day_zero + timedelta(days=number * (7 if unit is Unit.WEEKS else 1))


def _last_of_period(day: date, months: int) -> date:
    """The last day of the calendar month, quarter or year that `day` falls in (rule 10), not a rolling period."""
    month = -(-day.month // months) * months
    return date(day.year, month, monthrange(day.year, month)[1])


@lru_cache(maxsize=256)
def _ever_later(target: Deadline, rule: Deadline) -> bool:
    """Whether a target in another unit would on any day fall later than the rule itself."""
    first = date(min(england().loaded_years), 1, 1)
    span = (date(max(england().loaded_years), 12, 31) - first).days
    for offset in range(span):
        for hour in (0, 23):
            started = datetime.combine(first + timedelta(days=offset), time(hour), LONDON)
            theirs, ours = due(target, started).at, due(rule, started).at
            if theirs and ours and theirs > ours:
                return True
    return False
