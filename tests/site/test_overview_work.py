"""The child's page shows what is due and open in every room, with a link to where it stands (promise 3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kith.access.actor import acting, at
from kith.emergency.steps import EndPoliceProtection
from kith.people.models import Address, Household, HouseholdMember, Person
from tests.assessment import scene
from tests.assessment.reading import signed_in
from tests.care.test_care import NOW as IN_CARE
from tests.care.test_care import asking, entered, known
from tests.cast import Cast, london, take
from tests.emergency.test_emergency import NOW, taken
from tests.people import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara(cast: Cast) -> Person:
    return known(cast, scene.child(cast.mash_worker))


def overview(cast: Cast, child: Person) -> str:
    return signed_in(cast.social_worker).get(f"/people/{child.ref}/").content.decode()


def due(page: str) -> str:
    return page.partition('id="due"')[2].partition("</section>")[0]


def test_cp_05_the_end_of_police_protection_is_among_what_is_due_and_leads_to_it(cast: Cast, amara: Person) -> None:
    one = taken(cast, amara)
    with at(NOW):
        shown = due(overview(cast, amara))
    assert "Police protection ends" in shown
    assert f'href="{one.href}"' in shown
    ended = {
        "ended_at": NOW + timedelta(hours=1),
        "followed": "home",
        "ended_words": "With Nan, who keeps Daniel away.",
    }
    with at(NOW + timedelta(hours=2)):
        take(EndPoliceProtection, cast.social_worker, one, ended)
        assert "Police protection ends" not in due(overview(cast, amara))


def test_cp_12_a_period_of_care_and_its_dates_stand_on_the_childs_page(cast: Cast, amara: Person) -> None:
    period = entered(cast, amara)
    with at(IN_CARE):
        page = overview(cast, amara)
    assert f'<a class="govuk-link" href="{period.href}"><strong>Period of care {period.number}</strong></a>' in page
    shown = due(page)
    assert "First looked-after review" in shown
    assert f'href="{period.href}"' in shown


def test_cp_12_care_that_is_asked_for_says_that_it_waits(cast: Cast, amara: Person) -> None:
    asking(cast, amara)
    with at(IN_CARE):
        assert "waits for a nominated manager" in overview(cast, amara)


def test_cp_12_who_looks_after_a_child_is_not_taken_for_who_is_at_their_home_address(cast: Cast, amara: Person) -> None:
    with acting(cast.mash_worker), at(london(2026, 5, 19)):
        grace = scene.child(cast.mash_worker, "Grace Okafor", date(1991, 5, 4), kind="adult", phone="")
        made.related(grace, "mother", amara)
        home = Household.objects.create()
        for one in (amara, grace):
            HouseholdMember.objects.create(household=home, person_id=one.pk)
            Address.objects.create(person_id=one.pk, line="14 Rowan Walk", postcode="NM4 2QT")
    with at(IN_CARE):
        assert "Lives at" in overview(cast, amara)
        before = signed_in(cast.social_worker).get(f"/people/{amara.ref}/out-of-hours/").content.decode()
        assert "lives here" in before
    entered(cast, amara)
    with at(IN_CARE):
        night = signed_in(cast.social_worker).get(f"/people/{amara.ref}/out-of-hours/").content.decode()
        for page in (overview(cast, amara), night):
            assert "Lives at" not in page
            assert "Living now" in page
            assert "Foster carers in Seaview, with Chidi." in page
            assert "Home address" in page
    assert "lives here" not in night
    assert "at the home address" in night
