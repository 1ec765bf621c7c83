"""The plan of the synthetic authority: repeatable, and in proportion (decision 1, FD-13)."""

import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from kith.site.demo.plan import Authority, plan
from kith.site.demo.plan.days import add_working_days, clock
from kith.site.demo.plan.events import (
    AssessmentConcluded,
    ChildSeen,
    ContactPlanned,
    ContactTaken,
    DecisionPlanned,
    DecisionSigned,
    InitialReview,
    LatenessExplained,
    ReferralAllocated,
)
from tests.demo.northmere import (
    DAY,
    LAST_DAY,
    NOW,
    ROOT,
    check_order,
    check_people,
    each_seed,
    in_force,
    northmere,
    of,
    passed_on,
)


def digest(authority: Authority) -> str:
    return hashlib.sha256(repr(authority).encode()).hexdigest()


def test_the_same_seed_gives_the_same_authority():
    assert plan(1, LAST_DAY, NOW, 0.1) == plan(1, LAST_DAY, NOW, 0.1)


def test_another_seed_gives_another_authority_with_the_same_staff():
    one, other = northmere(1), northmere(2)
    assert one.families != other.families
    assert one.happened != other.happened
    assert (one.staff, one.teams, one.agencies, one.services) == (
        other.staff,
        other.teams,
        other.agencies,
        other.services,
    )


def test_the_plan_does_not_depend_on_the_process_that_makes_it():
    script = (
        "import hashlib, datetime as d; from kith.site.demo.plan import plan;"
        "now = d.datetime(2026, 6, 4, 8, 36, tzinfo=d.UTC);"
        "print(hashlib.sha256(repr(plan(1, d.date(2026, 6, 4), now, 0.1)).encode()).hexdigest())"
    )
    env = {**os.environ, "PYTHONHASHSEED": "4242", "PYTHONPATH": str(ROOT)}
    made = subprocess.run([sys.executable, "-c", script], env=env, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert made.stdout.strip() == digest(plan(1, LAST_DAY, NOW, 0.1)), made.stderr


def test_the_plan_needs_no_django():
    script = "import sys, kith.site.demo.plan; print('django' in sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    made = subprocess.run([sys.executable, "-c", script], env=env, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert made.stdout.strip() == "False", made.stderr


def test_the_moment_must_be_on_the_last_day():
    with pytest.raises(ValueError, match="last day"):
        plan(1, LAST_DAY, NOW + DAY)
    with pytest.raises(ValueError, match="time zone"):
        plan(1, LAST_DAY, NOW.replace(tzinfo=None))
    with pytest.raises(ValueError, match="above 0"):
        plan(1, LAST_DAY, NOW, 0)


@each_seed
def test_there_are_at_least_four_thousand_contacts_about_some_2500_children(seed):
    authority = northmere(seed)
    told = of(authority, ContactPlanned)
    children = {one.person for event in told for one in event.children}
    children |= {one.person for event in of(authority, DecisionPlanned) for one in event.children}
    assert 4000 <= len(told) <= 4300
    assert 2350 <= len(children) <= 2650
    assert min(event.when for event in told) >= NOW - 732 * DAY


@each_seed
def test_six_contacts_in_ten_are_police_domestic_abuse_notifications(seed):
    told = of(northmere(seed), ContactPlanned)
    share = Counter(event.contact_type for event in told)["domestic_abuse"] / len(told)
    assert 0.57 <= share <= 0.62
    assert all(event.source_code == "6" for event in told if event.category == "police_da")


@each_seed
def test_contacts_lead_to_assessment_as_often_as_the_sources_say(seed):
    authority = northmere(seed)
    decided = in_force(authority)
    total, converted = Counter(), Counter()
    for event in of(authority, ContactPlanned):
        if event.contact in decided:
            source = event.category.partition("_")[0]
            total[source] += 1
            converted[source] += bool(passed_on(decided[event.contact]))
    assert converted["police"] / total["police"] == pytest.approx(0.06, abs=0.005)
    assert converted["health"] / total["health"] == pytest.approx(0.16, abs=0.01)
    assert converted["school"] / total["school"] == pytest.approx(0.22, abs=0.01)


@each_seed
def test_about_400_children_are_assessed_and_about_40_assessments_are_open(seed):
    authority = northmere(seed)
    begun = Counter((one.contact, one.child) for one in of(authority, ReferralAllocated))
    ended = {(one.contact, one.child) for one in of(authority, AssessmentConcluded)}
    assert max(begun.values()) == 1
    assert 350 <= len({child for _, child in begun}) <= 450
    assert 34 <= len(begun.keys() - ended) <= 46
    assert ended <= begun.keys()


@each_seed
def test_between_half_and_six_tenths_of_assessments_end_with_early_help_or_nothing(seed):
    ended = Counter(one.outcome for one in of(northmere(seed), AssessmentConcluded))
    light = ended["nfa"] + ended["universal"] + ended["early_help"]
    assert 0.5 <= light / ended.total() <= 0.6


@each_seed
def test_some_of_the_open_work_is_late(seed):
    authority = northmere(seed)
    ended = {(one.contact, one.child) for one in of(authority, AssessmentConcluded)}
    referred = {one.contact: clock(one.when).date() for one in of(authority, DecisionSigned)}
    limits = [
        add_working_days(referred[one.contact], 45)
        for one in of(authority, ReferralAllocated)
        if (one.contact, one.child) not in ended
    ]
    assert 1 <= sum(limit < LAST_DAY for limit in limits) <= 10
    assert any(one.late_reason for one in of(authority, ChildSeen))
    assert any(one.late_reason for one in of(authority, InitialReview))
    assert any(one.late_reason for one in of(authority, ReferralAllocated))


@each_seed
def test_fifteen_contacts_wait_today_two_of_them_urgent_one_late_some_not_taken(seed):
    """FD-01, FD-02, FD-11: the queue of the front door screen."""
    authority = northmere(seed)
    decided = in_force(authority)
    waiting = [event for event in of(authority, ContactPlanned) if event.contact not in decided]
    taken = {event.contact for event in of(authority, ContactTaken)}
    to_sign = [one for one in of(authority, DecisionPlanned) if one.contact not in decided]
    assert len(waiting) == 15
    assert sum(event.urgent for event in waiting) == 2
    late = [event for event in waiting if NOW - event.when > timedelta(hours=24)]
    assert 1 <= len(late) <= 3
    assert {one.contact for one in of(authority, LatenessExplained)} <= {event.contact for event in late}
    assert sum(event.contact not in taken for event in waiting) >= 4
    assert len(to_sign) == 1
    people = authority.people
    assert any(people[said.person].restricted for event in waiting for said in event.children)


@each_seed
def test_most_decisions_are_in_time_and_the_late_ones_say_why(seed):
    """FD-02: 24 hours from the contact to the decision in force."""
    authority = northmere(seed)
    came = {event.contact: event.when for event in of(authority, ContactPlanned)}
    signed = {event.contact: event.when for event in of(authority, DecisionSigned)}
    decided = in_force(authority)
    late = [one for key, one in decided.items() if signed.get(key, one.when) - came[key] > timedelta(hours=24)]
    assert 0.02 <= len(late) / len(decided) <= 0.08
    assert all(one.late_reason for one in late)


@each_seed
def test_some_families_come_back_again_and_again(seed):
    """FD-12: three or more contacts in twelve months."""
    days = defaultdict(list)
    for event in of(northmere(seed), ContactPlanned):
        days[event.family].append(event.when)
    back = [key for key, when in days.items() if any(b - a <= 365 * DAY for a, b in zip(when, when[2:], strict=False))]
    assert 250 <= len(back) <= 600


def test_contacts_come_at_night_and_at_weekends_but_schools_write_on_school_days():
    told = [event for event in of(northmere(), ContactPlanned) if event.when < NOW - 2 * DAY]
    police = [clock(event.when) for event in told if event.category == "police_da"]
    schools = [clock(event.when) for event in told if event.category == "school"]
    assert sum(moment.hour >= 20 or moment.hour < 6 for moment in police) / len(police) > 0.25
    assert sum(moment.weekday() >= 5 for moment in police) / len(police) > 0.28
    assert sum(moment.weekday() >= 5 for moment in schools) / len(schools) < 0.02


@pytest.mark.parametrize(("size", "waiting", "open_now"), [(0.02, 12, 8), (0.05, 12, 8), (2.0, 30, 80)])
def test_other_sizes_keep_the_shape(size, waiting, open_now):
    authority = northmere(1, size)
    told, decided = of(authority, ContactPlanned), in_force(authority)
    begun, ended = of(authority, ReferralAllocated), of(authority, AssessmentConcluded)
    assert len(told) == pytest.approx(4100 * size, rel=0.05)
    assert len(told) - len(decided) == waiting
    assert len(begun) - len(ended) == pytest.approx(open_now, abs=4)
    assert Counter(event.contact_type for event in told)["domestic_abuse"] / len(told) == pytest.approx(0.59, abs=0.06)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 22, 3, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2027, 1, 1, 0, 2, tzinfo=UTC),
        datetime(2028, 2, 29, 23, 58, tzinfo=UTC),
        datetime(2026, 8, 12, 11, 0, tzinfo=UTC),
    ],
)
def test_it_can_be_built_at_any_hour_of_any_day(now):
    authority = northmere(4, 0.05, now)
    assert sum(event.contact not in in_force(authority) for event in of(authority, ContactPlanned)) == 12
    check_order(authority)
    check_people(authority)
