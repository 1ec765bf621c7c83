"""The network's safety plan is promised, tried and read on every screen (FA-04)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kith.access.actor import acting
from kith.access.system import working
from kith.assessment.models import Assessment
from kith.kernel.now import now, today
from kith.network.models import NetworkMember
from tests.assessment import scene
from tests.browser.conftest import Visit, kind_to_everyone
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def assessment() -> Assessment:
    with working():
        cast = Cast.gather()
        child = scene.child(cast.mash_worker)
        (referral,) = scene.referrals(cast, child, when=now() - timedelta(hours=2))
        hour = now() - timedelta(hours=1)
        found = scene.allocated(cast, referral, when=hour, first_visit_on=today().isoformat())
        with acting(cast.social_worker):
            NetworkMember.objects.create(
                child_id=child.pk, name="Nan", role="grandmother", circle="family", closeness=1, said_by="Amara",
                said_on=today(),
            )  # fmt: skip
            return Assessment.objects.select_related("matter", "child").get(pk=found.pk)


def dated(page: Page, question: str, days: int) -> None:
    day = today() + timedelta(days=days)
    group = page.get_by_role("group", name=question)
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(name).fill(str(value))


@pytest.mark.parametrize("width", [1280, 320])
def test_a_promise_is_tried_and_stands_in_the_assessment(visit: Visit, assessment: Assessment, width: int) -> None:
    page = visit("farah.siddiqui", width=width)
    page.goto(f"/assessments/{assessment.ref}/write/network/")
    kind_to_everyone(page)
    page.get_by_role("link", name="Add what somebody does").first.click()
    kind_to_everyone(page)
    page.get_by_label("Who of the network?").select_option("Nan, grandmother")
    page.get_by_label("What do they do?").fill("Has all three to sleep.")
    page.get_by_label("When, or how often?").fill("Every Friday")
    page.get_by_label("What does it keep the child safe from?").fill("Loud nights")
    page.get_by_label("Who agreed it?").fill("Nan and Grace")
    dated(page, "By when is it tried out or looked at again?", 10)
    page.get_by_role("button", name="Add to the safety plan").click()
    expect(page.get_by_text("Not tried yet: a promise, not safety")).to_be_visible()
    kind_to_everyone(page)
    page.get_by_role("link", name="Say whether it held").click()
    dated(page, "On which day?", 0)
    page.get_by_label("We tried it out").check()
    page.get_by_label("Yes").check()
    page.get_by_label("What was seen?").fill("She came at once.")
    page.get_by_label("Who saw it?").fill("Grace")
    dated(page, "By when is it looked at again?", 20)
    kind_to_everyone(page)
    page.get_by_role("button", name="Say whether it held").click()
    expect(page.get_by_text("Not shown over time yet: it held on one day")).to_be_visible()
    for where in ("whole/", "signs-of-safety/add/safety/"):
        page.goto(f"/assessments/{assessment.ref}/{where}")
        expect(page.get_by_text("Nan, grandmother").first).to_be_visible()
        kind_to_everyone(page)
