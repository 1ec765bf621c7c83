"""Documents as people add and read them: with and without scripts, at a desk and on a telephone (issue 3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from kith.access.system import working
from kith.people.models import Person
from tests.browser.conftest import Visit, kind_to_everyone
from tests.cast import Cast
from tests.documents import files
from tests.people import made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def child(settings: Any, tmp_path: Path) -> Person:
    """Amara, whose key worker signs in."""
    settings.DOCUMENTS = tmp_path / "documents"
    with working():
        cast = Cast.gather()
        amara = made.amara(cast.social_worker)
        made.involve(cast.social_worker, amara)
        assert amara.ref
    return amara


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 320)])
def test_a_drawing_is_added_seen_and_taken_back(
    visit: Visit, child: Person, tmp_path: Path, scripts: bool, width: int
) -> None:
    page = visit("farah.siddiqui", scripts=scripts, width=width)
    (tmp_path / "our house.png").write_bytes(files.picture("PNG", (800, 600), colour="orange"))
    (tmp_path / "letter from school.pdf").write_bytes(files.pdf())
    (tmp_path / "game.pdf").write_bytes(b"MZ\0\0")
    page.goto(f"/people/{child.ref}/documents/")
    expect(page.get_by_text("No documents yet")).to_be_visible()
    page.get_by_role("button", name="Add documents").click()
    page.set_input_files("input[type=file]", [tmp_path / "our house.png", tmp_path / "game.pdf"])
    page.get_by_label("Drawing").check()
    page.get_by_label("What shall it be called?").fill("Amara’s drawing of home")
    page.get_by_role("button", name="Add documents").click()
    expect(page.locator(".govuk-error-summary").get_by_text("game.pdf is a program")).to_be_visible()
    assert page.get_by_label("What shall it be called?").input_value() == "Amara’s drawing of home"
    assert page.get_by_label("Drawing").is_checked()
    if scripts:  # axe is a script
        kind_to_everyone(page)
    page.set_input_files("input[type=file]", [tmp_path / "our house.png", tmp_path / "letter from school.pdf"])
    page.get_by_role("button", name="Add documents").click()
    first = page.get_by_role("link", name="Amara’s drawing of home, 1 of 2")
    expect(first).to_be_visible()
    small = page.locator("img.kith-thumb")
    small.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    if scripts:
        kind_to_everyone(page)
        assert small.evaluate("it => it.naturalWidth") == 240
    first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("img.kith-picture").get_attribute("alt") == "Drawing: Amara’s drawing of home, 1 of 2"
    if scripts:
        kind_to_everyone(page)
        assert page.locator("img.kith-picture").evaluate("it => it.naturalWidth") == 800
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save a copy").click()
    assert saved.value.suggested_filename == "Amara s drawing of home, 1 of 2.png"
    assert Path(saved.value.path()).read_bytes() == files.picture("PNG", (800, 600), colour="orange")
    page.get_by_role("link", name="Take it back").click()
    page.get_by_label("Why is it taken back?").fill("It is another child’s drawing.")
    page.get_by_role("button", name="Take this document back").click()
    expect(page.get_by_role("heading", name="Document taken back")).to_be_visible()
    if scripts:
        kind_to_everyone(page)
