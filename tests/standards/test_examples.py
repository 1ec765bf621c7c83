"""CL-01 to CL-06, CL-09, CL-10: every rule with a number, against dates worked out away from the engine."""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from kith.standards.deadlines import deadline, load
from kith.standards.engine import due, end_of_day
from kith.standards.words import LONDON

with (Path(__file__).parent / "examples.csv").open(encoding="utf-8", newline="") as file:
    EXAMPLES = list(csv.DictReader(file))
# "Before the placement" depends on the time of day, where it is known.
BY_DAY = [one for one in EXAMPLES if "T" not in one["start"] and not one["why"].startswith("strictly before")]


def moment(text: str) -> datetime | date:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON) if "T" in text else date.fromisoformat(text)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one['key']}-{one['profile']}-{one['start']}")
def test_each_example_falls_due_when_it_should(example: dict[str, str]):
    rule = deadline(example["key"], example["profile"])
    found = due(rule, moment(example["start"]))
    expected = moment(example["due"])
    assert found.at == (expected if isinstance(expected, datetime) else end_of_day(expected)), example["why"]


@pytest.mark.parametrize("example", BY_DAY, ids=lambda one: f"{one['key']}-{one['profile']}-{one['start']}")
def test_the_time_of_day_does_not_move_a_date(example: dict[str, str]):
    """Rule 5: a referral at 23:55 is received that day."""
    rule = deadline(example["key"], example["profile"])
    starts = [
        datetime.fromisoformat(f"{example['start']}T{time}").replace(tzinfo=LONDON) for time in ("00:00", "23:55")
    ]
    assert [due(rule, start).day.isoformat() for start in starts] == [example["due"]] * 2


def test_all_fifteen_worked_examples_are_here():
    assert {int(one["worked_example"]) for one in EXAMPLES if one["worked_example"]} == set(range(1, 16))


def test_every_rule_with_a_number_has_an_example():
    wanted = {
        (rule.key, rule.profile.value) for rule in load().rows if rule.switched_on and rule.limit_number is not None
    }
    assert wanted - {(one["key"], one["profile"]) for one in EXAMPLES} == set()
