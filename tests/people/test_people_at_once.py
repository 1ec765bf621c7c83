"""Two people who write the same child down at the same moment do not make two children of one (FD-10)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from kith.access.actor import acting
from kith.access.models import SameSubject, User
from kith.kernel.perform import Invalid, perform
from kith.people import queries, steps
from kith.people.models import Person
from tests.cast import Cast
from tests.people import made

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {"kind": "child", "given": "Zofia", "family": "Nowicka", "date_of_birth": date(2015, 3, 4)}


def at_once(work: Callable[[User], Any], *actors: User) -> list[Any]:
    """The same work by several people in the same instant, each on a connection of their own."""
    together = Barrier(len(actors))

    def one(actor: User) -> Any:
        try:
            together.wait(10)
            return work(User.objects.get(pk=actor.pk))
        except Invalid as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actors)) as pool:
        return list(pool.map(one, actors))


def refusals(answers: list[Any]) -> list[Any]:
    return [answer for answer in answers if isinstance(answer, Invalid)]


def test_the_second_of_two_who_begin_the_same_record_is_shown_the_first(cast: Cast) -> None:
    actors = [cast.mash_worker, cast.second_worker]
    shown = {}
    for actor in actors:
        with transaction.atomic(), acting(actor):
            shown[actor.pk] = queries.show_matches(actor, queries.particulars_typed(TYPED))[0].ref
    answers = at_once(
        lambda actor: perform(steps.PersonCreated, actor, None, {**TYPED, "shown": shown[actor.pk]}), *actors
    )
    (refused,) = refusals(answers)
    assert "Somebody else has come up" in str(refused)
    with transaction.atomic(), acting(cast.mash_worker):
        assert Person.objects.count() == 1


def test_two_who_join_the_same_records_the_other_way_about_make_no_ring(cast: Cast) -> None:
    with transaction.atomic(), acting(cast.mash_worker):
        one = made.person(cast.mash_worker, "Zofia", "Nowicka", date(2015, 3, 4))
        two = made.person(cast.mash_worker, "Zofja", "Nowicka", date(2015, 3, 4))
    order = {cast.mash_worker.pk: (one, two), cast.second_worker.pk: (two, one)}

    def join(actor: User) -> Any:
        with transaction.atomic(), acting(actor):
            kept, other = (Person.objects.select_related("subject").get(pk=person.pk) for person in order[actor.pk])
            return perform(steps.RecordsJoined, actor, kept, {"other": other.ref, "reason": "Same mother"})

    answers = at_once(join, cast.mash_worker, cast.second_worker)
    assert len(refusals(answers)) == 1
    with transaction.atomic(), acting(cast.mash_worker):
        assert SameSubject.objects.filter(until=None).count() == 1
