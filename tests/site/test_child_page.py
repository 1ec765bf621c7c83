"""The child's page and its sub-pages (promises 3, 7 and 9; screen 5; decision 5)."""

from __future__ import annotations

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import NamedReader, Subject
from kith.assessment.models import Assessment
from kith.assessment.steps import RecordSeen
from kith.people.models import Address, Person, Relationship
from kith.record.models import Clock, Sighting
from tests.assessment.reading import asked, signed_in
from tests.assessment.scene import allocated, child, referrals
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 9, 9)
PAGES = ["", "chronology/", "family/", "assessments/", "documents/", "access/"]


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    amara = child(cast.mash_worker, sex="F", phone="")
    grace = child(cast.mash_worker, "Grace Okafor", london(1991, 5, 4).date(), kind="adult", phone="01632 960318")
    with acting(cast.mash_worker):
        Relationship.objects.create(
            person=grace.subject, to=amara.subject, kind="mother", parental_responsibility=True, safe_contact=""
        )
    opened = allocated(cast, referrals(cast, amara)[0])
    with at(london(2026, 6, 5, 18)):
        visit = {"at": "2026-06-05T16:00", "place": "Home", "alone": "yes", "words": "I like it when Mum does my hair."}
        take(RecordSeen, cast.social_worker, opened, visit)
    return opened


def home(assessment: Assessment) -> str:
    return f"/people/{assessment.child.ref}/"


def test_one_page_tells_the_story(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        page = signed_in(cast.social_worker).get(home(assessment)).content.decode()
    for words in (
        "Amara Okafor",
        "8 years, girl",
        "12 February 2018",
        "Farah Siddiqui",
        "Where things stand",
        "5 June 2026, day 2",
        "Day 4 of 45",
        "I like it when Mum does my hair.",
        "Conclude the assessment",
        "Grace Okafor",
        "tel:01632960318",
        "Parental responsibility",
        "You are involved: key worker.",
        "Child seen alone: Home",
    ):
        assert words in page


@pytest.mark.parametrize("tail", PAGES)
def test_every_page_opens_to_the_involved_prints_and_is_written_down(
    cast: Cast, assessment: Assessment, tail: str
) -> None:
    with at(NOW):
        answer = signed_in(cast.practice_supervisor).get(home(assessment) + tail)
        assert answer.status_code == 200
        assert "kith-printed" in answer.content.decode()
        with acting(cast.practice_supervisor):
            seen = Sighting.objects.get(actor=cast.practice_supervisor)
    assert seen.person_id == assessment.child_id
    assert seen.because == "You are involved: supervises the key worker"


@pytest.mark.parametrize("tail", PAGES)
def test_somebody_not_involved_is_asked_why(cast: Cast, assessment: Assessment, tail: str) -> None:
    with at(NOW):
        answer = signed_in(cast.stranger).get(home(assessment) + tail)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/people/{assessment.child.ref}/reason/")


@pytest.mark.parametrize("tail", PAGES)
@pytest.mark.parametrize("role", ["returns_officer", "referrer", "data_analyst", "system_administrator"])
def test_roles_that_open_no_record_find_nothing_there(cast: Cast, assessment: Assessment, tail: str, role: str) -> None:
    with at(NOW):
        assert signed_in(getattr(cast, role)).get(home(assessment) + tail).status_code == 404


@pytest.mark.parametrize("tail", PAGES)
def test_a_restricted_child_is_absent_even_for_the_key_worker(cast: Cast, assessment: Assessment, tail: str) -> None:
    with acting(cast.head_of_service):
        NamedReader.objects.create(person=assessment.child, user=cast.head_of_service, reason="Police matter")
        Subject.objects.filter(pk=assessment.child_id).update(restricted=True)
    with at(NOW):
        assert signed_in(cast.social_worker).get(home(assessment) + tail).status_code == 404
        assert signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").status_code == 404


def test_the_chronology_filters_by_room_in_the_address(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        browser = signed_in(cast.social_worker)
        everything = browser.get(home(assessment) + "chronology/").content.decode()
        front_door = browser.get(home(assessment) + "chronology/?room=frontdoor").content.decode()
    assert "Child seen alone: Home" in everything
    assert "Referral R-26-" in everything
    assert "Child seen alone: Home" not in front_door
    assert "Referral R-26-" in front_door


def test_the_chronology_pages_without_losing_or_repeating_an_entry(
    cast: Cast, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kith.people.queries import chronology as queries

    with acting(cast.social_worker):
        ids = {assessment.child_id}
        whole = [entry.line for entry in queries.chronology(ids).entries]
        monkeypatch.setattr(queries, "PAGE", 2)
        found, before = [], ""
        while True:
            page = queries.chronology(ids, queries.Asked(before=before))
            found += [entry.line for entry in page.entries]
            if not (before := page.earlier):
                break
    assert found == whole


def test_who_has_looked_names_everybody_and_why(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        signed_in(cast.practice_supervisor).get(home(assessment))
        page = signed_in(cast.social_worker).get(home(assessment) + "access/").content.decode()
    assert "Nell Abara" in page
    assert "Involved: supervises the key worker" in page
    assert "You are involved: key worker" in page


def test_a_confidential_address_stands_on_no_page_that_prints(cast: Cast, assessment: Assessment) -> None:
    with acting(cast.social_worker):
        Address.objects.create(person=assessment.child, line="3 Haven Court", postcode="NM1 1AA", confidential=True)
    with at(NOW):
        page = signed_in(cast.social_worker).get(home(assessment)).content.decode()
    assert "Haven Court" not in page
    assert "Confidential: see Details" in page


def test_an_adult_has_the_same_page_with_less(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        browser = signed_in(cast.social_worker)
        with acting(cast.social_worker):
            grace = Person.objects.get(shown_name="Grace Okafor")
            from kith.access.models import Involvement

            Involvement.objects.create(person=grace.subject, user=cast.social_worker, kind="key_worker", since=NOW)
        page = browser.get(grace.href).content.decode()
    assert "daughter" in page
    assert "What is due" not in page
    assert ">Assessments<" not in page


def test_an_address_that_says_children_leads_to_the_same_page(cast: Cast, assessment: Assessment) -> None:
    answer = signed_in(cast.social_worker).get(f"/children/{assessment.child.ref}/chronology/?room=people")
    assert answer["Location"] == f"/people/{assessment.child.ref}/chronology/?room=people"


@pytest.mark.parametrize(
    ("tail", "most"), [("", 11), ("chronology/", 12), ("assessments/", 8), ("access/", 8), ("family/", 14)]
)
def test_a_page_asks_the_database_a_fixed_number_of_questions(
    cast: Cast, assessment: Assessment, tail: str, most: int
) -> None:
    with at(NOW):
        browser: Client = signed_in(cast.social_worker)
        browser.get(home(assessment) + tail)
        _, questions = asked(browser, home(assessment) + tail)
    assert len(questions) <= most, "\n".join(sql[:60] + " ... " + sql[sql.find("FROM") :][:160] for sql in questions)


def test_a_newer_referral_hides_no_date_that_runs_on_an_earlier(cast: Cast, assessment: Assessment) -> None:
    """Promises 3 and 4: what is due of all open work stands on the page."""
    amara = assessment.child
    with acting(cast.social_worker):
        person = Person.objects.select_related("subject").get(pk=amara.pk)
        first = Clock.objects.get(matter_id=assessment.referral_id, rule="assessment.conclude")
    referrals(cast, person, when=london(2026, 6, 8, 9))
    with at(NOW):
        page = signed_in(cast.social_worker).get(home(assessment)).content.decode()
    assert f"/clock/{first.ref}/" in page
