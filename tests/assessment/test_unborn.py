"""A child who is not born cannot be visited: no first visit is counted, and the pages say why (CL-04; PR-01 comes)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Involvement
from kith.assessment.models import Assessment
from kith.assessment.steps import AllocateReferral
from kith.frontdoor.models import Referral
from kith.kernel.perform import Invalid, perform
from kith.people.models import Person
from kith.people.steps import RecordsJoined, UnbornBorn
from kith.record.models import Clock
from kith.standards import deadlines
from tests.assessment import scene
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
MORNING = london(2026, 6, 4, 9)
UNBORN: dict[str, Any] = {"kind": Person.Kind.UNBORN, "date_of_birth": None, "expected_date": date(2026, 9, 1)}


@pytest.fixture
def baby(cast: Cast) -> Person:
    return scene.child(cast.mash_worker, "Unborn child", **UNBORN)


def clocks_of(cast: Cast, referral: Referral) -> set[str]:
    with acting(cast.team_manager):
        return set(Clock.objects.filter(matter_id=referral.matter_id).values_list("rule", flat=True))


def test_the_law_data_say_which_clocks_wait_for_the_birth() -> None:
    waiting = {rule.key: rule.unborn_from for rule in deadlines.load().rows if rule.unborn_from}
    assert waiting == {"assessment.first_visit": "frontdoor.referred_child_born"}


def test_cl_04_no_first_visit_is_counted_before_birth_and_every_other_date_is(cast: Cast, baby: Person) -> None:
    unborn, born = scene.referrals(cast, baby, scene.child(cast.mash_worker))
    assert clocks_of(cast, born) - clocks_of(cast, unborn) == {"assessment.first_visit"}
    assert clocks_of(cast, unborn) >= {"assessment.allocate", "assessment.initial_review", "assessment.conclude"}


def test_the_pages_say_that_it_is_not_needed_and_why(cast: Cast, baby: Person) -> None:
    (referral,) = scene.referrals(cast, baby)
    with at(MORNING):
        page = signed_in(cast.team_manager).get(f"/allocate/{referral.ref}/").content.decode()
        assert "No first visit to the child is counted: not yet born" in page
        assert "See the parents by" in page
    assessment = scene.allocated(cast, referral, first_visit_on="")
    with at(MORNING):
        lead = signed_in(cast.social_worker)
        assert "Not needed: not yet born" in lead.get(f"/assessments/{assessment.ref}/").content.decode()
        assert "Not needed: not yet born" in lead.get(f"/people/{ref_of(cast, baby)}/").content.decode()


def test_cl_04_the_first_visit_is_counted_from_the_birth_on_work_that_is_open(cast: Cast, baby: Person) -> None:
    (referral,) = scene.referrals(cast, baby)
    assessment = scene.allocated(cast, referral, first_visit_on="")
    with at(london(2026, 9, 3, 11)):
        take(UnbornBorn, cast.social_worker, baby, BORN)
        with acting(cast.social_worker):
            clock = Clock.objects.get(matter_id=referral.matter_id, rule="assessment.first_visit")
            others = Clock.objects.filter(matter_id=referral.matter_id, rule="assessment.conclude")
            assert clock.started_at == london(2026, 9, 3, 11)
            assert others.count() == 1  # the other dates run on as they were
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
        assert "not yet born" not in page
        assert clock.ref in page


BORN = {"date_of_birth": date(2026, 9, 2), "sex": "F", "given": "Ada", "family": "Okafor"}


def first_visits(cast: Cast, referral: Referral) -> int:
    with acting(cast.team_manager):
        return Clock.objects.filter(matter_id=referral.matter_id, rule="assessment.first_visit").count()


def test_no_first_visit_begins_at_birth_where_nobody_assesses_any_more(cast: Cast, baby: Person) -> None:
    """Nobody could record it: the assessment was authorised before the birth, and the plan has its own visits."""
    (referral,) = scene.referrals(cast, baby)
    assessment = scene.allocated(cast, referral, first_visit_on="")
    with at(london(2026, 6, 20, 11)):
        said = {"outcome": "cin_plan", "conclusion": "A plan before birth.", "factors": ["3A"]}
        scene.concluded(cast, cast.team_manager, assessment, **said)
    with at(london(2026, 9, 3, 11)):
        take(UnbornBorn, cast.social_worker, baby, BORN)
    assert first_visits(cast, referral) == 0


def test_a_record_from_before_birth_joined_with_that_of_the_born_child_has_its_first_visit(
    cast: Cast, baby: Person
) -> None:
    (referral,) = scene.referrals(cast, baby)
    scene.allocated(cast, referral, first_visit_on="")
    ada = scene.child(cast.mash_worker, "Ada Okafor", date_of_birth=date(2026, 5, 30))
    with at(MORNING), acting(cast.practice_supervisor):
        Involvement.objects.create(person_id=ada.pk, user=cast.practice_supervisor, kind="key_worker")
        kept = Person.objects.select_related("subject").get(pk=ada.pk)
        perform(RecordsJoined, cast.practice_supervisor, kept, {"other": ref_of(cast, baby), "reason": "One child."})
    assert first_visits(cast, referral) == 1


def ref_of(cast: Cast, person: Person) -> Any:
    with acting(cast.social_worker):
        return Person.objects.select_related("subject").get(pk=person.pk).ref


def test_a_sister_who_is_born_and_goes_with_the_baby_still_has_her_day(cast: Cast, baby: Person) -> None:
    unborn, born = scene.referrals(cast, baby, scene.child(cast.mash_worker))
    data = scene.allocation(cast, first_visit_on="", with_siblings=[born.ref])
    with at(MORNING), pytest.raises(Invalid) as no:
        take(AllocateReferral, cast.team_manager, unborn, data)
    assert "first_visit_on" in no.value.form.errors


def test_twins_who_are_both_not_born_go_together_without_a_day(cast: Cast, baby: Person) -> None:
    twin = scene.child(cast.mash_worker, "Second unborn child", **UNBORN)
    one, other = scene.referrals(cast, baby, twin)
    scene.allocated(cast, one, first_visit_on="", with_siblings=[other.ref])
    with acting(cast.team_manager):
        assert list(Assessment.objects.values_list("first_visit_on", flat=True)) == [None, None]


def test_as_19_why_the_child_was_not_seen_is_asked_only_of_one_who_is_born(cast: Cast, baby: Person) -> None:
    unborn, born = scene.referrals(cast, baby, scene.child(cast.mash_worker))
    ends = {"outcome": "nfa", "conclusion": "The parents are ready for her.", "factors": ["21"]}
    waits = scene.allocated(cast, born)
    too = scene.allocated(cast, unborn, first_visit_on="")
    with at(london(2026, 6, 9, 9)):
        with pytest.raises(Invalid) as no:
            scene.concluded(cast, cast.team_manager, waits, **ends)
        assert list(no.value.form.errors) == ["not_seen_because"]
        over = scene.concluded(cast, cast.team_manager, too, **ends)
    assert (over.state, over.not_seen_because) == (Assessment.State.AUTHORISED, "")
