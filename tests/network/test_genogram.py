"""The genogram as the record draws it, its table, and who is in neither (FA-01, FA-08)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kith.access.actor import acting
from kith.access.models import SameSubject
from kith.kernel.now import now
from kith.network import queries
from kith.people.models import Relationship
from tests.cast import Cast
from tests.network.conftest import Okafors
from tests.people import made
from tests.site.people import signed_in

pytestmark = pytest.mark.django_db


def row(found: queries.Genogram, name: str) -> queries.FamilyRow:
    return next(one for one in found.rows if one.name == name)


def test_the_picture_is_drawn_from_the_record(okafors: Okafors) -> None:
    """FA-01: everybody within reach, each couple as it stands, the home of today."""
    found = queries.genogram_of(okafors.amara)
    people = found.family.by_key
    assert len(people) == len(okafors.people) + 1  # and the father nobody named
    assert people[okafors.amara.ref].me
    assert people[okafors.samuel.ref].died
    assert people[okafors.samuel.ref].below == ("1955 to 2019",)
    assert people[okafors.baby.ref].unborn
    assert people[okafors.baby.ref].below == ("due 2 Sep 2026",)
    assert people[okafors.noah.ref].age == "1"
    couples = {frozenset((one.one, one.other)): one for one in found.family.couples}
    for one, other, how, parted, words in (
        ("samuel", "patience", "married", "", ("m. 1988",)),
        ("joseph", "ifeoma", "married", "divorced", ("m. 1984", "div. 1999")),
        ("emeka", "grace", "married", "separated", ("m. 2011", "sep. 2022")),
        ("daniel", "grace", "together", "", ("together 2023",)),
    ):
        couple = couples[frozenset((okafors.people[one].ref, okafors.people[other].ref))]
        assert (couple.how, couple.parted, couple.words) == (how, parted, words)
    home = ("grace", "chidi", "amara", "noah", "baby")
    assert found.family.home == {okafors.people[key].ref for key in home}
    assert found.not_asked == ()


def test_the_table_says_every_person_and_every_tie_in_words(okafors: Okafors) -> None:
    """Every picture has its table twin; parents first, then the home."""
    found = queries.genogram_of(okafors.amara)
    assert {one.person.ref for one in found.rows} == set(found.family.by_key) - {okafors.amara.ref}
    assert [one.name for one in found.rows[:2]] == ["Grace Okafor", "Emeka Okafor"]
    grace, emeka = row(found, "Grace Okafor"), row(found, "Emeka Okafor")
    assert (grace.to_child, grace.lives_here) == ("mother", True)
    assert grace.responsibility == "Parental responsibility: mother (Children Act 1989 s2)"
    assert grace.said == (
        "Child of Patience Eze and Samuel Eze",
        "Parent of Chidi Okafor, Amara Okafor, Noah Okafor-Reid and Unborn child",
        "Married to Emeka Okafor 2011, separated 2022",
        "Lives with Daniel Reid since 2023",
        "Close to Patience Eze",
        "Strained with Daniel Reid",
    )
    assert (emeka.limits, emeka.letters) == ("No letters to his address", "Never: no letters and no invitations")
    assert emeka.responsibility == "Parental responsibility: not yet asked"
    assert row(found, "Samuel Eze").age == "died 2 March 2019"
    for name, words in (
        ("Ngozi Eze", "aunt"), ("Chidi Okafor", "brother"), ("Noah Okafor-Reid", "half-brother"),
        ("Unborn child", "half-brother or half-sister"), ("Samuel Eze", "grandfather"),
        ("Ifeoma Okafor", "grandmother"),
        ("Zina Eze", ""), ("Daniel Reid", ""),
    ):  # fmt: skip
        assert row(found, name).to_child == words
    unknown = row(found, "Father: not known")
    assert unknown.said[-1] == "Asked about: Ngozi Eze, 3 June, would rather not say"
    assert "%E2" not in grace.change
    assert grace.change == f"/people/{okafors.amara.ref}/edit/family/?other={okafors.grace.ref}&kind=mother"


def test_a_couple_that_was_only_said_to_have_ended_is_drawn_as_separated(okafors: Okafors) -> None:
    Relationship.objects.filter(person_id=okafors.daniel.pk, kind="partner").update(until=date(2026, 4, 16))
    found = queries.genogram_of(okafors.amara)
    pair = {okafors.daniel.ref, okafors.grace.ref}
    couple = next(one for one in found.family.couples if {one.one, one.other} == pair)
    assert (couple.parted, couple.words) == ("separated", ("together 2023", "sep. 2026"))
    assert "Lived with Daniel Reid 2023, parted 2026" in row(found, "Grace Okafor").said


@pytest.mark.parametrize("hidden", ["emeka", "grace"])
def test_whoever_is_hidden_is_absent_from_picture_table_and_counts(cast: Cast, okafors: Okafors, hidden: str) -> None:
    """Row security: nothing of them, in any word, and the people who come only through them go too."""
    whole = len(queries.genogram_of(okafors.amara).family.people)
    secret = okafors.people[hidden]
    with acting(cast.head_of_service):
        made.restrict(cast.head_of_service, secret)
        assert len(queries.genogram_of(okafors.amara).family.people) == whole
    found = queries.genogram_of(okafors.amara)
    said = found.svg + json.dumps([str(one) for one in found.rows])
    for trace in (secret.shown_name, secret.ref, secret.first_name):
        assert trace not in said.replace("Okafor family", "")
    assert len(found.family.people) < whole
    assert f"{len(found.family.people)} people" in found.svg
    page = signed_in(cast.social_worker).get(f"/people/{okafors.amara.ref}/family/").content.decode()
    assert secret.ref not in page


def test_a_record_joined_into_another_is_drawn_once(worker: Any, okafors: Okafors) -> None:
    """Decision 10: whichever record a tie was written on, the one kept stands for both."""
    twice = made.person(worker, "Gracie", "Okafor", kind="adult", sex="F")
    made.related(twice, "mother", okafors.amara)
    SameSubject.objects.create(kept_id=okafors.grace.pk, other_id=twice.pk, reason="One woman", since=now())
    found = queries.genogram_of(okafors.amara)
    assert twice.ref not in found.family.by_key
    assert len([one for one in found.rows if one.to_child == "mother"]) == 1


def test_nobody_asked_about_is_asked_about_by_name(worker: Any) -> None:
    """FA-08: fathers and absent parents; and the page of somebody alone says where to begin."""
    child = made.amara(worker)
    made.involve(worker, child)
    found = queries.genogram_of(child)
    assert found.alone
    assert found.not_asked == ("mother", "father")
    page = signed_in(worker).get(f"/people/{child.ref}/family/").content.decode()
    assert "Nobody is written down yet" in page
    assert "Start with who lives with" in page
    grace = made.person(worker, "Grace", "Okafor", kind="adult", sex="F")
    made.related(grace, "parent", child)
    assert queries.genogram_of(child).not_asked == ("father",)
    page = signed_in(worker).get(f"/people/{child.ref}/family/").content.decode()
    assert f"/people/{child.ref}/edit/family/not-known/?kind=father" in page


def test_a_frozen_version_is_the_same_for_the_same_record_and_stays_when_it_changes(
    cast: Cast, worker: Any, okafors: Okafors
) -> None:
    """FA-01: versioned with the assessment: who, when, JSON and picture."""
    first, again = queries.frozen(okafors.amara, worker), queries.frozen(okafors.amara, worker)
    assert first == again
    assert json.loads(json.dumps(first.data)) == first.data
    assert first.made_by == cast.social_worker.name
    assert first.data["made_at"] == first.made_at.isoformat()
    assert first.genogram == queries.genogram_of(okafors.amara).svg
    assert {one["name"] for one in first.data["family_in_words"]} >= {"Grace Okafor", "Father: not known"}
    made.related(made.person(worker, "Kofi", "Mensah", kind="adult"), "carer", okafors.amara)
    later = queries.frozen(okafors.amara, worker)
    assert len(later.data["people"]) == len(first.data["people"]) + 1
    assert later.genogram != first.genogram


def test_the_page_asks_the_same_number_of_things_however_large_the_family(worker: Any, okafors: Okafors) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.genogram_of(okafors.amara)
        return len(seen)

    asked()  # what is asked once for the whole process has been asked
    before = asked()
    for n in range(20):
        one = made.person(worker, "Cousin", f"Number{n}", date(2015, 1, 1))
        made.related(okafors.ngozi, "mother", one)
    assert asked() == before
    assert before <= 12


def test_the_page_shows_picture_and_table_and_the_picture_can_be_kept(worker: Any, okafors: Okafors) -> None:
    browser = signed_in(worker)
    page = browser.get(f"/people/{okafors.amara.ref}/family/").content.decode()
    for words in ("The family in words", "kith-printed", "Dotted line", "Never: no letters", "Asked about:"):
        assert words.lower() in page.lower()
    kept = browser.get(f"/people/{okafors.amara.ref}/family/genogram.svg")
    assert kept["Content-Type"] == "image/svg+xml"
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept.content.decode() == queries.genogram_of(okafors.amara).svg
