"""Enquiries and plans that cannot be true: kept aside whole with a sentence, the child's line and the rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kith.kernel.now import today
from kith.returns.cin.records import ChildRecord, KeptAside
from tests.returns.census import about, child, message, only, read, referral
from tests.returns.modules import enquiry, need_plan, protection_plan

HELD = enquiry(held="2025-06-25")
TOMORROW = (today() + timedelta(days=1)).isoformat()


def of(*modules: str) -> ChildRecord:
    return only(child(referral("".join(modules))))


def aside(record: ChildRecord) -> KeptAside:
    (part,) = record.all_kept_aside()
    return part


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ((protection_plan(),), "the file has none on the day on which this one begins (rule 2885)"),
        ((HELD, protection_plan("2025-06-26")), "(rule 2885)"),
        (
            (HELD, protection_plan(end="2025-06-24")),
            "on 24 June 2025, before it begins on 25 June 2025 (rule 8925)",
        ),
        ((need_plan(end="2025-06-09"),), "ends on 9 June 2025, before it begins on 10 June 2025 (rule 4011)"),
        ((HELD, protection_plan(first="XYZ", latest="NEG")), "no initial category of abuse that the census knows"),
        ((HELD, protection_plan(first="", latest="NEG")), "(rule 8905)"),
        ((HELD, protection_plan(latest="XYZ")), "a latest category of abuse that the census does not know (rule 8910)"),
        ((HELD, protection_plan(start="")), "Without the day it began this is no child protection plan (rule 8720)"),
        ((need_plan("one day"),), "Without the day it began this is no child in need plan (rule 4010)"),
        ((need_plan(end="soon"),), "ended on a day that cannot be read, and would stand as open"),
        ((need_plan(TOMORROW),), "is in the future"),
        ((need_plan(end=TOMORROW),), "is in the future"),
        ((enquiry(""),), "Without the day it began this is no section 47 enquiry (rule 8615)"),
        ((enquiry(held="2025-06-03"),), "is before the enquiry of 4 June 2025 (rule 8615)"),
        ((enquiry(TOMORROW),), "is in the future"),
        ((enquiry(held=TOMORROW),), "is in the future"),
    ],
)
def test_cp_09_what_cannot_be_true_is_kept_whole_with_its_reason_and_line(modules: tuple[str, ...], said: str):
    record = of(*modules)
    part = aside(record)
    assert said in part.why
    assert part.xml == modules[-1]
    assert part.line == 1
    assert not record.plans()


@pytest.mark.parametrize(
    ("plans", "rule"),
    [
        ((protection_plan(), protection_plan("2025-07-30")), "8935"),
        ((protection_plan(end="2025-09-01"), protection_plan("2025-07-30", "2025-10-01")), "8940"),
        ((need_plan("2025-07-01"), need_plan("2025-08-01")), "4004"),
        ((need_plan("2025-07-01", "2025-09-01"), need_plan("2025-08-01")), "4014"),
        ((protection_plan(), need_plan("2025-08-01")), "4016"),
    ],
)
def test_cp_08_of_two_plans_at_once_neither_is_taken(plans: tuple[str, ...], rule: str):
    record = of(HELD, enquiry("2025-07-09", held="2025-07-30"), *plans)
    assert [part.why.endswith(f"(rule {rule}); kept whole.") for part in record.all_kept_aside()] == [True, True]
    assert not record.plans()
    assert len(record.enquiries()) == 2


def test_cp_09_plans_one_after_the_other_are_both_taken():
    record = of(HELD, protection_plan(end="2025-12-01"), need_plan("2025-12-01"), need_plan("2025-06-10", "2025-06-25"))
    assert [plan.is_need for plan in record.plans()] == [True, False, True]
    assert not list(record.all_kept_aside())


def test_cp_09_a_plan_of_an_earlier_year_needs_no_conference_in_this_file():
    (plan,) = of(protection_plan("2024-11-06", reviews=["2025-05-01"])).plans()
    assert (plan.this_year, plan.end) == (False, None)


@pytest.mark.parametrize("day", ["2025-06-25", "2025-06-01", "2026-02-01", TOMORROW])
def test_cp_10_a_review_that_cannot_be_true_is_left_out_and_said(day: str):
    record = of(HELD, protection_plan(end="2026-01-05", reviews=["2025-09-20", day]))
    (plan,) = record.plans()
    assert [one.isoformat() for one in plan.reviews] == ["2025-09-20"]
    assert [finding.what.endswith("the plan is taken without it.") for finding in record.findings] == [True]


def test_the_same_modules_listed_twice_are_read_once():
    modules = HELD + protection_plan(reviews=["2025-09-20"]) + need_plan("2025-06-10", "2025-06-25")
    whole = referral(modules)
    (record,) = read(message(child(whole), child(whole))).children
    assert (len(record.enquiries()), len(record.plans()), list(record.all_kept_aside())) == (1, 2, [])


@pytest.mark.parametrize(
    ("module", "rule"),
    [
        (enquiry("2025-05-01"), "2889"),
        (enquiry(held="2025-06-28"), "8875"),
        (need_plan("2025-05-20"), "4015"),
        (protection_plan("2024-11-06"), "1105"),
    ],
)
def test_dates_that_contradict_the_referral_are_taken_and_remarked_on(module: str, rule: str):
    record = of(module)
    assert about(record, rule).line == 1
    assert len(record.enquiries()) + len(record.plans()) == 1


def test_cp_06_a_conference_with_the_referral_that_is_to_come_was_not_held():
    record = of(f"<DateOfInitialCPC>{TOMORROW}</DateOfInitialCPC>")
    assert (record.conference_days(), len(record.findings)) == (frozenset(), 1)
    assert "is in the future" in record.findings[0].what
