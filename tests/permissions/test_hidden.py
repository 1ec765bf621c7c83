"""A restricted child is absent: from the tables, from search, from counts (decisions 5 and 7)."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection, transaction

from kith.access.actor import acting
from kith.access.models import MatterSubject, User
from kith.access.wall import Wall, walls
from kith.frontdoor.models import Contact
from kith.frontdoor.queries import queue
from kith.people import queries as people
from kith.record.models import Clock
from tests.permissions.asking import Asker
from tests.permissions.world import HIDDEN_NAMES, World

GUARDED = [wall for wall in walls() if wall.subjects or wall.matters]


@pytest.fixture(scope="package")
def ids(world: World) -> dict[str, list[int]]:
    """The restricted child's own ids and those of every piece of work about them, as their named reader knows them."""
    story = world.stories["restricted"]
    with transaction.atomic(), acting(world.manager):
        persons = [one.pk for one in (story.person, story.other, story.parted)]
        found = MatterSubject.objects.filter(person_id__in=persons).values_list("matter_id", flat=True)
        return {"subjects": persons, "matters": list(found)}


def _count(actor: User, wall: Wall, ids: dict[str, list[int]]) -> int:
    """Rows about the restricted child that this person can see, by plain SQL as kith_app."""
    tests = [f"{column} = any(%(subjects)s)" for column in wall.subjects]
    tests += [f"{column} = any(%(matters)s)" for column in wall.matters]
    with acting(actor), connection.cursor() as cursor:
        query = f"select count(*) from {wall.table} where {' or '.join(tests)}"  # noqa: S608  names of our own models
        cursor.execute(query, ids)
        return int(cursor.fetchone()[0])


def test_plain_sql_is_put_as_the_application(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone()[0] == "kith_app"


def test_no_table_shows_a_row_of_the_restricted_child_to_anybody_else(world: World, ids: dict[str, list[int]]) -> None:
    """Each walled table, as each of the cast; the named reader sees that there was something to hide."""
    shown = {
        (wall.table, one.name): found
        for wall in GUARDED
        for one in world.cast.by_role.values()
        if (found := _count(one, wall, ids))
    }
    assert shown == {}
    filled = {wall.table for wall in GUARDED if _count(world.manager, wall, ids)}
    assert {
        "people_person",
        "frontdoor_contact",
        "assessment_assessment",
        "record_clock",
        "record_stepevent",
        "documents_document",
    } <= filled


def test_search_finds_the_child_for_a_named_reader_only(world: World) -> None:
    ref = world.hidden[0]
    for words in (*HIDDEN_NAMES, " ".join(HIDDEN_NAMES), "04/05/2012"):
        with acting(world.cast.mash_manager):
            assert ref not in [one.ref for one in people.search(world.cast.mash_manager, words)], words
    with acting(world.manager):
        assert ref in [one.ref for one in people.search(world.manager, " ".join(HIDDEN_NAMES))]


def test_the_searching_pages_show_nothing_of_the_child(world: World, asker: Asker) -> None:
    """Typed words are echoed in the search box, so it is the references that are looked for."""
    for role in world.cast.by_role:
        _, said, _ = asker.ask(role, "GET", f"/search/?q={'+'.join(HIDDEN_NAMES)}")
        assert not [ref for ref in world.hidden if ref in said], role


def test_counts_leave_the_child_out(world: World, ids: dict[str, list[int]]) -> None:
    """A contact about the child is in nobody's number, and the queue's table has no row for it."""
    clerk = world.cast.mash_manager
    with acting(world.manager):
        everything, theirs = Contact.objects.count(), Contact.objects.filter(pk__in=ids["matters"]).count()
        waits = queue.waiting(world.manager).count()
        waits_hidden = queue.waiting(world.manager).filter(pk__in=ids["matters"]).count()
    assert theirs
    assert waits_hidden
    with acting(clerk):
        assert Contact.objects.count() == everything - theirs
        assert queue.waiting(clerk).count() == waits - waits_hidden
        assert not Clock.objects.filter(matter_id__in=ids["matters"]).exists()


def test_the_exported_queue_has_a_row_for_each_contact_in_sight(world: World, asker: Asker) -> None:
    with acting(world.cast.mash_manager):
        expected = queue.waiting(world.cast.mash_manager).count()
    _, said, _ = asker.ask("mash_manager", "GET", "/front-door/export/")
    table: list[Any] = list(csv.reader(io.StringIO(said)))
    assert len(table) - 1 == expected
