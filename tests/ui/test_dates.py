"""Dates and times as people write them, and sentences for those that cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from kith.kernel.now import now, today
from kith.ui.forms import DateParts, KithForm, MomentParts
from kith.ui.forms.dates import read_time


class Form(KithForm):
    born = DateParts("Date of birth", past=True, required=False)
    told = MomentParts("When you were told", called="the time", past=True, required=False)
    visit = DateParts("Date of the visit", future=True, required=False)


def read(**typed: str):
    form = Form({name.replace("_", "-"): value for name, value in typed.items()})
    form.is_valid()
    return form


def born(day: str, month: str, year: str):
    return read(born_day=day, born_month=month, born_year=year)


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("12", "2", "2018"),
        ("12", "02", "2018"),
        ("12", "Feb", "2018"),
        ("12th", "february", "2018"),
        (" 12 ", "FEB.", "2018"),
    ],
)
def test_a_date_is_read_as_people_write_it(day, month, year):
    assert born(day, month, year).cleaned_data["born"] == date(2018, 2, 12)


@pytest.mark.parametrize("pasted", ["12/2/2018", "12.02.2018", "12-Feb-2018", "12 February 2018"])
def test_a_whole_date_pasted_in_the_first_box_is_read(pasted):
    assert born(pasted, "", "").cleaned_data["born"] == date(2018, 2, 12)


def test_a_date_sent_whole_is_read_and_shown_again_in_its_boxes():
    form = read(born="2018-02-12")
    assert form.cleaned_data["born"] == date(2018, 2, 12)
    assert 'name="born-month" type="text" value="2"' in str(form)


@pytest.mark.parametrize(
    ("typed", "sentence", "boxes"),
    [
        (("30", "2", "2018"), "The date of birth must be a real date, such as 12 2 2018", ["day", "month", "year"]),
        (("32", "2", "2018"), "The date of birth must be a real date, such as 12 2 2018", ["day"]),
        (("1", "foo", "2018"), "The date of birth must be a real date, such as 12 2 2018", ["month"]),
        (("1", "13", "2018"), "The date of birth must be a real date, such as 12 2 2018", ["month"]),
        (("1", "", "2018"), "The date of birth must include a month", ["month"]),
        (("1", "", ""), "The date of birth must include a month and a year", ["month", "year"]),
        (("1", "2", "18"), "The date of birth must have a year of 4 numbers, such as 2018", ["year"]),
        (("1", "2", "0001"), "The date of birth must have a year between 1880 and 2199", ["year"]),
        (("1", "2", "9999999999"), "The date of birth must be a real date, such as 12 2 2018", ["year"]),
        (("-1", "2", "2018"), "The date of birth must be a real date, such as 12 2 2018", ["day"]),
        (("1", "2", "2199"), "The date of birth must be today or in the past", ["day", "month", "year"]),
        (("١", "2", "2018"), "", []),  # the digits of another script are digits
    ],
)
def test_an_impossible_date_is_answered_with_a_sentence_and_the_box_to_mend(typed, sentence, boxes):
    form = born(*typed)
    if not sentence:
        assert form.cleaned_data["born"] == date(2018, 2, 1)
        return
    fault = form.errors.as_data()["born"][0]
    assert fault.messages == [sentence]
    assert list(fault.params["boxes"]) == boxes
    html = str(form)
    for part in ("day", "month", "year"):
        drawn = html.split(f'id="id_born-{part}"')[0].rsplit("<input", 1)[1]
        assert ("govuk-input--error" in drawn) == (part in boxes)
    assert f'value="{typed[0].strip()}"' in html  # what was typed is kept


def test_nonsense_sent_under_the_fields_own_name_is_a_sentence_too():
    for value in ("yesterday", "2018-02-30", "2018-02-12T10:00:00", "12/02/2018"):
        assert read(born=value).errors["born"] == ["The date of birth must be a real date, such as 12 2 2018"]


def test_today_is_neither_past_nor_future():
    assert read(born=today().isoformat(), visit=today().isoformat()).errors == {}
    assert read(visit="2001-01-01").errors["visit"] == ["The date of the visit must be today or in the future"]


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("16:34", time(16, 34)), ("16.34", time(16, 34)), ("1634", time(16, 34)), ("4:34pm", time(16, 34)),
        ("4.34 PM", time(16, 34)), ("4pm", time(16)), ("12am", time(0)), ("12 p.m.", time(12)), ("noon", time(12)),
        ("midnight", time(0)), ("00:00", time(0)), ("9:05", time(9, 5)),
        ("24:00", None), ("16", None), ("13pm", None), ("0am", None), ("4:60", None), ("soon", None), ("", None),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(typed, clock):
    assert read_time(typed) == clock


def moment(day: str, month: str, year: str, clock: str):
    return read(told_day=day, told_month=month, told_year=year, told_time=clock)


def test_a_moment_is_london_time_kept_with_its_zone():
    assert moment("3", "6", "2026", "4:34pm").cleaned_data["told"] == datetime(2026, 6, 3, 15, 34, tzinfo=UTC)
    assert moment("3", "1", "2026", "16:34").cleaned_data["told"] == datetime(2026, 1, 3, 16, 34, tzinfo=UTC)


def test_a_moment_that_the_clocks_skipped_is_answered_with_a_sentence():
    form = moment("29", "3", "2026", "1:30am")
    assert form.errors["told"] == ["There was no 01:30 that night: the clocks went forward. Give a time from 02:00 on"]


def test_a_moment_that_came_twice_is_the_first():
    assert moment("26", "10", "2025", "1:30").cleaned_data["told"] == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "sentence"),
    [("", "The time must include a time, such as 16:34"), ("25:00", "The time must have a real time, such as 16:34")],
)
def test_a_moment_without_a_real_time_says_so_at_its_box(clock, sentence):
    fault = moment("3", "6", "2026", clock).errors.as_data()["told"][0]
    assert (fault.messages, list(fault.params["boxes"])) == ([sentence], ["time"])


def test_a_moment_in_iso_form_keeps_its_instant():
    assert read(told="2026-06-03T16:34:00+01:00").cleaned_data["told"] == datetime(2026, 6, 3, 15, 34, tzinfo=UTC)
    assert read(told="2026-06-03T16:34").cleaned_data["told"] == datetime(2026, 6, 3, 15, 34, tzinfo=UTC)
    assert "must be a date and a time" in read(told="2026-06-03").errors["told"][0]


def test_a_moment_yet_to_come_is_refused_where_only_the_past_will_do():
    assert (
        "must be now or in the past"
        in read(told=now().replace(year=now().year + 1, day=1).isoformat()).errors["told"][0]
    )


def test_a_stored_moment_is_shown_in_london():
    html = str(Form(initial={"told": datetime(2026, 6, 3, 15, 34, tzinfo=UTC), "born": date(2018, 2, 12)}))
    for value in ('name="told-time" type="text" value="16:34"', 'name="born-year" type="text" value="2018"'):
        assert value in html
