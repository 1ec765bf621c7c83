"""A conclusion shared, as people do it: with and without scripts, at a desk and on a telephone (AS-20)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kith.access.system import working
from tests.browser.conftest import Visit, kind_to_everyone
from tests.cast import Cast
from tests.letters.scene import Scene, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene() -> Scene:
    """Amara's assessment, authorised."""
    with working():
        return told(Cast.gather())


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 320), (True, 320)])
def test_a_letter_is_written_read_and_sent(visit: Visit, scene: Scene, scripts: bool, width: int) -> None:
    page = visit("farah.siddiqui", scripts=scripts, width=width)

    def looked_at() -> None:
        if scripts:  # axe is a script
            kind_to_everyone(page)

    page.goto(f"/assessments/{scene.assessment.ref}/")
    page.get_by_role("button", name="Share the conclusion").click()
    looked_at()
    page.get_by_role("link", name="Write to Grace Okafor").click()
    expect(page.get_by_text("Left out of the proposed words")).to_be_visible()
    looked_at()
    page.get_by_label("What is the letter called?").fill("")
    page.get_by_role("button", name="Save this letter").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.get_by_label("What is the letter called?").fill("What we decided")
    page.get_by_role("button", name="Save this letter").click()
    expect(page.get_by_role("heading", name="What we decided", level=1)).to_be_visible()
    looked_at()
    page.get_by_role("button", name="Send it").click()
    page.get_by_label("By hand").check()
    looked_at()
    page.get_by_role("button", name="Send this letter").click()
    expect(page.get_by_text("by hand, by Farah Siddiqui")).to_be_visible()


def test_a_partner_reads_theirs_in_the_portal(visit: Visit, scene: Scene) -> None:
    with working():
        letter = scene.sent("referrer", how="portal", reader=scene.cast.referrer.ref)
    page = visit("mrs.hale")
    page.goto("/portal/")
    kind_to_everyone(page)
    page.get_by_role("link", name=letter.title).click()
    kind_to_everyone(page)
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_text("We know that you have read it")).to_be_visible()
