"""The list of ten thousand notes stays quick: by index, in pages, with few questions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kith.access.actor import acting, at
from kith.access.models import Matter, MatterSubject
from kith.kernel.now import now
from kith.notes import queries
from kith.notes.models import Note
from tests.assessment.reading import asked, signed_in
from tests.cast import Cast, london
from tests.notes.scene import Family, family
from tests.query_plans import read_whole

pytestmark = pytest.mark.django_db
TABLES = {"notes_note", "notes_noterecall", "access_matter"}
MOST = 12


def many(home: Family, number: int) -> None:
    actor = home.cast.social_worker
    with acting(actor):
        matters = Matter.objects.bulk_create(Matter(kind="note") for _ in range(number))
        MatterSubject.objects.bulk_create(MatterSubject(matter=one, person=home.amara.subject) for one in matters)
        Note.objects.bulk_create(
            Note(
                matter=one, person=home.amara.subject, kind="call", shared=f"Call {count}.", written_by=actor,
                happened_at=now() - timedelta(hours=count + 1),
            )
            for count, one in enumerate(matters)
        )  # fmt: skip


@pytest.mark.parametrize("shown", ["", "significant", "mine"])
def test_the_list_is_reached_by_index(cast: Cast, shown: str) -> None:
    home = family(cast)
    many(home, 300)
    with acting(cast.social_worker):
        first = queries.Asked(shown=shown)
        assert not read_whole(lambda: queries.listed(cast.social_worker, [home.amara.pk], first)) & TABLES
        assert not read_whole(lambda: list(queries.recalls_of([home.amara.pk])[:50])) & TABLES


def test_pages_follow_each_other_and_none_is_missed(cast: Cast) -> None:
    home = family(cast)
    many(home, 70)
    found, before = [], ""
    with acting(cast.social_worker):
        for size in (30, 30, 10):
            page = queries.listed(cast.social_worker, [home.amara.pk], queries.Asked(before=before))
            assert len(page.notes) == size
            found += [one.pk for one in page.notes]
            before = page.earlier
    assert before == ""
    assert len(set(found)) == 70


def test_a_page_asks_the_same_of_two_notes_and_of_two_hundred(cast: Cast) -> None:
    home = family(cast)
    browser, counts = signed_in(cast.social_worker), []
    for number in (2, 200):
        with at(london(2026, 6, 4)):
            many(home, number)
            answer, questions = asked(browser, f"{home.amara.href}notes/")
        assert answer.status_code == 200
        counts.append(len(questions))
    assert counts[0] == counts[1] <= MOST
