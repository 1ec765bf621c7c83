"""A mistake taken back puts back what it had taken the place of (promise 8): the correction is a new fact."""

from datetime import date
from typing import Any

import pytest

from kith.kernel.perform import Invalid, perform
from kith.people import queries, steps
from kith.people.models import Address, Identifier, Name, Person
from kith.record.models import StepEvent
from tests.cast import TODAY
from tests.people import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara(worker: Any) -> Person:
    child = made.amara(worker)
    made.involve(worker, child)
    return child


def moved(worker: Any, child: Person, line: str, since: date) -> Address:
    about = {"line": line, "postcode": "NM1 2AB", "kind": "home", "since": since, "postcode_is_right": True}
    found: Address = perform(steps.AddressAdded, worker, child, about).result
    return found


def withdraw(worker: Any, child: Person, row: Any) -> str:
    kind = {Address: "address", Name: "name", Identifier: "identifier"}[type(row)]
    data = {"entry": f"{kind}:{row.pk}", "reason": "Said of her sister"}
    event: StepEvent = perform(steps.EntryWithdrawn, worker, child, data).event
    return event.line


def home(worker: Any) -> str:
    return queries.search(worker, "amara okafor")[0].address


def test_a_wrong_new_home_gives_the_home_before_it_back(worker: Any, amara: Person) -> None:
    old = Address.objects.get(person_id=amara.pk)
    wrong = moved(worker, amara, "3 Quay Street", date(2026, 5, 1))
    assert home(worker) == "3 Quay Street, NM1 2AB"
    assert withdraw(worker, amara, wrong) == (
        "Taken back, written down by mistake: an address. What stood before it stands again"
    )
    old.refresh_from_db()
    wrong.refresh_from_db()
    assert (old.until, wrong.mistaken_because) == (None, "Said of her sister")
    assert home(worker) == "14 Rowan Walk, NM4 2QT"
    assert list(old.history.order_by("pgh_id").values_list("until", flat=True)) == [None, date(2026, 5, 1), None]


def test_a_wrong_home_in_between_makes_the_one_before_last_until_the_next(worker: Any, amara: Person) -> None:
    old = Address.objects.get(person_id=amara.pk)
    wrong = moved(worker, amara, "3 Quay Street", date(2026, 4, 1))
    moved(worker, amara, "8 Mill Lane", date(2026, 5, 1))
    said = withdraw(worker, amara, wrong)
    assert said.endswith("What stood before it lasted until 1 May 2026, when the next began")
    old.refresh_from_db()
    assert old.until == date(2026, 5, 1)
    assert home(worker) == "8 Mill Lane, NM1 2AB"


def test_two_wrong_homes_taken_back_one_after_the_other_lead_back_to_the_first(worker: Any, amara: Person) -> None:
    old = Address.objects.get(person_id=amara.pk)
    first = moved(worker, amara, "3 Quay Street", date(2026, 4, 1))
    second = moved(worker, amara, "8 Mill Lane", date(2026, 5, 1))
    withdraw(worker, amara, first)
    withdraw(worker, amara, second)
    old.refresh_from_db()
    assert old.until is None
    assert home(worker) == "14 Rowan Walk, NM4 2QT"


def test_a_home_somewhere_else_is_left_as_it_ended(worker: Any, amara: Person) -> None:
    """Only what this very entry ended comes back: a home left for another reason stays left."""
    moved(worker, amara, "3 Quay Street", date(2026, 4, 1))
    last = moved(worker, amara, "8 Mill Lane", date(2026, 5, 1))
    withdraw(worker, amara, last)
    ends = Address.objects.filter(person_id=amara.pk).order_by("id").values_list("until", flat=True)
    assert list(ends) == [date(2026, 4, 1), None, TODAY.date()]


def test_a_wrong_legal_name_gives_the_one_before_it_back_to_headings(worker: Any, amara: Person) -> None:
    wrong = perform(steps.NameAdded, worker, amara, {"kind": "legal", "given": "Amara", "family": "Reid"}).result
    amara.refresh_from_db()
    assert amara.shown_name == "Amara Reid"
    withdraw(worker, amara, wrong)
    amara.refresh_from_db()
    assert amara.shown_name == "Amara Okafor"
    assert Name.objects.get(family="Okafor").until is None
    assert queries.search(worker, "reid") == []


def test_a_wrong_number_gives_the_one_before_it_back_to_search(worker: Any, amara: Person) -> None:
    wrong = perform(steps.IdentifierAdded, worker, amara, {"scheme": "nhs", "value": "9990142009"}).result
    assert queries.search(worker, "9990142203") == []
    withdraw(worker, amara, wrong)
    assert [one.person.pk for one in queries.search(worker, "9990142203")] == [amara.pk]
    assert queries.search(worker, "9990142009") == []


def test_a_upn_that_holds_again_is_no_former_one(worker: Any, amara: Person) -> None:
    new = {"scheme": "upn", "value": "K820200001001", "keep_former": True}
    wrong = perform(steps.IdentifierAdded, worker, amara, new).result
    withdraw(worker, amara, wrong)
    kept = Identifier.objects.filter(person_id=amara.pk, until=None).values_list("scheme", "value")
    assert {pair for pair in kept if "upn" in pair[0]} == {("upn", "R999202200417")}
    former = Identifier.objects.get(person_id=amara.pk, scheme="former_upn")
    assert former.mistaken_because == "Said of her sister"


def test_a_child_id_given_to_somebody_else_meanwhile_stays_theirs_and_the_way_out_is_said(
    worker: Any, amara: Person
) -> None:
    wrong = perform(steps.IdentifierAdded, worker, amara, {"scheme": "la_child_id", "value": "104999"}).result
    made.person(worker, "Noah", "Reid", date(2025, 4, 2), identifiers={"la_child_id": "104882"})
    with pytest.raises(Invalid, match="Add this child's right number first"):
        withdraw(worker, amara, wrong)
    right = perform(steps.IdentifierAdded, worker, amara, {"scheme": "la_child_id", "value": "105001"}).result
    withdraw(worker, amara, wrong)
    held = Identifier.objects.filter(person_id=amara.pk, scheme="la_child_id", until=None)
    assert list(held) == [right]
