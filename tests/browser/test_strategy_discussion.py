"""A strategy discussion is called by a worker, moved by a manager and held by its chair, with and without scripts
(CP-02, CP-03)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from kith.access.system import working
from kith.kernel.now import LONDON, now
from tests.assessment import scene
from tests.browser.conftest import Visit, looks_well
from tests.cast import Cast
from tests.people import made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def amara() -> str:
    """Amara's page, in Farah's and Marcus's hands, with a brother at home."""
    with transaction.atomic(), working():
        cast = Cast.gather()
        amara = made.amara(cast.social_worker)
        made.related(amara, "sibling", made.person(cast.social_worker, "Chidi", "Okafor"))
        scene.allocated(cast, scene.referrals(cast, amara)[0])
        made.involve(cast.team_manager, amara)
        return amara.href


def moment(page: Page, name: str, hours: int) -> None:
    """Fill the parts of a moment so many hours from now."""
    at = (now() + timedelta(hours=hours)).astimezone(LONDON)
    for part, value in (("day", at.day), ("month", at.month), ("year", at.year), ("time", f"{at:%H:%M}")):
        page.locator(f"[name={name}-{part}], [name={name}_{part}]").first.fill(str(value))


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 320)])
def test_it_is_called_held_and_sent(visit: Visit, amara: str, scripts: bool, width: int) -> None:
    farah = visit("farah.siddiqui", scripts=scripts, width=width)
    farah.goto(f"{amara}assessments/")
    farah.get_by_role("link", name="Call a strategy discussion").click()
    farah.get_by_role("button", name="Call a strategy discussion").click()
    expect(farah.locator(".govuk-error-summary").get_by_text("Choose who chairs it")).to_be_visible()
    looks_well(farah, scripts)
    farah.get_by_label("Chidi Okafor").check()
    farah.get_by_label("What is suspected, and what points to it?").fill("A hand-shaped bruise.")
    farah.get_by_label("Physical abuse").check()
    farah.get_by_label("Inside the family").check()
    farah.get_by_label("Who keeps each child safe until then, and how?").fill("They stay at school.")
    chair = farah.get_by_label("Who chairs it?")
    chair.select_option(label=chair.locator("option", has_text="Marcus Bell").inner_text())
    farah.get_by_label("Video call").check()
    moment(farah, "planned_at", 2)
    for number in range(farah.get_by_label("Its name").count()):
        box = farah.get_by_label("Its name").nth(number)
        if not box.input_value():
            box.fill("Northmere agency")
    farah.get_by_role("button", name="Call a strategy discussion").click()
    expect(farah.get_by_role("heading", name="Who is invited")).to_be_visible()
    looks_well(farah, scripts)

    marcus = visit("marcus.bell", scripts=scripts, width=width)
    marcus.get_by_role("link", name="Strategy discussion S-").click()
    marcus.get_by_role("button", name="Hold the discussion").click()
    looks_well(marcus, scripts)
    for number in range(marcus.get_by_label("Took part").count()):
        marcus.get_by_label("Took part").nth(number).check()
        marcus.get_by_label("What do they know, of which child?").nth(number).fill(f"Known by {number}.")
    marcus.get_by_role("group", name="Is there reasonable cause").get_by_label("Yes").check()
    marcus.get_by_label("Why, or why not?").fill("A bruise of that shape.")
    marcus.get_by_label("Our public task of safeguarding children").check()
    marcus.get_by_label("Why is it necessary?").fill("Nobody alone knows enough.")
    marcus.get_by_label("The police investigate an offence").check()
    marcus.get_by_label("What do the police say?").fill("Assault, log 0412.")
    marcus.get_by_label("Section 47 enquiry, jointly with the police").first.check()
    marcus.get_by_label("No further action").nth(1).check()
    for number in range(2):
        marcus.get_by_label("Why, and what does it mean for").nth(number).fill("Seen today.")
    marcus.get_by_label("Which other children were considered?").fill("Nobody else lives there.")
    marcus.get_by_label("Why was this decided, and who sees it differently?").fill("All agreed.")
    marcus.get_by_role("button", name="End the discussion").click()
    expect(marcus.locator(".govuk-error-summary").get_by_text("Add what is to be done")).to_be_visible()
    looks_well(marcus, scripts)
    marcus.get_by_role("button", name="Add an action").click()
    marcus.get_by_label("What is to be done?").fill("See them together")
    marcus.get_by_label("Who does it?").select_option(index=1)
    day = (now() + timedelta(days=2)).astimezone(LONDON)
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        marcus.locator(f"[name=actions-0-due_on-{part}], [name=actions-0-due_on_{part}]").first.fill(str(value))
    marcus.get_by_role("button", name="End the discussion").click()
    expect(marcus.get_by_role("heading", name="What was decided for each child")).to_be_visible()
    looks_well(marcus, scripts)

    farah.reload()
    farah.get_by_role("link", name="Send the minutes").click()
    looks_well(farah, scripts)
