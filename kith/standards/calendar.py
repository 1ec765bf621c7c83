"""England's working days: weekends, bank holidays and, for local standards only, the council's own closures."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from kith.standards.tables import DATA, StandardsError, read_table

FIRST_YEAR, LAST_YEAR = 2000, 2060
COLUMNS = ("calendar_version", "date", "name", "note")
ONE_DAY = timedelta(days=1)


class CalendarRange(ValueError):
    """A date lies outside the years this calendar can answer for."""


@dataclass(frozen=True)
class BankHoliday:
    """One day that is a bank holiday in England. `note` says why it is not on its usual day."""

    day: date
    name: str
    note: str = ""


@dataclass(frozen=True)
class WorkingCalendar:
    """England's bank holidays for 2000 to 2060 and, if given, days on which the council is closed.

    `loaded_years` come from the dated file; other years follow the standing rules and are marked in the version, since
    a one-off holiday may yet be proclaimed. `closures` never count for a limit set by law or guidance: the arithmetic
    asks `statutory` for those. Source: Care Planning Regulations 2010 reg 2.
    """

    edition: str
    holidays: Mapping[date, BankHoliday] = field(repr=False)
    loaded_years: frozenset[int] = field(repr=False)
    closures: Mapping[date, str] = field(default_factory=dict, repr=False)

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is neither a weekend, a bank holiday nor one of this calendar's closures."""
        _in_range(day)
        return day.weekday() < 5 and day not in self.holidays and day not in self.closures

    def bank_holiday(self, day: date) -> str | None:
        """The name of the bank holiday on `day`, if it is one."""
        holiday = self.holidays.get(day)
        return holiday.name if holiday else None

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start`, up to and including `end`. Negative when `end` is the earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        _in_range(start)
        _in_range(end)
        weeks, over = divmod((end - start).days, 7)
        weekdays = weeks * 5 + sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, over + 1))
        return weekdays - (bisect_right(self._days_out, end) - bisect_right(self._days_out, start))

    def add_working_days(self, start: date, number: int) -> date:
        """The `number`-th working day after `start`, or before it when `number` is negative.

        A start on a weekend or holiday is still day 0: it gains no day (rule 4). Zero gives `start` itself.
        """
        step = ONE_DAY if number > 0 else -ONE_DAY
        day, left = start, abs(number)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_day_on_or_after(self, day: date) -> date:
        """`day` if it is a working day, else the next one."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_day_before(self, day: date) -> date:
        """The last working day before `day`."""
        return self.add_working_days(day, -1)

    def left_out(self, start: date, end: date) -> tuple[BankHoliday, ...]:
        """Bank holidays and closures on a Monday to Friday after `start`, up to and including `end`, in order."""
        low, high = bisect_right(self._days_out, start), bisect_right(self._days_out, end)
        return tuple(
            self.holidays.get(day) or BankHoliday(day, self.closures[day], "local closure")
            for day in self._days_out[low:high]
        )

    def version(self, start: date, end: date) -> str:
        """The edition to stamp on a date computed over these days, naming any year worked out by rule (CL-09)."""
        years = range(min(start, end).year, max(start, end).year + 1)
        by_rule = [str(year) for year in years if year not in self.loaded_years]
        return f"{self.edition}+rule:{','.join(by_rule)}" if by_rule else self.edition

    @cached_property
    def statutory(self) -> "WorkingCalendar":
        """This calendar without local closures, which must never extend a limit set by law or guidance."""
        return replace(self, closures={}) if self.closures else self

    @cached_property
    def _days_out(self) -> list[date]:
        return sorted(day for day in {*self.holidays, *self.closures} if day.weekday() < 5)


@lru_cache
def england(path: Path = DATA / "bank_holidays_england.csv") -> WorkingCalendar:
    """The calendar Kith ships. The file wins for every year it holds; other years to 2060 are worked out by rule.

    Raises StandardsError naming every bad line of the file.
    """
    faults: list[str] = []
    loaded: dict[date, BankHoliday] = {}
    editions: set[str] = set()
    for row in read_table(path, COLUMNS):
        editions.add(row["calendar_version"])
        try:
            day = date.fromisoformat(row["date"])
        except ValueError:
            faults.append(f"{row['date']!r} is not a date")
            continue
        if day in loaded:
            faults.append(f"{day} is listed twice")
        if day.weekday() > 4:
            faults.append(f"{day} is a weekend: list the day the holiday is kept instead")
        loaded[day] = BankHoliday(day, row["name"], row["note"])
    years = frozenset(day.year for day in loaded)
    faults += [f"{year} has fewer than 8 bank holidays" for year in years if sum(d.year == year for d in loaded) < 8]
    if len(editions) != 1:
        faults.append("the file must carry one calendar version")
    if faults:
        raise StandardsError(path.name, faults)
    for year in set(range(FIRST_YEAR, LAST_YEAR + 1)) - years:
        loaded.update({holiday.day: holiday for holiday in bank_holidays_by_rule(year)})
    return WorkingCalendar(editions.pop(), MappingProxyType(loaded), years)


def with_closures(closures: Mapping[date, str]) -> WorkingCalendar:
    """England's calendar with the council's own closed days (day to name), which count for local standards only."""
    return replace(england(), closures=MappingProxyType(dict(closures)))


def bank_holidays_by_rule(year: int) -> list[BankHoliday]:
    """England's bank holidays as the standing rules give them, without any day proclaimed or moved for one year.

    Source: Banking and Financial Dealings Act 1971 Schedule 1, with the yearly proclamations for New Year's Day, the
    early May holiday and substitute days.
    """
    easter = easter_sunday(year)
    days = [
        BankHoliday(easter - 2 * ONE_DAY, "Good Friday"),
        BankHoliday(easter + ONE_DAY, "Easter Monday"),
        BankHoliday(_monday_on_or_after(date(year, 5, 1)), "Early May bank holiday"),
        BankHoliday(_monday_on_or_after(date(year, 5, 25)), "Spring bank holiday"),
        BankHoliday(_monday_on_or_after(date(year, 8, 25)), "Summer bank holiday"),
    ]
    taken: set[date] = set()
    # A fixed day on a weekend is kept on the next free weekday; Boxing Day first only when it has a weekday of its own.
    fixed = [
        (date(year, 1, 1), "New Year's Day"),
        (date(year, 12, 25), "Christmas Day"),
        (date(year, 12, 26), "Boxing Day"),
    ]
    for day, name in sorted(fixed, key=lambda one: (one[0].weekday() > 4, one[0])):
        kept = day
        while kept.weekday() > 4 or kept in taken:
            kept += ONE_DAY
        taken.add(kept)
        days.append(BankHoliday(kept, name, "" if kept == day else "substitute day"))
    return sorted(days, key=lambda holiday: holiday.day)


def easter_sunday(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, by the century-corrected golden number."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    epact -= (epact // 28) * (1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=epact - weekday)


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _in_range(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CalendarRange(
            f"The working-day calendar covers {FIRST_YEAR} to {LAST_YEAR}; {day.isoformat()} is outside it. "
            "Check the year of the date."
        )
