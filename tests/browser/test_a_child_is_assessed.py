"""The assessment of three children as people do it, from the plan to the approved conclusion (issue 3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kith.access.system import working
from kith.assessment.checklist import CHECKS
from kith.kernel.now import now
from tests.browser.conftest import Visit, kind_to_everyone, looks_well
from tests.browser.okafors import Okafors, allocated_together, fill, moment, nearly_ready, send, why_late

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def okafors() -> Okafors:
    """Allocated together; nobody has been seen yet."""
    with working():
        return allocated_together()


def before_approval(page: Page) -> str:
    """What the standing panel says is missing."""
    return page.locator(".kith-before").inner_text()


def test_the_plan_is_agreed_the_children_are_seen_and_the_father_is_found(okafors: Okafors, visit: Visit) -> None:
    """AS-01, AS-04, AS-05, AS-06, AS-09, FA-01, FA-08, CL-04, CL-05."""
    home = okafors.home()
    farah = visit("farah.siddiqui")
    farah.goto(home)
    expect(farah.get_by_role("link", name="Chidi Okafor")).to_be_visible()
    expect(farah.get_by_role("link", name="Noah Okafor")).to_be_visible()
    kind_to_everyone(farah)

    farah.get_by_role("link", name="Go on writing").click()
    expect(farah.get_by_role("heading", name="Why now")).to_be_visible()
    farah.get_by_role("link", name="The plan").click()
    fill(farah, who_assesses="Farah; Tomasz sees Noah.", which_family="Grace, and the three children.")
    fill(farah, communication="A Yoruba interpreter for Grace, never one of the children.")
    farah.get_by_role("button", name="Add a point").click()
    moment(farah, "checkpoints-0-day", now() + timedelta(days=7))
    fill(farah, **{"checkpoints-0-what": "Each child has been seen alone."})
    kind_to_everyone(farah)
    send(farah, "Save", "Not agreed as it stands: Nell Abara agrees it")
    nell = visit("nell.abara", scripts=False)
    agree(nell, home)
    farah.reload()
    assert "plan is not agreed" not in before_approval(farah)
    fill(farah, which_family="Grace, the three children, and Nan in Farside.")
    send(farah, "Save", "Not agreed as it stands")
    assert "The plan is not agreed as it stands" in before_approval(farah)
    agree(nell, home)

    farah.goto(f"{home}seen/")
    farah.get_by_label("Where?").fill("At school")
    farah.locator("[name=alone][value=yes]").check()
    fill(farah, words="I put my headphones on when they shout.")
    farah.get_by_label("By an interpreter").check()
    why_late(farah)
    send(farah, "Record that the child was seen", "Say who interpreted")
    kind_to_everyone(farah)
    fill(farah, interpreter="Bisi Adeyemi, Harbour Interpreters")
    send(farah, "Record that the child was seen", "Interpreted by an interpreter, Bisi Adeyemi")

    farah.goto(f"{okafors.home('Chidi')}seen/")
    assert farah.get_by_label("Nobody: a manager agreed to do without").count() == 0
    farah.get_by_label("Where?").fill("At home")
    farah.locator("[name=alone][value=no]").check()
    fill(farah, why_not_alone="He asked his aunt to stay.", words="Ask me again on Friday.", interpreter="Aunt Funmi")
    farah.get_by_label("By somebody of the family or a friend").check()
    why_late(farah)
    send(farah, "Record that the child was seen", "Not independent: check what was said")
    kind_to_everyone(farah)

    marcus = visit("marcus.bell", scripts=False, width=320)
    marcus.goto(okafors.home("Chidi"))
    marcus.get_by_role("link", name="Agree to do without an interpreter").click()
    fill(marcus, reason="Grace asks that nobody from her church hears this; she writes English well.")
    moment(marcus, "until", now() + timedelta(days=14))
    looks_well(marcus, scripts=False)
    send(marcus, "Agree to do without an interpreter", "Agreed")
    tomasz = visit("tomasz.reid", width=320)
    tomasz.goto(f"{okafors.home('Chidi')}seen/")
    kind_to_everyone(tomasz)
    tomasz.get_by_label("Where?").fill("In the park")
    tomasz.locator("[name=alone][value=yes]").check()
    tomasz.get_by_label("Nobody: a manager agreed to do without").check()
    why_late(tomasz)
    send(tomasz, "Record that the child was seen", "Not interpreted: a team manager agreed to do without")

    tomasz.goto(okafors.home("Noah"))
    tomasz.get_by_role("link", name="Child not seen").click()
    tomasz.get_by_label("Where?").fill("At home")
    fill(tomasz, why_not_seen="Nobody came to the door, twice.")
    tomasz.locator("[name=obstructed][value=yes]").check()
    send(tomasz, "Record a visit when the child was not seen", "Nobody came to the door, twice.")
    assert "Noah has not been seen" in before_approval(tomasz)
    assert "The family keeps us from Noah: what happens next?" in before_approval(tomasz)
    kind_to_everyone(tomasz)

    the_father_is_found(farah, home)

    marcus.goto(f"{home}review/")
    marcus.locator("[name=protect_now][value=no]").check()
    fill(marcus, protect_why="Seen on Tuesday, and well; Grace has the number for the night.")
    marcus.locator("[name=review_decision]").first.check()
    moment(marcus, "needed_by", now() + timedelta(days=7))
    fill(marcus, review_words="It needs its full time: the father has only now been found.")
    send(marcus, "Review how long the assessment needs", "It needs its full time")


def agree(manager: Page, home: str) -> None:
    """The plan is agreed as it stands, without scripts."""
    manager.goto(f"{home}write/plan/")
    looks_well(manager, scripts=False)
    manager.get_by_role("link", name="Agree the plan").click()
    send(manager, "Agree the plan", "The plan is agreed.")


def the_father_is_found(farah: Page, home: str) -> None:
    """The panel asks for him by name; somebody new is put on the record, and the genogram shows him."""
    farah.goto(f"{home}write/network/")
    assert "Nobody has asked who Amara's father is" in before_approval(farah)
    kind_to_everyone(farah)
    expect(farah.get_by_role("link", name="Emeka Okafor")).to_have_count(0)
    farah.get_by_role("link", name="Add them").click()
    kind_to_everyone(farah)
    farah.get_by_label("Find them").fill("Emeka Okafor")
    send(farah, "Find")
    kind_to_everyone(farah)
    farah.get_by_role("link", name="Start a new record").click()
    farah.get_by_label("Adult", exact=True).check()
    fill(farah, given="Emeka", family="Okafor")
    farah.get_by_label("Male", exact=True).check()
    send(farah, "Look for them first", "The record is begun")  # nobody like him was on record
    farah.get_by_label("What are they to Amara?").select_option("father")
    fill(farah, safe_contact="Letters to his sister only")
    kind_to_everyone(farah)
    send(farah, "Add somebody to the family", "The family is changed.")
    farah.goto(f"{home}write/network/")
    assert "father" not in before_approval(farah)
    expect(farah.get_by_role("region", name="Genogram").get_by_role("link", name="Emeka Okafor")).to_be_visible()
    farah.get_by_role("link", name="Add somebody").last.click()
    farah.get_by_label("What are they called?").fill("Nan")
    fill(farah, role="grandmother", said_by="Amara, at school", can_do="Have all three at once")
    farah.get_by_label("Family", exact=True).check()
    farah.get_by_label("Very close").check()
    kind_to_everyone(farah)
    send(farah, "Add somebody to the network", "The network map is changed.")
    kind_to_everyone(farah)


def test_two_write_at_once_families_once_and_the_school_answers(okafors: Okafors, visit: Visit) -> None:
    """AS-01, AS-08, AS-14, SS-01, SS-03, SS-07, IG-04; promise 1: two authors lose nothing."""
    home = okafors.home()
    farah, tomasz = visit("farah.siddiqui"), visit("tomasz.reid")
    farah.goto(f"{home}write/day/")
    fill(farah, day="Mornings: alone.\nEvenings: loud.", own_words="“I want them to stop.”")
    send(farah, "Save", "Saved.")
    tomasz.goto(f"{home}write/day/")
    expect(tomasz.get_by_text("Farah Siddiqui has “A day in Amara's life” open")).to_be_visible()
    kind_to_everyone(tomasz)
    fill(farah, day="Mornings: alone, from six.\nEvenings: loud.")
    send(farah, "Save", "Saved.")
    fill(tomasz, day="Mornings: alone.\nEvenings: loud until ten.")
    send(tomasz, "Save", "Saved, and joined with what somebody else wrote meanwhile.")
    expect(tomasz.locator("[name=day]")).to_have_value("Mornings: alone, from six.\nEvenings: loud until ten.")

    fill(tomasz, day="Mornings: with Chidi.\nEvenings: loud until ten.")
    send(tomasz, "Save", "Saved.")
    fill(farah, day="Mornings: alone, from five.\nEvenings: loud.")
    send(farah, "Save", "Two people changed the same place. Make one of the two texts")
    assert "A day in Amara's life: two texts to make one of" in before_approval(farah)
    row = farah.get_by_role("table", name="What each of them wrote there").get_by_role("row").last
    expect(row).to_contain_text("Mornings: with Chidi.")
    expect(row).to_contain_text("Mornings: alone, from five.")
    kind_to_everyone(farah)
    fill(farah, day="Mornings: alone from five, with Chidi from six.\nEvenings: loud until ten.")
    send(farah, "Save", "Saved.")
    assert "two texts" not in before_approval(farah)
    assert farah.get_by_text("Write the same for").count() == 0  # a child's own day is never another's

    written_once_for_all(farah, okafors)
    the_school_answers(farah, visit("mrs.hale"), home)
    the_board_is_drawn(farah, home)


def written_once_for_all(farah: Page, okafors: Okafors) -> None:
    """What is the family's is written once; what one child said stays with that child."""
    farah.goto(f"{okafors.home()}write/environment/")
    for name in ("Chidi Okafor", "Noah Okafor"):
        expect(farah.get_by_label(name)).to_be_checked()
    fill(farah, housing="Two rooms above the laundrette; damp.", housing_source="Visit on Tuesday")
    kind_to_everyone(farah)
    send(farah, "Save", "Saved.")
    farah.get_by_role("link", name="Beside brothers and sisters").click()
    expect(farah.get_by_text("Two rooms above the laundrette; damp.")).to_have_count(3)
    kind_to_everyone(farah)
    farah.goto(f"{okafors.home('Chidi')}whole/")
    main = farah.locator("main")
    expect(main).to_contain_text("Two rooms above the laundrette; damp.")
    expect(main).not_to_contain_text("I want them to stop.")
    expect(main).not_to_contain_text("Mornings")
    kind_to_everyone(farah)


def the_school_answers(farah: Page, hale: Page, home: str) -> None:
    """Asked with the concern and its basis; answered in the portal; silence is in the panel."""
    farah.goto(f"{home}write/agencies/")
    farah.get_by_role("link", name="Ask agencies").click()
    farah.get_by_label("School: Larkfield Primary").check()
    farah.get_by_label("Police").check()
    farah.locator("input[id^=id_name_][id*=police]").first.fill("Northmere Police")
    farah.get_by_label("What is the concern, in words that each of them may read?").fill("Amara is very tired.")
    farah.get_by_label("What do you ask?", exact=True).fill("What do you know of her at home?")
    farah.get_by_label("Our public task of safeguarding children").check()
    farah.get_by_label("Why is it necessary?").fill("Her mother cannot say how she is at school.")
    send(farah, "Ask those ticked and added", "Asked 2 agencies what they know")
    hale.goto("/portal/")
    hale.get_by_role("link", name="What you know of the child").click()
    kind_to_everyone(hale)
    fill(hale, words="Late on nine days since Easter.", role="Deputy head", in_confidence="Grace is saving to leave.")
    send(hale, "Send your answer", "Late on nine days since Easter.")
    farah.goto(f"{home}write/agencies/")
    expect(farah.locator("main")).to_contain_text("Late on nine days since Easter.")
    expect(farah.locator("main")).to_contain_text("Not for the family: Grace is saving to leave.")
    assert "Northmere Police has not replied" in before_approval(farah)
    kind_to_everyone(farah)


def the_board_is_drawn(farah: Page, home: str) -> None:
    """Nothing hangs loose from harm to next step; three people give three numbers, and no fourth is made of them."""
    board = f"{home}signs-of-safety/"
    farah.goto(board)
    farah.get_by_role("link", name="Add what has happened").click()
    fill(farah, words="Emeka threw a plate at the wall.", actor="Emeka Okafor", place="The kitchen", times="1")
    fill(farah, severity="A plate broke", effect="Amara hid in the bath", source="Amara and Grace")
    moment(farah, "began_on", now() - timedelta(days=40))
    kind_to_everyone(farah)
    send(farah, "Save", "Written on the board.")
    farah.get_by_role("link", name="Write it for past harm H1").click()
    fill(farah, words="Amara may be hurt if plates are thrown again.")
    send(farah, "Save", "Written on the board.")
    assert "Link danger D1 to a safety goal" in before_approval(farah)
    farah.get_by_role("link", name="Write it for danger D1").click()
    fill(farah, words="When anybody shouts, the children go to Nan.", indicator="Nan and school say so for 3 months")
    send(farah, "Save", "Written on the board.")
    farah.get_by_role("link", name="Write it for safety goal G1").click()
    fill(farah, words="Nan keeps the beds made.", owner="Nan")
    moment(farah, "due_on", now() + timedelta(days=7))
    send(farah, "Save", "Written on the board.")
    assert not any(word in before_approval(farah) for word in ("Link ", "Give "))
    numbers = (("child|Amara|", "3"), ("parent|Grace Okafor|mother", "8"), ("worker|Farah Siddiqui|social worker", "4"))
    for rater, number in numbers:
        farah.get_by_role("link", name="Write down somebody’s number").click()
        farah.locator(f"[name=rater][value='{rater}']").check()
        farah.locator(f"[name=score][value='{number}']").check()
        fill(farah, reason="As they put it themselves.")
        send(farah, "Save", "The number is written down.")
    shown = farah.locator("section:has(#scale) svg text").all_text_contents()
    assert [word for word in shown if word.isdecimal()] == ["0", "5", "10", "3", "8", "4"]
    kind_to_everyone(farah)


@pytest.fixture
def ready() -> Okafors:
    """Amara's assessment is written; Noah's too, and nobody has seen him."""
    with working():
        return nearly_ready()


def test_the_conclusion_is_sent_back_and_then_approved_and_a_manager_explains_the_unseen_child(
    ready: Okafors, visit: Visit
) -> None:
    """AS-05, AS-19, AS-21: two people decide, and what is missing is said by whoever answers for it."""
    home, noah = ready.home(), ready.home("Noah")
    nell = visit("nell.abara", scripts=False, width=320)
    nell.goto(home)
    nell.get_by_role("link", name="Supervision and checklist").click()
    for line in CHECKS:
        nell.locator(f"[name={line}][value={'no' if line == 'parents' else 'yes'}]").check()
    nell.locator("[name=protect_now][value=no]").check()
    fill(nell, protect_why="Daniel is away, and Grace rings if he comes.")
    fill(nell, reflection="What a night is like for Amara.", challenge="That Emeka does not want to be found.")
    send(nell, "Record supervision", "Say why a parent or carer was not seen or heard, and what follows")
    looks_well(nell, scripts=False)
    fill(nell, parents_why="Emeka has not been asked: Farah rings him on Tuesday.")
    send(nell, "Record supervision", "Emeka has not been asked: Farah rings him on Tuesday.")

    farah = visit("farah.siddiqui")
    farah.goto(home)
    assert "1 thing, then it goes to Nell Abara." in before_approval(farah)
    propose(farah, home, "The board is drawn with Grace on Friday.")
    kind_to_everyone(farah)
    assert farah.goto(f"{home}authorise/").status == 403  # type: ignore[union-attr]  # nobody approves their own
    nell.goto(home)
    nell.get_by_role("link", name="Send it back").click()
    fill(nell, answer="Ask Emeka himself before we decide.")
    send(nell, "Send the conclusion back", "Sent back, with your words.")
    farah.goto(home)
    assert "Sent back by Nell Abara: Ask Emeka himself before we decide." in before_approval(farah)
    kind_to_everyone(farah)
    farah.get_by_role("link", name="Send it now with a reason").click()
    expect(farah.locator("[name=concern]")).to_have_value("She is kept awake.")  # what was sent before comes along
    kind_to_everyone(farah)
    fill(farah, concern="She is kept awake; Emeka says so too.", why_now="The board is drawn with Grace on Friday.")
    send(farah, "Send the conclusion for approval", "Sent for approval.")
    nell.goto(f"{home}authorise/")
    expect(nell.locator("main")).to_contain_text("She is kept awake; Emeka says so too.")
    send(nell, "Authorise the conclusion", "There is a problem")
    looks_well(nell, scripts=False)
    fill(nell, why_incomplete="What the board will say is in the analysis already.")
    send(nell, "Authorise the conclusion", "Authorised.")
    expect(nell.locator("main")).to_contain_text("Approved although something was missing: What the board will say")

    propose(farah, noah, "He has not been met: Nell knows, and answers for it.")
    assert farah.get_by_text("Why was the child not seen?").count() == 0
    nell.goto(f"{noah}authorise/")
    fill(nell, why_incomplete="The board follows on Friday.")
    send(nell, "Authorise the conclusion", "There is a problem")
    fill(nell, not_seen_because="He is with his aunt in Leeds; their visitor saw him there on Monday and rang me.")
    send(nell, "Authorise the conclusion", "Why the child was not seen: He is with his aunt in Leeds")
    farah.goto(home)
    kind_to_everyone(farah)
    farah.goto(f"{home}whole/")
    kind_to_everyone(farah)
    farah.goto(f"{home}write/day/")  # to be read, and no longer written
    kind_to_everyone(farah)


def propose(farah: Page, home: str, why_now: str) -> None:
    """The worker's findings, sent with what is missing and why."""
    farah.goto(f"{home}propose/")
    fill(farah, concern="She is kept awake.", how_and_why="It began when the work went.", conclusion="Nights are loud.")
    for name, value in (("need", "in_need"), ("abused", "no"), ("duty", "s17"), ("accommodation", "none")):
        farah.locator(f"[name={name}][value={value}]").check()
    farah.locator("[name=outcome][value=cin_plan]").check()
    farah.get_by_role("button", name="Add a service").click()
    said = {"service": "Family support", "how": "Two evenings a week", "who": "Homelands, from Monday"}
    fill(farah, **{f"services-0-{part}": words for part, words in said.items()})
    farah.locator("[name=factors][value='3A']").check()
    fill(farah, why_now=why_now)
    kind_to_everyone(farah)
    send(farah, "Send the conclusion for approval", "Sent for approval.")
