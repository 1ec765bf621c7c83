"""A disagreement is recorded wherever professionals decide about a child, by the one mechanism (AS-17)."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.disagreements import queries
from kith.disagreements.models import Disagreement
from kith.disagreements.steps import RaiseDisagreement
from kith.notes.steps import RecallNote
from tests.assessment.reading import places, signed_in
from tests.cast import Cast, london, take
from tests.disagreements.test_disagreements import ISSUE, VIEWS
from tests.notes.scene import again, family, written

pytestmark = pytest.mark.django_db
MORNING = london(2026, 6, 4, 9)


def raised(cast: Cast, matter: Any) -> Disagreement:
    found = take(RaiseDisagreement, cast.social_worker, matter, {"issue": ISSUE, "views": VIEWS}).result
    assert isinstance(found, Disagreement)
    return found


def test_as_17_ig_06_on_a_case_note_and_gone_with_it_where_that_was_on_the_wrong_record(cast: Cast) -> None:
    home = family(cast)
    browser = signed_in(cast.social_worker)
    with at(MORNING):
        note = written(cast.social_worker, home.amara)
        assert f"/disagreements/on/{note.ref}/" in browser.get(note.href).content.decode()
        one = raised(cast, note.matter)
        assert ISSUE in browser.get(note.href).content.decode()
        with acting(cast.social_worker):
            assert places([home.amara.pk], "longer")
        gone = {"why": "Another family.", "belongs": "not_known"}
        take(RecallNote, cast.social_worker, again(cast.social_worker, note), gone)
        with acting(cast.social_worker):
            assert not places([home.amara.pk], "longer")
            assert queries.by_ref(one.ref) is None
        for where in (note.href, "/", one.href):
            assert ISSUE not in browser.get(where).content.decode()
