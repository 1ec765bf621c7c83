"""The counting behind a due date, day by day, for the calendar picture."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kith.standards.calendar import WorkingCalendar, england
from kith.standards.rule import Counting, Deadline, Unit
from kith.standards.words import Moment, local_day

ONE_DAY = timedelta(days=1)
SHOWN_PAST_DUE = 31  # days: a clock years late is not drawn to today


@dataclass(frozen=True)
class CountedDay:
    """One day of the picture. `number` is its place in the count, None when it is not counted; minus counts back."""

    day: date
    number: int | None
    working: bool
    weekend: bool
    bank_holiday: str | None
    closure: str | None
    start: bool
    today: bool
    due: bool
    needed_by: bool


def count(
    rule: Deadline,
    started: Moment,
    due_at: datetime | None,
    today: date,
    *,
    needed_by: Moment | None = None,
    counted_from: date | None = None,
    calendar: WorkingCalendar | None = None,
) -> list[CountedDay]:
    """Every day from the start to the due day (from the due day when it counts back), and on to today if that is later.

    `due_at` is `Due.at`; without one there is nothing to count, and the list is empty. At most a month past due is
    drawn. Hour clocks give their days without numbers. `counted_from` is `Due.counted_from`, needed only where an
    after-hours rule moved day 0.
    """
    if due_at is None:
        return []
    calendar = calendar or england()
    calendar = calendar.statutory if rule.binding else calendar
    start, due = local_day(started), local_day(due_at)
    last = min(max(start, due, today), max(start, due) + timedelta(days=SHOWN_PAST_DUE))
    days = [min(start, due) + timedelta(days=n) for n in range((last - min(start, due)).days + 1)]
    numbers = _numbers(rule, counted_from or _day_zero(rule, start), days, calendar)
    wanted = None if needed_by is None else local_day(needed_by)
    return [
        CountedDay(
            day=day,
            number=numbers.get(day),
            working=calendar.is_working_day(day),
            weekend=day.weekday() > 4,
            bank_holiday=calendar.bank_holiday(day),
            closure=calendar.closures.get(day),
            start=day == start,
            today=day == today,
            due=day == due,
            needed_by=day == wanted,
        )
        for day in days
    ]


def _day_zero(rule: Deadline, start: date) -> date:
    return start - ONE_DAY if rule.counting is Counting.BEGINNING_WITH else start


def _numbers(rule: Deadline, day_zero: date, days: list[date], calendar: WorkingCalendar) -> dict[date, int]:
    """The place of each counted day, away from the start in either direction."""
    if rule.unit is Unit.CLOCK_HOURS or rule.counting is Counting.CALENDAR_PERIOD:
        return {}
    counted = [day for day in days if rule.unit is not Unit.WORKING_DAYS or calendar.is_working_day(day)]
    if rule.counts_back:
        before = [day for day in reversed(counted) if day < day_zero]
        return {day: -number for number, day in enumerate(before, start=1)}
    return {day: number for number, day in enumerate((day for day in counted if day > day_zero), start=1)}
