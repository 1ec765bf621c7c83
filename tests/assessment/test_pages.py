"""The queue and the page that allocates, the assessment's page and the practice standards, as different people."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import NamedReader, SameSubject, Subject
from kith.assessment.models import Assessment, Visit
from kith.frontdoor.models import Referral
from kith.record.models import Clock, Sighting
from tests.assessment.reading import asked, signed_in
from tests.assessment.scene import allocated, allocation, child, proposed, referrals
from tests.assessment.test_workspace import write
from tests.cast import Cast, london

pytestmark = pytest.mark.django_db
MORNING = london(2026, 6, 4, 9)


def posted(**fields: Any) -> dict[str, Any]:
    """Dates in their three boxes, the rest as it is."""
    sent: dict[str, Any] = {}
    for name, value in fields.items():
        if name.endswith("_on") or name == "needed_by":
            year, month, day = value.split("-")
            sent |= {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}
        else:
            sent[name] = value
    return sent


def test_children_who_wait_stand_together_by_contact_with_their_clocks(cast: Cast) -> None:
    referrals(cast, child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor"))
    with at(MORNING):
        page = signed_in(cast.team_manager).get("/allocate/").content.decode()
    assert "2 children of one contact" in page
    assert page.count("Allocate the assessment: within 1 working day") == 2
    assert "Farah Siddiqui" in page
    assert "0 children" in page


def test_the_queue_asks_the_same_number_of_questions_for_one_child_and_for_ten(cast: Cast) -> None:
    with at(MORNING):
        referrals(cast, child(cast.mash_worker))
        browser = signed_in(cast.team_manager)
        browser.get("/allocate/")
        _, one = asked(browser, "/allocate/")
        for number in range(9):
            referrals(cast, child(cast.mash_worker, f"Child {number} Okafor"))
        _, ten = asked(browser, "/allocate/")
    assert len(one) == len(ten) <= 15


@pytest.mark.parametrize("role", ["social_worker", "mash_worker", "referrer", "returns_officer"])
def test_those_who_do_not_allocate_are_told_who_does(cast: Cast, role: str) -> None:
    referral = referrals(cast, child(cast.mash_worker))[0]
    with acting(cast.mash_worker):
        ref = referral.ref
    with at(MORNING):
        for href in ("/allocate/", f"/allocate/{ref}/"):
            answer = signed_in(getattr(cast, role)).get(href)
            assert answer.status_code == 403
            assert "Team manager" in answer.content.decode()


def test_a_restricted_child_waits_in_no_queue(cast: Cast) -> None:
    referral = referrals(cast, child(cast.mash_worker))[0]
    with acting(cast.head_of_service):
        ref = referral.ref
        NamedReader.objects.create(person_id=referral.child_id, user=cast.head_of_service, reason="Police matter")
        Subject.objects.filter(pk=referral.child_id).update(restricted=True)
    with at(MORNING):
        browser = signed_in(cast.team_manager)
        assert "Amara" not in browser.get("/allocate/").content.decode()
        assert browser.get(f"/allocate/{ref}/").status_code == 404


def test_a_manager_allocates_on_the_page_and_the_looking_is_written_down(cast: Cast) -> None:
    referral = referrals(cast, child(cast.mash_worker))[0]
    with acting(cast.mash_worker):
        href = f"/allocate/{referral.ref}/"
    with at(MORNING):
        browser = signed_in(cast.team_manager)
        page, questions = asked(browser, href)
        assert len(questions) <= 25
        text = page.content.decode()
        assert "fell asleep twice" in text
        assert "0 children" in text
        with acting(cast.team_manager):
            assert Sighting.objects.filter(actor=cast.team_manager, page="To allocate").exists()
        answer = browser.post(href, posted(**allocation(cast)), follow=True)
        assert "Assessment A-26-" in answer.content.decode()
        with acting(cast.team_manager):
            assert Referral.objects.get(pk=referral.pk).state == "open"
            assert Assessment.objects.get(referral=referral).first_visit_on.isoformat() == "2026-06-08"


def test_assessments_of_a_record_joined_with_the_childs_stand_beside_the_referral(cast: Cast) -> None:
    """Whoever allocates sees what came before, whichever record it was written on (decision 10)."""
    other, kept = child(cast.mash_worker, "Amara Okafour"), child(cast.mash_worker)
    before = allocated(cast, referrals(cast, other)[0])
    referral = referrals(cast, kept)[0]
    with acting(cast.mash_worker), at(MORNING):
        href = f"/allocate/{referral.ref}/"
        SameSubject.objects.create(kept_id=kept.pk, other_id=other.pk, reason="One child")
    with at(MORNING):
        assert before.number in signed_in(cast.team_manager).get(href).content.decode()


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(cast: Cast) -> None:
    referral = referrals(cast, child(cast.mash_worker))[0]
    with acting(cast.mash_worker):
        href = f"/allocate/{referral.ref}/"
    with at(MORNING):
        wrong = posted(**allocation(cast, first_visit_on="2026-06-30", direction="See Amara first."))
        answer = signed_in(cast.team_manager).post(href, wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "the limit" in text
    assert "See Amara first." in text


def test_the_assessment_page_tells_the_involved_everything_and_offers_what_they_may_do(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    href = f"/assessments/{assessment.ref}/"
    with at(london(2026, 6, 5)):
        proposed(cast, assessment)
        worker = signed_in(cast.social_worker).get(href).content.decode()
        manager = signed_in(cast.practice_supervisor).get(href).content.decode()
        stranger = signed_in(cast.stranger).get(href)
    assert "See Amara alone before anybody else" in worker
    assert f"{href}seen/" in worker
    assert f"{href}authorise/" not in worker
    assert f"{href}authorise/" in manager
    assert "kith-printed" in worker
    assert stranger["Location"].endswith(f"/reason/?next=%2Fassessments%2F{assessment.ref}%2F")


def test_the_assessment_page_asks_a_fixed_number_of_questions(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    with at(london(2026, 6, 5)):
        browser = signed_in(cast.social_worker)
        browser.get(f"/assessments/{assessment.ref}/")
        _, questions = asked(browser, f"/assessments/{assessment.ref}/")
    assert len(questions) <= 12, "\n".join(sql[:200] for sql in questions)


def test_a_visit_is_recorded_on_its_page(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    href = f"/assessments/{assessment.ref}/"
    visit = {"at-day": "5", "at-month": "6", "at-year": "2026", "at-time": "16:00", "place": "School", "alone": "yes"}
    with at(london(2026, 6, 5, 18)):
        browser = signed_in(cast.social_worker)
        assert browser.get(href + "seen/").status_code == 200
        browser.post(href + "seen/", {**visit, "words": "I am the goalkeeper."})
        text = browser.get(href).content.decode()
        with acting(cast.social_worker):
            assert Visit.objects.get().words == "I am the goalkeeper."
    assert "I am the goalkeeper." in text
    assert "Done on time" in text


def test_every_step_page_of_an_assessment_opens_to_its_manager(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    with at(london(2026, 6, 5)):
        proposed(cast, assessment)
        browser = signed_in(cast.practice_supervisor)
        for where in ("seen", "tried", "review", "reallocate", "supervision", "agree-plan", "authorise", "send-back"):
            assert browser.get(f"/assessments/{assessment.ref}/{where}/").status_code == 200
        assert signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/authorise/").status_code == 403


def test_a_date_is_brought_forward_and_explained_on_its_pages(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    with acting(cast.practice_supervisor):
        clock = Clock.objects.get(matter_id=assessment.referral_id, rule="assessment.conclude")
    with at(london(2026, 6, 5)):
        manager = signed_in(cast.practice_supervisor)
        sooner = posted(needed_by="2026-07-20", reason="Before Grace starts her new shifts.")
        assert manager.post(f"/clock/{clock.ref}/needed-by/", sooner)["Location"] == f"/clock/{clock.ref}/"
        worker = signed_in(cast.social_worker)
        assert worker.get(f"/clock/{clock.ref}/needed-by/").status_code == 403
        assert worker.post(f"/clock/{clock.ref}/late/", {"reason": "The school is shut."}).status_code == 302
        asked_why = signed_in(cast.stranger).get(f"/clock/{clock.ref}/late/")["Location"]
        assert asked_why.startswith(f"/people/{assessment.child.ref}/reason/")


def test_cl_01_every_rule_is_listed_with_its_source_and_the_cases_that_run(cast: Cast) -> None:
    referrals(cast, child(cast.mash_worker))
    with at(MORNING):
        reader = signed_in(cast.social_worker)
        reader.get("/standards/")
        page, questions = asked(reader, "/standards/")
        text = page.content.decode()
        assert "Working Together to Safeguard Children" in text
        assert "1 under 45 working days" in text
        assert "/standards/assessment.conclude/" not in text
        assert len(questions) <= 15
        chooser = signed_in(cast.service_manager)
        assert chooser.get("/standards/assessment.conclude/").status_code == 200
        target = {"profile": "in_force", "limit_number": "40", "unit": "working_days", "reason": "Agreed in May."}
        answer = chooser.post("/standards/assessment.conclude/", target, follow=True).content.decode()
        assert "Our own target: 40 working days" in answer
        assert "1 under 45 working days" in answer
        looser = chooser.post("/standards/assessment.conclude/", {**target, "limit_number": "60"})
        assert looser.status_code == 422
        assert signed_in(cast.social_worker).get("/standards/assessment.conclude/").status_code == 403
        assert chooser.get("/standards/nothing/").status_code == 404


def test_what_has_happened_shows_the_newest_and_folds_what_came_before(cast: Cast) -> None:
    """Nothing is left out: on a telephone what is to be done comes before what was done."""
    assessment: Assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    href = f"/assessments/{assessment.ref}/"
    with at(MORNING):
        browser = signed_in(cast.social_worker)
        before = browser.get(href).content.decode()
        for number in range(7):
            write(cast.social_worker, assessment, "why_now", known_already=f"Number {number}", base=str(number))
        page = browser.get(href).content.decode()
    assert "What happened before" not in before
    assert before.index('href="#sections"') < before.index('id="story"') < before.index('id="sections"')
    assert page.count("Why now written") == 7
    shown, folded = page.split("What happened before, ")
    assert shown.count("Why now written") == 6
    assert folded.count("Why now written") == 1


def test_dates_that_are_over_are_folded_and_a_telephone_has_a_list_of_the_parts(cast: Cast) -> None:
    """Promise 4, at 320 px: what runs stands open; each link of the list leads to a part that is there."""
    assessment: Assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    with at(MORNING):
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    index = page.split("On this page")[1].split("</details>")[0]
    parts = re.findall(r'href="#(\w+)"', index)
    assert len(parts) > 5
    assert all(f'id="{one}"' in page for one in parts)
    running, over = page.split("Dates that do not run any more, ")
    assert "Conclude the assessment</a>" in running
    assert "Allocate the assessment</a>" not in running
    assert "Allocate the assessment</a>" in over.split("</details>", 1)[0] + over


def test_as_05_an_assessment_that_has_ended_asks_for_no_visit_any_more(cast: Cast) -> None:
    assessment: Assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    href = f"/assessments/{assessment.ref}/"
    with at(MORNING):
        browser = signed_in(cast.social_worker)
        assert "Record the visit here" in browser.get(href).content.decode()
        with acting(cast.team_manager):
            Assessment.objects.filter(pk=assessment.pk).update(state="closed")
        page = browser.get(href).content.decode()
    assert "Record the visit here" not in page
    assert "No visit to the child is recorded in this assessment." in page


def test_a_long_section_begins_with_its_questions(cast: Cast) -> None:
    assessment: Assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    with at(MORNING):
        browser = signed_in(cast.social_worker)
        page = browser.get(f"/assessments/{assessment.ref}/write/analysis/").content.decode()
        short = browser.get(f"/assessments/{assessment.ref}/write/why_now/").content.decode()
    for key in ("issues", "interaction", "responses", "likelihood"):
        assert f'href="#id_{key}"' in page
        assert f'id="id_{key}"' in page
    assert "The questions of this section" not in short
