"""CL-01, CL-07, CL-09: the arithmetic, rule by rule and on dates nobody chose."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.standards.calendar import england, with_closures
from kith.standards.deadlines import Counting, Unit, deadline, load
from kith.standards.engine import add_months, check_local_target, check_needed_by, due, end_of_day
from kith.standards.words import LONDON, local_day

RULES = [rule for rule in load().rows if rule.limit_number is not None]
FORWARD = [rule for rule in RULES if rule.limit_number > 0]
BY_DAY = [rule for rule in RULES if rule.unit is not Unit.CLOCK_HOURS]
DAYS = st.dates(date(2001, 1, 1), date(2055, 12, 31))
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2055, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone
CONCLUDE = deadline("assessment.conclude", "in_force")
CONTACT = deadline("contact.decide", "as_described")


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@given(st.sampled_from([rule for rule in RULES if rule.unit is Unit.WORKING_DAYS]), MOMENTS)
def test_working_days_never_end_on_a_day_off(rule, started: datetime):
    assert england().is_working_day(due(rule, started).day)


@given(st.sampled_from(BY_DAY), DAYS, st.integers(1, 40))
def test_a_later_start_is_never_due_earlier(rule, started: date, days: int):
    assert due(rule, started).at <= due(rule, started + timedelta(days=days)).at


@given(st.sampled_from(RULES), MOMENTS, st.integers(1, 60 * 24 * 10))
def test_a_later_moment_is_never_due_earlier(rule, started: datetime, minutes: int):
    assert due(rule, started).at <= due(rule, started + timedelta(minutes=minutes)).at


@given(st.sampled_from([rule for rule in FORWARD if rule.counting is not Counting.CALENDAR_PERIOD]), MOMENTS)
def test_one_more_never_comes_sooner(rule, started: datetime):
    assert due(replace(rule, limit_number=rule.limit_number + 1), started).at >= due(rule, started).at


@given(st.sampled_from([rule for rule in RULES if rule.unit is Unit.CLOCK_HOURS]), MOMENTS)
def test_hours_are_elapsed_hours_on_every_day_of_the_year(rule, started: datetime):
    assert Fraction((due(rule, started).at - started) / timedelta(hours=1)) == rule.limit_number


@given(st.sampled_from(RULES), MOMENTS)
def test_where_a_moment_is_written_down_does_not_matter(rule, started: datetime):
    assert due(rule, started).at == due(rule, started.astimezone(LONDON)).at


@given(st.sampled_from(FORWARD), MOMENTS)
def test_nothing_is_due_before_it_starts(rule, started: datetime):
    assert due(rule, started).day >= local_day(started)


@given(st.sampled_from([rule for rule in BY_DAY if rule.limit_number <= 0]), DAYS)
def test_counting_back_is_always_before(rule, anchor: date):
    assert due(rule, anchor).day < anchor


@given(DAYS, st.integers(1, 36))
def test_months_keep_the_day_number_or_take_the_last_day(day: date, months: int):
    """Rule 7."""
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_a_fixed_anchor_keeps_its_day_number_through_a_short_month():
    """Rule 7: 31 August, then 28 February, then 31 August again."""
    assert [add_months(date(2026, 8, 31), 6 * n) for n in (1, 2)] == [date(2027, 2, 28), date(2027, 8, 31)]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-28T12:00", "2026-03-29T13:00"),  # clocks go forward
        ("2026-10-24T12:00", "2026-10-25T11:00"),  # clocks go back
    ],
)
def test_a_clock_change_shifts_the_local_time_by_an_hour(start: str, end: str):
    assert due(CONTACT, london(start)).local == london(end)


def test_the_repeated_hour_of_autumn_is_two_different_hours():
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
    second = first.replace(fold=1)
    assert due(CONTACT, second).at - due(CONTACT, first).at == timedelta(hours=1)


def test_hours_cannot_be_counted_from_a_day_alone():
    with pytest.raises(ValueError, match="needs the time it started"):
        due(CONTACT, date(2026, 5, 2))


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        due(CONCLUDE, datetime(2026, 5, 2))  # noqa: DTZ001  # that is the point


def test_a_late_evening_in_summer_belongs_to_its_own_day():
    """Rule 5: 23:30 UTC in July is already tomorrow in London."""
    assert due(CONCLUDE, datetime(2026, 7, 1, 22, 30, tzinfo=UTC)).counted_from == date(2026, 7, 1)
    assert due(CONCLUDE, datetime(2026, 7, 1, 23, 30, tzinfo=UTC)).counted_from == date(2026, 7, 2)


def test_no_number_gives_no_date():
    found = due(deadline("police.tell", "both"), london("2026-05-02T10:00"))
    assert (found.at, found.day, found.local) == (None, None, None)


def test_strictly_before_is_the_moment_itself_or_the_day_before():
    rule = deadline("placement.notify.planned", "in_force")
    placed = london("2026-06-12T14:00")
    assert due(rule, placed).at == placed
    assert due(rule, date(2026, 6, 12)).at == end_of_day(date(2026, 6, 11))


def test_an_extension_is_measured_from_the_same_start():
    """Rule 13."""
    start = date(2026, 9, 7)
    assert due(deadline("complaint.stage_1", "in_force"), start).day == date(2026, 9, 21)
    assert due(deadline("complaint.stage_1.extended", "in_force"), start).day == date(2026, 10, 5)


def test_an_order_that_begins_with_its_first_day_ends_a_day_sooner():
    """Rule 3: an emergency order made on the police officer's application."""
    order = deadline("epo.duration", "in_force")
    assert due(order, date(2026, 6, 1)).day == date(2026, 6, 9)
    assert due(order.beginning_with(), date(2026, 6, 1)).day == date(2026, 6, 8)


def test_a_date_that_ends_on_a_day_off_warns_on_the_working_day_before():
    """Rule 6 and worked example 9."""
    found = due(deadline("lac.visit.year_one", "in_force"), date(2026, 7, 20))
    assert (found.day, found.warn_on) == (date(2026, 8, 31), date(2026, 8, 28))


def test_only_subject_access_and_emergency_protection_roll_forward():
    """Rule 8."""
    for rule in BY_DAY:
        rolled = [due(rule, date(2026, 1, 1) + timedelta(days=n)).rolled_from for n in range(366)]
        assert any(rolled) == rule.key.startswith(("sar.respond", "epo.duration")), rule.key


def test_the_council_closing_moves_local_standards_only():
    """Closures never extend a limit set by law or guidance."""
    closed = with_closures({date(2026, 6, day): "Offices closed" for day in (15, 16, 17)})
    visit, conference = deadline("cp.visit", "in_force"), deadline("cp.icpc.hold", "in_force")
    start = date(2026, 6, 8)
    assert due(visit, start, closed).day == england().add_working_days(due(visit, start).day, 3)
    assert due(conference, start, closed).day == due(conference, start).day


def test_an_after_hours_rule_moves_local_standards_only():
    """Rule 5, CL-09: off by default; a late receipt is the next day's."""
    local, law = deadline("contact.decide", "in_force"), deadline("referral.decide", "in_force")
    late, five = london("2026-06-08T17:00"), time(17)
    assert due(local, late).day == date(2026, 6, 9)
    assert due(local, late, after_hours=five).day == date(2026, 6, 10)
    assert due(local, london("2026-06-08T16:59"), after_hours=five).day == date(2026, 6, 9)
    assert due(law, late, after_hours=five).day == date(2026, 6, 9)


@given(MOMENTS, st.integers(1, 60 * 24 * 5))
def test_an_after_hours_rule_never_makes_a_later_receipt_due_sooner(started: datetime, minutes: int):
    rule = deadline("contact.decide", "in_force")
    later = started + timedelta(minutes=minutes)
    assert due(rule, started, after_hours=time(17)).at <= due(rule, later, after_hours=time(17)).at


def test_a_manager_may_bring_a_date_forward_and_never_back():
    """CL-07."""
    start = london("2026-04-17T11:05")
    limit = due(CONCLUDE, start).at
    check_needed_by(CONCLUDE, start, limit, date(2026, 6, 16))
    check_needed_by(CONCLUDE, start, limit, date(2026, 6, 23))
    with pytest.raises(ValueError, match="on or before Tuesday 23 June 2026, the limit"):
        check_needed_by(CONCLUDE, start, limit, date(2026, 6, 24))
    with pytest.raises(ValueError, match="on or after Friday 17 April 2026, when the clock began"):
        check_needed_by(CONCLUDE, start, limit, date(2026, 4, 16))
    contact = london("2026-05-02T23:30")
    with pytest.raises(ValueError, match="Sunday 3 May 2026 at 23:30"):
        check_needed_by(CONTACT, contact, due(CONTACT, contact).at, london("2026-05-03T23:31"))


@pytest.mark.parametrize(
    ("key", "number", "unit"),
    [
        ("assessment.conclude", 46, "working_days"),
        ("assessment.conclude", 66, "calendar_days"),
        ("cp.review.first", 13, "weeks"),
        ("cp.icpc.hold", 24 * 21, "clock_hours"),
        ("lac.visit.first", 6, "working_days"),
        ("prebirth.complete", -3, "weeks"),
        ("sar.respond", 5, "weeks"),
    ],
)
def test_a_local_target_is_never_looser_than_law_or_guidance(key: str, number: int, unit: str):
    """Decision 4."""
    rule = load().by_key[key][-1]
    with pytest.raises(ValueError, match="may not be looser"):
        check_local_target(rule, number, unit)


@pytest.mark.parametrize(
    ("key", "number", "unit"),
    [
        ("assessment.conclude", 35, "working_days"),
        ("assessment.conclude", 60, "calendar_days"),
        ("cp.review.first", 12, "weeks"),
        ("lac.visit.first", 3, "working_days"),
        ("prebirth.complete", -6, "weeks"),
        ("cp.visit", 28, "calendar_days"),  # local: free
        ("contact.decide", 3, "working_days"),  # local: free
    ],
)
def test_a_local_target_may_be_stricter_and_local_rows_are_free(key: str, number: int, unit: str):
    rule = check_local_target(deadline(key, "in_force"), number, unit)
    assert (rule.limit_number, rule.unit) == (number, unit)


@pytest.mark.parametrize(
    ("key", "number", "unit", "said"),
    [
        ("police.tell", 1, "clock_hours", "gives no number"),
        ("home.independent_visit", 2, "weeks", "calendar period"),
        ("nrm.conclusive_grounds.earliest", 10, "calendar_days", "earliest date"),
        ("prebirth.complete", 4, "weeks", "same direction"),
        ("cin.visit", 0, "calendar_days", "same direction"),
    ],
)
def test_some_rules_take_no_target(key: str, number: int, unit: str, said: str):
    with pytest.raises(ValueError, match=said):
        check_local_target(deadline(key, "in_force"), number, unit)
