"""CL-07, CL-10 and the status words of the design: what people read about a clock."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.standards.deadlines import Bound, deadline, load
from kith.standards.engine import State, due, standing
from kith.standards.words import LONDON

CONTACT = deadline("contact.decide", "as_described")
CONCLUDE = deadline("assessment.conclude", "in_force")
VISIT = deadline("lac.visit.first", "in_force")


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def say(rule, start: str, now: str, **more):
    started = london(start) if "T" in start else date.fromisoformat(start)
    found = due(rule, started)
    return standing(rule, started, found.at, london(now), **more)


@pytest.mark.parametrize(
    ("now", "state", "words", "used"),
    [
        ("2026-06-03T18:34", "later", "22 hours left", 0),
        ("2026-06-03T21:34", "later", "19 hours left", 0),
        ("2026-06-04T01:34", "soon", "15 hours left", 25),
        ("2026-06-04T05:34", "soon", "11 hours left", 50),
        ("2026-06-04T08:34", "today", "8 hours left", 50),
        ("2026-06-04T09:00", "today", "7 hours left", 50),
        ("2026-06-04T11:00", "today", "5 hours left", 75),
        ("2026-06-04T15:00", "today", "1 hour left", 75),
        ("2026-06-04T15:59", "today", "35 minutes left", 75),
        ("2026-06-04T16:33", "today", "1 minute left", 75),
        ("2026-06-04T16:34", "today", "Under a minute left", 100),
        ("2026-06-04T16:59", "late", "Late by 25 minutes", 100),
        ("2026-06-04T17:44", "late", "Late by 1 hour 10", 100),
        ("2026-06-04T18:34", "late", "Late by 2 hours", 100),
        ("2026-06-06T18:34", "late", "Late by 50 hours", 100),
    ],
)
def test_hour_clocks_speak_hours(now: str, state: str, words: str, used: int):
    """CL-02: a contact received at 16:34, with 24 hours to decide."""
    found = say(CONTACT, "2026-06-03T16:34", now)
    assert (found.state, found.words, found.used_percent) == (state, words, used)


def test_more_than_a_day_of_hours_says_when():
    found = say(deadline("missing.return_interview", "in_force"), "2026-06-02T23:10", "2026-06-04T10:10")
    assert (found.state, found.words, found.used_percent) == ("soon", "37 hours left, Friday 23:10", 25)


@pytest.mark.parametrize(
    ("now", "state", "words", "used"),
    [
        ("2026-04-17T12:00", "later", "Tuesday 23 June", 0),
        ("2026-06-04T09:00", "later", "Tuesday 23 June", 50),
        ("2026-06-09T09:00", "soon", "Due in 10 working days", 75),
        ("2026-06-11T23:50", "soon", "Due in 8 working days", 75),
        ("2026-06-22T09:00", "soon", "Due in 1 working day", 75),
        ("2026-06-21T09:00", "soon", "Due in 2 working days", 75),
        ("2026-06-23T00:01", "today", "Due today", 100),
        ("2026-06-23T23:59", "today", "Due today", 100),
        ("2026-06-24T00:01", "late", "Overdue by 1 working day", 100),
        ("2026-06-25T09:00", "late", "Overdue by 2 working days", 100),
        ("2026-06-28T09:00", "late", "Overdue by 3 working days", 100),
    ],
)
def test_working_day_clocks_speak_working_days(now: str, state: str, words: str, used: int):
    """CL-06: the assessment of the reference screen, begun on 17 April 2026."""
    found = say(CONCLUDE, "2026-04-17T11:05", now)
    assert (found.state, found.words, found.used_percent) == (state, words, used)


@pytest.mark.parametrize(
    ("now", "state", "words"),
    [
        ("2026-12-24T10:00", "soon", "Due in 7 days"),
        ("2026-12-30T10:00", "soon", "Due in 1 day"),
        ("2026-12-31T10:00", "today", "Due today"),
        ("2027-01-02T10:00", "late", "Overdue by 2 days"),
    ],
)
def test_calendar_clocks_speak_days(now: str, state: str, words: str):
    found = say(VISIT, "2026-12-24", now)
    assert (found.state, found.words) == (state, words)


def test_a_date_in_another_year_says_the_year():
    found = say(deadline("health.review.5_plus", "in_force"), "2026-03-17", "2026-06-04T09:00")
    assert (found.state, found.words) == ("later", "Wednesday 17 March 2027")


def test_overdue_on_a_weekend_says_since_when():
    found = say(deadline("referral.decide", "in_force"), "2026-06-11", "2026-06-13T09:00")
    assert (found.state, found.words) == ("late", "Overdue since Friday 12 June")


@pytest.mark.parametrize(
    ("stopped", "state", "words", "within"),
    [
        ("2026-06-23T23:40", "done", "Done on time", True),
        ("2026-06-24T09:00", "done_late", "Done 1 working day late", False),
        ("2026-06-29T09:00", "done_late", "Done 4 working days late", False),
    ],
)
def test_what_is_done_says_whether_in_time(stopped: str, state: str, words: str, within: bool):
    found = say(CONCLUDE, "2026-04-17T11:05", "2026-08-01T09:00", stopped_at=london(stopped))
    assert (found.state, found.words, found.within_limit) == (state, words, within)


def test_late_is_late_even_on_a_saturday():
    found = say(
        deadline("referral.decide", "in_force"), "2026-06-11", "2026-08-01T09:00", stopped_at=london("2026-06-13T09:00")
    )
    assert (found.state, found.words) == ("done_late", "Done late, on Saturday 13 June 2026")


def test_an_hour_clock_is_late_by_the_minute():
    found = say(CONTACT, "2026-06-03T16:34", "2026-08-01T09:00", stopped_at=london("2026-06-04T17:44"))
    assert (found.state, found.words) == ("done_late", "Done 1 hour 10 late")


def test_an_imported_date_without_a_time_is_judged_by_the_day():
    found = say(CONTACT, "2026-06-03T16:34", "2026-08-01T09:00", stopped_at=date(2026, 6, 4))
    assert found.state is State.DONE


def test_the_needed_by_date_is_what_is_worked_to():
    """CL-07 and the reference screen: 8 working days of the time her manager gave."""
    found = say(CONCLUDE, "2026-04-17T11:05", "2026-06-04T09:00", needed_by=date(2026, 6, 16))
    assert (found.state, found.words, found.used_percent) == ("soon", "Due in 8 working days", 75)
    missed = say(CONCLUDE, "2026-04-17T11:05", "2026-06-18T09:00", needed_by=date(2026, 6, 16))
    assert (missed.state, missed.words, missed.within_limit) == ("late", "Overdue by 2 working days", True)


def test_a_missed_target_inside_the_limit_is_no_breach():
    found = say(
        CONCLUDE,
        "2026-04-17T11:05",
        "2026-08-01T09:00",
        needed_by=date(2026, 6, 16),
        stopped_at=london("2026-06-18T09:00"),
    )
    assert (found.state, found.words, found.within_limit) == ("done", "Done within the limit, after needed by", True)


def test_a_time_of_day_is_said_when_it_is_due_then():
    early = say(CONCLUDE, "2026-04-17T11:05", "2026-06-16T09:00", needed_by=london("2026-06-16T10:00"))
    assert (early.state, early.words) == ("today", "Due today at 10:00")
    late = say(CONCLUDE, "2026-04-17T11:05", "2026-06-16T11:10", needed_by=london("2026-06-16T10:00"))
    assert (late.state, late.words) == ("late", "Late by 1 hour 10")


def test_a_needed_by_after_the_limit_changes_nothing():
    """A cached or imported needed-by can never hide the limit."""
    found = say(CONCLUDE, "2026-04-17T11:05", "2026-06-24T09:00", needed_by=date(2026, 7, 1))
    assert (found.state, found.within_limit) == (State.LATE, False)


@pytest.mark.parametrize(
    ("now", "state", "words"),
    [
        ("2026-05-01T09:00", "soon", "Review in 5 working days"),
        ("2026-05-11T09:00", "today", "Review today"),
        ("2026-05-13T09:00", "today", "Review due since Monday 11 May"),
    ],
)
def test_a_prompt_to_review_is_never_a_breach(now: str, state: str, words: str):
    """CL-05: the reference screen's review, due 11 May."""
    found = say(deadline("assessment.initial_review", "in_force"), "2026-04-17T11:05", now)
    assert (found.state, found.words) == (state, words)


def test_a_review_held_late_says_so_plainly():
    rule = deadline("assessment.initial_review", "in_force")
    found = say(rule, "2026-04-17T11:05", "2026-08-01T09:00", stopped_at=london("2026-05-12T15:14"))
    assert (found.state, found.words) == ("done", "Done 1 working day after it was asked for")


def test_no_rule_to_review_at_is_ever_late():
    rules = [rule for rule in load().rows if rule.bound is Bound.REVIEW_AT and rule.limit_number]
    assert rules
    for rule in rules:
        assert say(rule, "2025-04-17", "2026-08-01T09:00").state is State.TODAY


@pytest.mark.parametrize(
    ("now", "stopped", "state", "words"),
    [
        ("2026-06-04T10:00:30", None, "elapsed", "Under a minute so far"),
        ("2026-06-04T10:35", None, "elapsed", "35 minutes so far"),
        ("2026-06-04T12:10", None, "elapsed", "2 hours 10 so far"),
        ("2026-06-08T12:10", None, "elapsed", "4 days so far"),
        ("2026-06-08T12:10", "2026-06-04T10:20", "done", "Done after 20 minutes"),
    ],
)
def test_no_number_shows_the_time_that_has_passed(now: str, stopped: str | None, state: str, words: str):
    """FD-11: police told at once; no date is made up."""
    stop = {"stopped_at": london(stopped)} if stopped else {}
    found = say(deadline("police.tell", "both"), "2026-06-04T10:00", now, **stop)
    assert (found.state, found.words, found.left, found.within_limit) == (state, words, None, None)


@pytest.mark.parametrize(
    ("now", "state", "words", "used"),
    [
        ("2026-10-01T09:00", "later", "Friday 27 November", 0),
        ("2026-11-24T09:00", "soon", "Due in 3 days", 50),
        ("2026-11-27T09:00", "today", "Due today", 100),
        ("2026-12-01T09:00", "late", "Overdue by 4 days", 100),
    ],
)
def test_counting_back_from_a_birth(now: str, state: str, words: str, used: int):
    found = say(deadline("prebirth.complete", "both"), "2026-12-25", now)
    assert (found.state, found.words, found.used_percent) == (state, words, used)


def test_strictly_before_means_before():
    rule = deadline("placement.notify.planned", "in_force")
    placed = london("2026-06-12T14:00")
    before = say(rule, "2026-06-12T14:00", "2026-06-12T15:00", stopped_at=placed - timedelta(seconds=1))
    at = say(rule, "2026-06-12T14:00", "2026-06-12T15:00", stopped_at=placed)
    assert (before.state, at.state) == (State.DONE, State.DONE_LATE)


def test_late_rows_stand_on_top_then_today_then_the_rest():
    rule, start = CONCLUDE, "2026-04-17T11:05"
    late, today, later = (say(rule, start, f"2026-{day}T09:00") for day in ("07-01", "06-23", "05-01"))
    done = say(rule, start, "2026-07-01T09:00", stopped_at=london("2026-06-01T09:00"))
    assert late.order < today.order < later.order < done.order


@given(
    st.sampled_from([rule for rule in load().rows if rule.limit_number is not None]),
    st.dates(date(2013, 1, 1), date(2030, 1, 1)),
    st.times(),
    st.integers(-100 * 24 * 60, 900 * 24 * 60),
)
def test_a_clock_is_late_exactly_when_its_limit_has_passed(rule, day: date, hour: time, minutes: int):
    started = datetime.combine(day, hour, LONDON)
    found = due(rule, started)
    now = found.at + timedelta(minutes=minutes)
    where = standing(rule, started, found.at, now)
    if rule.bound is not Bound.REVIEW_AT:
        assert (where.state is State.LATE) == (not where.within_limit)
        assert (where.state is State.LATE) == (minutes > 0 or (minutes == 0 and rule.limit_number == 0))
    assert where.used_percent in (0, 25, 50, 75, 100)
    assert where.words
    assert " 0 " not in where.words
