"""Nothing typed is lost (promise 1), on real pages: the server dies, the session ends, the tab is closed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from kith.access.actor import acting
from kith.access.models import User
from kith.access.system import working
from kith.assessment.models import SectionText
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild
from kith.kernel.perform import perform
from kith.record.models import Draft
from tests.assessment.scene import allocated, child, referrals
from tests.cast import AMARA, PASSWORD, Cast, contact_about
from tests.conftest import ROOT
from tests.people import made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXTS = """async () => {
  const base = await new Promise((ok) => {
    const asked = indexedDB.open("kith-drafts");
    asked.onsuccess = () => ok(asked.result);
  });
  const all = await new Promise((ok) => {
    const asked = base.transaction("texts").objectStore("texts").getAll();
    asked.onsuccess = () => ok(asked.result);
  });
  base.close();
  return all.length;
}"""
RECORD, TELL = "/contacts/new/", "/portal/new/form/"
WHO = {RECORD: "joanne.pike", TELL: "mrs.hale"}


class Server:
    """One web server process on the test database, which may be killed and started again at the same address."""

    def __init__(self) -> None:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = int(one.getsockname()[1])
        self.address = f"http://localhost:{self.port}"
        self.start()

    def start(self) -> None:
        head, _, tail = os.environ["DATABASE_URL"].partition("?")
        database = f"{head.rsplit('/', 1)[0]}/{connection.settings_dict['NAME']}" + (f"?{tail}" if tail else "")
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "gunicorn", "kith.site.wsgi:application", "--bind", f"127.0.0.1:{self.port}",
                "--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "error",
            ],
            cwd=ROOT, env=kept | {"DATABASE_URL": database}, start_new_session=True,
        )  # fmt: skip
        for _ in range(300):
            try:
                urlopen(f"{self.address}/health/", timeout=5).close()  # noqa: S310  our own address
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start in 30 seconds")

    def kill(self) -> None:
        """As a power cut would: nothing is finished, nobody is told."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    """Between requests it holds no connection, so that each test may have a database of its own under the same name."""
    one = Server()
    yield one
    one.kill()


@pytest.fixture
def northmere(server: Server) -> Cast:
    with working():
        return Cast.gather()


Enter = Callable[[str], BrowserContext]


@pytest.fixture
def enter(northmere: Cast, server: Server, browser: Browser) -> Iterator[Enter]:
    """`enter("joanne.pike")`: a browser in which they have signed in."""
    contexts = []

    def signed_in(who: str) -> BrowserContext:
        context = browser.new_context(base_url=server.address, locale="en-GB", timezone_id="Europe/London")
        context.set_default_timeout(15_000)
        contexts.append(context)
        client = Client()
        client.force_login(User.objects.get(email=f"{who}@northmere.example"))
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.address}])
        return context

    yield signed_in
    for context in contexts:
        context.close()


def sign_in(page: Page, who: str) -> None:
    page.fill("input[name=login]", f"{who}@northmere.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/" not in url)


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def worry(page: Page) -> Locator:
    return page.locator("textarea[name=worry]")


def line(page: Page) -> Locator:
    return page.locator("[data-draft-line]")


def type_and_wait(page: Page, words: str) -> None:
    worry(page).press_sequentially(words)
    expect(line(page)).to_contain_text("Saved", timeout=6000)


def on_the_server(person: Any) -> list[str]:
    """What is kept of this person's worries, read as they would."""
    from django.db import transaction

    with transaction.atomic(), acting(person):
        return [draft.data.get("worry", [""])[0] for draft in Draft.objects.filter(author=person)]


def test_what_is_typed_while_the_server_is_dead_is_saved_when_it_is_back(
    northmere: Cast, server: Server, enter: Enter
) -> None:
    page = opened(enter("joanne.pike"), RECORD)
    type_and_wait(page, "Said before. ")
    server.kill()
    worry(page).press_sequentially("Said while it was dead.")
    expect(line(page)).to_contain_text("Not sent yet: kept on this device", timeout=6000)
    server.start()
    expect(line(page)).to_contain_text("Saved", timeout=15_000)  # by itself: nobody pressed anything
    assert on_the_server(northmere.mash_worker) == ["Said before. Said while it was dead."]


def test_a_section_of_an_assessment_outlives_server_network_session_and_two_hundred_pages(
    northmere: Cast, server: Server, enter: Enter
) -> None:
    """Promise 1 where most is written: whatever happens in mid-sentence, not a word is missing."""
    with working():
        opened_for = allocated(northmere, referrals(northmere, child(northmere.mash_worker))[0])
    context, address = enter("farah.siddiqui"), f"/assessments/{opened_for.ref}/write/day/"
    page = opened(context, address)
    day = page.locator("textarea[name=day]")
    day.press_sequentially("She gets up alone. ")
    expect(line(page)).to_contain_text("Saved", timeout=6000)
    server.kill()
    day.press_sequentially("She makes milk. ")
    expect(line(page)).to_contain_text("Not sent yet: kept on this device", timeout=6000)
    page.close()
    server.start()
    page = opened(context, address)
    expect(day := page.locator("textarea[name=day]")).to_have_value("She gets up alone. She makes milk. ")
    context.set_offline(True)
    day.press_sequentially("Said in a lift. ")
    expect(line(page)).to_contain_text("Not sent yet: kept on this device", timeout=6000)
    context.set_offline(False)
    expect(line(page)).to_contain_text("Saved", timeout=15_000)
    Session.objects.all().delete()
    day.press_sequentially("Said signed out.")
    page.get_by_role("button", name="Save", exact=True).click()
    sign_in(page, "farah.siddiqui")
    words = "She gets up alone. She makes milk. Said in a lift. Said signed out."
    expect(day).to_have_value(words)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("Last saved by Farah Siddiqui")
    page.goto(address)
    pasted = "\n".join("Pasted from a word processor, line by line." for _ in range(200 * 50))
    put = "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', {bubbles: true})); }"
    day.evaluate(put, pasted)  # as a paste does; key by key it would take minutes
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("20,000")
    expect(day).to_have_value(pasted)
    with working():
        assert SectionText.objects.get().answers["day"] == words


def test_what_is_typed_after_the_session_ended_is_there_after_signing_in_again(northmere: Cast, enter: Enter) -> None:
    context = enter("mrs.hale")
    page = opened(context, TELL)
    type_and_wait(page, "Said before. ")
    Session.objects.all().delete()
    worry(page).press_sequentially("Said after.")
    expect(line(page)).to_contain_text("You are signed out: kept on this device", timeout=6000)
    with context.expect_page() as door:
        line(page).get_by_role("link").click()
    sign_in(door.value, "mrs.hale")
    expect(worry(door.value)).to_have_value("Said before. Said after.")  # where they were, with what they wrote
    expect(line(door.value)).to_contain_text("Saved", timeout=6000)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # back to the tab they left
    expect(line(page)).to_contain_text("Saved", timeout=3000)  # two tabs, one text
    expect(worry(page)).to_have_value("Said before. Said after.")
    assert on_the_server(northmere.referrer) == ["Said before. Said after."]


def test_a_form_sent_after_the_session_ended_is_there_after_signing_in(northmere: Cast, enter: Enter) -> None:
    page = opened(enter("joanne.pike"), RECORD)
    type_and_wait(page, "Said before. ")
    Session.objects.all().delete()
    worry(page).press_sequentially("Said after.")
    page.click("main form .kith-actions button[type=submit]:not([name])")
    sign_in(page, "joanne.pike")
    expect(worry(page)).to_have_value("Said before. Said after.")


def test_a_form_closed_in_the_middle_is_as_it_was_when_it_is_opened_again(enter: Enter) -> None:
    context = enter("joanne.pike")
    page = opened(context, RECORD)
    page.check("input[name=safe_now][value=no]")
    page.click("button:has-text('Add another child')")
    page.fill("input[name='children-1-given']", "Noah")
    type_and_wait(page, "Saved, and ")
    worry(page).press_sequentially("not yet saved.")
    page.close()
    again = opened(context, RECORD)
    expect(worry(again)).to_have_value("Saved, and not yet saved.")
    expect(again.locator("input[name='children-1-given']")).to_have_value("Noah")
    expect(again.locator("input[name=safe_now][value=no]")).to_be_checked()
    # It came back from the server, where the closing tab had sent it, or from this browser, which then sends it.
    expect(line(again)).to_contain_text(re.compile("Your draft from|Saved"), timeout=6000)
    there = opened(enter("joanne.pike"), RECORD)  # another machine, which never saw a word of it
    expect(line(there)).to_contain_text("Your draft from")
    expect(worry(there)).to_have_value("Saved, and not yet saved.")
    expect(there.locator("input[name='children-1-given']")).to_have_value("Noah")


def record(page: Page) -> None:
    """Everything a contact must say, sent without waiting for a save."""
    page.check("input[name=method][value=phone]")
    page.locator("select[name=type]").select_option("service_request")
    page.locator("select[name=source_kind]").select_option("school")
    page.fill("input[name='children-0-given']", "Amara")
    worry(page).press_sequentially("Sent as it was typed.")
    page.click("main form .kith-actions button[type=submit]:not([name])")
    page.wait_for_url(lambda url: "/contacts/new/" not in url)


def tell(page: Page) -> None:
    """The least that a referrer may send: an emergency."""
    page.check("input[name=urgent]")
    page.fill("input[name=urgent_because]", "She is with him now.")
    page.check("input[name=safe_now][value=no]")
    page.fill("input[name='children-0-given']", "Amara")
    worry(page).press_sequentially("Sent as it was typed.")
    page.fill("textarea[name=harm]", "He hits her.")
    page.check("input[name=likelihood][value=happening]")
    page.click("main form .kith-actions button[type=submit]:not([name])")
    page.wait_for_url(lambda url: "/portal/new/" not in url)


@pytest.mark.parametrize(("address", "send"), [(RECORD, record), (TELL, tell)])
def test_a_form_that_was_accepted_leaves_nothing_behind(
    northmere: Cast, enter: Enter, address: str, send: Callable[[Page], None]
) -> None:
    page = opened(enter(WHO[address]), address)
    type_and_wait(page, "Kept. ")
    assert page.evaluate(TEXTS) == 1
    send(page)
    for _ in range(30):  # the page's own rules let nothing wait inside it
        if page.evaluate(TEXTS) == 0:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(TEXTS) == 0
    person = northmere.mash_worker if address == RECORD else northmere.referrer
    assert on_the_server(person) == []
    with working(), acting(northmere.mash_worker):
        assert [contact.worry for contact in Contact.objects.all()] == ["Kept. Sent as it was typed."]
    page.goto(address)
    page.wait_for_timeout(500)
    expect(worry(page)).to_have_value("")  # no ghost of what was sent
    assert on_the_server(person) == []


def test_a_referral_that_was_sent_is_not_a_draft_again_when_somebody_goes_back(northmere: Cast, enter: Enter) -> None:
    """FD-03: back to the form that was sent, out of it again, back and sent once more: one referral, and no draft."""
    page = opened(enter("mrs.hale"), TELL)
    tell(page)
    sent = page.url
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        page.goto("/portal/")
        expect(page.locator("main")).not_to_contain_text("have not sent it")
    page.go_back()
    page.wait_for_load_state()
    if "/portal/new/" in page.url and worry(page).input_value():
        page.click("main form .kith-actions button[type=submit]:not([name])")
        expect(page).to_have_url(sent)
    page.goto("/portal/")
    expect(page.locator("main")).not_to_contain_text("have not sent it")
    assert on_the_server(northmere.referrer) == []
    with working(), acting(northmere.mash_worker):
        assert Contact.objects.count() == 1


def test_what_is_typed_in_a_form_that_was_sent_is_said_not_to_be_kept(northmere: Cast, enter: Enter) -> None:
    """The same form, open in a second window while the first sent it."""
    context = enter("mrs.hale")
    first = opened(context, TELL)
    type_and_wait(first, "Kept. ")
    second = opened(context, TELL)
    expect(worry(second)).to_have_value("Kept. ")
    tell(first)
    sent = first.url
    worry(second).press_sequentially("And more.")
    expect(line(second)).to_contain_text("You sent this already", timeout=6000)
    assert on_the_server(northmere.referrer) == []
    second.click("main form .kith-actions button[type=submit]:not([name])")
    expect(second.locator("main")).to_contain_text("You sent this before, and it was recorded")
    second.click("main a:has-text('see it as it is')")
    expect(second).to_have_url(sent)


@pytest.fixture
def compared(northmere: Cast) -> str:
    """The page that asks whether a child told of is one of two that we hold."""
    with working(), acting(northmere.mash_worker):
        for family in ("Okafor", "Okafour"):
            made.person(northmere.mash_worker, "Amara", family, AMARA["born"])
        contact = perform(steps.ReceiveContact, northmere.mash_worker, None, contact_about()).result
        row = ContactChild.objects.get(matter=contact.matter)  # type: ignore[union-attr]  # a Contact
        return f"/contacts/{contact.ref}/children/{row.ref}/"  # type: ignore[union-attr]  # a Contact


def why(page: Page) -> Locator:
    return page.locator("textarea[name=why]")


def test_an_answer_about_one_record_survives_server_session_and_tab(
    northmere: Cast, server: Server, enter: Enter, compared: str
) -> None:
    """On the page that asks "Is this the same child?" too; and it stays with the record it was about."""
    context = enter("joanne.pike")
    page = opened(context, compared)
    page.check("input[name=answer][value=unsure]")
    why(page).press_sequentially("Same street. ")
    expect(line(page)).to_contain_text("Saved", timeout=6000)
    held = page.locator("input[name=person]").input_value()
    server.kill()
    why(page).press_sequentially("Said while it was dead. ")
    expect(line(page)).to_contain_text("Not sent yet: kept on this device", timeout=6000)
    server.start()
    expect(line(page)).to_contain_text("Saved", timeout=15_000)
    Session.objects.all().delete()
    why(page).press_sequentially("Said signed out.")
    expect(line(page)).to_contain_text("You are signed out: kept on this device", timeout=6000)
    page.close()
    again = opened(context, compared)
    sign_in(again, "joanne.pike")
    words = "Same street. Said while it was dead. Said signed out."
    expect(why(again)).to_have_value(words)
    expect(again.locator("input[name=answer][value=unsure]")).to_be_checked()
    expect(again.locator("input[name=person]")).to_have_value(held)
    expect(line(again)).to_contain_text("Saved", timeout=6000)
    again.click(".kith-list a[href^='?with=']")  # the other of the two: what was said is not said of them
    expect(why(again)).to_have_value("")
    assert again.locator("input[name=answer]:checked").count() == 0
    why(again).press_sequentially("Another school.")
    expect(line(again)).to_contain_text("Saved", timeout=6000)
    again.goto(f"{compared}?with={held}")
    expect(why(again)).to_have_value(words)
    again.click("main form .kith-actions button[type=submit]:not([name])")
    again.wait_for_url(lambda url: "/children/" not in url)
    with working(), acting(northmere.mash_worker):
        assert ContactChild.objects.get().recognition == "unsure"
        assert not Draft.objects.filter(author=northmere.mash_worker).exists()
