"""My work, the team page and the reasons to look at (screen 2; promises 4 and 9; IG-06)."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from kith.access.actor import acting, at
from kith.access.models import MatterSubject, ReasonedAccess, Team
from kith.assessment.models import Assessment
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ThresholdDecision
from kith.record import drafts
from kith.record.models import Clock, Sighting
from kith.site.behind import NUMBERS, PAGE
from kith.site.team import CARRYING
from tests.assessment.reading import asked, signed_in
from tests.assessment.scene import allocated, child, referrals
from tests.cast import AMARA, Cast, contact_about, london, take
from tests.people import made

pytestmark = pytest.mark.django_db
BEN = {"given": "Ben", "family": "Okafor", "age": 4}
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
    assert len(few) == len(many) <= 8, "\n".join(sql[:200] for sql in many)


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
    assert len(questions) <= 7
    assert "East assessment team" in text
    assert "Amara Okafor" in text
    assert "Overdue by 2 working days" in text
    farah = next(row for row in exported if row[1] == "Farah Siddiqui")
    assert farah[3:6] == ["2", "0", "2"]
    assert "Amara" not in str(exported)


@pytest.mark.parametrize("day", [5, 8, 10, 12, 26])
def test_a_worker_reads_the_same_numbers_as_their_manager(cast: Cast, family: list[Assessment], day: int) -> None:
    """One definition: children being assessed, what has passed, what is due in five working days."""
    with at(NOW), acting(cast.practice_supervisor):
        clock = Clock.objects.get(matter=family[0].referral.matter, rule="assessment.conclude")
        clock.needed_by, clock.needed_by_set_by = london(2026, 6, 25), cast.practice_supervisor
        clock.save()
    with at(london(2026, 6, day, 9)):
        tally = {one["label"]: one["number"] for one in signed_in(cast.social_worker).get("/").context["tally"]}
        rows = {row.user.name: row for row in signed_in(cast.team_manager).get("/team/").context["rows"]}
    farah, soon = rows["Farah Siddiqui"], "due in 5 working days, today included"
    assert (farah.children, farah.late, farah.soon) == (tally["of them being assessed"], tally["overdue"], tally[soon])
    assert (farah.late > 0, farah.soon > 0) == (day > 10, day != 12)


def test_contacts_are_due_to_whoever_took_them_and_signatures_to_whoever_may_sign(
    cast: Cast, family: list[Assessment]
) -> None:
    """FD-02: with the names of all its children and the hours that are left; nobody else's work is mine."""
    with at(NOW), acting(cast.mash_worker):
        amara = family[0].child.person
        found = [take(steps.ReceiveContact, cast.mash_worker, None, contact_about(AMARA, BEN)).result for _ in range(2)]
        for contact in found:
            MatterSubject.objects.create(matter=contact.matter, person=amara.subject)
            take(steps.ClaimContact, cast.mash_worker, contact)
        Contact.objects.filter(pk=found[1].pk).update(state=Contact.State.TO_SIGN)
        ThresholdDecision.objects.create(
            matter=found[1].matter, level="intensive", criteria=[], document_version="7", decider=cast.mash_worker
        )
    with at(NOW + timedelta(minutes=30)):
        mine, hers, signs = (
            signed_in(one).get("/") for one in (cast.mash_worker, cast.social_worker, cast.mash_manager)
        )
        rows = {row.user.name: row for row in signed_in(cast.mash_manager).get("/team/").context["rows"]}
        exported = signed_in(cast.mash_worker).get("/work/export/").content.decode()
    decide, sign = f"Decide contact {found[0].number}", f"Sign the decision on contact {found[1].number}"
    assert [(item.title, item.who) for group in mine.context["groups"] for item in group.items] == [
        (decide, "Amara and Ben Okafor")
    ]
    assert "23 hours left" in mine.content.decode()
    assert decide in exported
    assert rows["Joanne Pike"].contacts == 1
    assert "contact C-" not in "".join(item.title for group in hers.context["groups"] for item in group.items)
    (item,) = (item for group in signs.context["groups"] for item in group.items)
    assert (item.title, item.who) == (sign, "Amara and Ben Okafor")
    assert item.words == "Decided by Joanne Pike. Request for a service"
    assert "23 hours left" in signs.content.decode()
    assert f'href="/contacts/{found[1].ref}/sign/"' in signs.content.decode()


def test_a_review_that_is_asked_for_is_no_breach(cast: Cast, family: list[Assessment]) -> None:
    with at(london(2026, 7, 3)):
        text = signed_in(cast.team_manager).get("/team/").content.decode()
    assert "Review due since" not in text
    assert re.search(r'<b>2</b> <a [^>]*number=late">overdue', text)


def test_the_team_page_is_for_those_who_supervise_and_their_own_teams(cast: Cast, family: list[Assessment]) -> None:
    with at(NOW):
        assert signed_in(cast.social_worker).get("/team/").status_code == 403
        other = signed_in(cast.mash_manager).get(f"/team/?team={cast.east.ref}").content.decode()
        overseer = signed_in(cast.service_manager).get(f"/team/?team={cast.east.ref}").content.decode()
    assert "Amara" not in other
    assert "East assessment team" not in other
    assert "Amara" in overseer


def test_whoever_oversees_begins_with_a_team_that_carries_work_and_is_offered_no_other(cast: Cast) -> None:
    Team.objects.create(name="A team of analysts", kind=Team.Kind.OTHER)
    page = signed_in(cast.service_manager).get("/team/")
    assert page.context["team"].kind in CARRYING
    assert "A team of analysts" not in page.content.decode()


def test_every_number_of_the_team_page_opens_to_those_it_counts(cast: Cast, family: list[Assessment]) -> None:
    """Oversight: as many as the number says, those of one worker or of all, and the look written on each record."""
    with at(NOW):
        browser = signed_in(cast.team_manager)
        page = browser.get("/team/")
        rows = {row.user: row for row in page.context["rows"]}
        row = rows[cast.social_worker]
        for number, label in NUMBERS.items():
            for who, count in ((f"&worker={cast.social_worker.ref}", getattr(row, number)),
                               ("", page.context["totals"][number])):  # fmt: skip
                address = f"/team/behind/?team={cast.east.ref}&number={number}{who}"
                assert address.replace("&", "&amp;") in page.content.decode() or not count
                found = browser.get(address)
                assert len(found.context["rows"]) == count, number
                assert label in found.content.decode()
        with acting(cast.team_manager):
            looked = Sighting.objects.filter(actor=cast.team_manager, page=PAGE)
            assert {one.person_id for one in looked} == {one.child_id for one in family}


def test_ig06_nobody_restricted_is_behind_a_number_and_no_other_team_is(cast: Cast, family: list[Assessment]) -> None:
    with at(NOW):
        address = f"/team/behind/?team={cast.east.ref}&number=children"
        for who in (cast.mash_manager, cast.social_worker):
            assert signed_in(who).get(address).status_code in (403, 404)
        for unknown in ("&worker=nobody", "&number=everything"):
            assert signed_in(cast.team_manager).get(address + unknown).status_code == 404
        with acting(cast.head_of_service):
            made.restrict(cast.head_of_service, family[0].child.person)
        text = signed_in(cast.team_manager).get(address).content.decode()
    assert "Chidi Okafor" in text
    assert "Amara Okafor" not in text


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
