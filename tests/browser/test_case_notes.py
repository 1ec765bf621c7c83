"""A note is written for two sisters on every screen, and one of its parts is recalled from the wrong record (IG-07)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kith.access.system import working
from tests.browser.conftest import Visit, kind_to_everyone
from tests.browser.okafors import Okafors, allocated_together

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def okafors() -> Okafors:
    with working():
        return allocated_together()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_note_for_two_is_written_and_one_is_recalled(visit: Visit, okafors: Okafors, width: int) -> None:
    page = visit("farah.siddiqui", width=width)
    amara, chidi = okafors.children["Amara"], okafors.children["Chidi"]
    page.goto(amara.href)
    page.get_by_role("navigation", name="Amara Okafor").get_by_role("link", name="Notes").click()
    expect(page.get_by_text("No notes here")).to_be_visible()
    kind_to_everyone(page)
    page.get_by_role("button", name="Write a note").click()
    expect(page.get_by_label("Time")).not_to_have_value("")
    page.get_by_label("What is it a note of?").select_option("Telephone call")
    page.get_by_label("Chidi Okafor").check()
    page.get_by_label("What happened, for the record of each of them?").fill("Their mother rang. She was calm.")
    page.get_by_label("What stands on the record of Amara alone?").fill("Amara is putting herself at risk.")
    page.get_by_label("What stands on the record of Chidi alone?").fill("Chidi has a cough.")
    page.get_by_label("No", exact=True).check()
    kind_to_everyone(page)
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("The note is on the record.")).to_be_visible()
    expect(page.get_by_text("Words worth another look")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Chidi has a cough.")
    kind_to_everyone(page)
    page.get_by_role("link", name="Chidi Okafor").click()
    expect(page.locator("main")).to_contain_text("Chidi has a cough.")
    expect(page.locator("main")).not_to_contain_text("putting herself at risk")
    page.get_by_role("link", name="It is on the wrong record").click()
    page.get_by_label("Why does it not belong here?").fill("The cough is his brother’s.")
    page.get_by_label("Noah Okafor").check()
    kind_to_everyone(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="A note was recalled")).to_be_visible()
    kind_to_everyone(page)
    page.goto(f"{chidi.href}notes/")
    expect(page.get_by_role("link", name="A note was recalled")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("cough")
    kind_to_everyone(page)
    page.goto(f"{okafors.children['Noah'].href}notes/")
    page.get_by_role("link", name="Telephone call").click()
    expect(page.locator("main")).to_contain_text("Chidi has a cough.")
    page.get_by_role("link", name="Print").click()
    kind_to_everyone(page)
    page.go_back()
    page.get_by_role("link", name="Correct it").click()
    kind_to_everyone(page)

    manager = visit("nell.abara", width=width)
    manager.goto(f"{chidi.href}notes/")
    manager.get_by_role("link", name="A note was recalled").click()
    expect(manager.get_by_text("The cough is his brother’s.")).to_be_visible()
    expect(manager.get_by_role("row", name="Farah Siddiqui").first).to_be_visible()
    kind_to_everyone(manager)
    officer = visit("petra.novakova", width=width)
    officer.goto("/access/")
    officer.get_by_role("link", name="Recalled notes").click()
    kind_to_everyone(officer)
    officer.get_by_role("table").get_by_role("link").first.click()
    kind_to_everyone(officer)
