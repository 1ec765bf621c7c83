"""Two clicks to any child (promise 2, decisions 5, 6, 10 and 11; FD-10)."""

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting
from kith.access.policies import door
from kith.kernel.perform import perform
from kith.people import queries
from kith.people.models import Person
from kith.people.queries import badges
from kith.people.queries.finding import COMES_CLOSE, describe
from kith.people.steps import AccessReasoned
from tests.cast import Cast
from tests.people import made

pytestmark = pytest.mark.django_db


def names(found: list[queries.SearchResult]) -> list[str]:
    return [result.name for result in found]


@pytest.mark.parametrize(
    "typed",
    [
        "amara okafor", "Okafor Amara", "am", "oka", "mara", "kaf", "amarra okaffor", "amara okafour", "AMARA OKAFOR",
        "12/2/2018", "12 February 2018", "2018-02-12", "12.02.18", "amara 2018", "amara 12/2/18",
        "999 014 2203", "9990142203", "R999202200417", "104882", "07700 900 318", "+44 7700 900318", "NM4 2QT",
        "nm42qt",
        "14 NM4 2QT", "amara okafor 13/2/2018",
    ],
)  # fmt: skip
def test_a_child_is_found_by_anything_one_may_remember(typed: str, worker: Any) -> None:
    """Promise 2: any beginning, three letters inside, slips, dates, identifiers, phone and postcode."""
    amara = made.amara(worker, phone="07700 900318")
    made.person(worker, "Tobias", "Ferreira", date(2011, 9, 30))
    found = queries.search(worker, typed)
    assert found[0].person.pk == amara.pk
    assert found[0].reasons


def test_each_result_says_enough_to_know_that_it_is_them(worker: Any) -> None:
    """Promise 2, decision 5: name, age, address line, key worker, badges and why; never content."""
    amara = made.amara(worker, interpreter_needed=True, first_language="pol", in_few_words="Not for a search page")
    made.involve(worker, amara)
    (result,) = queries.search(worker, "amara okafor 12/2/2018")
    assert (result.name, result.date_of_birth, result.age) == ("Amara Okafor", date(2018, 2, 12), "8")
    assert (result.address, result.key_worker) == ("14 Rowan Walk, NM4 2QT", worker.name)
    assert result.badges == [("", "Interpreter: Polish")]
    assert result.reasons == ["Same name", "Same date of birth"]
    assert result.href == f"/people/{amara.ref}/"


def test_adults_are_found_too_and_the_unborn_by_their_mother(worker: Any) -> None:
    grace = made.person(worker, "Grace", "Okafor", date(1992, 1, 5), kind="adult", sex="F")
    baby = made.person(worker, kind="unborn", expected_date=date(2026, 9, 1))
    made.related(grace, "mother", baby)
    assert names(queries.search(worker, "grace okafor"))[0] == "Grace Okafor"
    found = queries.search(worker, "baby of grace okafor")
    assert found[0].person.pk == baby.pk
    assert found[0].age == "due 1 September 2026"


@pytest.mark.parametrize("typed", ["14 Rowan Walk", "NM4 2QT", "14 NM4 2QT", "NM4"])
def test_a_confidential_address_finds_nobody_and_is_never_shown(typed: str, cast: Cast, worker: Any) -> None:
    """IG-08: a refuge is neither shown in a search nor found by it, even for those involved."""
    amara = made.amara(worker, confidential=True)
    made.involve(worker, amara)
    assert queries.search(worker, typed) == []
    (result,) = queries.search(worker, "amara okafor")
    assert result.address == "Address withheld"
    assert queries.address_shown(amara, door(worker, amara.subject)) == "14 Rowan Walk, NM4 2QT"
    with acting(cast.duty_worker):
        perform(AccessReasoned, cast.duty_worker, amara, {"why": "danger"})
        reasoned = door(cast.duty_worker, amara.subject)
        assert reasoned.state == "open"
        assert queries.address_shown(amara, reasoned) == "Address withheld"
        assert queries.addresses_of(amara, reasoned) == []


@pytest.mark.parametrize(
    "typed", ["", " ", "\x00", "%", "'; drop table people_person; --", "😀", "ا", "a" * 10_000, "0" * 400]
)
def test_anything_at_all_may_be_typed(typed: str, worker: Any) -> None:
    made.amara(worker)
    assert isinstance(queries.search(worker, typed), list)


def test_an_estimated_birthday_counts_as_an_age_and_not_as_a_date(worker: Any) -> None:
    child = made.person(worker, "Amara", "Okafor", date(2018, 7, 1), birth_date_estimated=True)
    assert queries.particulars_of(child).date_of_birth is None
    assert queries.particulars_of(child).estimated_age == 7


def test_a_room_above_gives_people_badges_of_its_own_in_the_right_order(worker: Any) -> None:
    amara = made.amara(worker, interpreter_needed=True)
    need, plan = queries.Badge(5, "need", "Child in need"), queries.Badge(4, "protection", "Child protection plan")

    def everybody(ids: list[int]) -> Any:
        return Person.objects.filter(pk__in=ids).values("pk")

    try:
        queries.offers_badges(need, everybody)
        assert queries.badges_of([amara])[amara.pk] == [("need", "Child in need"), ("", "Interpreter needed")]
        queries.offers_badges(plan, everybody)
        assert queries.badges_of([amara])[amara.pk][0] == ("protection", "Child protection plan")
        assert len(queries.badges_of([amara])[amara.pk]) == 2
    finally:
        badges._offered[:] = [one for one in badges._offered if one[1] is not everybody]


def test_every_result_says_why_also_where_nothing_agrees_well_enough_to_be_named(worker: Any) -> None:
    """Promise 2: each result says why it matched."""
    amara = made.amara(worker)
    assert [one.reasons for one in describe({amara.pk: []})] == [[COMES_CLOSE]]
    assert [one.reasons for one in describe({amara.pk: ["Same phone"]})] == [["Same phone"]]
