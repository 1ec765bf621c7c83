"""Nothing typed is ever lost (experience, promise 1): autosave, and what the browser keeps when all else is gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.gallery import Site

pytestmark = pytest.mark.browser
URL = "/drafts/gallery/"
TEXTS = """async () => {
  const base = await new Promise((ok) => {
    const asked = indexedDB.open("kith-drafts");
    asked.onsuccess = () => ok(asked.result);
  });
  const all = (name) => new Promise((ok) => {
    const asked = base.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => ok(asked.result);
  });
  const [texts, keys] = [await all("texts"), await all("keys")];
  base.close();
  const readable = (text) => ({ id: text.id, person: text.person, bytes: new TextDecoder().decode(text.bytes) });
  return { texts: texts.map(readable), keys: keys.map((key) => key.extractable) };
}"""


@pytest.fixture
def form(site: Site, page: Page) -> Page:
    page.goto(f"{site.address}/gallery/")
    return page


def told(page: Page):
    return page.get_by_label("What were you told?")


def line(page: Page):
    return page.locator("[data-draft-line]")


def saved(site: Site) -> dict:
    return site.drafts[URL]["data"]


def test_what_was_typed_is_on_the_server_within_two_seconds_and_the_line_says_so(site: Site, form: Page):
    told(form).press_sequentially("Third contact", delay=20)
    form.get_by_label("Another way").check()
    expect(line(form)).to_contain_text("Saved 10:42", timeout=4000)  # London's clock, whatever the machine's
    expect(line(form)).to_contain_text("Also on this device")
    assert saved(site)["told"] == ["Third contact"]
    assert saved(site)["method"] == ["other"]
    assert "csrfmiddlewaretoken" not in saved(site)
    assert site.puts[-1]["href"] == "/gallery/"
    assert site.puts[-1]["title"] == "Every component at once"


def test_one_who_types_without_stopping_is_saved_on_the_way(site: Site, form: Page):
    told(form).press_sequentially("x" * 60, delay=60)  # 3.6 seconds without a pause
    assert site.puts, "nothing was sent while typing went on"


def test_opening_a_form_saves_nothing(site: Site, form: Page):
    form.wait_for_timeout(2500)
    assert site.puts == []


def test_the_line_speaks_when_its_state_changes_and_not_at_each_save(site: Site, form: Page):
    spoken = form.locator("[data-draft-line] + [role=status]")
    told(form).press_sequentially("one ")
    expect(spoken).to_have_text("Saved", timeout=4000)
    form.evaluate(
        "window.heard = 0; new MutationObserver(() => window.heard++).observe("
        "document.querySelector('[data-draft-line] + [role=status]'), {childList: true, characterData: true})"
    )
    puts = len(site.puts)
    told(form).press_sequentially("two ")
    form.wait_for_timeout(2600)
    assert len(site.puts) > puts
    assert form.evaluate("window.heard") == 0


def test_without_the_server_text_stays_on_the_device_and_is_sent_when_it_is_back(site: Site, form: Page):
    site.fault = 503
    told(form).fill("While the server was away")
    expect(line(form)).to_contain_text("Not sent yet: kept on this device", timeout=4000)
    expect(line(form)).to_have_class("kith-saved kith-saved--offline")
    site.fault = 0
    form.evaluate("window.dispatchEvent(new Event('online'))")
    expect(line(form)).to_contain_text("Saved", timeout=8000)
    assert saved(site)["told"] == ["While the server was away"]


def test_without_the_network_text_comes_back_after_the_page_was_closed(site: Site, form: Page, context: BrowserContext):
    context.set_offline(True)
    told(form).fill("Kept through a crash")
    form.get_by_label("Another way").check()
    form.get_by_label("Away from home").check()
    expect(line(form)).to_contain_text("Not sent yet", timeout=4000)
    assert site.puts == []
    form.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{site.address}/gallery/")
    expect(told(again)).to_have_value("Kept through a crash")
    expect(again.get_by_label("Away from home")).to_be_checked()
    expect(again.get_by_label("Say how")).to_be_visible()  # what the answer opens is open again
    # Sent by the page that opened again, or, as the network came back, by the one that was closing.
    for _ in range(50):
        if URL in site.drafts:
            break
        again.wait_for_timeout(100)
    assert saved(site)["told"] == ["Kept through a crash"]


def test_signed_out_while_writing_the_text_waits_for_the_same_person(site: Site, form: Page):
    site.fault = 401
    told(form).fill("Before lunch")
    expect(line(form)).to_contain_text("You are signed out: kept on this device", timeout=4000)
    expect(line(form).get_by_role("link", name="Sign in again")).to_have_attribute(
        "href", "/accounts/login/?next=%2Fgallery%2F"
    )
    form.goto(f"{site.address}/door/")
    form.wait_for_timeout(300)
    assert len(form.evaluate(TEXTS)["texts"]) == 1
    site.fault = 0
    form.goto(f"{site.address}/gallery/")
    expect(told(form)).to_have_value("Before lunch")


def test_text_on_the_device_cannot_be_read_there_and_belongs_to_one_person(site: Site, form: Page):
    told(form).fill("A secret address")
    expect(line(form)).to_contain_text("Saved", timeout=4000)
    kept = form.evaluate(TEXTS)
    assert kept["keys"] == [False]  # the key cannot be taken out of the browser
    assert "secret" not in str(kept["texts"])
    assert "gallery" not in kept["texts"][0]["id"]
    site.drafts.clear()
    site.person = "marcus"
    form.goto(f"{site.address}/gallery/")
    form.wait_for_timeout(400)
    expect(told(form)).to_have_value("")


def test_text_is_erased_on_the_device_when_its_form_was_accepted(site: Site, form: Page):
    told(form).fill("Done with")
    expect(line(form)).to_contain_text("Saved", timeout=4000)
    site.accepted = "gallery"
    form.goto(f"{site.address}/plain/")
    form.wait_for_timeout(300)
    assert form.evaluate(TEXTS)["texts"] == []


def test_text_is_erased_on_sign_out_after_a_last_attempt_to_send_it(site: Site, form: Page):
    told(form).fill("Last words")
    form.get_by_role("button", name="Sign out").click()
    form.wait_for_url("**/accounts/logout/")
    assert saved(site)["told"] == ["Last words"]
    form.goto(f"{site.address}/door/")
    kept = form.evaluate(TEXTS)
    assert (kept["texts"], kept["keys"]) == ([], [])


def test_signing_out_with_text_unsent_asks_first(site: Site, form: Page):
    site.fault = 503
    told(form).fill("Not sent")
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    form.get_by_role("button", name="Sign out").click()
    expect(line(form)).to_contain_text("Not sent yet", timeout=4000)
    form.wait_for_timeout(300)
    assert "erases it from this device" in asked[0]
    assert form.url.endswith("/gallery/")
    assert len(form.evaluate(TEXTS)["texts"]) == 1


def test_text_is_erased_after_72_hours(site: Site, form: Page):
    site.fault = 503
    told(form).fill("Three days old")
    expect(line(form)).to_contain_text("Not sent yet", timeout=4000)
    form.evaluate("""async () => { const base = await new Promise((ok) => { const r = indexedDB.open('kith-drafts');
        r.onsuccess = () => ok(r.result); });
      const store = base.transaction('texts', 'readwrite').objectStore('texts');
      const all = await new Promise((ok) => { const r = store.getAll(); r.onsuccess = () => ok(r.result); });
      const old = { ...all[0], at: Date.now() - 73 * 3600 * 1000 };
      await new Promise((ok) => { const r = store.put(old); r.onsuccess = ok; }); base.close(); }""")
    form.goto(f"{site.address}/door/")
    form.wait_for_timeout(300)
    assert form.evaluate(TEXTS)["texts"] == []


def test_two_windows_on_different_fields_are_joined(site: Site, form: Page, context: BrowserContext):
    other = context.new_page()
    other.goto(f"{site.address}/gallery/")
    told(form).fill("From the first window")
    expect(line(form)).to_contain_text("Saved", timeout=4000)
    other.get_by_label("Your name").fill("Ruth")
    expect(line(other)).to_contain_text("Saved", timeout=6000)
    assert saved(site)["told"] == ["From the first window"]
    assert saved(site)["name"] == ["Ruth"]
    expect(told(other)).to_have_value("From the first window")


@pytest.mark.parametrize(("choice", "kept"), [("Keep mine", "Mine"), ("Use the other", "Theirs")])
def test_two_windows_on_one_field_never_overwrite_each_other_silently(site, form, context, choice, kept):
    other = context.new_page()
    other.goto(f"{site.address}/gallery/")
    told(form).fill("Theirs")
    expect(line(form)).to_contain_text("Saved", timeout=4000)
    told(other).fill("Mine")
    expect(line(other)).to_contain_text("Someone else changed this: compare", timeout=6000)
    box = other.locator("#kith-clash")
    expect(box).to_contain_text("What were you told?")
    expect(box).to_contain_text("Theirs")
    assert saved(site)["told"] == ["Theirs"]
    told(other).press_sequentially("!")  # typing on does not send while the question is open
    told(other).fill("Mine")
    other.get_by_role("button", name=choice).click()
    expect(told(other)).to_have_value(kept)
    expect(line(other)).to_contain_text("Saved", timeout=6000)
    assert saved(site)["told"] == [kept]


def test_a_form_sent_with_faults_keeps_its_text_as_a_draft(site: Site, form: Page):
    told(form).fill("Sent too early")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert").first).to_contain_text("There is a problem")
    expect(told(form)).to_have_value("Sent too early")
    expect(line(form)).to_contain_text("Saved", timeout=5000)
    assert saved(site)["told"] == ["Sent too early"]


def test_added_blocks_come_back_with_what_was_in_them(site: Site, form: Page):
    form.get_by_role("button", name="Add another child").click()
    form.locator("#id_children-1-first_name").fill("Noah")
    expect(line(form)).to_contain_text("Saved", timeout=5000)
    form.goto(f"{site.address}/gallery/")
    expect(form.locator("#id_children-1-first_name")).to_have_value("Noah")


def test_blocks_known_only_to_the_device_are_drawn_again(site: Site, form: Page):
    site.fault = 503
    form.get_by_role("button", name="Add another child").click()
    form.locator("#id_children-1-first_name").fill("Noah")
    expect(line(form)).to_contain_text("Not sent yet", timeout=5000)
    site.fault = 0
    form.goto(f"{site.address}/gallery/")
    expect(form.locator("#id_children-1-first_name")).to_have_value("Noah", timeout=8000)


def test_a_draft_too_long_for_the_server_is_said_and_kept_here(site: Site, form: Page):
    site.fault = 400
    told(form).fill("Very long")
    expect(line(form)).to_contain_text("Not saved as a draft: too long", timeout=4000)
    assert len(form.evaluate(TEXTS)["texts"]) == 1


def test_a_draft_on_the_server_is_shown_without_script_too(site: Site, browser):
    site.drafts[URL] = {"version": 3, "data": {"told": ["From yesterday"]}, "saved_at": ""}
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/gallery/")
    expect(told(page)).to_have_value("From yesterday")
    expect(page.get_by_text("There is a problem")).to_have_count(0)
    context.close()
