"""Search stays quick in a record of any size (promise 2): what it reads is reached by an index."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from kith.people import queries
from kith.people.recognition import token_forms
from tests.people import made
from tests.query_plans import read_whole, statements

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


def test_recognition_at_intake_asks_two_questions(worker: Any) -> None:
    """FD-10: everything is asked of the record at once, one statement for the words and one for the people."""
    amara = made.amara(worker)
    particulars = queries.particulars_of(amara)
    asked = statements(lambda: queries.likely_matches(worker, particulars))
    assert len([sql for sql, _ in asked if "people_nametoken" in sql or "people_searchkey" in sql]) == 2


def test_words_are_looked_up_by_index_however_few_there_are(worker: Any) -> None:
    """Comparing two arrays costs more than the planner reckons: it must not choose to read every word."""
    made.amara(worker)
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_get_xact_numscans('people_nametoken'::regclass)")
        (before,) = cursor.fetchone()
        cursor.execute("select token from kith_words_sharing(%s::int[], 9)", [token_forms("okafor")])
        assert ("okafor",) in cursor.fetchall()
        cursor.execute("select pg_stat_get_xact_numscans('people_nametoken'::regclass)")
        assert cursor.fetchone() == (before,)


def test_what_came_since_a_list_was_made_is_reached_by_index(worker: Any) -> None:
    """FD-10: before a record is begun only what was written since the list is compared, not the whole record again."""
    amara = made.amara(worker)
    particulars = queries.particulars_of(amara)
    shown, _ = queries.show_matches(worker, particulars)
    asked = statements(lambda: queries.check_shown(worker, shown.ref, particulars))
    assert not [sql for sql, _ in asked if "people_searchkey" in sql]
    assert "people_searchcard" not in read_whole(lambda: queries.check_shown(worker, shown.ref, particulars))
