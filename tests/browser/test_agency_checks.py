"""A worker asks agencies, a school answers in the portal, and silence is chased: with and without scripts (AS-08)."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from kith.access.actor import acting
from kith.access.system import working
from kith.kernel.now import LONDON, now
from kith.people.models import Address
from kith.sharing.models import Consent
from tests.assessment import scene
from tests.browser.conftest import Visit, looks_well
from tests.cast import Cast
from tests.people import made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def assessment() -> str:
    """Amara's assessment, led by Farah. She lived elsewhere before; her mother agreed to any agency being asked."""
    with transaction.atomic(), working():
        cast = Cast.gather()
        amara = made.amara(cast.social_worker)
        grace = made.person(cast.social_worker, "Grace", "Okafor", kind="adult", sex="F")
        made.related(grace, "mother", amara)
        Address.objects.create(
            person=amara.subject, line="3 Quay", town="Farside", until="2025-05-09", postcode="FS2 2BB"
        )
        referral = scene.referrals(cast, amara)[0]
        with acting(cast.social_worker):
            Consent.objects.create(
                matter=referral.contact.matter, asked_of="Grace Okafor, mother", state="given", agencies=["any"],
                asked_at=scene.RECEIVED, recorded_by=cast.social_worker, recorded_at=scene.RECEIVED,
            )  # fmt: skip
        return f"/assessments/{scene.allocated(cast, referral).ref}/"


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 320)])
def test_agencies_are_asked_answer_and_are_gone_on_without(
    visit: Visit, assessment: str, scripts: bool, width: int
) -> None:
    farah = visit("farah.siddiqui", scripts=scripts, width=width)
    farah.goto(assessment)
    farah.get_by_role("link", name="Ask agencies").click()
    looks_well(farah, scripts)
    farah.get_by_label("School: Larkfield Primary").check()
    farah.get_by_label("Police").check()
    farah.get_by_label("A service for Grace Okafor").check()
    for name, which in (("police", "Northmere Police"), ("adult", "Adult services west")):
        farah.locator(f"input[id^=id_name_][id*={name}]").first.fill(which)
    farah.get_by_role("button", name="Ask those ticked and added").click()
    expect(farah.locator(".govuk-error-summary").get_by_text("Say what the concern is")).to_be_visible()
    looks_well(farah, scripts)
    farah.get_by_label("What is the concern, in words that each of them may read?").fill("Amara is very tired.")
    farah.get_by_label("What do you ask?", exact=True).fill("What do you know of her at home?")
    farah.get_by_label("Our public task of safeguarding children").check()
    farah.get_by_label("Why is it necessary?").fill("Her mother cannot say how she is at school.")
    farah.get_by_role("button", name="Ask those ticked and added").click()
    expect(farah.get_by_text("Asked 3 agencies what they know").first).to_be_visible()
    expect(farah.get_by_role("heading", name="Agencies asked 3 waiting")).to_be_visible()
    looks_well(farah, scripts)

    hale = visit("mrs.hale", scripts=scripts, width=width)
    hale.goto("/portal/")
    looks_well(hale, scripts)
    hale.get_by_role("link", name="What you know of the child").click()
    expect(hale.get_by_text("Amara is very tired.")).to_be_visible()
    looks_well(hale, scripts)
    hale.get_by_label("What can you tell us?").fill("Late on nine days since Easter.")
    hale.get_by_label("Your role").fill("Deputy head")
    hale.get_by_role("button", name="Send your answer").click()
    expect(hale.get_by_text("Late on nine days since Easter.")).to_be_visible()

    farah.goto(assessment)
    expect(farah.get_by_text("Late on nine days since Easter.")).to_be_visible()
    farah.get_by_role("link", name="Northmere Police").first.click()
    farah.get_by_role("link", name="Chase the reply").click()
    farah.get_by_label("By phone").check()
    today(farah, "at")
    farah.get_by_role("button", name="Chase the reply").click()
    expect(farah.get_by_text("Chased once").first).to_be_visible()
    looks_well(farah, scripts)
    farah.get_by_role("link", name="As they read it").click()
    looks_well(farah, scripts)
    farah.go_back()
    farah.get_by_role("link", name="Go on without it").click()
    farah.get_by_label("Why do you go on without their reply?").fill("They searched and found nothing by phone.")
    farah.get_by_role("button", name="Go on without this reply").click()
    expect(farah.get_by_text("No reply: gone on without it")).to_be_visible()
    farah.goto("/")
    expect(farah.get_by_role("link", name="Reply from Adult services west")).to_be_visible()


def today(page: Page, name: str) -> None:
    """Fill in this very minute."""
    moment = now().astimezone(LONDON)
    for part, value in (("day", moment.day), ("month", moment.month), ("year", moment.year)):
        page.fill(f"[name={name}-{part}], [name={name}_{part}]", str(value))
    page.fill(f"[name={name}-time], [name={name}_time]", f"{moment:%H:%M}")
