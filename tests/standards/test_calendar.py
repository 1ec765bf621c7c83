"""CL-09: England's working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.standards import calendar
from kith.standards.calendar import CalendarRange, bank_holidays_by_rule, easter_sunday, england, with_closures
from kith.standards.tables import StandardsError

DAYS = st.dates(date(2001, 1, 1), date(2058, 12, 31))
# Proclaimed or moved days: what the standing rules cannot know.
ONE_OFFS = {
    2002: {date(2002, 5, 27), date(2002, 6, 3), date(2002, 6, 4)},
    2011: {date(2011, 4, 29)},
    2012: {date(2012, 5, 28), date(2012, 6, 4), date(2012, 6, 5)},
    2020: {date(2020, 5, 4), date(2020, 5, 8)},
    2022: {date(2022, 5, 30), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)},
    2023: {date(2023, 5, 8)},
}
# As printed in the reference on timescales, "Bank holidays loaded".
PRINTED = {
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}


def held(year: int) -> set[date]:
    return {day for day in england().holidays if day.year == year}


@pytest.mark.parametrize(("year", "days"), PRINTED.items())
def test_the_years_printed_in_the_reference_are_held(year: int, days: str):
    assert held(year) == {date.fromisoformat(f"{year}-{day}") for day in days.split()}


@pytest.mark.parametrize("year", range(2000, 2028))
def test_the_file_differs_from_the_rule_only_by_proclaimed_days(year: int):
    assert held(year) ^ {one.day for one in bank_holidays_by_rule(year)} == ONE_OFFS.get(year, set())


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2000, "04-23"),
        (2008, "03-23"),
        (2011, "04-24"),
        (2025, "04-20"),
        (2026, "04-05"),
        (2027, "03-28"),
        (2038, "04-25"),
    ],
)
def test_easter_falls_where_the_church_puts_it(year: int, day: str):
    assert easter_sunday(year) == date.fromisoformat(f"{year}-{day}")


@pytest.mark.parametrize("year", range(2028, 2061))
def test_years_to_come_have_eight_holidays_on_weekdays(year: int):
    days = held(year)
    assert len(days) == 8
    assert all(day.weekday() < 5 for day in days)


def test_a_date_computed_over_a_year_not_in_the_file_says_so():
    assert england().version(date(2026, 1, 1), date(2026, 12, 31)) == "england-2026"
    assert england().version(date(2027, 12, 1), date(2028, 1, 5)) == "england-2026+rule:2028"
    assert england().version(date(2013, 1, 1), date(2013, 2, 1)) == "england-2026"


def test_dates_outside_the_calendar_are_refused_in_words():
    with pytest.raises(CalendarRange, match="covers 2000 to 2060; 1999-12-31 is outside it"):
        england().is_working_day(date(1999, 12, 31))
    with pytest.raises(CalendarRange):
        england().working_days_between(date(2026, 1, 1), date(2061, 1, 1))
    with pytest.raises(CalendarRange):
        england().add_working_days(date(2060, 12, 30), 10)


def test_days_have_names():
    assert england().bank_holiday(date(2026, 12, 28)) == "Boxing Day"
    assert england().holidays[date(2026, 12, 28)].note == "substitute day"
    assert england().bank_holiday(date(2026, 12, 29)) is None


def test_a_closure_is_a_local_day_off_and_no_more():
    closed = with_closures({date(2026, 12, 29): "Offices closed"})
    assert not closed.is_working_day(date(2026, 12, 29))
    assert closed.statutory.is_working_day(date(2026, 12, 29))
    assert [one.name for one in closed.left_out(date(2026, 12, 24), date(2026, 12, 31))][-1] == "Offices closed"


@given(DAYS, st.integers(0, 400))
def test_counting_and_adding_agree(start: date, number: int):
    end = start + timedelta(days=number)
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert england().working_days_between(start, end) == sum(england().is_working_day(day) for day in days)
    assert england().working_days_between(end, start) == -england().working_days_between(start, end)


@given(DAYS, st.integers(1, 200))
def test_adding_working_days_ends_on_one(start: date, number: int):
    end = england().add_working_days(start, number)
    assert england().is_working_day(end)
    assert england().working_days_between(start, end) == number
    back = england().add_working_days(end, -number)
    assert back <= start or not england().is_working_day(start)


def test_a_bad_file_is_refused_with_every_fault(tmp_path):
    file = tmp_path / "days.csv"
    rows = ["v1,2026-13-01,Nothing,", "v1,2026-12-26,Boxing Day,", "v2,2026-12-25,Christmas Day,"]
    file.write_text("\n".join([",".join(calendar.COLUMNS), *rows, ""]))
    with pytest.raises(StandardsError) as refused:
        england(file)
    assert len(refused.value.faults) == 4
