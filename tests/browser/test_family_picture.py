"""The family and its network as pictures that everybody can read and use (FA-01, FA-02; every picture has a table)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from kith.access.actor import acting
from kith.access.system import working
from kith.kernel.now import today
from kith.kernel.perform import perform
from kith.network import steps
from tests.browser.conftest import Visit, kind_to_everyone
from tests.cast import Cast
from tests.network.conftest import Okafors, family

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACED = [
    ("Nan", "grandmother", "family", 1, "patience"), ("Mum", "", "family", 1, "grace"),
    ("Dad", "", "family", 3, "emeka"), ("Zara", "best friend", "friends", 1, ""),
    ("Mrs Obi", "next door", "friends", 2, ""), ("Mrs Hale", "teacher", "school", 2, ""),
    ("Coach Ray", "football", "school", 3, ""), ("Dr Anand", "GP", "helpers", 3, ""),
]  # fmt: skip


@pytest.fixture
def okafors() -> Okafors:
    with working():
        worker = Cast.gather().social_worker
        with acting(worker):
            found = family(worker)
            for name, role, circle, closeness, person in PLACED:
                said: dict[str, Any] = {
                    "name": name, "role": role or name, "circle": circle, "closeness": closeness,
                    "can_do": "Listen, at any hour", "limits": "Away in August", "said_by": "Amara",
                    "said_on": today() - timedelta(days=1), "person": found.people[person].ref if person else "",
                }  # fmt: skip
                perform(steps.MemberAdded, worker, found.amara, said)
            return found


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_pictures_are_links_with_names_and_stand_beside_their_tables(
    visit: Visit, okafors: Okafors, scripts: bool, width: int
) -> None:
    page = visit("farah.siddiqui", scripts=scripts, width=width)
    page.goto(f"/people/{okafors.amara.ref}/family/")
    if scripts:
        kind_to_everyone(page)
    tree = page.get_by_role("region", name="Genogram", exact=True)
    expect(tree.get_by_role("link")).to_have_count(len(okafors.people) + 1)
    grace = tree.get_by_role("link", name="Grace Okafor, 34, mother, lives with Amara")
    net = page.get_by_role("region", name="Network map", exact=True)
    expect(net.get_by_role("link", name="Nan, grandmother")).to_be_visible()
    expect(net.get_by_role("img", name="Zara, best friend")).to_be_visible()
    expect(page.get_by_role("table", name="The family in words").get_by_role("row")).to_have_count(
        len(okafors.people) + 1
    )
    expect(page.get_by_role("table", name="The network in words").get_by_role("row")).to_have_count(len(PLACED) + 1)
    grace.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/people')[0]}/people/{okafors.grace.ref}/")


def test_somebody_is_moved_nearer_by_keyboard_alone(visit: Visit, okafors: Okafors) -> None:
    """Both pictures are edited by keyboard, without scripts, through the same steps as everything else."""
    page = visit("farah.siddiqui", scripts=False)
    page.goto(f"/people/{okafors.amara.ref}/family/")
    page.get_by_role("link", name="Change the place of Mrs Obi").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Very close").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Change somebody’s place in the network").focus()
    page.keyboard.press("Enter")
    row = page.get_by_role("table", name="The network in words").get_by_role("row", name="Mrs Obi")
    expect(row).to_contain_text("Very close. Friends and neighbours")
    page.get_by_role("link", name="Change what Emeka Okafor is to Amara").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Limits on contact")).to_have_value("No letters to his address")
