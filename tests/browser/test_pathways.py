"""What special pathways add to an assessment reads well on every screen, and without scripts (PR-01 to PR-12)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from kith.access.actor import acting
from kith.access.system import working
from kith.assessment.models import Assessment
from kith.assessment.steps import AskOverseas, BeginPrebirth, RecordApproach, ReferToSpecialist, SayWhatApplies
from kith.kernel.now import now, today
from kith.people.models import Person
from tests.assessment import scene
from tests.browser.conftest import Visit, kind_to_everyone
from tests.cast import Cast, take

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _opened(cast: Cast, person: Person, first_visit_on: str) -> Assessment:
    hour = timedelta(hours=1)
    (referral,) = scene.referrals(cast, person, when=now() - 2 * hour)
    return scene.allocated(cast, referral, when=now() - hour, first_visit_on=first_visit_on)


@pytest.fixture
def unborn() -> Assessment:
    with working():
        cast = Cast.gather()
        about = {"kind": Person.Kind.UNBORN, "date_of_birth": None, "expected_date": today() + timedelta(days=20)}
        found = _opened(cast, scene.child(cast.mash_worker, "Unborn child", **about), "")
        said = {"aware_on": today().isoformat(), "expected_date": (today() + timedelta(days=20)).isoformat()}
        take(BeginPrebirth, cast.social_worker, found, said | {"booked_on": today().isoformat()})
        return found


@pytest.fixture
def young() -> Assessment:
    with working():
        cast = Cast.gather()
        seventeen = date(today().year - 17, 1, 1)
        found = _opened(cast, scene.child(cast.mash_worker, "Leila Haddad", seventeen), today().isoformat())
        moment = now().isoformat()
        told: dict[str, Any] = {"approached_at": moment, "source": "self", "housing": "nowhere", "expecting": "no"}
        take(RecordApproach, cast.social_worker, found, told | {"words": "My bag was on the step."})
        take(SayWhatApplies, cast.social_worker, found, {"applies": ["young_carer", "parent_in_prison"]})
        asked = {"country": "PT", "whom": "An aunt", "authority": "Through ours", "question": "Can you see her?"}
        take(AskOverseas, cast.social_worker, found, asked | {"asked_on": today().isoformat()})
        told = {
            "kind": "honour",
            "to": "fmu",
            "whom": "Duty officer",
            "referred_at": moment,
            "words": "A flight in July.",
        }
        take(ReferToSpecialist, cast.social_worker, found, told | {"dangerous": "yes", "danger": "Taken abroad."})
        with acting(cast.social_worker):
            return Assessment.objects.select_related("matter").get(pk=found.pk)


@pytest.mark.parametrize("width", [1280, 320])
def test_before_a_birth(visit: Visit, unborn: Assessment, width: int) -> None:
    page = visit("farah.siddiqui", width=width)
    for where in ("", "write/prebirth/", "whole/"):
        page.goto(f"/assessments/{unborn.ref}/{where}")
        kind_to_everyone(page)
        expect(page.get_by_role("heading", name="Before the birth").first).to_be_visible()
        expect(page.get_by_text("Late booking").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_young_person_with_much_that_applies(visit: Visit, young: Assessment, width: int) -> None:
    page = visit("farah.siddiqui", width=width)
    pages = ("", "homeless-duties/", "applies/", "abroad/", "specialist/", "write/homeless/", "write/abroad/", "whole/")
    for where in (*pages, "write/specialists/", "write/specialist_danger/"):
        page.goto(f"/assessments/{young.ref}/{where}")
        kind_to_everyone(page)


def test_bed_and_breakfast_is_refused_without_scripts_and_nothing_typed_is_lost(
    visit: Visit, young: Assessment
) -> None:
    page = visit("farah.siddiqui", scripts=False)
    page.goto(f"/assessments/{young.ref}/homeless-duties/")
    page.get_by_label("Why?", exact=True).fill("She is 17 and has nowhere to sleep.")
    page.get_by_label("Bed and breakfast").check()
    page.get_by_role("button", name="Record what is owed and offered").click()
    expect(page.get_by_text("never an arrangement for somebody of 16 or 17").first).to_be_visible()
    expect(page.get_by_label("Why?", exact=True)).to_have_value("She is 17 and has nowhere to sleep.")


@pytest.fixture
def outside() -> Assessment:
    with working():
        cast = Cast.gather()
        fifteen = date(today().year - 15, 1, 1)
        found = _opened(cast, scene.child(cast.mash_worker, "Kai Brennan", fifteen), today().isoformat())
        take(SayWhatApplies, cast.social_worker, found, {"applies": ["outside_home"]})
        with acting(cast.social_worker):
            return Assessment.objects.select_related("matter").get(pk=found.pk)


@pytest.mark.parametrize("width", [1280, 320])
def test_who_else_is_at_risk_outside_the_home(visit: Visit, outside: Assessment, width: int) -> None:
    """Answered, a child described and a contact raised for them, seen in the section and read in the whole (EX-06)."""
    page = visit("farah.siddiqui", width=width)
    page.goto(f"/assessments/{outside.ref}/write/outside_home/")
    expect(page.get_by_role("heading", name="Which other children are at risk?")).to_be_visible()
    kind_to_everyone(page)
    page.get_by_role("link", name="Say which other children are at risk").click()
    page.get_by_label("Other children are, or may be").check()
    page.get_by_label("Who was asked, and what was looked at?").fill("School and police: three boys in the park.")
    kind_to_everyone(page)
    page.get_by_role("button", name="Say which other children are at risk").click()
    page.get_by_role("link", name="List a child who may be at risk").click()
    kind_to_everyone(page)
    page.get_by_role("link", name="Describe the child").click()
    page.get_by_label("Who are they, as far as anybody knows?").fill("Jay, about 15, red coat")
    page.get_by_label("What points to it?").fill("Seen with the same men.")
    kind_to_everyone(page)
    page.get_by_role("button", name="List a child who may be at risk").click()
    expect(page.get_by_text("Nobody has said yet what is done for this child.")).to_be_visible()
    kind_to_everyone(page)
    page.get_by_role("link", name="Raise a contact for Jay").click()
    page.get_by_label("First name").fill("Jay")
    kind_to_everyone(page)
    page.get_by_role("button", name="Raise a contact for this child").click()
    expect(page.get_by_text("A contact was raised on").first).to_be_visible()
    expect(page.get_by_role("link", name="Contact C-")).to_be_visible()
    for where in (f"/assessments/{outside.ref}/whole/", f"/assessments/{outside.ref}/", "/help/outside-the-home/"):
        page.goto(where)
        kind_to_everyone(page)
