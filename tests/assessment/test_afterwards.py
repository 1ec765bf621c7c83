"""After the decision: what is learned since, and the family as it was drawn (AS-21, FA-01, PR-03)."""

from __future__ import annotations

import pytest

from kith.access.actor import acting, at
from kith.assessment.models import Assessment, FamilyAsDrawn
from kith.assessment.paper import sheet
from kith.assessment.queries import reading
from kith.assessment.steps import AnswerWhetherItStands, RecordNewInformation
from kith.kernel.perform import Invalid, Refused
from kith.people.steps import RelationshipAdded
from tests.assessment.reading import signed_in
from tests.assessment.scene import allocated, child, concluded, referrals
from tests.assessment.test_work import END
from tests.cast import Cast, london, take
from tests.people import made

pytestmark = pytest.mark.django_db
NOW = london(2026, 7, 10)
NEW = {
    "what": "Daniel has moved back in.",
    "source": "Grace, by phone",
    "learned_at": "2026-07-12T10:00",
    "meaning": "Weekends may be loud again.",
}


@pytest.fixture
def ended(cast: Cast) -> Assessment:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    with at(NOW):
        return concluded(cast, cast.practice_supervisor, assessment, **END, not_seen_because="Seen by Leeds.")


def test_as_21_what_is_learned_after_the_decision_asks_whether_it_still_stands(cast: Cast, ended: Assessment) -> None:
    with at(london(2026, 7, 12, 11)):
        new = take(RecordNewInformation, cast.social_worker, ended, NEW).result
        page = signed_in(cast.practice_supervisor).get(f"/assessments/{ended.ref}/").content.decode()
        assert "Does the conclusion still stand?" in page
        answer = {"answer": "not_any_more", "why": "The plan rested on his being away. A new contact today."}
        with pytest.raises(Refused):
            take(AnswerWhetherItStands, cast.social_worker, new, answer)
        with pytest.raises(Invalid) as no:
            take(AnswerWhetherItStands, cast.practice_supervisor, new, answer | {"why": ""})
        assert "why" in no.value.form.errors
        take(AnswerWhetherItStands, cast.practice_supervisor, new, answer)
        with pytest.raises(Invalid, match="answered a moment ago"):
            take(AnswerWhetherItStands, cast.practice_supervisor, new, answer)
        page = signed_in(cast.social_worker).get(f"/assessments/{ended.ref}/").content.decode()
    assert "It does not stand any more" in page
    assert "A new contact today." in page
    assert END["conclusion"] in page  # the conclusion is never written over


def test_what_is_new_before_the_decision_belongs_in_the_sections(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    with at(NOW), pytest.raises(Refused, match="still open"):
        take(RecordNewInformation, cast.social_worker, assessment, NEW)


def test_its_pages_open_and_a_stranger_is_asked_why(cast: Cast, ended: Assessment) -> None:
    with at(london(2026, 7, 12, 11)):
        new = take(RecordNewInformation, cast.social_worker, ended, NEW).result
        href = f"/assessments/{ended.ref}/new-information/"
        assert signed_in(cast.social_worker).get(href).status_code == 200
        assert signed_in(cast.practice_supervisor).get(f"{href}{new.ref}/").status_code == 200
        assert signed_in(cast.social_worker).get(f"{href}{new.ref}/").status_code == 403
        assert signed_in(cast.practice_supervisor).get(f"{href}nothing/").status_code == 404
        assert "/reason/" in signed_in(cast.stranger).get(f"{href}{new.ref}/")["Location"]


def test_fa_01_the_genogram_of_the_conclusion_stays_as_it_was(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    grace = child(cast.mash_worker, "Grace Okafor", born=london(1991, 3, 2).date(), kind="adult", sex="F")
    late = child(cast.mash_worker, "Emeka Okafor", born=london(1988, 3, 2).date(), kind="adult", sex="M")
    with acting(cast.social_worker):
        person = assessment.child.person
    with at(NOW):
        take(RelationshipAdded, cast.social_worker, person, {"other": grace.subject.ref, "kind": "mother"})
        concluded(cast, cast.practice_supervisor, assessment, **END, not_seen_because="Seen by Leeds.")
    with at(london(2026, 7, 11)):
        take(RelationshipAdded, cast.social_worker, person, {"other": late.subject.ref, "kind": "father"})
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/whole/").content.decode()
    with acting(cast.social_worker):
        kept = FamilyAsDrawn.objects.get(matter=assessment.matter)
    assert "Grace" in kept.genogram
    assert "Emeka" not in kept.genogram
    assert [row["name"] for row in kept.said["family_in_words"]] == ["Grace Okafor"]
    assert "As it stood when the conclusion was authorised" in page
    assert "Emeka" not in page


def test_ig_05_who_is_hidden_today_is_not_shown_in_what_was_drawn_before(cast: Cast) -> None:
    """A manager who might see her drew the family; whoever may not sees the family as it is open to them."""
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    grace = child(cast.mash_worker, "Grace Okafor", born=london(1991, 3, 2).date(), kind="adult", sex="F")
    efe = child(cast.mash_worker, "Efe Secretname", born=london(2012, 3, 2).date())
    with acting(cast.social_worker):
        person = assessment.child.person
    with at(NOW):
        take(RelationshipAdded, cast.social_worker, person, {"other": grace.subject.ref, "kind": "mother"})
        take(RelationshipAdded, cast.social_worker, person, {"other": efe.subject.ref, "kind": "sibling"})
        concluded(cast, cast.practice_supervisor, assessment, **END, not_seen_because="Seen by Leeds.")
        href = f"/assessments/{assessment.ref}/whole/"
        assert "Efe" in signed_in(cast.social_worker).get(href).content.decode()
        with acting(cast.practice_supervisor):
            made.restrict(cast.practice_supervisor, efe)
        page = signed_in(cast.social_worker).get(href).content.decode()
        assert "Efe" not in page
        assert efe.subject.ref not in page
        assert "Grace" in page
        with acting(cast.social_worker):
            found = reading.find(assessment.ref)
            assert found is not None
            paper = str(sheet(found))
        assert "Efe" not in paper
        assert "Grace" in paper
        assert "Efe" in signed_in(cast.practice_supervisor).get(href).content.decode()
