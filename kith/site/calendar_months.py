"""A clock's days as calendar months, ready to draw as tables (screen 12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from kith.standards.counting import CountedDay

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# How a day looks, the strongest reason last in the list of classes; in words for those who do not see it.
LOOKS = (("start", "is-start", "start"), ("needed_by", "is-due", "needed by"), ("today", "is-today", "today"))


@dataclass(frozen=True)
class Cell:
    """One day of a month's table: its number, how it looks, its place in the count and what to say of it."""

    number: int | None = None
    looks: str = "is-off"
    counted: str = ""
    abbreviated: str = ""
    said: str = ""


@dataclass
class Month:
    """One month of the picture, weeks of cells from Monday."""

    title: str
    weeks: list[list[Cell]] = field(default_factory=list)


@dataclass(frozen=True)
class Picture:
    """The months of a clock, whether weekends are drawn, and whether today is among the days."""

    months: list[Month]
    headings: list[tuple[str, str]]
    weekends: bool
    today: bool


def picture(days: list[CountedDay]) -> Picture:
    """The months that hold these days. Weekends are left out where no day of them counts or marks anything."""
    known = {day.day: day for day in days}
    weekends = any(d.weekend and (d.number is not None or d.start or d.due or d.needed_by) for d in days)
    width = 7 if weekends else 5
    months = []
    for (year, month), _ in groupby(sorted(known), key=lambda day: (day.year, day.month)):
        months.append(Month(f"{date(year, month, 1):%B} {year}", _weeks(year, month, known, width)))
    seen_today = any(day.today and (weekends or not day.weekend) for day in days)
    return Picture(months, [(name[:3], name) for name in NAMES[:width]], weekends, seen_today)


def _weeks(year: int, month: int, known: dict[date, CountedDay], width: int) -> list[list[Cell]]:
    """Only the weeks that hold a known day of this month."""
    mine = [day for day in known if (day.year, day.month) == (year, month)]
    first = min(mine) - timedelta(days=min(mine).weekday())
    weeks = []
    for start in (first + timedelta(weeks=n) for n in range((max(mine) - first).days // 7 + 1)):
        week = [start + timedelta(days=n) for n in range(width)]
        if any(day.month == month for day in week):
            weeks.append([_cell(day, known) if day.month == month else Cell() for day in week])
    return weeks


def _cell(day: date, known: dict[date, CountedDay]) -> Cell:
    counted = known.get(day)
    if counted is None:
        return Cell(day.day)
    looks, said = _looks(counted)
    if counted.bank_holiday or counted.closure:
        name = counted.bank_holiday or counted.closure or ""
        return Cell(day.day, looks or "is-hol", "BH" if counted.bank_holiday else "shut", name, said)
    if counted.number is None:
        return Cell(day.day, looks or "is-off", "start" if counted.start else "", "", said)
    return Cell(day.day, looks, str(abs(counted.number)), "", said)


def _looks(day: CountedDay) -> tuple[str, str]:
    marks = [(look, words) for name, look, words in LOOKS if getattr(day, name)]
    if day.due:
        marks.append(("is-limit", "limit"))
    words = ", ".join(words for _, words in marks)
    kind = "working day" if day.working else "not a working day"
    return " ".join(look for look, _ in marks), f"{words}, {kind}" if words else ""
