"""What the database refuses of a review, whoever writes and by whatever way (CP-06, CP-09)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from kith.access.actor import acting
from kith.access.models import Matter, MatterSubject, SameSubject, Subject
from kith.conferences.models import ConferenceChild
from kith.plans.models import Plan
from tests.cast import Cast, london
from tests.people import made
from tests.plans import scene
from tests.plans.test_protection_plan import PLAN, conferred

pytestmark = pytest.mark.django_db
INSERT = """
insert into conferences_conferencechild (matter_id, ref, child_id, kind, reviews_id, outside, part, wishes, recognition,
  response, cooperation, limbs, working, working_words, outcome, category, also, instead, must_change, why, brought_in)
values (%s, %s, %s, 'review', %s, false, '', '', '', '', '', '', '', '', '', '', '{}', '', '', '', false)
"""


@pytest.fixture
def decided(cast: Cast) -> ConferenceChild:
    """A conference decided on a plan for Amara."""
    plan: Plan = scene.need_plan(cast, scene.assessed(cast))
    with acting(cast.social_worker):
        made.involve(cast.conference_chair, plan.child.person, kind="chair")
    return conferred(cast, plan.child)


def another(cast: Cast) -> Subject:
    with acting(cast.social_worker):
        return made.person(cast.social_worker, "Chidi", "Okafor").subject


def written(cast: Cast, child: Subject, reviews: int, matter: Matter | None = None) -> None:
    """A review written past every step, by SQL alone."""
    with acting(cast.social_worker), transaction.atomic(), connection.cursor() as cursor:
        work = matter or Matter.objects.create(kind="conference")
        if matter is None:
            MatterSubject.objects.create(matter=work, person=child)
        cursor.execute(INSERT, [work.pk, f"raw{work.pk}{child.pk}", child.pk, reviews])


def test_cp_09_a_review_of_this_childs_plan_stands(cast: Cast, decided: ConferenceChild) -> None:
    written(cast, decided.child, decided.pk)
    with acting(cast.social_worker):
        assert ConferenceChild.objects.get(reviews=decided).child == decided.child


def test_cp_09_the_database_refuses_a_review_of_another_childs_plan(cast: Cast, decided: ConferenceChild) -> None:
    chidi = another(cast)
    with pytest.raises(IntegrityError, match="the plan of the same child"):
        written(cast, chidi, decided.pk)
    written(cast, decided.child, decided.pk)
    moved = "update conferences_conferencechild set child_id = %s where reviews_id = %s"
    refused = pytest.raises(IntegrityError, match="the plan of the same child")
    with acting(cast.social_worker), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(moved, [chidi.pk, decided.pk])


def test_cp_09_records_that_are_known_as_one_are_one_child(cast: Cast, decided: ConferenceChild) -> None:
    chidi = another(cast)
    with acting(cast.social_worker):
        SameSubject.objects.create(kept=decided.child, other=chidi, reason="The same child.")
    written(cast, chidi, decided.pk)


def test_cp_09_the_database_refuses_a_review_within_one_conference(cast: Cast, decided: ConferenceChild) -> None:
    chidi = another(cast)
    with pytest.raises(IntegrityError, match="another conference decided"):
        written(cast, chidi, decided.pk, decided.matter)


def test_cp_09_the_database_refuses_a_review_of_what_is_no_plan(cast: Cast, decided: ConferenceChild) -> None:
    chidi = another(cast)
    none = {"outcome": "no_plan", "instead": "none", "category": "", "also": [], "must_change": ""}
    row = conferred(cast, chidi, london(2026, 7, 2, 10), **PLAN | none)
    with pytest.raises(IntegrityError, match="is a plan that a conference decided"):
        written(cast, chidi, row.pk)
