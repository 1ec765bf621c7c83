"""The days on which an action that is not done comes up: to a manager, then to a service manager (CL-10)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kith.actions import ladder
from kith.standards.calendar import england
from kith.standards.local_practice import parameter
from tests.cast import london

AGREED = london(2026, 6, 3)
DAYS = some.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 1))
NUMBERS = some.fixed_dictionaries({"action.manager": some.integers(1, 10), "action.senior": some.integers(1, 20)})


@pytest.fixture(scope="module")
def numbers() -> Any:
    """The authority's own numbers, as each example sets them."""
    chosen: dict[str, int] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ladder, "number", lambda key, moment: chosen[key])
        yield chosen


def test_cl_10_the_ladder_is_data_and_each_rung_above_the_owner_has_a_number_of_the_authoritys_own() -> None:
    assert [one.who for one in ladder.rungs()] == ["owner", "manager", "senior"]
    for one in ladder.rungs()[1:]:
        assert parameter(f"action.{one.key}").unit == "working days"


@given(due_on=DAYS, chosen=NUMBERS, later=some.integers(0, 60))
def test_cl_10_nobody_sees_it_before_its_day_has_passed_and_whoever_saw_it_goes_on_to(
    numbers: dict[str, int], due_on: date, chosen: dict[str, int], later: int
) -> None:
    numbers |= chosen
    days = dict(ladder.climbs(due_on, AGREED))
    assert all(day > due_on and england().is_working_day(day) for day in days.values())
    day = due_on + timedelta(days=later)
    before = ladder.reached(due_on, AGREED, day)
    assert ladder.reached(due_on, AGREED, due_on) == [ladder.rungs()[0]]
    assert before == list(ladder.rungs()[: len(before)])  # in their order, whatever the numbers
    assert ladder.reached(due_on, AGREED, day + timedelta(days=1))[: len(before)] == before


@given(due_on=DAYS, chosen=NUMBERS)
def test_cl_10_each_sees_it_after_just_so_many_working_days(
    numbers: dict[str, int], due_on: date, chosen: dict[str, int]
) -> None:
    numbers |= chosen
    for rung, since in ladder.climbs(due_on, AGREED):
        passed = sum(england().is_working_day(due_on + timedelta(days=n + 1)) for n in range((since - due_on).days))
        reach = [chosen[f"action.{one.key}"] for one in ladder.rungs()[1:] if one == rung or one.who == "manager"]
        assert passed == max(reach)


@given(due_on=DAYS, chosen=NUMBERS, more=some.integers(1, 40))
def test_cl_10_a_later_day_brings_nobody_in_sooner(
    numbers: dict[str, int], due_on: date, chosen: dict[str, int], more: int
) -> None:
    numbers |= chosen
    sooner, later = (dict(ladder.climbs(day, AGREED)) for day in (due_on, due_on + timedelta(days=more)))
    assert all(sooner[rung] <= later[rung] for rung in sooner)


def test_the_days_stand_as_they_were_when_it_was_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[datetime] = []
    monkeypatch.setattr(ladder, "number", lambda key, moment: asked.append(moment) or 1)
    ladder.climbs(date(2026, 6, 5), AGREED)
    assert set(asked) == {AGREED}
