"""My work, the team page and the reasons to look at (screen 2; promises 4 and 9; IG-06)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from kith.access.actor import acting, at
from kith.access.models import ReasonedAccess
from kith.assessment.models import Assessment
from kith.record import drafts
from kith.record.models import Sighting
from tests.assessment.reading import asked, signed_in
from tests.assessment.scene import allocated, child, referrals
from tests.cast import Cast, london

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 12, 9)  # the first visit was due on 10 June


@pytest.fixture
def family(cast: Cast) -> list[Assessment]:
    amara, chidi = child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor", london(2012, 9, 1).date())
    first, second = referrals(cast, amara, chidi)
    opened = allocated(cast, first, with_siblings=[second.ref], first_visit_on="2026-06-10")  # the limit itself
    with acting(cast.social_worker):
        return [opened, Assessment.objects.select_related("child", "matter").get(referral=second)]


def test_what_is_due_stands_under_each_child_late_first(cast: Cast, family: list[Assessment]) -> None:
    with at(NOW):
        text = signed_in(cast.social_worker).get("/").content.decode()
    assert "Overdue by 2 working days" in text
    assert text.index("Overdue by 2 working days") < text.index("Conclude the assessment")
    assert "8 years, with Chidi 13" in text
    assert "kith-due--late" in text
    assert '<b>2</b> <a class="govuk-link" href="?show=late">overdue</a>' in text


def test_the_address_says_how_it_is_grouped(cast: Cast, family: list[Assessment]) -> None:
    with at(NOW):
        browser = signed_in(cast.social_worker)
        siblings = browser.get("/?by=siblings").content.decode()
        dates = browser.get("/?by=date").content.decode()
        late = browser.get("/?show=late").content.decode()
    assert "2 children of contact C-26-" in siblings
    assert dates.index("<h2>Late</h2>") < dates.index("2026</h2>")
    assert "Conclude the assessment" not in late


def test_a_supervisor_sees_those_they_supervise_and_a_stranger_nothing(cast: Cast, family: list[Assessment]) -> None:
    with at(NOW):
        assert "Amara Okafor" in signed_in(cast.practice_supervisor).get("/").content.decode()
        stranger = signed_in(cast.stranger).get("/").content.decode()
    assert "Amara Okafor" not in stranger
    assert "Nothing is due" in stranger


def test_drafts_wait_for_their_author_alone(cast: Cast) -> None:
    with acting(cast.social_worker):
        drafts.keep(cast.social_worker, "assessment.review.x", "/assessments/x/review/", "Review, Amara", {}, 0)
    assert "Review, Amara" in signed_in(cast.social_worker).get("/").content.decode()
    assert "Review, Amara" not in signed_in(cast.stranger).get("/").content.decode()


@pytest.mark.parametrize("role", ["referrer", "system_administrator", "returns_officer"])
def test_those_who_hold_no_case_begin_elsewhere(cast: Cast, role: str) -> None:
    answer = signed_in(getattr(cast, role)).get("/")
    assert answer.status_code == 302


def test_the_page_asks_the_same_number_of_questions_for_two_children_and_for_twelve(
    cast: Cast, family: list[Assessment]
) -> None:
    with at(NOW):
        browser = signed_in(cast.social_worker)
        browser.get("/")
        _, few = asked(browser, "/")
        for number in range(10):
            allocated(cast, referrals(cast, child(cast.mash_worker, f"Child {number} Nowicki"))[0])
        _, many = asked(browser, "/")
    assert len(few) == len(many) <= 15, "\n".join(sql[:200] for sql in many)


def test_an_export_guards_its_cells_and_is_written_on_each_record(cast: Cast, family: list[Assessment]) -> None:
    with acting(cast.social_worker):
        from kith.people.models import Person

        Person.objects.filter(pk=family[0].child_id).update(shown_name='=HYPERLINK("x")')
    with at(NOW):
        answer = signed_in(cast.social_worker).get("/work/export/?show=late")
        rows = list(csv.reader(io.StringIO(answer.content.decode())))
        with acting(cast.social_worker):
            assert Sighting.objects.filter(actor=cast.social_worker, page="My work, exported").count() == 2
    assert rows[0] == ["Child", "What is due", "Why, and where it stands", "When", "Due"]
    assert {row[0] for row in rows[1:]} == {'\'=HYPERLINK("x")', "Chidi Okafor"}
    assert {row[3] for row in rows[1:]} == {"Overdue by 2 working days"}


def test_the_team_page_counts_and_names_what_is_late(cast: Cast, family: list[Assessment]) -> None:
    with at(NOW):
        browser = signed_in(cast.team_manager)
        page, questions = asked(browser, "/team/")
        text = page.content.decode()
        exported = list(csv.reader(io.StringIO(browser.get("/team/export/").content.decode())))
    assert len(questions) <= 15
    assert "East assessment team" in text
    assert "Amara Okafor" in text
    assert "Overdue by 2 working days" in text
    farah = next(row for row in exported if row[1] == "Farah Siddiqui")
    assert farah[3:6] == ["2", "0", "2"]
    assert "Amara" not in str(exported)


def test_a_review_that_is_asked_for_is_no_breach(cast: Cast, family: list[Assessment]) -> None:
    with at(london(2026, 7, 3)):
        text = signed_in(cast.team_manager).get("/team/").content.decode()
    assert "Review due since" not in text
    assert "<b>2</b> overdue" in text


def test_the_team_page_is_for_those_who_supervise_and_their_own_teams(cast: Cast, family: list[Assessment]) -> None:
    with at(NOW):
        assert signed_in(cast.social_worker).get("/team/").status_code == 403
        other = signed_in(cast.mash_manager).get(f"/team/?team={cast.east.ref}").content.decode()
        overseer = signed_in(cast.service_manager).get(f"/team/?team={cast.east.ref}").content.decode()
    assert "Amara" not in other
    assert "East assessment team" not in other
    assert "Amara" in overseer


def test_a_manager_looks_at_why_a_record_was_opened(cast: Cast, family: list[Assessment]) -> None:
    with at(NOW):
        with acting(cast.stranger):
            row = ReasonedAccess.objects.create(
                person_id=family[0].child_id, user=cast.stranger, why="cover", words="Farah is off sick.",
                since=NOW, until=NOW + timedelta(hours=12),
            )  # fmt: skip
        manager = signed_in(cast.practice_supervisor)
        assert "Kit Farrow" in manager.get("/").content.decode()
        assert "Farah is off sick." in manager.get("/reasons/").content.decode()
        manager.post(f"/reasons/{row.pk}/", {"found_right": "yes"})
        assert "Kit Farrow" not in manager.get("/reasons/").content.decode()
        record = manager.get(f"/people/{family[0].child.ref}/access/").content.decode()
        assert signed_in(cast.mash_manager).get(f"/reasons/{row.pk}/").status_code == 404
        assert signed_in(cast.stranger).get("/reasons/").status_code == 403
    assert "Found right by Nell Abara" in " ".join(record.split())
