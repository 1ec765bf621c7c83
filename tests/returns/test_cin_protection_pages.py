"""What was brought in is read on the pages of its rooms, which say what is not there (CP-04, CP-06, CP-09)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from kith.access.actor import acting
from kith.access.system import system_user
from kith.conferences.models import Conference
from kith.people.models import Person
from kith.plans.models import Plan
from kith.protection.models import Enquiry
from kith.returns.cin.load import load_file
from tests.assessment.reading import signed_in
from tests.cast import Cast
from tests.people import made
from tests.returns.census import child, message, referral
from tests.returns.modules import enquiry, need_plan, protection_plan

pytestmark = pytest.mark.django_db
MODULES = (
    need_plan("2025-06-10", "2025-06-25")
    + enquiry(held="2025-06-25")
    + enquiry("2025-11-03", not_required="1")
    + enquiry("2026-03-02")
    + protection_plan(reviews=["2025-09-20"])
)


@pytest.fixture
def browser(cast: Cast, tmp_path: Path) -> Iterator[Client]:
    """Farah's, who works with the child whom the census brought in."""
    file = tmp_path / "census.xml"
    file.write_text(message(child(referral(MODULES))), encoding="utf-8")
    with acting(system_user()):
        load_file(file, system_user())
        made.involve(cast.social_worker, Person.objects.get())
    with acting(cast.social_worker):
        yield signed_in(cast.social_worker)


def page(browser: Client, href: str) -> str:
    answer = browser.get(href)
    assert answer.status_code == 200, href
    return answer.content.decode()


def test_cp_04_an_enquiry_that_was_brought_in_says_what_is_not_there(browser: Client) -> None:
    for one in Enquiry.objects.all():
        text = page(browser, one.href)
        assert "Brought in from CIN census. What another system held beyond these dates is not here." in text
        assert "Led by" not in text
    ended, without, going_on = Enquiry.objects.order_by("started_at")
    assert "was held on 25 June 2025" in page(browser, ended.href)
    assert "No initial conference was required" in page(browser, without.href)
    assert f"{going_on.href}propose/" in page(browser, going_on.href), "it goes on here"


def test_cp_06_a_conference_that_was_brought_in_has_its_decision_and_no_minutes(browser: Client) -> None:
    for one in Conference.objects.all():
        text = page(browser, one.href)
        assert "Who was there, what was said and why it was decided is not here." in text
        assert "Neglect" in text
        assert "minutes.pdf" not in text
        assert f"/letters/to/{one.ref}/" not in text
        assert browser.get(f"{one.href}minutes.pdf").status_code == 200


def test_cp_09_a_plan_that_was_brought_in_is_written_here(browser: Client) -> None:
    ended, open_still = Plan.objects.order_by("opened_at")
    text = page(browser, open_still.href)
    assert "Write here what stands in the other system" in text
    assert "In force; its words stand in CIN census" in text
    assert f"{open_still.href}agree/" in text
    assert "It has been open for longer than" not in text, "nothing alarms about what is past"
    assert "Ended; another system does not say how, 25 June 2025" in page(browser, ended.href)


def test_everything_stands_with_the_child_and_as_it_was_known(browser: Client) -> None:
    href = Person.objects.get().href
    text = page(browser, f"{href}assessments/")
    assert text.count("Brought in from CIN census") >= 3
    for where in ("", "chronology/", "tonight/"):
        assert browser.get(f"{href}{where}").status_code in (200, 404)


def test_cp_04_an_enquiry_that_goes_on_is_sent_and_answered_here(browser: Client, cast: Cast) -> None:
    going_on = Enquiry.objects.get(state="open")
    answer = page(browser, f"{going_on.href}propose/")
    assert "When was the child seen?" in answer
