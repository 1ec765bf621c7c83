"""What people are found by is kept up by itself: after a new version of recognition, and as names become common."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting
from kith.people import queries
from kith.people.models import NameToken, SearchCard, SearchKey
from kith.people.recognition import VERSION
from kith.site import jobs
from tests.cast import Cast
from tests.people import made

pytestmark = pytest.mark.django_db


def test_whoever_an_earlier_version_wrote_down_is_found_by_the_present_one(
    cast: Cast, worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FD-10, promise 2: in turns, until nobody is left."""
    monkeypatch.setattr(jobs, "SEARCHED_ANEW", 1)
    held = [made.amara(worker), made.person(worker, "Zofia", "Nowicka")]
    ids = [one.pk for one in held]
    SearchKey.objects.filter(person_id__in=ids).delete()
    SearchCard.objects.filter(person_id__in=ids).update(version=VERSION - 1)
    assert not queries.search(worker, "zofia nowicka")
    jobs.rebuild_search()
    with acting(worker):
        assert not SearchCard.objects.filter(version__lt=VERSION).exists()
        assert [one.name for one in queries.search(worker, "zofia nowicka")][:1] == ["Zofia Nowicka"]


def test_how_many_carry_a_word_is_counted_every_night(worker: Any) -> None:
    for given in ("Zofia", "Adam", "Jan"):
        made.person(worker, given, "Nowicka")
    jobs.rebuild_search()
    with acting(worker):
        assert NameToken.objects.get(token="nowicka").people == 3
        assert NameToken.objects.get(token="zofia").people == 1
