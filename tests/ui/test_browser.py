"""What a person sees and does: the gallery in Chromium, with and without scripts, narrow, printed, by keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.ui.gallery import Site

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def gallery(site: Site, page: Page) -> Page:
    """The gallery, open; the test fails when the browser complains of anything but a refused form."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.goto(f"{site.address}/gallery/")
    yield page
    assert [text for text in complaints if "422" not in text and "401" not in text and "net::ERR" not in text] == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_gallery_has_no_accessibility_faults_and_no_sideways_scroll(gallery: Page, width: int):
    gallery.set_viewport_size({"width": width, "height": 900})
    assert gallery.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(gallery, options=RULES).response["violations"] == []
    gallery.get_by_label("Another way").check()
    gallery.get_by_role("button", name="Save").click()
    expect(gallery.get_by_role("alert").first).to_contain_text("There is a problem")
    assert Axe().run(gallery, options=RULES).response["violations"] == []
    assert gallery.evaluate("document.documentElement.scrollWidth") <= width


def test_at_400_per_cent_nothing_is_lost(site: Site, browser: Browser):
    context = browser.new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    page = context.new_page()
    page.goto(f"{site.address}/gallery/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_styles_and_letters_are_kith_s_own(gallery: Page):
    family = gallery.evaluate("getComputedStyle(document.querySelector('.govuk-button')).fontFamily")
    assert family.startswith('"Atkinson Hyperlegible Next"')
    assert gallery.evaluate("document.fonts.check('16px \"Atkinson Hyperlegible Next\"')")


def test_everything_works_without_scripts(site: Site, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/gallery/")
    expect(page.get_by_label("Say how")).to_be_visible()  # what an answer would open stands open
    page.locator("details.kith-clock > summary").first.click()
    expect(page.locator(".kith-clock__why").first).to_be_visible()
    page.get_by_label("Your name").fill("Ruth")
    page.get_by_role("button", name="Add another child").click()
    expect(page.get_by_role("group", name="Child 2").first).to_be_visible()
    assert page.url.endswith("#id_children-1")
    expect(page.get_by_label("Your name")).to_have_value("Ruth")
    expect(page.get_by_text("There is a problem")).to_have_count(0)
    page.get_by_role("button", name="Take away child 1").click()
    expect(page.get_by_role("group", name="Child 2")).to_have_count(0)
    page.get_by_label("Your name").press("Enter")
    assert "children-remove" not in site.posts[-1]
    context.close()


def test_the_summary_leads_to_the_control_by_keyboard(gallery: Page):
    gallery.get_by_role("button", name="Save").click()
    expect(gallery.locator(".govuk-error-summary")).to_be_focused()
    gallery.get_by_role("link", name="Child 1: Enter the date of birth").press("Enter")
    expect(gallery.locator("#id_children-0-born-day")).to_be_focused()


def test_the_skip_link_is_first_and_leads_to_the_page(gallery: Page):
    gallery.keyboard.press("Tab")
    assert gallery.evaluate("document.activeElement.textContent") == "Skip to main content"
    gallery.keyboard.press("Enter")
    assert gallery.evaluate("document.activeElement.id") == "main"


def test_a_stroke_finds_the_search_box_but_not_while_typing(gallery: Page):
    gallery.keyboard.press("/")
    expect(gallery.locator("#q")).to_be_focused()
    expect(gallery.locator("#q")).to_have_value("")
    gallery.get_by_label("What were you told?").fill("")
    gallery.get_by_label("What were you told?").press("/")
    expect(gallery.get_by_label("What were you told?")).to_have_value("/")


def test_one_clock_is_open_at_a_time_and_escape_or_a_click_elsewhere_shuts_it(gallery: Page):
    clocks, shown = gallery.locator("details.kith-clock"), gallery.locator("details.kith-clock[open]")
    clocks.nth(0).locator("summary").click()
    clocks.nth(1).locator("summary").click()
    expect(shown).to_have_count(1)
    gallery.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    expect(clocks.nth(1).locator("summary")).to_be_focused()
    clocks.nth(0).locator("summary").click()
    gallery.locator("h1").last.click()
    expect(shown).to_have_count(0)


def test_a_pop_out_stays_on_the_page(gallery: Page):
    for clock in gallery.locator("details.kith-clock").all():
        clock.locator("summary").click()
        box = clock.locator(".kith-clock__why").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1280
        last = clock.locator("dd").last.bounding_box()
        assert last
        middle = (last["x"] + 5, last["y"] + 5)
        assert gallery.evaluate("([x, y]) => document.elementFromPoint(x, y)?.tagName", middle) == "DD"  # not cut off
        gallery.keyboard.press("Escape")


def test_an_answer_opens_its_field(gallery: Page):
    expect(gallery.get_by_label("Say how")).to_be_hidden()
    gallery.get_by_label("Another way").check()
    expect(gallery.get_by_label("Say how")).to_be_visible()


def test_density_changes_at_once_and_is_remembered(site: Site, gallery: Page):
    gallery.get_by_role("button", name="Compact view").click()
    expect(gallery.locator("html")).to_have_attribute("data-density", "compact")
    expect(gallery.get_by_role("button", name="Roomy view")).to_be_visible()
    told = "performance.getEntriesByType('resource').some((e) => e.name.includes('density'))"
    for _ in range(50):  # the page's own rules let nothing wait inside it
        if gallery.evaluate(told):
            return
        gallery.wait_for_timeout(100)
    pytest.fail("the server was not told")


def test_a_form_is_sent_once_and_wakes_when_one_comes_back(site: Site, gallery: Page):
    gallery.evaluate("document.querySelector('main form').addEventListener('submit', (e) => setTimeout(() => 0))")
    gallery.evaluate("""() => { const b = document.querySelector('.kith-actions button:not([name])');
        const save = [...document.querySelectorAll('main form button')].find((x) => x.textContent.trim() === 'Save');
        save.click(); save.click(); save.click(); }""")
    expect(gallery.get_by_role("alert").first).to_contain_text("There is a problem")
    assert len([post for post in site.posts if "told" in post]) == 1
    gallery.go_back()
    expect(gallery.get_by_role("button", name="Save")).to_be_enabled()


def test_paper_carries_the_record_and_not_the_furniture(gallery: Page):
    gallery.emulate_media(media="print")
    for gone in (".kith-header", ".kith-footer", ".kith-subnav", "main .govuk-button", ".kith-env"):
        assert gallery.locator(gone).first.is_hidden(), gone
    expect(gallery.locator(".kith-identity__name")).to_be_visible()
    expect(gallery.locator(".kith-printed")).to_contain_text("Shown to Farah Siddiqui")
    expect(gallery.get_by_text("Filled mark: now.")).to_be_visible()  # a closed table twin is printed
    assert gallery.pdf(tagged=True).startswith(b"%PDF")


def test_the_door(site: Site, page: Page):
    page.goto(f"{site.address}/door/")
    faults = Axe().run(page, options=RULES).response["violations"]
    assert [fault["id"] for fault in faults] in ([], ["page-has-heading-one"])  # the heading is the page's to give
