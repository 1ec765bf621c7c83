"""Badges are worked out from every record of one person, never stored (decision 10, promise 3)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kith.access.actor import acting, at
from kith.kernel.perform import perform
from kith.people import queries, steps
from kith.people.models import Person
from kith.people.queries import badges
from tests.cast import TODAY, Cast
from tests.people import made

pytestmark = pytest.mark.django_db
MAY_BE_KNOWN = ("", "May be known already")


@pytest.fixture
def mash(cast: Cast) -> Iterator[Any]:
    with acting(cast.mash_worker), at(TODAY):
        yield cast.mash_worker


def joined(actor: Any, kept: Person, other: Person) -> None:
    perform(steps.RecordsJoined, actor, kept, {"other": other.ref, "reason": "Same NHS number and mother"})


@pytest.fixture
def in_need() -> Iterator[set[int]]:
    """A room above that gives these people a badge."""
    whom: set[int] = set()

    def whose(ids: list[int]) -> Any:
        return Person.objects.filter(pk__in=[*whom & set(ids), 0]).values("pk")

    queries.offers_badges(badge := queries.Badge(badges.NEED, "need", "Child in need"), whose)
    yield whom
    badges._offered.remove((badge, whose, None))


def test_what_any_joined_record_says_is_said_of_the_person(mash: Any, in_need: set[int]) -> None:
    kept = made.amara(mash)
    first, second = (
        made.person(mash, "Mara", "Okafour", date(2018, 2, 12), interpreter_needed=True, first_language="pol"),
        made.person(mash, "Amara", "Okafour", date(2018, 2, 12)),
    )
    joined(mash, kept, first)
    joined(mash, kept, second)
    in_need.add(second.pk)
    expected = [("need", "Child in need"), ("", "Interpreter: Polish")]
    every = {one.pk: expected for one in (kept, first, second)}
    assert queries.badges_of([kept.pk, first.pk, second.pk]) == every
    (result,) = queries.search(mash, "amara okafor")
    assert result.badges == expected
    perform(steps.RecordsParted, mash, kept, {"other": second.ref, "reason": "Two cousins of one name"})
    assert queries.badges_of([kept])[kept.pk] == [("", "Interpreter: Polish")]


def test_a_child_whom_one_record_knows_to_be_born_is_born(mash: Any) -> None:
    born = made.amara(mash)
    before = made.person(mash, kind="unborn", expected_date=date(2026, 8, 1))
    joined(mash, born, before)
    assert queries.badges_of([born, before]) == {born.pk: [], before.pk: []}


def test_a_doubt_about_a_joined_record_is_a_doubt_and_one_about_the_two_is_settled(mash: Any) -> None:
    kept = made.amara(mash)
    other = made.person(mash, "Amara", "Okafour", date(2018, 2, 12))
    cousin = made.person(mash, "Mara", "Okafor", date(2018, 2, 13))
    perform(steps.MatchAnswered, mash, other, {"other": cousin.ref, "answer": "unsure"})
    perform(steps.MatchAnswered, mash, other, {"other": kept.ref, "answer": "unsure"})
    joined(mash, kept, other)
    assert queries.badges_of([kept, cousin]) == {kept.pk: [MAY_BE_KNOWN], cousin.pk: [MAY_BE_KNOWN]}
    perform(steps.MatchAnswered, mash, kept, {"other": cousin.ref, "answer": "different", "why": "Cousins"})
    assert queries.badges_of([kept, cousin])[kept.pk] == []


def test_a_page_that_has_found_somebody_asks_every_room_at_once(mash: Any, in_need: set[int]) -> None:
    """Joined, in doubt or neither: all badges together cost one query."""
    kept, other = made.amara(mash), made.person(mash, "Mara", "Okafour", date(2018, 2, 12))
    joined(mash, kept, other)
    cousin = made.person(mash, "Mara", "Okafor", date(2018, 2, 13))
    perform(steps.MatchAnswered, mash, kept, {"other": cousin.ref, "answer": "unsure"})
    in_need.add(other.pk)
    person = queries.opened_by(kept.ref)
    with CaptureQueriesContext(connection) as asked:
        assert queries.badges_of([person])[kept.pk] == [("need", "Child in need"), MAY_BE_KNOWN]
    assert len(asked) == 1
