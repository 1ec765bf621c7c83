"""Journey 3 whole: a suspected crime, the discussion, the enquiry, the conference, a plan that changes nothing, the
legal gateway, and the step down months later; then the record as it was known the day before the conference."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from kith.access.actor import acting, at
from kith.access.system import working
from kith.conferences.models import Conference
from kith.legal.models import Gateway, LegalCase
from kith.people.models import Person
from kith.plans.models import Plan
from kith.protection.models import Enquiry
from tests.assessment import scene
from tests.browser.conftest import Visit, looks_well
from tests.browser.days import living, say
from tests.cast import Cast, london
from tests.conferences import test_conference as conference
from tests.legal import scene as legal
from tests.people import made
from tests.plans import scene as plans
from tests.practice import board
from tests.protection.test_enquiry import FOUND
from tests.protection.test_strategy_discussion import HEALTH, calling, holding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Story:
    """Amara, those who work with her, and the pages they have open."""

    def __init__(self, visit: Visit, *, allocated: bool = True) -> None:
        with at(london(2026, 6, 1)), working():
            self.cast = Cast.gather()
            self.amara: Person = scene.child(self.cast.mash_worker)
        self.visit = visit
        self.pages: dict[str, Page] = {}
        self.looked: set[str] = set()
        if allocated:
            self._allocated()

    def _allocated(self) -> None:
        with working():
            self.assessment = scene.allocated(self.cast, scene.referrals(self.cast, self.amara)[0])
            with at(london(2026, 6, 4, 9)), acting(self.cast.social_worker):
                made.involve(self.cast.team_manager, self.amara)
            danger = board.write(self.cast.social_worker, self.assessment, "danger")
            goal = board.write(self.cast.social_worker, self.assessment, "safety_goal")
            board.link(self.cast.social_worker, self.assessment, goal, danger=[danger])

    def found(self, model: Any) -> Any:
        """What there is of a kind by now: the last of it."""
        with transaction.atomic(), acting(self.cast.social_worker):
            one = model.objects.order_by("-pk").first()
            assert one.href
            return one

    def stood(self, moment: str) -> dict[str, int]:
        """How much of each kind the record showed at a moment, marked unmistakably as not today's."""
        page, counted = self.page(FARAH), {}
        page.goto(f"/people/{self.amara.ref}/as-known/?at={moment}")
        expect(page.get_by_text("Not the record of today.")).to_be_visible()
        self._looks_well(page)
        for part in sections(page):
            page.goto(f"/people/{self.amara.ref}/as-known/?at={moment}&part={part}")
            counted |= {key: len(rows) for key, rows in sections(page).items() if key == part}
        return counted

    def met(self, plan: Plan, when: datetime, **more: Any) -> dict[str, Any]:
        """What is typed after a core group."""
        with transaction.atomic():
            return plans.met(self.cast, plan, when, **more)

    def page(self, who: str) -> Page:
        """Somebody's own browser, opened once."""
        if who not in self.pages:
            self.pages[who] = self.visit(who)
            self.pages[who].set_default_timeout(6000)
        return self.pages[who]

    def does(self, who: str, when: datetime, address: str, said: dict[str, Any]) -> Page:
        """Somebody opens a form on a day, answers it and sends it; what they read is kind to everyone."""
        page = self.page(who)
        with living(when):
            page.goto(address)
            self._looks_well(page)
            say(page, said)
            page.locator("main form.kith-form").get_by_role("button").last.click()
            page.wait_for_load_state()
            assert page.locator(".govuk-error-summary").all_inner_texts() == []
            self._looks_well(page)
        return page

    def _looks_well(self, page: Page) -> None:
        """Each kind of page once: a form that is used again was looked at the first time."""
        kind = re.sub(r"/[a-z0-9]{14}/", "/one/", urlsplit(page.url).path)
        if kind not in self.looked:
            self.looked.add(kind)
            looks_well(page, scripts=True)


def sections(page: Page) -> dict[str, list[str]]:
    """What a page of the past lists under each heading, by the heading's own name."""
    found = page.locator(".kith-then__part").all()
    return {str(one.get_attribute("aria-labelledby")): one.locator("> ul > li").all_inner_texts() for one in found}


FARAH, MARCUS, NELL, WYN, PIET = "farah.siddiqui", "marcus.bell", "nell.abara", "wyn.prosser", "piet.vandermeer"


def test_from_a_suspected_crime_to_a_step_down_and_what_was_known_before(visit: Visit) -> None:
    story = Story(visit)
    cast, amara = story.cast, story.amara
    work, child = f"/assessments/{story.assessment.ref}/", f"/people/{amara.ref}/"

    story.does(FARAH, london(2026, 6, 4, 14), f"{work}crime/", {"kind": "physical"})
    told = {"crime": "Assault on a child, at home", "told_at": london(2026, 6, 4, 14, 5), "officer": "PC 4471 Reed"}
    story.does(FARAH, london(2026, 6, 4, 14, 10), f"{work}police/", told | {"log_number": "0412"})
    hold = {"answer": "to_hold", "why": "Tomorrow at nine, with police, health and school."}
    story.does(MARCUS, london(2026, 6, 4, 14, 30), f"{work}strategy-discussion/", hold)
    call = calling(cast, amara)
    page = story.does(FARAH, london(2026, 6, 4, 15), f"{child}strategy-discussion/", call)
    page = story.does(MARCUS, london(2026, 6, 5, 10), f"{page.url}hold/", holding(amara))

    enquiry = story.found(Enquiry).href
    story.does(FARAH, london(2026, 6, 12, 10), f"{enquiry}propose/", FOUND)
    story.does(MARCUS, london(2026, 6, 12, 11), f"{enquiry}authorise/", {})
    page = story.does(FARAH, london(2026, 6, 15, 10), f"{child}conference/", conference.asking(cast, amara))
    meets = page.url
    story.does(PIET, london(2026, 6, 15, 11), f"{meets}arrange/", conference.arranging(cast))
    story.does(PIET, london(2026, 6, 15, 12), f"{meets}invite/", {"agencies": conference.INVITED})
    with transaction.atomic():
        decided = conference.holding(story.found(Conference), cast)
    decided["agencies"].append({**HEALTH, "part": "absent"})
    page = story.does(PIET, london(2026, 6, 24, 12), f"{meets}hold/", decided)
    expect(page.get_by_text("Child protection plan").first).to_be_visible()

    plan = story.found(Plan)
    words = plans.words(cast, agreed_at=london(2026, 7, 7, 10))
    del words["consent"], words["outside"]  # a conference decided both
    story.does(FARAH, london(2026, 7, 7, 11), f"{plan.href}agree/", words)
    story.does(FARAH, london(2026, 7, 7, 12), f"{plan.href}core-group/", story.met(plan, london(2026, 7, 7, 10)))

    # The review finds no change: somebody says so, and a manager chooses the legal gateway.
    again = london(2026, 9, 10, 10)
    group = story.met(plan, again, stands="same", risk="rising", next_on="2026-10-08")
    story.does(FARAH, again + timedelta(hours=1), f"{plan.href}core-group/", group)
    with transaction.atomic():
        asked = conference.asking(cast, amara, kind="review", advised_on="2026-09-10", again="He came back.")
    page = story.does(FARAH, london(2026, 9, 10, 12), f"{child}conference/", asked)
    again = london(2026, 9, 17, 10)
    story.does(PIET, london(2026, 9, 10, 13), f"{page.url}arrange/", conference.arranging(cast, planned_at=again))
    meets = page.url
    with transaction.atomic():
        decided = conference.holding(story.found(Conference), cast, again, next_review_on="2027-02-10")
    page = story.does(PIET, london(2026, 9, 17, 12), f"{meets}hold/", decided)
    said = story.met(plan, again, stands="same", working="no", options=["review", "gateway"], said="He came back.")
    said = {
        name: said[name]
        for name in said
        if name.startswith(("stands_", "words_", "risk", "working", "options", "said"))
    }
    said |= {"proposed": "gateway", "proposed_why": "A year of it, and no change."}
    page = story.does(FARAH, london(2026, 9, 17, 13), f"{plan.href}working/", said)
    link = page.locator("main a[href*='/decide/']").first.get_attribute("href")
    chosen = {"chosen": "gateway", "why": "Nothing that was tried held."}
    page = story.does(NELL, london(2026, 9, 18, 10), link, chosen)
    # A service manager holds the meeting, with what the lawyer advised.
    gateway = story.found(Gateway)
    with transaction.atomic():
        held = legal.holding(cast, gateway, held_at=london(2026, 9, 22, 10), given_on="2026-09-22")
    page = story.does(WYN, london(2026, 9, 22, 12), f"{gateway.href}hold/", held)
    case = story.found(LegalCase)
    offer = {"on": "2026-09-23", "to": "Grace and Daniel Okafor"}
    story.does(FARAH, london(2026, 9, 23, 10), f"{case.href}family-meeting/", offer)

    # Months later it is quiet: the conference ends the plan, and the family agrees to one of need.
    quiet = london(2027, 2, 8, 10)
    asked |= {"advised_on": "2027-02-01", "again": "He has gone."}
    page = story.does(FARAH, london(2027, 2, 1, 12), f"{child}conference/", asked)
    meets = page.url
    story.does(PIET, london(2027, 2, 1, 13), f"{meets}arrange/", conference.arranging(cast, planned_at=quiet))
    with transaction.atomic():
        decided = conference.holding(story.found(Conference), cast, quiet)
    for name in list(decided):
        if name.startswith(("category_", "also_", "must_change_")) or name == "next_review_on":
            del decided[name]
        elif name.startswith(("outcome_", "working_")):
            decided[name] = {"outcome": "ends", "working": "yes"}.get(name.partition("_")[0], "Quiet since October.")
    decided[f"instead_{conference_child(decided)}"] = "cin"
    decided["agencies"] = [{**one, "thinks": "no_plan"} for one in decided["agencies"]]
    story.does(PIET, london(2027, 2, 8, 12), f"{meets}hold/", decided)
    down = story.found(Plan)
    by = [{"by_on": "2027-06-30"}, {"by_on": "2027-06-30"}]  # the goals are there, from the plan before
    due = [{"what": "Ring Nan", "owner": cast.social_worker.ref, "due_on": "2027-03-15"}]
    words = plans.words(cast, agreed_at=london(2027, 2, 12, 10), goals=by, actions=due)
    page = story.does(FARAH, london(2027, 2, 12, 11), f"{down.href}agree/", words)
    with living(london(2027, 3, 1, 10)):
        before = story.stood("2026-06-23T12:00")
        after = story.stood("2027-03-01T09:00")
        page.goto(f"{child}as-known/differences/?from=2026-06-23T12:00&to=2027-03-01T09:00")
        looks_well(page, scripts=True)
    assert "plans" not in before
    assert before["enquiries"] == after["enquiries"] == 1
    # What is different is what came after, neither more nor less.
    changed = sections(page)
    for part in before.keys() | after.keys() | changed.keys():
        how = [one.partition(" ")[0] for one in changed.get(part, [])]
        assert after.get(part, 0) - before.get(part, 0) == how.count("Added") - how.count("Withdrawn"), part
    assert not [one for rows in changed.values() for one in rows if re.search(r"\b(1?\d|2[0-2]) June 2026, \d\d:", one)]


def conference_child(said: dict[str, Any]) -> str:
    """The reference of the one child whom these answers are about."""
    return next(name.partition("_")[2] for name in said if name.startswith("outcome_"))


def test_a_late_conference_says_so_and_why(visit: Visit) -> None:
    """It stands late for ever, with the reason its chair gave (CL-10)."""
    story = Story(visit, allocated=False)
    cast, amara = story.cast, story.amara
    with transaction.atomic():
        conference.enquiries(cast, amara)
        one = conference.asked(cast, amara)
        conference.arranged(cast, one, planned_at=london(2026, 7, 2, 10))
        said = conference.holding(one, cast, london(2026, 7, 2, 10))
    page, late = story.page(PIET), "Nobody could come before: the school was closed."
    with living(london(2026, 7, 2, 12)):
        page.goto(f"{one.href}hold/")
        say(page, said)
        page.get_by_role("button", name="End the conference").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("It is held after its date. Say why")
        looks_well(page, scripts=True)
        page.locator("[name=late_code]").first.check()
        page.locator("[name=late_words]").fill(late)
        page.get_by_role("button", name="End the conference").click()
        expect(page.locator("main")).to_contain_text(late)
        expect(page.locator("main")).to_contain_text("days late")
        looks_well(page, scripts=True)
