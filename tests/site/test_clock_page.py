"""Every date explains itself (promise 4, CL-01, CL-07; screen 12)."""

from __future__ import annotations

from datetime import date

import pytest

from kith.access.actor import acting, at
from kith.access.models import NamedReader, Subject
from kith.assessment.models import Assessment
from kith.assessment.steps import ExplainLate, RecordSeen, SetNeededBy
from kith.record.models import Clock
from kith.site.calendar_months import picture
from kith.standards import deadlines, engine
from tests.assessment.reading import asked, signed_in
from tests.assessment.scene import allocated, child, referrals
from tests.cast import Cast, london, take

database = pytest.mark.django_db


def cells(months: list[object]) -> dict[str, str]:
    """Every cell that counts or marks something: "17 April" to its looks and count."""
    found = {}
    for month in months:
        for week in month.weeks:  # type: ignore[attr-defined]  # a Month
            for cell in week:
                if cell.counted or "is-t" in cell.looks:
                    found[f"{cell.number} {month.title.split()[0]}"] = f"{cell.looks} {cell.counted}".strip()  # type: ignore[attr-defined]  # a Month
    return found


def test_the_picture_is_that_of_the_reference_screen() -> None:
    """Screen 12: referral 17 April 2026, 45 working days, today 4 June, needed by 16 June, limit 23 June."""
    rule = deadlines.deadline("assessment.conclude", "in_force")
    started = london(2026, 4, 17, 11, 5)
    due = engine.due(rule, started)
    days = engine.count(rule, started, due.at, date(2026, 6, 4), needed_by=date(2026, 6, 16))
    shown = picture(days)
    assert [month.title for month in shown.months] == ["April 2026", "May 2026", "June 2026"]
    assert [short for short, _ in shown.headings] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    found = cells(list(shown.months))
    assert found["17 April"] == "is-start start"
    assert found["20 April"] == "1"
    assert found["4 May"] == found["25 May"] == "is-hol BH"
    assert found["4 June"] == "is-today 32"
    assert found["16 June"] == "is-due 40"
    assert found["23 June"] == "is-limit 45"
    assert "24 June" not in found


def test_a_rule_in_calendar_days_draws_weekends() -> None:
    rule = deadlines.deadline("prebirth.complete", "in_force")
    due = engine.due(rule, date(2026, 7, 2))
    shown = picture(engine.count(rule, date(2026, 7, 2), due.at, date(2026, 5, 20)))
    assert shown.weekends
    assert len(shown.headings) == 7


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker))[0])


def conclude(cast: Cast, assessment: Assessment, rule: str = "assessment.conclude") -> Clock:
    with acting(cast.practice_supervisor):
        return Clock.objects.get(matter_id=assessment.referral_id, rule=rule)


@database
def test_the_page_says_the_rule_its_source_the_counting_and_what_happened(cast: Cast, assessment: Assessment) -> None:
    clock = conclude(cast, assessment)
    with at(london(2026, 6, 12, 15)):
        sooner = {"needed_by": "2026-07-28", "reason": "So the plan is agreed before Grace starts her new shifts."}
        take(SetNeededBy, cast.practice_supervisor, clock, sooner)
    with at(london(2026, 6, 15, 10)):
        take(ExplainLate, cast.social_worker, clock, {"reason": "Waiting for the hospital."})
        page, questions = asked(signed_in(cast.social_worker), f"/clock/{clock.ref}/")
    text = page.content.decode()
    for words in (
        "Why is “conclude the assessment” due on Tuesday 28 July 2026?",
        "The outer limit is Wednesday 5 August 2026, 45 working days after referral received.",
        "Nell Abara asked for it sooner.",
        "Working Together to Safeguard Children",
        "Statutory guidance",
        "England bank holidays, 2026 edition",
        "Needed by Tuesday 28 July 2026 instead of Wednesday 5 August 2026",
        "So the plan is agreed before Grace starts her new shifts.",
        "Waiting for the hospital.",
        "Clock started",
        "June 2026",
        "August 2026",
    ):
        assert words in text
    assert len(questions) <= 15, "\n".join(sql[:200] for sql in questions)


@database
def test_a_date_that_was_met_says_so(cast: Cast, assessment: Assessment) -> None:
    visit = {"at": "2026-06-05T16:00", "place": "Home", "alone": "yes"}
    with at(london(2026, 6, 5, 18)):
        take(RecordSeen, cast.social_worker, assessment, visit)
        clock = conclude(cast, assessment, "assessment.first_visit")
        text = signed_in(cast.social_worker).get(f"/clock/{clock.ref}/").content.decode()
    assert "Done on time" in text
    assert "Record that it will be late" in text


@database
def test_the_door_of_the_child_is_the_door_of_the_date(cast: Cast, assessment: Assessment) -> None:
    clock = conclude(cast, assessment)
    href = f"/clock/{clock.ref}/"
    with at(london(2026, 6, 5)):
        assert signed_in(cast.social_worker).get(href).status_code == 200
        assert signed_in(cast.stranger).get(href)["Location"].startswith(f"/people/{assessment.child.ref}/reason/")
        assert signed_in(cast.returns_officer).get(href).status_code == 404
        with acting(cast.head_of_service):
            NamedReader.objects.create(person=assessment.child, user=cast.head_of_service, reason="Police matter")
            Subject.objects.filter(pk=assessment.child_id).update(restricted=True)
        assert signed_in(cast.social_worker).get(href).status_code == 404


@database
def test_a_date_in_the_queue_opens_to_those_who_allocate_without_naming_the_child(cast: Cast) -> None:
    referral = referrals(cast, child(cast.mash_worker))[0]
    with acting(cast.team_manager):
        clock = Clock.objects.get(matter=referral.matter, rule="assessment.allocate")
    with at(london(2026, 6, 3, 15)):
        text = signed_in(cast.team_manager).get(f"/clock/{clock.ref}/").content.decode()
    assert "Amara" not in text
    assert "Local standard" in text
