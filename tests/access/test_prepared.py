"""What is made into SQL once answers as Django's own question would, and is walled as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from kith.access.actor import acting
from kith.access.asked_once import settled, unsettle
from kith.access.models import Involvement, MatterSubject, User
from kith.access.policies import involvements_of
from kith.access.prepared import Prepared, PreparedLists, PreparedTogether, lists_of, rows_of
from kith.access.whoever import PreparedForWhoever
from kith.assessment.steps import RecordSeen
from kith.kernel.now import now
from kith.kernel.perform import Refused, as_one, lock, perform
from kith.people import steps as people
from kith.people.models import Name, Person
from tests.assessment.scene import allocated, child, referrals
from tests.cast import Cast, take
from tests.people.made import amara as amara_of
from tests.people.made import involve, person

pytestmark = pytest.mark.django_db


def _names(person: Any) -> QuerySet[Name]:
    return Name.objects.filter(person_id=person, mistaken_because="").select_related("person").order_by("-id")


names_of = Prepared(_names, "person")
both = PreparedTogether(
    "person",
    names=lambda person: _names(person).values("given", "family"),
    work=lambda person: MatterSubject.objects.filter(person_id=person).values("matter_id"),
)


def test_a_prepared_question_answers_as_django_does_whoever_asks(cast: Cast) -> None:
    with acting(cast.social_worker):
        amara, noah = amara_of(cast.social_worker), person(cast.social_worker, "Noah", "Okafor")
        for child in (amara, noah, amara):
            found = names_of(person=child.pk)
            assert found == list(_names(child.pk))
            assert found[0].given == child.first_name
            with CaptureQueriesContext(connection) as asked:
                assert found[0].person == child.subject
            assert not asked.captured_queries, "what was selected along with it is not asked again"
        assert both(person=amara.pk)["names"] == [{"given": "Amara", "family": "Okafor"}]
    assert names_of.first(person=amara.pk) is None, "nobody sees anything"
    with pytest.raises(ObjectDoesNotExist):
        names_of.one(person=amara.pk)
    assert both(person=amara.pk) == {"names": [], "work": []}
    assert rows_of("select id from people_name where person_id = %s", amara.pk) == []


lists = PreparedLists(
    names=names_of,
    people=Prepared(lambda pk: Person.objects.filter(pk=pk).select_related("subject"), "pk"),
)


def test_several_questions_in_one_statement_answer_as_each_by_itself(cast: Cast) -> None:
    with acting(cast.social_worker):
        amara = amara_of(cast.social_worker)
        with CaptureQueriesContext(connection) as asked:
            found = lists(person=amara.pk, pk=amara.pk)
            names, nothing, everybody = lists_of(_names(amara.pk), Name.objects.none(), User.objects.order_by("pk"))
            assert found["people"][0].subject.ref == amara.ref
        assert len([one for one in asked if "set_config" not in one["sql"]]) == 2
        assert found["people"] == [amara]
        assert found["names"] == names == list(_names(amara.pk))
        assert (nothing, everybody) == ([], list(User.objects.order_by("pk")))
    assert lists(person=amara.pk, pk=amara.pk) == {"names": [], "people": []}, "nobody sees anything"


def test_every_value_of_every_model_comes_through_a_common_statement(cast: Cast) -> None:
    first, _ = referrals(cast, child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor"))
    recorded = allocated(cast, first)
    visit = {"at": "2026-06-05T16:00", "place": "Home", "alone": "yes", "words": "I like it.\n“Ẃ” \\ 'x'"}
    take(RecordSeen, cast.social_worker, recorded, visit)
    models = [one for one in apps.get_models() if one._meta.managed and not one._meta.proxy]
    full = 0
    with acting(cast.social_worker):
        for model in models:
            kinds = {field.get_internal_type() for field in model._meta.concrete_fields}
            if "BinaryField" in kinds:
                continue
            rows = model._default_manager.order_by("pk")
            (found,) = lists_of(rows)
            assert [_values(one) for one in found] == [_values(one) for one in rows], model
            full += bool(found)
    assert full > 20, "there was something to read"


def _values(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


theirs_at = PreparedForWhoever(lambda whoever, moment: involvements_of(whoever, moment).order_by("id"), "moment")


def test_a_question_about_whoever_asks_answers_each_as_django_does(cast: Cast) -> None:
    """Their own involvement, their team's where they supervise it, and nothing of either to anybody else."""
    worker = cast.social_worker
    with acting(worker):
        amara, noah = amara_of(worker), person(worker, "Noah", "Okafor")
        involve(worker, amara)
        involve(cast.stranger, noah)
        Involvement.objects.create(person_id=noah.pk, team=cast.east, kind=Involvement.Kind.TEAM)
    found, moment = {}, now()
    for actor in (*cast.by_role.values(), cast.stranger):
        with acting(actor):
            first = theirs_at.first(actor, moment=moment)
            assert first == involvements_of(actor, moment).order_by("id").first(), actor.name
            found[actor] = first and first.person_id
    assert (found[worker], found[cast.stranger], found[cast.team_manager]) == (amara.pk, noah.pk, noah.pk)
    assert found[cast.referrer] is None


def test_a_setting_is_asked_once_a_transaction_and_again_when_it_was_changed() -> None:
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    with transaction.atomic():
        assert [settled("a number", ask), settled("a number", ask), settled("another", ask)] == [1, 1, 2]
        unsettle("a number")
        assert settled("a number", ask) == 3


def test_of_several_steps_taken_as_one_none_has_happened_when_one_is_refused(cast: Cast) -> None:
    worker, stranger = cast.social_worker, cast.stranger
    with acting(worker):
        amara = amara_of(worker)
        involve(worker, amara)
    with pytest.raises(Refused):
        _named_twice(amara, worker, stranger)
    with acting(worker):
        assert [one.given for one in names_of(person=amara.pk)] == ["Amara"]


def _named_twice(child: Person, worker: User, stranger: User) -> None:
    with transaction.atomic(), as_one():
        for actor, given in ((worker, "Ama"), (stranger, "Eve")):
            with acting(actor):
                perform(people.NameAdded, actor, child, {"given": given, "family": "Okafor", "kind": "known_as"})


@pytest.mark.django_db(transaction=True)
def test_nobody_takes_a_row_to_be_held_outside_a_transaction(cast: Cast) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        lock(cast.social_worker)
    with transaction.atomic():
        assert lock(cast.social_worker) == cast.social_worker
