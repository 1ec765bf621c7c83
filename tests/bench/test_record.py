"""The bench's record is one that Kith itself could have written: every rule of the database holds, and the search rows
are what the product would make of it."""

from __future__ import annotations

import os
from typing import Any

import psycopg
import pytest
from django.db import connection

from bench.record.make import courses_of, fill
from kith.access.models import Subject
from kith.access.system import working
from kith.assessment.models import Assessment
from kith.frontdoor.models import Contact
from kith.people.models import SearchCard, SearchKey
from kith.people.recognition import search_keys
from kith.people.search_rows import particulars_of
from kith.record.models import Clock, StepEvent

PEOPLE = 400


@pytest.fixture
def record(transactional_db: Any) -> Any:
    """A small one, written by the owner with every trigger and foreign key at work."""
    head, _, tail = os.environ["DATABASE_OWNER_URL"].partition("?")
    address = f"{head.rsplit('/', 1)[0]}/{connection.settings_dict['NAME']}?{tail}"
    with psycopg.connect(address, autocommit=True) as owner:
        fill(owner, PEOPLE)
        yield owner


def test_the_record_is_whole_and_is_found_as_the_product_would_have_it_found(record: Any) -> None:
    with working():
        assert Contact.objects.count() == PEOPLE
        assert Contact.objects.exclude(state="decided").count() == 60
        assert Assessment.objects.filter(state="open").exists()
        assert Clock.objects.filter(stopped_at=None).exists()
        assert StepEvent.objects.count() > 3 * PEOPLE
        cards = dict(SearchCard.objects.values_list("person_id", "particulars"))
        assert len(cards) == PEOPLE
        for pk, card in cards.items():
            held = particulars_of(Subject(pk=pk))
            assert held.as_card() == card
            keys = set(SearchKey.objects.filter(person_id=pk).values_list("key", flat=True))
            assert keys == set(search_keys(held))


def test_the_course_of_each_contact_is_as_the_triggers_would_have_kept_it(record: Any) -> None:
    """At a million they are not at work: the bench has the nightly job write all of them at once."""
    kept = "select matter_id, month, received_at, kind, type, agency_id, decider_id, minutes, furthest"
    kept += " from intelligence_course order by matter_id"
    by_triggers = record.execute(kept).fetchall()
    assert len(by_triggers) == PEOPLE
    assert {row[-1] for row in by_triggers} == {0, 1, 2, 3}
    record.execute("delete from intelligence_course")
    courses_of(record)
    assert record.execute(kept).fetchall() == by_triggers
    months = {row[1] for row in by_triggers}
    assert record.execute("select count(*) from kith_private.course_span where months = 1").fetchone() == (len(months),)
