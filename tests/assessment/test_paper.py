"""A whole assessment on paper: accessible, complete, and only for whoever may read it (promise 7)."""

from __future__ import annotations

import pytest

from kith.access.actor import acting, at
from kith.access.models import Matter
from kith.assessment.models import Assessment, Visit
from kith.assessment.paper import printed, sheet
from kith.assessment.queries import reading
from kith.assessment.steps import RecordSeen, Supervise
from kith.checks.models import AgencyCheck, AgencyReply
from kith.people.steps import RelationshipAdded
from kith.record.models import Sighting
from kith.sharing.models import AgencyDiscussion, Consent
from tests.assessment.reading import signed_in
from tests.assessment.scene import allocated, child, concluded, referrals
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


def test_its_page_gives_the_file_and_writes_down_that_it_was_printed(cast: Cast, whole: Assessment) -> None:
    with at(NOW):
        answer = signed_in(cast.social_worker).get(f"/assessments/{whole.ref}/assessment.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert signed_in(cast.stranger).get(f"/assessments/{whole.ref}/assessment.pdf").status_code == 302
    with acting(cast.social_worker):
        assert Sighting.objects.filter(person_id=whole.child_id, page="Assessment, printed").count() == 1


def test_what_no_typeface_has_is_said_and_nothing_breaks(cast: Cast, whole: Assessment) -> None:
    write(cast.social_worker, whole, "day", day="\u0d05 and \U0001f9f8", base="1")
    with at(NOW):
        answer = signed_in(cast.social_worker).get(f"/assessments/{whole.ref}/assessment.pdf", follow=True)
    assert answer.status_code == 200
    assert "cannot be printed" in answer.content.decode()
