"""CL-09 and the clock screen: the counting, day by day, and why a date is what it is."""

from datetime import date, datetime, time

import pytest

from kith.standards.calendar import with_closures
from kith.standards.deadlines import deadline, load
from kith.standards.engine import count, due, explain, says
from kith.standards.words import LONDON

CONCLUDE = deadline("assessment.conclude", "in_force")
STARTED = datetime(2026, 4, 17, 11, 5, tzinfo=LONDON)
DUE = due(CONCLUDE, STARTED)
TODAY = date(2026, 6, 4)


def terms(rule, started, **more) -> dict[str, str]:
    return dict(explain(rule, started, due(rule, started), **more).rows())


def test_the_picture_of_the_reference_screen():
    days = {one.day: one for one in count(CONCLUDE, STARTED, DUE.at, TODAY, needed_by=date(2026, 6, 16))}
    assert min(days) == date(2026, 4, 17)
    assert max(days) == date(2026, 6, 23)
    assert (days[date(2026, 4, 17)].start, days[date(2026, 4, 17)].number) == (True, None)
    assert [days[date(2026, 4, day)].number for day in (20, 24, 25, 27)] == [1, 5, None, 6]
    assert (days[date(2026, 5, 4)].number, days[date(2026, 5, 4)].bank_holiday) == (None, "Early May bank holiday")
    assert (days[TODAY].number, days[TODAY].today) == (32, True)
    assert (days[date(2026, 6, 16)].number, days[date(2026, 6, 16)].needed_by) == (40, True)
    assert (days[date(2026, 6, 23)].number, days[date(2026, 6, 23)].due) == (45, True)
    assert [one.day for one in days.values() if one.weekend and one.number] == []


def test_the_picture_goes_on_past_due_but_not_for_ever():
    assert count(CONCLUDE, STARTED, DUE.at, date(2026, 7, 1))[-1].day == date(2026, 7, 1)
    assert count(CONCLUDE, STARTED, DUE.at, date(2029, 7, 1))[-1].day == date(2026, 7, 24)


def test_a_picture_that_counts_back_numbers_from_the_birth():
    rule = deadline("prebirth.complete", "both")
    born = date(2026, 12, 25)
    days = {one.day: one for one in count(rule, born, due(rule, born).at, date(2026, 12, 1))}
    assert (days[date(2026, 11, 27)].number, days[date(2026, 11, 27)].due) == (-28, True)
    assert (days[born].number, days[born].start) == (None, True)


def test_calendar_days_are_all_numbered_and_beginning_with_numbers_the_first():
    order = deadline("epo.duration", "in_force")
    start = date(2026, 6, 1)
    assert [one.number for one in count(order, start, due(order, start).at, start)] == [None, *range(1, 9)]
    first = order.beginning_with()
    assert [one.number for one in count(first, start, due(first, start).at, start)] == list(range(1, 9))


def test_hours_and_duties_without_a_number_are_not_numbered():
    contact = deadline("contact.decide", "as_described")
    assert [one.number for one in count(contact, STARTED, due(contact, STARTED).at, TODAY)][:2] == [None, None]
    assert count(deadline("police.tell", "both"), STARTED, None, TODAY) == []


def test_an_after_hours_start_is_numbered_from_the_day_it_counts_as():
    rule = deadline("contact.decide", "in_force")
    late = datetime(2026, 6, 8, 18, 0, tzinfo=LONDON)
    found = due(rule, late, after_hours=time(17))
    days = {one.day.day: one.number for one in count(rule, late, found.at, found.day, counted_from=found.counted_from)}
    assert days == {8: None, 9: None, 10: 1}
    assert "after hours" in " ".join(explain(rule, late, found).assumptions)


def test_every_day_counted_is_the_last_number_when_it_is_due():
    for rule in load().rows:
        if rule.limit_number and rule.unit == "working_days":
            start = date(2026, 11, 20)
            assert [one.number for one in count(rule, start, due(rule, start).at, start)][-1] == rule.limit_number


def test_the_reasons_of_the_reference_screen():
    found = terms(CONCLUDE, STARTED, today=TODAY, started_by="Referral R-26-01182", needed_by=date(2026, 6, 16))
    assert found["Rule"] == "Conclude the assessment: within 45 working days. Counted from: referral received"
    assert found["Limit"] == "Tuesday 23 June 2026"
    assert found["Needed by"] == "Tuesday 16 June 2026"
    assert found["Started by"] == "Referral R-26-01182, Friday 17 April 2026 at 11:05"
    assert found["Counted"] == "32 of 45 working days used. 4 and 25 May 2026 were bank holidays."
    assert found["Calendar"] == "England bank holidays, 2026 edition"
    assert found["Version"] == "In force from 15 December 2023"
    assert found["Stands on"] == "Statutory guidance"


def test_used_up_says_how_long_since():
    assert terms(CONCLUDE, STARTED, today=date(2026, 6, 25))["Counted"].startswith(
        "All 45 working days used, and 2 working days since."
    )


def test_every_rule_explains_itself_whatever_it_is():
    for rule in load().rows:
        found = explain(rule, STARTED, due(rule, STARTED), today=TODAY)
        assert found.says.startswith(rule.title)
        assert all(term and text for term, text in found.rows())
        assert found.assumptions or not rule.notes


@pytest.mark.parametrize(
    ("key", "profile", "said"),
    [
        ("prebirth.complete", "both", "at least 4 weeks before the expected delivery date"),
        ("placement.notify.planned", "in_force", "before the placement date"),
        ("cp.core_group.next", "in_force", "at least every 4 weeks. Counted from: previous core group"),
        ("home.independent_visit", "in_force", "at least once in each calendar month"),
        ("assessment.initial_review", "in_force", "at 15 working days"),
        ("care.proceedings", "in_force", "within 26 weeks, beginning with that day"),
        ("police.tell", "both", "at once, with no number of hours or days given"),
    ],
)
def test_each_kind_of_rule_is_said_in_its_own_way(key: str, profile: str, said: str):
    assert said in says(deadline(key, profile))


def test_what_is_assumed_is_said():
    early = date(2013, 5, 1)
    found = explain(CONCLUDE, early, due(CONCLUDE, early))
    assert any("began before 15 December 2023" in one for one in found.assumptions)
    far = date(2030, 5, 1)
    assert any("worked out by rule" in one for one in explain(CONCLUDE, far, due(CONCLUDE, far)).assumptions)
    assert "2030 worked out by rule" in terms(CONCLUDE, far)["Calendar"]
    closed = with_closures({date(2026, 5, 5): "Offices closed"})
    found = explain(CONCLUDE, STARTED, due(CONCLUDE, STARTED, closed), calendar=closed)
    assert any("local closure cannot extend" in one for one in found.assumptions)


def test_a_limit_on_a_day_off_says_which_working_day_comes_before():
    rule = deadline("lac.visit.year_one", "in_force")
    assert "The last working day before it is Friday 28 August 2026" in terms(rule, date(2026, 7, 20))["Take care"]
    sar = deadline("sar.respond", "in_force")
    assert "rolls forward" in terms(sar, date(2026, 7, 31))["Take care"]


def test_cp_05_an_emergency_protection_order_may_end_at_noon_after_a_sunday_and_says_so():
    """Children Act 1989 section 45(2): the eighth day of one made on 15 August 2026 is a Sunday."""
    shown = terms(deadline("epo.duration", "in_force"), date(2026, 8, 15))
    assert "Monday 24 August 2026 at 12:00" in shown["Limit"]
    assert "Sunday 23 August 2026 is a Sunday or a holiday" in shown["Take care"]
    assert "Take care" not in terms(deadline("epo.duration", "in_force"), date(2026, 8, 17))


def test_local_closures_are_named_in_the_count():
    visit = deadline("cp.visit", "in_force")
    closed = with_closures({date(2026, 6, 9): "Offices closed"})
    found = explain(visit, date(2026, 6, 8), due(visit, date(2026, 6, 8), closed), calendar=closed)
    assert "9 June 2026 was a day off." in found.counted
