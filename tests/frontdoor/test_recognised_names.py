"""Once a child is recognised our pages call them as their record does, with the name as told beside it (FD-10)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import NamedReader, Subject
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild
from kith.frontdoor.queries.recognition import particulars_told
from kith.kernel.perform import perform
from kith.people import queries as people
from tests.assessment.reading import signed_in
from tests.cast import AMARA, TODAY, Cast, contact_about
from tests.people import made

pytestmark = pytest.mark.django_db
MISSPELT = {**AMARA, "given": "Amarra", "family": "Okafour"}
CHIDI = {"given": "Chidi", "family": "Okafor", "born": date(2013, 1, 9), "sex": "M"}


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Amara, whom we know, was told of under another spelling; Chidi is not compared yet."""
    with at(TODAY), acting(cast.mash_worker):
        made.person(cast.mash_worker, "Amara", "Okafor", AMARA["born"])
        found = perform(steps.ReceiveContact, cast.mash_worker, None, contact_about(MISSPELT, CHIDI)).result
        assert isinstance(found, Contact)
    return found


def recognise(cast: Cast, contact: Contact) -> str:
    """On the page, as known to us; gives back what it says then."""
    with at(TODAY), acting(cast.mash_worker):
        row = ContactChild.objects.get(matter=contact.matter, told_given="Amarra")
        shown, matches = people.show_matches(cast.mash_worker, particulars_told(row))
    with at(TODAY):
        answer = {"answer": "same", "shown": shown.ref, "person": matches[0].person.ref}
        page = signed_in(cast.mash_worker).post(f"/contacts/{contact.ref}/children/{row.ref}/", answer, follow=True)
    return str(page.content.decode())


def heading(browser: Client, href: str) -> str:
    with at(TODAY + timedelta(hours=1)):
        page = browser.get(href).content.decode()
    return re.sub(r"<[^>]+>", "", re.findall(r"<h1.*?</h1>", page, re.DOTALL)[0])


def test_the_contact_and_its_decision_call_a_child_as_their_record_does(cast: Cast, contact: Contact) -> None:
    browser = signed_in(cast.mash_worker)
    assert "Amarra and Chidi" in heading(browser, f"/contacts/{contact.ref}/"), "as told, until somebody has compared"
    said = recognise(cast, contact)
    assert "Known to us: Amara Okafor." in said
    for href in (f"/contacts/{contact.ref}/", f"/contacts/{contact.ref}/decide/"):
        assert "Amara and Chidi Okafor" in heading(browser, href)
        with at(TODAY):
            page = browser.get(href).content.decode()
        assert "We were told of <bdi>Amarra Okafour</bdi>" in page
        assert page.count("Amarra") == 1, "once, beside their own name"
    with at(TODAY):
        story = browser.get(f"/contacts/{contact.ref}/").content.decode()
        assert "Recognised: known to us</strong>, <bdi>Amara Okafor</bdi>" in story
        assert "What this means for Amara" in browser.get(f"/contacts/{contact.ref}/decide/").content.decode()
        assert "Amara and Chidi Okafor" in browser.get("/front-door/").content.decode()


def test_a_restricted_childs_name_is_nowhere(cast: Cast, contact: Contact) -> None:
    """Decision 7: the contact is absent, and with it the name, for whoever is no named reader."""
    recognise(cast, contact)
    with acting(cast.mash_manager):
        child = ContactChild.objects.get(matter=contact.matter, told_given="Amarra")
        NamedReader.objects.create(person_id=child.child_id, user=cast.mash_manager, reason="Adopted")
        Subject.objects.filter(pk=child.child_id).update(restricted=True)
    browser = signed_in(cast.mash_worker)
    with at(TODAY):
        for where in (f"/contacts/{contact.ref}/", f"/contacts/{contact.ref}/decide/"):
            assert browser.get(where).status_code == 404
        assert "Okafor" not in browser.get("/front-door/").content.decode()


def test_the_decision_page_folds_what_is_not_needed_yet_and_opens_what_must_be_mended(
    cast: Cast, contact: Contact
) -> None:
    """Everything is there without script; what was ticked or is wrong stands open."""
    browser, href = signed_in(cast.mash_worker), f"/contacts/{contact.ref}/decide/"
    with at(TODAY):
        page = browser.get(href).content.decode()
        folded = re.findall(r"<details class=\"govuk-details[^>]*>", page)
        assert len(folded) >= 6
        assert not [one for one in folded if one.endswith(" open>")]
        assert page.count('name="criteria"') > 10
        sent: dict[str, Any] = {"level": "universal", "criteria": ["universal.needs_met"]}
        for row in re.findall(r'name="outcome_(\w+)"', page):
            sent |= {f"outcome_{row}": "not_here"}
        page = browser.post(href, sent).content.decode()
    opened = [one for one in re.findall(r"<details class=\"govuk-details[^>]*>", page) if one.endswith(" open>")]
    assert len(opened) == 3, "the level of what was ticked, and how we know for each of the two children"
    with at(TODAY):
        page = browser.post(href, {**sent, "criteria": []}).content.decode()
    assert 'href="#id_criteria"' in page
    assert page.count('id="id_criteria"') == 1
