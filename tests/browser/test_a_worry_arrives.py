"""The whole first journey in a browser, as the issue tells it: from a referrer's form to explained clocks."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kith.access.actor import acting
from kith.access.system import working
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild
from kith.frontdoor.queries.recognition import particulars_told
from kith.kernel.now import now
from kith.kernel.perform import perform
from kith.people import queries as people
from kith.people.models import Household, HouseholdMember
from tests.browser.conftest import Visit, kind_to_everyone
from tests.cast import AMARA, Cast, contact_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOAH = {"given": "Noah", "family": "Okafor", "born": "2025-01-09", "sex": "M"}


@pytest.fixture
def northmere() -> Cast:
    """Amara and her baby brother are known from an earlier contact and share a home."""
    with working():
        cast = Cast.gather()
        worker = cast.mash_worker
        with acting(worker):
            earlier = contact_about(AMARA, NOAH, received_at=now() - timedelta(days=60))
            contact = perform(steps.ReceiveContact, worker, None, earlier).result
            home = Household.objects.create()
            for row in ContactChild.objects.filter(matter=contact.matter).order_by("id"):
                shown, _ = people.show_matches(worker, particulars_told(row))
                perform(steps.RecogniseChild, worker, row, {"answer": "new", "shown": shown.ref})
                row.refresh_from_db()
                HouseholdMember.objects.create(household=home, person=row.child)
            said: dict[str, Any] = {
                "level": "universal", "criteria": ["universal.needs_met"], "rationale": "Advice was enough.",
                "tell_referrer": "outcome", "late_reason": "Brought in from the old queue.",
            }  # fmt: skip
            for row in ContactChild.objects.filter(matter=contact.matter):
                said |= {f"means_{row.ref}": "Well and settled.", f"outcome_{row.ref}": "advice"}
            perform(steps.DecideContact, worker, contact, said)
    return cast


def send_the_worry(page: Page) -> None:
    """Mrs Hale tells of Amara, whose name she misspells, and of Chidi, whom nobody knows yet."""
    page.goto("/portal/new/form/")
    page.check("input[name=safe_now][value=yes]")
    page.fill("input[name='children-0-given']", "Amara")
    page.fill("input[name='children-0-family']", "Okafour")
    for part, value in (("day", "12"), ("month", "2"), ("year", "2018")):
        page.fill(f"input[name='children-0-born-{part}']", value)
    page.click("button:has-text('Add another child')")
    page.fill("input[name='children-1-given']", "Chidi")
    page.fill("input[name='children-1-family']", "Okafor")
    page.fill("input[name='children-1-age']", "13")
    page.fill("textarea[name=worry]", "Amara fell asleep twice this week and asked to stay late every day.")
    page.fill("textarea[name=harm]", "She is tired and watchful; her learning has begun to slip.")
    page.check("input[name=likelihood][value=likely]")
    page.fill("textarea[name=evidence]", "I have seen it myself on four days.")
    page.fill("textarea[name=tried]", "Breakfast club and a talk with her mother.")
    page.fill("input[name='consents-0-asked_of']", "Grace Okafor, mother")
    page.check("input[name='consents-0-state'][value=not_asked]")
    page.fill("input[name='consents-0-why_not']", "She may tell the children's father.")
    page.click("main form .kith-actions button[type=submit]:not([name])")
    page.wait_for_load_state()


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"select[name={name}]").select_option(value)


def the_contact() -> Contact:
    with working():
        found = Contact.objects.exclude(state="decided").select_related("matter").get()
        return found


def test_a_worry_arrives(northmere: Cast, visit: Visit) -> None:
    """FD-01 to FD-12, CL-01 to CL-06, AS-01 to AS-03, IG-06: one story, told by the people in it."""
    referrer = visit("mrs.hale")
    send_the_worry(referrer)
    expect(referrer.locator("main")).to_contain_text(re.compile(r"C-\d\d-\d{5}"))
    kind_to_everyone(referrer)
    ref = the_contact().ref

    worker = visit("joanne.pike")
    worker.goto("/front-door/")
    expect(worker.locator("main")).to_contain_text("Amara")
    kind_to_everyone(worker)
    worker.goto(f"/contacts/{ref}/")
    worker.click("button:has-text('Take this')")
    worker.click("text=Compare with our records >> nth=0")
    expect(worker.locator("h1")).to_contain_text("Is this the same child?")
    expect(worker.locator("main table")).to_contain_text("Close")
    kind_to_everyone(worker)
    worker.check("input[name=answer][value=same]")
    worker.click("button:has-text('Save answer')")
    worker.check("input[name=answer][value=new]")
    worker.click("button:has-text('Save answer')")
    worker.goto(f"/contacts/{ref}/")
    expect(worker.locator("main")).to_contain_text("Noah")  # proposed, for he shares her home (FD-10)
    kind_to_everyone(worker)

    manager = visit("ruth.delaney", scripts=False)
    manager.goto(f"/contacts/{ref}/authorise/")
    manager.fill("textarea[name=reason]", "Asking first could bring harm: she fears the father's answer.")
    manager.check("input[name=agencies][value=health_visiting]")
    manager.fill("textarea[name=may_be_shared]", "That we are worried about how tired she is.")
    review = now() + timedelta(days=2)
    for part, value in (("day", review.day), ("month", review.month), ("year", review.year)):
        manager.fill(f"input[name=review_on-{part}]", str(value))
    manager.click("main form button[type=submit]")
    expect(manager.locator("main")).to_contain_text("Authorised without consent")

    decider = visit("joanne.pike", scripts=False)  # decisions work without JavaScript
    decider.goto(f"/contacts/{ref}/decide/")
    for select in decider.locator("select[name^=outcome_]").all():
        select.select_option("referral")
    for text in decider.locator("textarea[name^=means_]").all():
        text.fill("Tired, watchful at night.")
    decider.check("input[name=level][value=intensive]")
    decider.click("summary:has-text('Intensive: child in need')")  # folded until it is wanted
    decider.check("input[name=criteria][value='intensive.likely_impaired']")
    decider.fill("textarea[name=rationale]", "Second contact; the worry has grown and her mother asks for help.")
    decider.click("button:has-text('Send this decision')")
    expect(decider.locator("main")).to_contain_text("Sent for signature")

    manager.goto(f"/contacts/{ref}/sign/")
    manager.click("button:has-text('Sign: the decision comes into force')")
    expect(manager.locator("main")).to_contain_text("Referral R-")

    leader = visit("marcus.bell")
    leader.goto("/allocate/")
    kind_to_everyone(leader)
    leader.click("main a[href^='/allocate/'] >> nth=0")
    kind_to_everyone(leader)
    choose(leader, "lead", northmere.social_worker.ref)
    choose(leader, "supervisor", northmere.practice_supervisor.ref)
    choose(leader, "team", northmere.east.ref)
    leader.check("input[name=legal_basis][value=s17]")
    visit_by = now() + timedelta(days=1)
    for part, value in (("day", visit_by.day), ("month", visit_by.month), ("year", visit_by.year)):
        leader.fill(f"input[name=first_visit_on-{part}]", str(value))
    leader.fill("textarea[name=direction]", "See Amara at school first; ask about nights. Speak with Grace by herself.")
    for box in leader.locator("input[name=with_siblings]").all():
        box.check()
    leader.click("main form .kith-actions button[type=submit]:not([name])")
    leader.wait_for_load_state()

    social_worker = visit("farah.siddiqui")
    social_worker.goto("/")
    expect(social_worker.locator("main")).to_contain_text("Amara")
    kind_to_everyone(social_worker)
    social_worker.locator("details.kith-clock summary").first.click()
    expect(social_worker.locator(".kith-clock__why").first).to_contain_text("Source")

    referrer.goto(f"/portal/{ref}/")
    expect(referrer.locator("main")).to_contain_text("a social worker will carry out an assessment")
    expect(referrer.locator("main")).to_contain_text("Level of need: Intensive: child in need")
    expect(referrer.locator("main")).not_to_contain_text("Noah")  # she did not name him: she may not know of him

    stranger = visit("mr.quill")
    assert stranger.goto(f"/portal/{ref}/").status == 404  # type: ignore[union-attr]  # it always answers
    assert stranger.goto(f"/contacts/{ref}/").status == 404  # type: ignore[union-attr]  # it always answers
