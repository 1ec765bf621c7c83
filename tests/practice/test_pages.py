"""The board's pages: a section of the assessment like the others, to write on, to read whole and to print (SS-01)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.assessment.models import Assessment
from kith.assessment.sections import Section, sections
from kith.assessment.steps import Authorise
from kith.kernel.perform import Invalid
from kith.practice.signs_of_safety.domains import DOMAINS
from kith.practice.signs_of_safety.models import Entry
from kith.practice.signs_of_safety.queries import board_of, on_paper, scale_of, story_of_entries
from kith.practice.signs_of_safety.steps import ChangeEntry
from tests.assessment.reading import asked, signed_in
from tests.assessment.scene import allocated, child, concluded, proposed, referrals
from tests.cast import Cast, take
from tests.practice.board import NOW, SAID, link, placed, score, write
from tests.practice.test_board import UNSEEN

pytestmark = pytest.mark.django_db


def asked_of_the_born() -> list[Section]:
    return [one for one in sections() if one.when in ("", "born")]


def home(assessment: Assessment) -> str:
    return f"/assessments/{assessment.ref}/signs-of-safety/"


def read(cast: Cast, assessment: Assessment, path: str = "", who: str = "social_worker") -> str:
    with at(NOW):
        answer = signed_in(getattr(cast, who)).get(home(assessment) + path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_empty_board_teaches_what_belongs_where(cast: Cast, assessment: Assessment) -> None:
    html = read(cast, assessment)
    for one in DOMAINS:
        assert one.teach in html
        assert f"{home(assessment)}add/{one.key}/" in html
    assert "Nobody has been asked yet" in html
    assert "Say that no danger was found" in html


def test_the_board_is_a_section_beside_the_others(cast: Cast, assessment: Assessment) -> None:
    html = read(cast, assessment)
    assert re.search(r'<li aria-current="page"><a class="govuk-link" href="[^"]*/signs-of-safety/">', html)
    assert f"Section 7 of {len(asked_of_the_born()) + 1}" in html
    assert "Before this can be approved" in html
    with at(NOW):
        beside = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/write/day/").content.decode()
        assert f'href="{home(assessment)}"' in beside
        writing = signed_in(cast.practice_supervisor).get(home(assessment) + "add/harm/")
        assert writing.status_code == 200
    assert f"{cast.practice_supervisor.name} has “Signs of Safety” open" in read(cast, assessment)


def test_a_card_that_hangs_loose_says_so_and_leads_to_what_it_needs(cast: Cast, assessment: Assessment) -> None:
    danger = write(cast.social_worker, assessment, "danger")
    html = read(cast, assessment)
    assert 'kith-card--gap" id="d1"' in html
    assert "Needs a safety goal" in html
    href = f"{home(assessment)}add/safety_goal/?for={danger.ref}"
    assert href in html
    with at(NOW):
        browser = signed_in(cast.social_worker)
        form = browser.get(href)
        assert form.context["form"]["danger"].value() == [danger.ref]
        sent = SAID["safety_goal"] | {"danger": [danger.ref], "request_key": "goal-1"}
        assert browser.post(href, sent)["Location"] == home(assessment)
    html = read(cast, assessment)
    assert '<a class="kith-ref" href="#g1">G1</a>' in html
    assert "Needs a safety goal" not in html


@pytest.mark.parametrize("kind", [one.key for one in DOMAINS if one.key != "safety"] + ["no_danger"])
def test_every_kind_is_written_changed_and_taken_off_by_the_pages(
    cast: Cast, assessment: Assessment, kind: str
) -> None:
    """Without JavaScript, as a browser sends it: dates in boxes."""
    with at(NOW):
        browser = signed_in(cast.social_worker)
        sent = boxes(SAID[kind]) | {"request_key": f"a-{kind}"}
        assert browser.get(f"{home(assessment)}add/{kind}/").status_code == 200
        done = browser.post(f"{home(assessment)}add/{kind}/", sent)
        assert done.status_code == 302, done.context["form"].errors
        with acting(cast.social_worker):
            entry = Entry.objects.get()
        shown = browser.get(f"{home(assessment)}{entry.ref}/change/")
        assert shown.context["form"]["words"].value() == SAID[kind]["words"]
        again = boxes(SAID[kind]) | {"words": "Otherwise.", "request_key": f"c-{kind}"}
        assert browser.post(f"{home(assessment)}{entry.ref}/change/", again).status_code == 302
        assert "Otherwise." in browser.get(home(assessment)).content.decode()
        ending = {"reason": "It no longer holds.", "request_key": f"e-{kind}"}
        assert browser.post(f"{home(assessment)}{entry.ref}/end/", ending).status_code == 302
        assert "Otherwise." not in browser.get(home(assessment)).content.decode()
        earlier = browser.get(home(assessment) + "earlier/").content.decode()
        for words in ("Otherwise.", "It no longer holds.", "Off the board"):
            assert words in earlier


def boxes(said: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends for these answers."""
    sent: dict[str, Any] = {}
    for name, value in said.items():
        if name.endswith("_on") or name == "on":
            year, month, day = value.split("-")
            sent |= {f"{name}-year": year, f"{name}-month": month, f"{name}-day": day}
        else:
            sent[name] = value
    return sent


def test_safety_is_written_with_its_days_and_without_a_danger_says_what_to_do(
    cast: Cast, assessment: Assessment
) -> None:
    with at(NOW):
        browser = signed_in(cast.social_worker)
        html = browser.get(home(assessment) + "add/safety/").content.decode()
        assert "Write the danger first" in html
    danger = write(cast.social_worker, assessment, "danger")
    with at(NOW):
        sent = {"words": "Grace left at once.", "danger": [danger.ref], "shown-0-by": "Nan", "request_key": "s-1"}
        sent |= boxes({"shown-0-on": "2026-05-02"})
        assert browser.post(home(assessment) + "add/safety/", sent).status_code == 302
    assert re.search(r"Against\s+<a class=\"kith-ref\" href=\"#d1\">D1</a>", html := read(cast, assessment))
    assert "Seen 2 May 2026 by <bdi>Nan</bdi>" in html
    with at(NOW), acting(cast.social_worker):
        entry = Entry.objects.get(kind="safety")
    with at(NOW):
        change = browser.get(f"{home(assessment)}{entry.ref}/change/").content.decode()
        assert 'name="shown-0-on-day"' in change
        assert 'name="danger"' not in change


def test_what_was_typed_stays_when_something_is_missing(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        answer = signed_in(cast.social_worker).post(
            home(assessment) + "add/harm/", {"words": "He threw a plate.", "times": "often", "request_key": "k"}
        )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "He threw a plate." in html
    assert "The number of times must be a whole number, such as 3" in html


def test_the_board_stands_in_the_whole_assessment_to_read(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    harm, danger = write(worker, assessment, "harm"), write(worker, assessment, "danger")
    link(worker, assessment, danger, harm=[harm])
    score(worker, assessment, "child|Amara|", 4)
    with at(NOW):
        html = signed_in(worker).get(f"/assessments/{assessment.ref}/whole/").content.decode()
    assert SAID["harm"]["words"].replace("'", "&#x27;") in html
    assert html.index('id="s-parenting"') < html.index('id="s-signs_of_safety"') < html.index('id="s-environment"')
    assert "Scores and reasons as a table" in html
    assert "add/danger/" not in html
    assert "/take-back/" not in html


def test_a_concluded_board_is_read_and_no_longer_written(cast: Cast, assessment: Assessment) -> None:
    entry = write(cast.social_worker, assessment, "strength")
    with at(NOW):
        concluded(cast, cast.practice_supervisor, assessment, **UNSEEN)
    html = read(cast, assessment)
    assert entry.words in html
    assert "/change/" not in html
    assert "Add a strength" not in html
    with at(NOW):
        assert signed_in(cast.social_worker).get(f"{home(assessment)}{entry.ref}/change/").status_code == 403


def test_an_entry_of_another_child_is_not_there(cast: Cast, assessment: Assessment) -> None:
    other = allocated(cast, referrals(cast, child(cast.mash_worker, "Tobias Wren"))[0])
    strange = write(cast.social_worker, other, "strength")
    with at(NOW):
        browser = signed_in(cast.social_worker)
        for where in (f"{strange.ref}/change/", f"{strange.ref}/link/", "score/nothing/take-back/", "add/risk_score/"):
            assert browser.get(home(assessment) + where).status_code == 404, where


def test_a_larger_board_asks_no_more_of_the_database(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    write(worker, assessment, "danger")
    score(worker, assessment, "child|Amara|", 4)
    with at(NOW):
        _, few = asked(signed_in(worker), home(assessment))
    for number in range(6):
        write(worker, assessment, "danger")
        score(worker, assessment, "child|Amara|", number, on=f"2026-05-0{number + 1}")
    with at(NOW):
        _, many = asked(signed_in(worker), home(assessment))
    assert len(many) == len(few)


def test_help_tells_how_and_is_listed(cast: Cast) -> None:
    browser = signed_in(cast.social_worker)
    assert "/help/signs-of-safety/" in browser.get("/help/").content.decode()
    assert "A strength goes well, and stays a strength" in browser.get("/help/signs-of-safety/").content.decode()


def test_words_on_the_board_are_found_in_the_childs_record(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    danger = write(worker, assessment, "danger")
    write(worker, assessment, "safety", danger=[danger.ref])
    score(worker, assessment, "child|Amara|", 4, reason="I count the stairs.")
    with at(NOW):
        browser = signed_in(worker)
        for word in ("drinks", "stayed", "stairs", '"came by nine"'):
            found = browser.get(f"/people/{assessment.child.ref}/words/", {"q": word}).content.decode()
            assert f'href="{home(assessment)}"' in found, word


def test_ex_16_blaming_words_on_the_board_are_met_gently_and_quotes_left_alone(
    cast: Cast, assessment: Assessment
) -> None:
    write(cast.social_worker, assessment, "family_goal", words="That she is not promiscuous.")
    assert "Words worth another look" not in read(cast, assessment)
    write(cast.social_worker, assessment, "strength", words="She is less promiscuous.")
    assert "Words worth another look" in read(cast, assessment)


def test_nobody_approves_a_board_that_was_changed_after_they_read_it(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        proposed(cast, assessment)
        browser = signed_in(cast.practice_supervisor)
        opened = browser.get(f"/assessments/{assessment.ref}/authorise/").context["read_up_to"]
    write(cast.social_worker, assessment, "danger")
    data = UNSEEN | {"why_incomplete": "Enough is known.", "read_up_to": str(opened)}
    with at(NOW), pytest.raises(Invalid, match="wrote in the assessment after you opened"):
        take(Authorise, cast.practice_supervisor, assessment, data)


def test_earlier_versions_say_what_changed_and_which_links_were_taken_away(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    step, goal = write(worker, assessment, "next_step"), write(worker, assessment, "safety_goal")
    link(worker, assessment, step, safety_goal=[goal])
    link(worker, assessment, step, safety_goal=[])
    with at(NOW), acting(worker):
        step.refresh_from_db()
        take(ChangeEntry, worker, placed(step, assessment), SAID["next_step"] | {"progress": "stuck"})
        [_, (_, versions)] = story_of_entries(assessment)
    assert [one.details for one in versions] == [
        [("Progress", "Stuck")],
        [("Who does it", "Patience"), ("By", "30 June 2026"), ("Progress", "Going well")],
    ]
    html = read(cast, assessment, "earlier/")
    assert "Links that were taken away" in html
    assert "Safety goal G1" in html


def test_ss_02_ss_06_paper_says_all_that_the_card_says(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    write(worker, assessment, "harm")
    write(worker, assessment, "next_step")
    with at(NOW), acting(worker):
        said = dict(on_paper(board_of(assessment), scale_of(assessment)))
    [harm], [step] = said["What has happened"], said["Next steps"]
    for words in (
        "Who: Daniel Okafor",
        "From: 15 April 2026",
        "How many times: 1",
        "Effect: Amara sat up",
        "Police log",
    ):
        assert words in harm
    assert "Who does it: Patience. By: 30 June 2026. Progress: Going well" in step
