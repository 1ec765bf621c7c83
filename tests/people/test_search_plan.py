"""Search stays quick in a record of any size (promise 2): what it reads is reached by an index."""

from datetime import date
from typing import Any

import pytest

from kith.people import queries
from tests.people import made
from tests.plans import read_whole, statements

pytestmark = pytest.mark.django_db


def test_what_a_result_says_is_reached_by_index(worker: Any) -> None:
    made.amara(worker)
    made.person(worker, "Amara", "Okonkwo", date(2011, 9, 30))
    whole = read_whole(lambda: queries.search(worker, "amara okafor 12/2/2018"))
    assert not whole & {"people_address", "access_involvement", "people_searchkey", "people_searchcard"}


def test_more_results_ask_no_more_queries(worker: Any) -> None:
    made.amara(worker)
    queries.search(worker, "amara okafor")
    few = len(statements(lambda: queries.search(worker, "amara okafor")))
    for number in range(6):
        made.amara(worker, identifiers={}, address_line=f"{number} Rowan Walk")
    assert len(statements(lambda: queries.search(worker, "amara okafor"))) == few
