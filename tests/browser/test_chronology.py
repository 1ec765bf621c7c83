"""The chronology is read, marked and filtered on every screen (AS-15)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kith.access.actor import acting
from kith.access.system import working
from kith.kernel.now import now, today
from kith.people.models import Person
from kith.record.models import StepEvent
from tests.assessment import scene
from tests.browser.conftest import Visit, kind_to_everyone
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def amara() -> Person:
    with working():
        cast = Cast.gather()
        child = scene.child(cast.mash_worker)
        (referral,) = scene.referrals(cast, child, when=now() - timedelta(hours=2))
        hour = now() - timedelta(hours=1)
        found = scene.allocated(cast, referral, when=hour, first_visit_on=today().isoformat())
        long_ago = now() - timedelta(days=500)
        with acting(cast.social_worker):
            about = {"step": "assessment.visit_tried", "actor": cast.social_worker, "line": "Child not seen"}
            StepEvent.objects.create(matter=found.matter, happened_at=long_ago, written_at=long_ago, **about)
        return child


@pytest.mark.parametrize("width", [1280, 320])
def test_an_entry_is_marked_and_found_again(visit: Visit, amara: Person, width: int) -> None:
    page = visit("farah.siddiqui", width=width)
    page.goto(f"/people/{amara.ref}/chronology/")
    expect(page.get_by_text("Nothing that you can see is recorded from").first).to_be_visible()
    kind_to_everyone(page)
    page.get_by_role("link", name="Significant? Child not seen").click()
    kind_to_everyone(page)
    page.get_by_label("Yes").check()
    page.get_by_label("Why?").fill("Nobody tried again for a year.")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Show", exact=True).select_option("Significant only")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("significant=1"))
    expect(page.get_by_text("Nobody tried again for a year.")).to_be_visible()
    kind_to_everyone(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_a_time_is_summed_up_the_past_is_read_and_the_night_has_its_page(
    visit: Visit, amara: Person, width: int
) -> None:
    """Without a script: what is asked for stands in the address (AS-15, IG-07)."""
    page = visit("farah.siddiqui", width=width)
    page.goto(f"/people/{amara.ref}/chronology/")
    page.get_by_label("Lane").select_option("Social care")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("lane=social_care"))
    page.get_by_role("link", name="Write a summary of a time").click()
    kind_to_everyone(page)
    page.get_by_label("What was this time like for them, and what changed?").fill("A year without a visit.")
    page.get_by_label("Referral", exact=False).first.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("A year without a visit.")).to_be_visible()
    kind_to_everyone(page)
    page.goto(f"/people/{amara.ref}/chronology/print/")
    kind_to_everyone(page)
    page.goto(f"/people/{amara.ref}/as-known/")
    page.get_by_role("link", name="Before: Referral").click()
    expect(page.get_by_text("Not the record of today.")).to_be_visible()
    kind_to_everyone(page)
    page.get_by_role("link", name="What came after, until today").click()
    expect(page.get_by_text("Added").first).to_be_visible()
    kind_to_everyone(page)
    page.goto(f"/people/{amara.ref}/out-of-hours/")
    expect(page.get_by_role("heading", name="Who to ring")).to_be_visible()
    kind_to_everyone(page)
