"""Family, household, birth, and beginning a record after looking (FD-10, promises 2 and 3, decision 5)."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from kith.access.actor import acting
from kith.access.models import Involvement, Matter, MatterSubject
from kith.access.policies import door
from kith.kernel.ids import new_ref
from kith.kernel.perform import Invalid, Refused, perform
from kith.people import queries, steps
from kith.people.models import MatchShown, Person
from tests.cast import Cast
from tests.people import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara(worker: Any) -> Person:
    child = made.amara(worker)
    made.involve(worker, child)
    return child


def said(raised: Any) -> str:
    return str(raised.value.form.errors)


def typed(person: Person, **changed: Any) -> dict[str, Any]:
    """The details page as it was opened, with these changes."""
    fields = steps.DetailsCorrected.build_form(None, person).fields
    return {name: getattr(person, name) for name in fields} | changed


def found(actor: Any, text: str) -> list[int]:
    return [result.person.pk for result in queries.search(actor, text)]


# Family and household


def test_family_is_worded_from_both_sides(cast: Cast, worker: Any, amara: Person) -> None:
    grace = made.person(worker, "Grace", "Okafor", date(1992, 1, 5), kind="adult", sex="F", phone="07700 900318")
    data = {"other": grace.ref, "kind": "mother", "parental_responsibility": True, "safe_contact": "Text first"}
    perform(steps.RelationshipAdded, worker, amara, data)
    (mother,) = queries.family_of(amara)
    assert (mother.words, mother.parental_responsibility, mother.safe_contact) == ("mother", True, "Text first")
    (daughter,) = queries.family_of(grace)
    assert (daughter.words, daughter.person.pk, daughter.parental_responsibility) == ("daughter", amara.pk, None)
    (ring,) = queries.who_to_ring(queries.family_of(amara))
    assert (ring.name, ring.phone) == ("Grace Okafor", "07700 900318")
    assert ring.about == "Mother. Parental responsibility. Limits: Text first"
    assert queries.who_to_ask(door(worker, amara.subject).involved)[0].name == cast.social_worker.name
    assert set(found(worker, "07700900318")) == {grace.pk, amara.pk}
    assert amara.pk in found(worker, "baby of grace okafor")


def test_said_again_a_relationship_changes_and_said_the_same_it_is_refused(worker: Any, amara: Person) -> None:
    grace = made.person(worker, "Grace", "Okafor", kind="adult")
    perform(steps.RelationshipAdded, worker, amara, {"other": grace.ref, "kind": "mother"})
    perform(
        steps.RelationshipAdded, worker, amara, {"other": grace.ref, "kind": "mother", "parental_responsibility": True}
    )
    assert [one.parental_responsibility for one in queries.family_of(amara)] == [True]
    with pytest.raises(Invalid):
        perform(
            steps.RelationshipAdded,
            worker,
            amara,
            {"other": grace.ref, "kind": "mother", "parental_responsibility": True},
        )
    with pytest.raises(Invalid) as refused:
        perform(steps.RelationshipAdded, worker, amara, {"other": amara.ref, "kind": "mother"})
    assert "same person" in said(refused)


def test_a_relationship_ends_and_stays_in_the_history(worker: Any, amara: Person) -> None:
    daniel = made.person(worker, "Daniel", "Reid", kind="adult", sex="M")
    row = perform(steps.RelationshipAdded, worker, amara, {"other": daniel.ref, "kind": "step_parent"}).result
    perform(steps.RelationshipEnded, worker, amara, {"relationship": str(row.pk), "until": date(2026, 4, 16)})
    assert queries.family_of(amara) == []
    assert [one.words for one in queries.family_of(amara, ended=True)] == ["stepfather"]


def test_the_children_of_a_home_are_known_each_by_themselves(worker: Any, amara: Person) -> None:
    """FD-10: every child of the household is identified."""
    chidi = made.person(worker, "Chidi", "Okafor", date(2013, 1, 2))
    grace = made.person(worker, "Grace", "Okafor", date(1992, 1, 5), kind="adult")
    unborn = made.person(worker, kind="unborn", expected_date=date(2026, 9, 1))
    made.involve(worker, chidi, unborn)
    for child in (amara, chidi, unborn):
        perform(steps.HouseholdJoined, worker, child, {"other": grace.ref})
    assert [one.pk for one in queries.household_of(amara)] == [grace.pk, chidi.pk, unborn.pk]
    assert [one.pk for one in queries.household_children(amara)] == [chidi.pk, unborn.pk]
    with pytest.raises(Invalid):
        perform(steps.HouseholdJoined, worker, amara, {"other": grace.ref})
    (home,) = queries.family.homes_of(amara)
    perform(steps.HouseholdLeft, worker, amara, {"household": home[0], "until": date(2026, 6, 1)})
    assert queries.household_of(amara) == []
    assert {one.pk for one in queries.household_of(chidi)} == {grace.pk, unborn.pk}


# Birth


def test_an_unborn_child_is_born_on_the_same_record(worker: Any) -> None:
    """The record, its work and its clocks go on: only the child's details change."""
    baby = made.person(worker, kind="unborn", expected_date=date(2026, 6, 1))
    made.involve(worker, baby)
    matter = Matter.objects.create(kind="referral")
    MatterSubject.objects.create(matter=matter, person_id=baby.pk)
    assert queries.badges_of([baby]) == {baby.pk: [("", "Not yet born")]}
    born = perform(
        steps.UnbornBorn,
        worker,
        baby,
        {"date_of_birth": date(2026, 6, 1), "sex": "F", "given": "Ada", "family": "Okafor"},
    )
    assert (born.result.pk, born.result.ref) == (baby.pk, baby.ref)
    assert Person.objects.get(pk=baby.pk).shown_name == "Ada Okafor"
    assert MatterSubject.objects.filter(matter=matter, person_id=baby.pk).exists()
    assert found(worker, "1/6/2026") == [baby.pk]
    with pytest.raises(Invalid) as refused:
        perform(steps.UnbornBorn, worker, baby, {"date_of_birth": date(2026, 6, 1), "sex": "F"})
    assert "born already" in said(refused)


# Beginning a record


def test_nobody_is_begun_before_the_likely_matches_were_shown(worker: Any, amara: Person) -> None:
    """FD-10, promise 2: the server enforces it."""
    data = {"kind": "child", "given": "Amara", "family": "Okafour", "date_of_birth": date(2018, 2, 12), "sex": "F"}
    with pytest.raises(Invalid) as refused:
        perform(steps.PersonCreated, worker, None, data)
    assert "before you start a new record" in said(refused)
    shown, matches = queries.show_matches(worker, queries.particulars_typed(data))
    assert [match.person.pk for match in matches if match.likely] == [amara.pk]
    begun = perform(steps.PersonCreated, worker, None, {**data, "shown": shown.ref}).result
    assert begun.shown_name == "Amara Okafour"
    assert Involvement.objects.filter(person_id=begun.pk, user=worker, kind="made_record").exists()


def test_what_was_shown_must_be_the_same_description_the_same_person_and_fresh(cast: Cast, worker: Any) -> None:
    data = {"kind": "adult", "given": "Grace", "family": "Okafor"}
    shown, _ = queries.show_matches(worker, queries.particulars_typed(data))
    with pytest.raises(Invalid) as refused:
        perform(steps.PersonCreated, worker, None, {**data, "family": "Reid", "shown": shown.ref})
    assert "changed after the list was made" in said(refused)
    with acting(cast.stranger), pytest.raises(Invalid) as refused:
        perform(steps.PersonCreated, cast.stranger, None, {**data, "shown": shown.ref})
    assert "before you start a new record" in said(refused)


def _as_of_an_earlier_transaction(shown: MatchShown) -> MatchShown:
    """A page makes its list in a transaction of its own. To this test's one, what it writes itself would be new or not
    by whether anybody else on the server has finished something meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("select format('%1$s:%1$s:', pg_current_xact_id())")
        shown.pk, shown.ref, shown.seen_in = None, new_ref(), cursor.fetchone()[0]
    shown.save(force_insert=True)
    return shown


@pytest.mark.parametrize("many", [200, 0])
def test_somebody_likely_who_came_up_since_must_be_looked_at(
    worker: Any, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FD-10: whether few were written down since, or so many that the whole record is asked again."""
    monkeypatch.setattr("kith.people.queries.matching.MANY_SINCE", many)
    data = {"kind": "child", "given": "Zofia", "family": "Nowicka", "date_of_birth": date(2015, 3, 4)}
    shown, matches = queries.show_matches(worker, queries.particulars_typed(data))
    assert matches == []
    shown = _as_of_an_earlier_transaction(shown)
    made.person(worker, "Zofia", "Nowicka", date(2015, 3, 4))
    with pytest.raises(Invalid) as refused:
        perform(steps.PersonCreated, worker, None, {**data, "shown": shown.ref})
    assert "Somebody else has come up" in said(refused)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Choose whether this is a child"),
        ({"kind": "child"}, "Enter a first name or a last name"),
        ({"kind": "unborn", "date_of_birth": date(2026, 1, 1)}, "no date of birth"),
        ({"kind": "unborn", "expected_date": date(2031, 1, 1)}, "within 10 months"),
        ({"kind": "unborn", "expected_date": date(2025, 1, 1)}, "If the child is born"),
        ({"kind": "adult", "given": "A", "date_of_birth": date(2020, 1, 1)}, "as a child"),
        ({"kind": "child", "given": "A", "nhs": "123"}, "10 digits"),
        ({"kind": "child", "given": "A", "upn": "123"}, "13 characters"),
        ({"kind": "child", "given": "A", "la_child_id": "1-2"}, "letters and digits"),
    ],
)
def test_a_record_is_not_begun_on_what_cannot_be(data: dict[str, Any], sentence: str, worker: Any) -> None:
    with pytest.raises(Invalid) as refused:
        perform(steps.PersonCreated, worker, None, data)
    assert sentence in said(refused)


@pytest.mark.parametrize("role", ["lead_practitioner", "referrer", "data_analyst", "system_administrator"])
def test_those_who_may_not_find_children_neither_search_nor_begin_records(role: str, cast: Cast, amara: Person) -> None:
    """Decision 5."""
    actor = getattr(cast, role)
    with acting(actor):
        assert queries.search(actor, "amara okafor") == []
        assert queries.likely_matches(actor, queries.particulars_of(amara)) == []
        with pytest.raises(Refused):
            perform(steps.PersonCreated, actor, None, {"kind": "child", "given": "Amara"})
