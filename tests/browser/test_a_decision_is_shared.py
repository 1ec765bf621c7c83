"""Who is told what of a decision, and what is learned after it: the end of the story of three children (issue 3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kith.access.system import working
from kith.kernel.now import now
from tests.browser.conftest import Visit, kind_to_everyone, looks_well
from tests.browser.okafors import Okafors, approved, fill, moment, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def concluded() -> Okafors:
    """Amara's conclusion was authorised a moment ago; nobody has been told."""
    with working():
        return approved()


def test_each_reader_is_told_their_own_and_what_is_learned_later_is_answered(concluded: Okafors, visit: Visit) -> None:
    """AS-20, AS-21, FA-08, PR-12, IG-04."""
    farah = visit("farah.siddiqui")
    farah.goto(concluded.home())
    farah.get_by_role("button", name="Share the conclusion").click()
    kind_to_everyone(farah)
    letters = {}
    for reader in ("Grace Okafor", "Amara Okafor", "Mrs Hale", "Rowan Surgery"):
        farah.get_by_role("link", name=f"Write to {reader}").click()
        for part in farah.locator("textarea").all():
            if not part.input_value():  # what only whoever writes knows
                part.fill("We look at it again in six weeks.")
        send(farah, "Save this letter")
        letters[reader] = farah.locator("article").inner_text()
        kind_to_everyone(farah)
        farah.get_by_role("link", name="Share the conclusion").click()
    assert "Nights at home are loud." in letters["Grace Okafor"]
    assert "Nights at home are loud." not in "".join(letters[one] for one in letters if one != "Grace Okafor")
    assert "My name is Farah." in letters["Amara Okafor"]
    assert "Keep it as safe" in letters["Rowan Surgery"]
    assert "What a family tells us is theirs." in letters["Mrs Hale"]
    assert not any("bruise" in words or "Chidi" in words for words in letters.values())
    farah.get_by_role("link", name="Send to Mrs Hale").click()
    farah.get_by_label("In the portal").check()
    farah.get_by_label("Who reads it?").select_option(label="Mrs Hale")
    moment(farah, "sent_on")
    send(farah, "Send this letter")
    kind_to_everyone(farah)

    nell = visit("nell.abara", scripts=False, width=320)
    nell.goto(concluded.home())
    nell.get_by_role("button", name="Share the conclusion").click()
    nell.get_by_role("link", name="Withhold from Emeka Okafor").click()
    fill(nell, reason="He has said that he would find out where they sleep.")
    moment(nell, "review_on", now() + timedelta(days=21))
    looks_well(nell, scripts=False)
    send(nell, "Withhold this letter", "Withheld by Nell Abara")
    looks_well(nell, scripts=False)
    farah.goto(f"/letters/to/{concluded.assessments['Amara'].ref}/")
    assert farah.get_by_role("link", name="Write to Emeka Okafor").count() == 0

    hale = visit("mrs.hale")
    hale.goto("/portal/")
    hale.get_by_role("link", name="What came of your referral").click()
    kind_to_everyone(hale)
    send(hale, "I have read this", "We know that you have read it")

    farah.goto(concluded.home())
    farah.get_by_role("link", name="Something new").click()
    fill(farah, what="Emeka has come back to live there.", source="Nan, by phone", meaning="Nights may not be calm.")
    kind_to_everyone(farah)
    send(farah, "Record something new", "A manager says whether the conclusion still stands")
    kind_to_everyone(farah)
    farah.goto(f"/letters/to/{concluded.assessments['Amara'].ref}/")
    expect(farah.locator("main")).to_contain_text("no manager has said yet whether this conclusion still stands")
    nell.goto(concluded.home())
    nell.get_by_role("link", name="Does the conclusion still stand?").click()
    nell.locator("[name=answer][value=stands]").check()
    looks_well(nell, scripts=False)
    fill(nell, why="The plan holds with him there: Nan's beds are made.")
    send(nell, "Save the answer", "Your answer stands beside the conclusion.")
    farah.goto(concluded.home())
    kind_to_everyone(farah)
