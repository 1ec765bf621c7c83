"""Before a birth: begun at once, finished four weeks before it, given to the parents for challenge (PR-01 to PR-04)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Involvement
from kith.assessment.models import Assessment, Prebirth, PrebirthDisclosure
from kith.assessment.queries.lacking import lacking
from kith.assessment.queries.prebirth import prebirth_of, weeks_at
from kith.assessment.queries.written import section_in, writings
from kith.assessment.sections import section
from kith.assessment.steps import (
    AnswerPrebirth,
    BeginPrebirth,
    DisclosePrebirth,
    LodgePapers,
    Page,
    PlanProceedings,
    WriteSection,
)
from kith.frontdoor.models import Referral
from kith.kernel.perform import Invalid, Refused
from kith.people.models import Person
from kith.people.steps import DetailsCorrected, RelationshipAdded, UnbornBorn
from kith.record.models import Clock
from kith.site.due import desk
from tests.assessment import scene
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
EXPECTED = date(2026, 9, 1)
UNBORN: dict[str, Any] = {"kind": Person.Kind.UNBORN, "date_of_birth": None, "expected_date": EXPECTED}
NEXT_DAY = london(2026, 6, 4, 15)
BEGUN: dict[str, Any] = {"aware_on": "2026-06-03", "expected_date": "2026-09-01", "booked_on": "2026-02-20"}
BORN = {"date_of_birth": date(2026, 9, 2), "sex": "F", "given": "Ada", "family": "Okafor"}
ENDS: dict[str, Any] = {"outcome": "cin_plan", "conclusion": "A plan before the birth.", "factors": ["3A"]}


@pytest.fixture
def baby(cast: Cast) -> Person:
    return scene.child(cast.mash_worker, "Unborn child", **UNBORN)


@pytest.fixture
def referral(cast: Cast, baby: Person) -> Referral:
    return scene.referrals(cast, baby)[0]


@pytest.fixture
def assessment(cast: Cast, referral: Referral) -> Assessment:
    return scene.allocated(cast, referral, first_visit_on="")


def clock(cast: Cast, work: Any, rule: str) -> Clock | None:
    with acting(cast.team_manager):
        return Clock.objects.filter(matter_id=work.pk, rule=rule).order_by("-pk").first()


def begun(cast: Cast, assessment: Assessment, **more: Any) -> Prebirth:
    with at(NEXT_DAY):
        found = take(BeginPrebirth, cast.social_worker, assessment, {**BEGUN, **more}).result
    assert isinstance(found, Prebirth)
    return found


def due(cast: Cast, work: Any, rule: str) -> date | None:
    found = clock(cast, work, rule)
    return found.due_at.date() if found and found.due_at else None


def test_pr_01_the_time_to_begin_runs_from_when_the_worry_reached_us(cast: Cast, referral: Referral) -> None:
    found = clock(cast, referral, "prebirth.begin")
    assert found is not None
    assert found.stopped_at is None
    with acting(cast.team_manager):
        referral.refresh_from_db()
        assert found.started_at == referral.contact.received_at
    born = scene.referrals(cast, scene.child(cast.mash_worker))[0]
    assert clock(cast, born, "prebirth.begin") is None


def test_pr_01_it_is_begun_once_and_its_clock_stops(cast: Cast, referral: Referral, assessment: Assessment) -> None:
    begun(cast, assessment)
    found = clock(cast, referral, "prebirth.begin")
    assert found is not None
    assert found.stopped_at == NEXT_DAY
    with pytest.raises(Refused, match="begun already"):
        begun(cast, assessment)


def test_pr_01_what_begins_late_says_why(cast: Cast, assessment: Assessment) -> None:
    with pytest.raises(Invalid) as no:
        begun(cast, assessment, aware_on="2026-05-20")
    assert "Say why it begins only now" in str(no.value.form.errors["begun_late_because"])
    late = begun(cast, assessment, aware_on="2026-05-20", begun_late_because="The letter lay with another team.")
    assert late.begun_late_because == "The letter lay with another team."


def test_pr_01_only_those_who_work_on_it_begin_it_and_only_before_a_birth(cast: Cast, assessment: Assessment) -> None:
    with at(NEXT_DAY), pytest.raises(Refused, match="not involved"):
        take(BeginPrebirth, cast.stranger, assessment, BEGUN)
    born = scene.allocated(cast, scene.referrals(cast, scene.child(cast.mash_worker))[0])
    with at(NEXT_DAY), pytest.raises(Refused, match="This child is born"):
        take(BeginPrebirth, cast.social_worker, born, BEGUN)


def test_pr_02_it_is_due_four_weeks_before_the_birth(cast: Cast, referral: Referral) -> None:
    assert due(cast, referral, "prebirth.complete") == date(2026, 8, 4)
    with acting(cast.social_worker), at(NEXT_DAY):
        shown = [item.title for item in desk([referral.child_id]).items]
    assert "Finish the pre-birth assessment" not in shown  # waits to be allocated: nobody's yet


def test_pr_02_it_is_counted_again_when_the_date_changes(
    cast: Cast, baby: Person, referral: Referral, assessment: Assessment
) -> None:
    """Whoever mends the record moves the date with it; the history keeps the one before."""
    begun(cast, assessment)
    first = clock(cast, referral, "prebirth.complete")
    with at(london(2026, 6, 20)):
        take(DetailsCorrected, cast.social_worker, baby, {"expected_date": "2026-08-18", "sex": "U"})
    again = clock(cast, referral, "prebirth.complete")
    assert first is not None
    assert again is not None
    assert first.pk == again.pk
    assert due(cast, referral, "prebirth.complete") == date(2026, 7, 21)
    with acting(cast.social_worker):
        kept = list(again.history.order_by("pgh_id"))  # type: ignore[attr-defined]  # of every tracked model
        assert [row.due_at.date() for row in kept] == [date(2026, 8, 4), date(2026, 7, 21)]
        assert "Birth expected on Tuesday 18 August 2026" in again.started_by.line


def test_pr_02_a_date_nobody_knew_starts_it_when_it_is_said(cast: Cast) -> None:
    nobody_knew = scene.child(cast.mash_worker, "Unborn child", **UNBORN | {"expected_date": None})
    (referral,) = scene.referrals(cast, nobody_knew)
    assessment = scene.allocated(cast, referral, first_visit_on="")
    assert clock(cast, referral, "prebirth.complete") is None
    begun(cast, assessment)
    assert due(cast, referral, "prebirth.complete") == date(2026, 8, 4)


def test_pr_02_told_late_it_is_late_from_the_first_day_and_the_manager_says_why(cast: Cast) -> None:
    soon = scene.child(cast.mash_worker, "Unborn child", **UNBORN | {"expected_date": date(2026, 6, 20)})
    (referral,) = scene.referrals(cast, soon)
    assessment = scene.allocated(cast, referral, first_visit_on="")
    begun(cast, assessment, expected_date="2026-06-20", booked_on="2026-05-28")
    with acting(cast.social_worker), at(NEXT_DAY):
        assert desk([referral.child_id]).items[0].title == "Finish the pre-birth assessment"
        assert desk([referral.child_id]).items[0].state == "late"
    with at(london(2026, 6, 12)):
        with pytest.raises(Invalid) as no:
            scene.concluded(cast, cast.team_manager, assessment, **ENDS)
        assert list(no.value.form.errors) == ["late_reason", "late_professionals", "late_family"]
        why = {
            "late_reason": "We were told two weeks before.",
            "late_family": "That it could not wait.",
            "late_professionals": "So do they.",
        }
        scene.concluded(cast, cast.team_manager, assessment, **ENDS, **why)
    found = clock(cast, referral, "prebirth.complete")
    assert found is not None
    assert (found.late_reason, found.stopped_at) == ("We were told two weeks before.", london(2026, 6, 12))


@pytest.mark.parametrize(("booked", "late"), [("2026-02-20", False), ("2026-02-23", False), ("2026-02-24", True)])
def test_pr_02_a_late_booking_is_flagged(cast: Cast, assessment: Assessment, booked: str, late: bool) -> None:
    """Twelve weeks and six days is in time; thirteen weeks is not, unless the authority says another number."""
    begun(cast, assessment, booked_on=booked)
    with acting(cast.social_worker):
        view = prebirth_of(assessment)
    assert view.booked_late is late
    assert view.booking.startswith("Late booking") is late
    assert weeks_at(date(2026, 9, 1), EXPECTED) == 40
    with at(NEXT_DAY):
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/write/prebirth/").content.decode()
    assert ("Late booking" in page) is late


def test_pr_01_the_workspace_asks_of_the_parents_and_not_of_a_childs_day(cast: Cast, assessment: Assessment) -> None:
    with acting(cast.social_worker), at(NEXT_DAY):
        keys = [one.section.key for one in writings(assessment)]
        assert "prebirth" in keys
        assert not {"day", "needs", "parenting"} & set(keys)
        assert "The pre-birth assessment has not begun" in [lack.label for lack in lacking(assessment)]
    begun(cast, assessment)
    with acting(cast.social_worker), at(NEXT_DAY):
        assert "The pre-birth assessment has not begun" not in [lack.label for lack in lacking(assessment)]


def test_sentences_call_a_child_not_born_yet_the_baby(cast: Cast, assessment: Assessment) -> None:
    with at(NEXT_DAY):
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    assert "The baby&#x27;s story" in page
    assert "The baby&#x27;s network map is empty</a>: ask who will help" in page
    assert "Unborn&#x27;s" not in page


def test_a_section_that_is_not_asked_is_neither_shown_nor_written(cast: Cast) -> None:
    born = scene.allocated(cast, scene.referrals(cast, scene.child(cast.mash_worker))[0])
    with at(NEXT_DAY):
        asks = signed_in(cast.social_worker)
        assert asks.get(f"/assessments/{born.ref}/write/prebirth/").status_code == 404
        assert "Before the birth" not in asks.get(f"/assessments/{born.ref}/").content.decode()
        prebirth = section("prebirth")
        assert prebirth is not None
        with pytest.raises(Invalid, match="not asked of this child"):
            take(WriteSection, cast.social_worker, Page(born, prebirth), {"pregnancy": "None."})


def test_the_unborn_child_becomes_the_born_child_with_work_and_dates(
    cast: Cast, baby: Person, referral: Referral, assessment: Assessment
) -> None:
    """Same record, same assessment, same clocks; what was written stays, and the child's day is asked from now on."""
    begun(cast, assessment)
    before = clock(cast, referral, "prebirth.complete")
    with at(NEXT_DAY), acting(cast.social_worker):
        prebirth = section_in(assessment, "prebirth")
    assert prebirth is not None
    take(WriteSection, cast.social_worker, Page(assessment, prebirth), {"pregnancy": "Every clinic kept."})
    with at(london(2026, 9, 3, 11)):
        take(UnbornBorn, cast.social_worker, baby, BORN)
        with acting(cast.social_worker):
            same = Assessment.objects.select_related("child__person").get(pk=assessment.pk)
            assert (same.child_id, str(same.child.person)) == (baby.pk, "Ada Okafor")
            keys = [one.section.key for one in writings(same)]
            assert {"prebirth", "day", "needs"} <= set(keys)
            assert writings(same)["prebirth"].answers["pregnancy"] == "Every clinic kept."
            after = clock(cast, referral, "prebirth.complete")
            assert before is not None
            assert after is not None
            assert (after.pk, after.due_at, after.stopped_at) == (before.pk, before.due_at, None)
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
        assert "Ada Okafor" in page
        assert "Before the birth" in page


def test_a_later_assessment_of_the_born_child_asks_nothing_of_the_pregnancy(
    cast: Cast, baby: Person, assessment: Assessment
) -> None:
    begun(cast, assessment)
    with at(london(2026, 9, 3, 11)):
        take(UnbornBorn, cast.social_worker, baby, BORN)
    with at(london(2026, 9, 4)), acting(cast.mash_manager):
        ada = Person.objects.select_related("subject").get(pk=baby.pk)
    (later,) = scene.referrals(cast, ada, when=london(2026, 9, 4))
    with acting(cast.team_manager):
        opened = Assessment(pk=later.pk, matter_id=later.pk, referral=later, child=ada.subject)
        assert "prebirth" not in [one.section.key for one in writings(opened)]


def started(cast: Cast, assessment: Assessment) -> Prebirth:
    """The pre-birth assessment as a page reads it now."""
    with acting(cast.team_manager):
        return Prebirth.objects.select_related("matter__assessment__child__person").get(pk=assessment.pk)


def planned(cast: Cast, assessment: Assessment) -> None:
    data = {"proceedings_because": "An order on the day of birth."}
    with at(london(2026, 6, 10)):
        take(PlanProceedings, cast.team_manager, started(cast, assessment), data)


def test_pr_04_papers_are_due_a_week_before_the_birth_once_proceedings_are_planned(
    cast: Cast, baby: Person, assessment: Assessment
) -> None:
    begun(cast, assessment)
    assert clock(cast, assessment, "prebirth.papers_to_legal") is None
    planned(cast, assessment)
    assert due(cast, assessment, "prebirth.papers_to_legal") == date(2026, 8, 25)
    with at(london(2026, 6, 20)):
        take(DetailsCorrected, cast.social_worker, baby, {"expected_date": "2026-08-18", "sex": "U"})
    assert due(cast, assessment, "prebirth.papers_to_legal") == date(2026, 8, 11)
    with at(london(2026, 7, 1)):
        take(LodgePapers, cast.social_worker, started(cast, assessment), {"papers_lodged_on": "2026-07-01"})
    stopped = clock(cast, assessment, "prebirth.papers_to_legal")
    assert stopped is not None
    assert stopped.stopped_at == london(2026, 7, 1)


def test_pr_04_a_manager_who_does_not_lead_plans_proceedings(cast: Cast, assessment: Assessment) -> None:
    begun(cast, assessment)
    data = {"proceedings_because": "An order on the day of birth."}
    with at(NEXT_DAY), pytest.raises(Refused, match="Team manager"):
        take(PlanProceedings, cast.social_worker, started(cast, assessment), data)
    with at(NEXT_DAY), pytest.raises(Refused, match="No papers wait"):
        take(LodgePapers, cast.social_worker, started(cast, assessment), {"papers_lodged_on": "2026-06-04"})
    with acting(cast.team_manager):
        assessment.lead, assessment.supervisor = cast.team_manager, cast.practice_supervisor
        assessment.save(update_fields=["lead", "supervisor"])
    with at(NEXT_DAY), pytest.raises(Refused, match="their own assessment"):
        take(PlanProceedings, cast.team_manager, started(cast, assessment), data)


def parent(cast: Cast, baby: Person, name: str, kind: str, **more: Any) -> Person:
    """Somebody of the family, with what blocks letters to them."""
    who = scene.child(cast.social_worker, name, date(1996, 4, 2), kind=Person.Kind.ADULT)
    with acting(cast.social_worker):
        Involvement.objects.create(person_id=who.pk, user=cast.social_worker, kind=Involvement.Kind.KEY_WORKER)
    said = {"other": who.ref, "kind": kind, "parental_responsibility": "yes", **more}
    take(RelationshipAdded, cast.social_worker, baby, said)
    return who


def completed(cast: Cast, assessment: Assessment) -> Assessment:
    begun(cast, assessment)
    with at(london(2026, 6, 20, 11)):
        return scene.concluded(cast, cast.team_manager, assessment, **ENDS)


GIVEN: dict[str, Any] = {"solicitor": "Ines Calder, Calder Law", "sent_on": "2026-06-22", "how": "hand"}


def test_pr_04_it_is_given_to_a_parent_and_their_solicitor_who_answer(
    cast: Cast, baby: Person, assessment: Assessment
) -> None:
    with at(NEXT_DAY):
        grace = parent(cast, baby, "Grace Okafor", "mother")
    assessment = completed(cast, assessment)
    with at(london(2026, 6, 22, 12)):
        lead = signed_in(cast.social_worker)
        assert "Nobody has been given it yet" in lead.get(f"/assessments/{assessment.ref}/").content.decode()
        given = take(
            DisclosePrebirth, cast.social_worker, started(cast, assessment), {**GIVEN, "parent": grace.ref}
        ).result
        assert isinstance(given, PrebirthDisclosure)
        said = {
            "response": "She never missed a clinic.",
            "amendments": "Clinics put right.",
            "answered_on": "2026-06-22",
        }
        early = said | {"answered_on": "2026-06-21"}
        with pytest.raises(Invalid, match="given to them on"):
            take(AnswerPrebirth, cast.social_worker, given, early)
        take(AnswerPrebirth, cast.social_worker, given, said)
        page = lead.get(f"/assessments/{assessment.ref}/").content.decode()
    assert "Calder Law" in page
    assert "Clinics put right." in page
    assert "Nobody has been given it yet" not in page


def test_pr_04_it_is_given_to_nobody_before_it_is_completed_nor_by_a_stranger(
    cast: Cast, assessment: Assessment
) -> None:
    begun(cast, assessment)
    with at(NEXT_DAY), pytest.raises(Refused, match="when it is first completed"):
        take(DisclosePrebirth, cast.social_worker, started(cast, assessment), {})
    with at(london(2026, 6, 20, 11)):
        scene.concluded(cast, cast.team_manager, assessment, **ENDS)
    with at(london(2026, 6, 22, 12)), pytest.raises(Refused, match="not involved"):
        take(DisclosePrebirth, cast.stranger, started(cast, assessment), {})


def test_fa_08_it_is_not_given_to_a_parent_whom_no_letter_may_reach(
    cast: Cast, baby: Person, assessment: Assessment
) -> None:
    with at(NEXT_DAY):
        daniel = parent(cast, baby, "Daniel Okafor", "father", letters="never", safe_contact="an order of 2025")
    assessment = completed(cast, assessment)
    with at(london(2026, 6, 22, 12)):
        with pytest.raises(Invalid) as no:
            take(DisclosePrebirth, cast.social_worker, started(cast, assessment), {**GIVEN, "parent": daniel.ref})
        assert "parent" in no.value.form.errors
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/disclose/").content.decode()
    assert "No letters and no invitations may go to Daniel Okafor: an order of 2025" in page
