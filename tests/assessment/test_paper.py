"""A whole assessment on paper: accessible, complete, and only for whoever may read it (promise 7)."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Matter
from kith.assessment.models import Assessment, HomelessApproach, OverseasEnquiry, Visit
from kith.assessment.paper import _listed, printed, sheet
from kith.assessment.queries import reading
from kith.assessment.steps import (
    AskOverseas,
    BeginPrebirth,
    RecordApproach,
    RecordHomelessDuties,
    RecordOverseasAnswer,
    RecordSeen,
    ReferToSpecialist,
    SayWhatApplies,
    Supervise,
)
from kith.checks.models import AgencyCheck, AgencyReply
from kith.people.models import Person
from kith.people.steps import RelationshipAdded
from kith.record.models import Sighting
from kith.sharing.models import AgencyDiscussion, Consent
from tests.assessment.reading import signed_in
from tests.assessment.scene import FINDINGS, allocated, child, concluded, referrals
from tests.assessment.test_pathways_homeless import ACCEPTED, TOLD
from tests.assessment.test_pathways_others import ANSWER, ENQUIRY, REFERRED
from tests.assessment.test_work import END, VISIT
from tests.assessment.test_workspace import CHECKED, write
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 7, 10)


@pytest.fixture
def whole(cast: Cast) -> Assessment:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker, "Łucja Şahin"))[0])
    mother = child(cast.mash_worker, "Grace Okafor", born=london(1991, 3, 2).date(), kind="adult", sex="F")
    with acting(cast.social_worker):
        person = assessment.child.person
    write(cast.social_worker, assessment, "day", day="#strong[not a programme] She sleeps.\n\n- first\n- second")
    write(cast.social_worker, assessment, "needs", health="Well.", health_source="Health visitor")
    with at(NOW):
        take(RelationshipAdded, cast.social_worker, person, {"other": mother.subject.ref, "kind": "mother"})
        take(RecordSeen, cast.social_worker, assessment, VISIT)
        take(Supervise, cast.practice_supervisor, assessment, CHECKED)
        with acting(cast.social_worker):
            found = reading.find(assessment.ref)
    assert found is not None
    return found


def said(cast: Cast, assessment: Assessment) -> str:
    with at(NOW), acting(cast.social_worker):
        return str(sheet(assessment))


def sheet_of(cast: Cast, assessment: Assessment) -> dict[str, Any]:
    """The paper of an assessment as a page reads it."""
    with acting(cast.social_worker):
        found = reading.find(assessment.ref)
        assert found is not None
        return sheet(found)


def test_everything_that_was_written_is_on_it(cast: Cast, whole: Assessment) -> None:
    text = said(cast, whole)
    for words in ("She sleeps.", "Well.", "How we know: Health visitor", VISIT["words"], CHECKED["challenge"]):
        assert words in text
    assert "Not yet authorised" in text
    assert "Grace Okafor, mother" in text  # the picture, in words, for whoever cannot see it


def test_as_05_as_08_as_09_what_agencies_said_and_how_a_visit_was_held_are_on_it_too(
    cast: Cast, whole: Assessment
) -> None:
    """And before anything else, that some of it is not for the family: paper is handed on (IG-04)."""
    held = {"communication": "With cards", "interpreted": "family", "interpreter": "An aunt", "bedroom": True}
    with at(NOW), acting(cast.social_worker):
        Visit.objects.filter(matter=whole.matter).update(**held)
        assert "not for the family" not in said(cast, whole)
        matter = Matter.objects.create(kind="agency_check")
        agreed = Consent.objects.create(
            matter=whole.matter,
            asked_of="Grace",
            state="given",
            asked_at=NOW,
            agencies=["any"],
            recorded_by=cast.social_worker,
        )
        talk = AgencyDiscussion.objects.create(
            matter=whole.matter,
            agency="Rowan Surgery",
            by=cast.social_worker,
            consent=agreed,
            shared="The worry",
            agency_kind="gp",
            lawful_basis="consent",
        )
        AgencyCheck.objects.create(
            matter=matter, work=whole.matter, agency_kind="gp", agency_name="Rowan Surgery", concern="Tired",
            question="What do you know?", shared=talk, asked_by=cast.social_worker, due_on=NOW.date(),
        )  # fmt: skip
        assert "Has not replied" in said(cast, whole)
        AgencyReply.objects.create(
            matter=matter, words="Seen twice.", said_by="Dr Amin", said_at=NOW, recorded_by=cast.social_worker,
            in_confidence="Grace is being treated; he does not know",
        )  # fmt: skip
        found = sheet(whole)
    for words in ("Saw where the child sleeps", "With cards", "An aunt", "not independent", "Seen twice.", "Dr Amin"):
        assert words in str(found), words
    assert "Not for the family: Grace is being treated; he does not know" in str(found)
    assert "It says what the family must not be told" in found["draft"]


def test_as_07_a_plan_that_keeps_the_harmed_adult_safe_is_not_for_the_family(cast: Cast, whole: Assessment) -> None:
    with at(NOW):
        take(SayWhatApplies, cast.social_worker, whole, {"applies": ["abuse_at_home"]})
        with acting(cast.social_worker):
            assert "not for the family" not in sheet(whole)["draft"]
    write(cast.social_worker, whole, "adult_safety", adult_plan="She goes to the refuge in Elm Street.")
    with at(NOW), acting(cast.social_worker):
        found = sheet(whole)
    assert "Elm Street" in str(found)
    assert "It says what the family must not be told" in found["draft"]


def test_it_is_a_tagged_file_with_everybodys_letters(cast: Cast, whole: Assessment) -> None:
    with at(NOW), acting(cast.social_worker):
        file = printed(whole)
    assert file.startswith(b"%PDF-")
    assert b"pdfuaid" in file


def test_a_small_picture_stays_small_and_none_is_wider_than_the_page(cast: Cast, whole: Assessment) -> None:
    with at(NOW), acting(cast.social_worker):
        (genogram,) = [figure for part in sheet(whole)["sections"] for figure in part["figures"]]
    assert 50 < genogram["width"] < 200


def test_the_conclusion_stands_first_with_what_was_missing(cast: Cast, whole: Assessment) -> None:
    with at(NOW):
        concluded(cast, cast.practice_supervisor, whole, **END)
        with acting(cast.social_worker):
            ended = reading.find(whole.ref)
            assert ended is not None
            found = sheet(ended)
    assert found["draft"] == ""
    assert found["sections"][0]["heading"] == "Conclusion"
    assert "Approved although something was missing" in str(found["sections"][0])


def test_an_age_in_words_is_no_number_of_years(cast: Cast, whole: Assessment) -> None:
    for born, said in ((None, "Age not known"), (NOW.date(), "Under a month, born")):
        with acting(cast.social_worker):
            Person.objects.filter(pk=whole.child_id).update(date_of_birth=born)
        with at(NOW):
            assert sheet_of(cast, whole)["head"][0].startswith(said)


def test_as_19_what_the_conclusion_rests_on_is_on_it(cast: Cast, whole: Assessment) -> None:
    with at(NOW):
        assert "Findings" not in [one["heading"] for one in sheet_of(cast, whole)["sections"]]
        concluded(cast, cast.practice_supervisor, whole, **END)
        (found,) = [one for one in sheet_of(cast, whole)["sections"] if one["heading"] == "Findings"]
    for words in (FINDINGS["concern"], FINDINGS["how_and_why"], "Need: ", "Abused or neglected: "):
        assert words in str(found), words


def test_pr_07_pr_12_family_abroad_and_specialists_are_on_it_and_it_is_not_for_the_family(
    cast: Cast, whole: Assessment
) -> None:
    with at(NOW):
        assert "not for the family" not in sheet_of(cast, whole)["draft"]
        take(AskOverseas, cast.social_worker, whole, ENQUIRY)
        with acting(cast.social_worker):
            asked = OverseasEnquiry.objects.select_related("matter__assessment__child").get()
        take(RecordOverseasAnswer, cast.social_worker, asked, ANSWER)
        take(ReferToSpecialist, cast.social_worker, whole, REFERRED)
        found = sheet_of(cast, whole)
    headings = [one["heading"] for one in found["sections"]]
    assert "Family abroad" in headings
    text = str(found)
    for words in (ENQUIRY["question"], ANSWER["answer"], ANSWER["lawful"], REFERRED["words"], REFERRED["danger"],
                  "Portugal (1996 Hague Convention)", ": not yet", ": done"):  # fmt: skip
        assert words in text, words
    assert "not for the family" in found["draft"]
    assert "What applies: Family abroad, Abuse in the name of honour" in found["head"]


def test_pr_05_what_is_owed_to_a_homeless_young_person_is_on_it(cast: Cast) -> None:
    young = allocated(cast, referrals(cast, child(cast.mash_worker, born=london(2009, 9, 1).date()))[0])
    with at(NOW):
        take(RecordApproach, cast.social_worker, young, TOLD)
        assert "Nothing is recorded of it." in str(sheet_of(cast, young))
        with acting(cast.social_worker):
            told = HomelessApproach.objects.select_related("matter__assessment__child").get()
        take(RecordHomelessDuties, cast.social_worker, told, ACCEPTED)
        text = str(sheet_of(cast, young))
    for words in (TOLD["words"], ACCEPTED["duty_why"], ACCEPTED["arrangement_words"], "Section 20: offered"):
        assert words in text, words


def test_pr_02_what_is_known_before_a_birth_is_on_it(cast: Cast) -> None:
    due = london(2026, 9, 1).date()
    baby = child(cast.mash_worker, "Unborn child", date_of_birth=None, kind=Person.Kind.UNBORN, expected_date=due)
    before = allocated(cast, referrals(cast, baby)[0], first_visit_on="")
    said_then = {"aware_on": "2026-06-03", "expected_date": "2026-09-01", "begun_late_because": "The family had moved."}
    with at(NOW):
        assert "It has not begun." in str(sheet_of(cast, before))
        take(BeginPrebirth, cast.social_worker, before, said_then)
        text = str(sheet_of(cast, before))
    for words in ("The family had moved.", "Expected: Tuesday 1 September 2026", "Not booked with maternity services"):
        assert words in text, words


def test_fa_01_whoever_is_nothing_to_the_child_on_record_is_named_alone() -> None:
    assert _listed([("Bev Hollis", ""), ("Shannon Hollis", "mother")]) == "Bev Hollis; Shannon Hollis, mother"


def test_its_page_gives_the_file_and_writes_down_that_it_was_printed(cast: Cast, whole: Assessment) -> None:
    with at(NOW):
        answer = signed_in(cast.social_worker).get(f"/assessments/{whole.ref}/assessment.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert signed_in(cast.stranger).get(f"/assessments/{whole.ref}/assessment.pdf").status_code == 302
    with acting(cast.social_worker):
        assert Sighting.objects.filter(person_id=whole.child_id, page="Assessment, printed").count() == 1


def test_what_no_typeface_has_is_printed_as_a_gap_and_said(cast: Cast, whole: Assessment) -> None:
    write(cast.social_worker, whole, "day", day="\u0d05 and \U0001f9f8", base="1")
    with at(NOW):
        answer = signed_in(cast.social_worker).get(f"/assessments/{whole.ref}/assessment.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
