"""Two of one day: what tells them apart in this file knows them again in the next (decision 24)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kith.access.actor import acting
from kith.access.system import system_user
from kith.assessment.models import Assessment
from kith.frontdoor.models import Referral
from kith.record.models import StepEvent
from kith.returns.cin.load import load_file
from kith.returns.cin.repeats import pair, pair_with_corrections
from tests.returns.census import child, message, referral

pytestmark = pytest.mark.django_db

CLOSED = "<CINclosureDate>{}</CINclosureDate><ReasonForClosure>RC8</ReasonForClosure>"


def assessment(authorised: str = "", factor: str = "2A", start: str = "2025-06-03") -> str:
    end = f"<AssessmentAuthorisationDate>{authorised}</AssessmentAuthorisationDate>" if authorised else ""
    return (
        f"<Assessments><AssessmentActualStartDate>{start}</AssessmentActualStartDate>{end}"
        f"<FactorsIdentifiedAtAssessment><AssessmentFactors>{factor}</AssessmentFactors>"
        "</FactorsIdentifiedAtAssessment></Assessments>"
    )


@pytest.fixture
def load(tmp_path: Path):
    """Bring in one child with these referrals."""

    def bring(*referrals: str, year: int = 2026) -> None:
        file = tmp_path / "census.xml"
        file.write_text(message(child(*referrals), year=year), encoding="utf-8")
        load_file(file, system_user())

    with acting(system_user()):
        yield bring


def held() -> set[tuple[str, date | None, tuple[str, ...]]]:
    return {(one.number, one.authorised_on, tuple(one.factors)) for one in Assessment.objects.all()}


def numbers() -> dict[date | None, str]:
    return {one.authorised_on: one.number for one in Assessment.objects.all()}


def test_two_assessments_of_one_day_are_both_kept_and_not_twice(load):
    both = referral(assessment("2025-07-01") + assessment("2025-07-20", "3A"))
    load(both)
    first, steps = held(), StepEvent.objects.count()
    assert {(day, factors) for _, day, factors in first} == {
        (date(2025, 7, 1), ("2A",)),
        (date(2025, 7, 20), ("3A",)),
    }
    load(both)
    load(referral(assessment("2025-07-20", "3A") + assessment("2025-07-01")))
    assert (held(), StepEvent.objects.count()) == (first, steps)


def test_a_later_file_that_says_when_one_ended_means_the_one_that_went_on(load):
    load(referral(assessment() + assessment("2025-07-20", "3A")))
    before = numbers()
    load(referral(assessment("2026-05-05") + assessment("2025-07-20", "3A")), year=2027)
    after = numbers()
    assert after == {date(2026, 5, 5): before[None], date(2025, 7, 20): before[date(2025, 7, 20)]}


def test_a_later_file_that_has_only_one_of_them_means_that_one(load):
    load(referral(assessment("2025-07-01") + assessment("2025-07-20", "3A")))
    before = held()
    load(referral(assessment("2025-07-20", "3A")))
    assert held() == before


def test_an_end_that_was_mended_is_no_second_assessment(load):
    load(referral(assessment("2025-07-01")))
    (number,) = numbers().values()
    load(referral(assessment("2025-07-02")))
    assert numbers() == {date(2025, 7, 2): number}


def test_a_second_of_the_day_in_a_later_file_is_a_second(load):
    load(referral(assessment("2025-07-01")))
    before = numbers()
    load(referral(assessment("2025-07-20", "3A") + assessment("2025-07-01")))
    assert numbers().items() > before.items()
    assert len(numbers()) == 2


def test_assessments_of_two_referrals_that_start_on_one_day_are_two(load):
    other = referral(assessment()).replace("2025-06-02", "2025-06-01")
    load(referral(assessment()), other)
    load(referral(assessment()), other)
    assert Assessment.objects.count() == 2
    assert {one.referral_id for one in Assessment.objects.all()} == set(Referral.objects.values_list("pk", flat=True))


def test_of_two_referrals_of_one_day_a_later_file_may_have_only_the_second(load):
    load(referral(CLOSED.format("2025-07-01")), referral(CLOSED.format("2025-08-01")))
    before = {one.number: one.closed_on for one in Referral.objects.all()}
    load(referral(CLOSED.format("2025-08-01") + assessment()))
    assert {one.number: one.closed_on for one in Referral.objects.all()} == before
    assert Assessment.objects.get().referral.closed_on == date(2025, 8, 1)


def test_more_of_one_day_than_are_asked_for_at_once_are_each_known_again(load):
    many = referral("".join(assessment(f"2025-07-{day:02}") for day in range(1, 20)))
    load(many)
    load(many)
    assert Assessment.objects.count() == 19


def test_the_nearest_go_together_and_two_ends_are_never_one():
    assert pair([(None, "a"), ("1", "b")], [("1", "b"), ("2", "a")]) == [1, 0]
    assert pair([("1",)], [("2",)]) == [None]
    assert pair([("1",)], [("1",), ("1",)]) == [0, None]
    assert pair_with_corrections([("1",)], [("2",)]) == [0]
    assert pair_with_corrections([("1",)], [("2",), ("3",)]) == [None, None]
    assert pair_with_corrections([("1",), ("2",)], [("3",)]) == [None]
