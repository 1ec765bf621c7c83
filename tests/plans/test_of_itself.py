"""A plan ends because the child died or turned 18: nobody decides it, and what others must end stays open (CP-09)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.access.models import Notice
from kith.conferences import queries as conferences
from kith.conferences.steps.holding import PlanDecided
from kith.frontdoor.models import Referral
from kith.kernel.perform import Refused
from kith.people.models import Person
from kith.people.queries import badges_of
from kith.people.queries.chronology import chronology
from kith.plans import steps
from kith.plans.forms.ending import closures
from kith.plans.models import Plan
from kith.protection.steps import CallDiscussion
from kith.record.models import Clock
from tests.assessment.reading import signed_in
from tests.assessment.test_following import NOW
from tests.cast import Cast, london, take
from tests.people import made
from tests.plans import scene
from tests.plans.test_need_plan import clocks, refused
from tests.plans.test_protection_plan import HELD, conferred, decided
from tests.protection.test_strategy_discussion import calling

pytestmark = pytest.mark.django_db
LATER = london(2026, 8, 3, 10)
WORDS = "Her grandmother and the school were told; the hospital's nurse visits."


@pytest.fixture
def need(cast: Cast) -> Plan:
    found = scene.need_plan(cast, scene.assessed(cast))
    with at(NOW), acting(cast.social_worker):
        made.involve(cast.conference_chair, found.child.person, kind="chair")
    return found


def recorded(cast: Cast, plan: Plan, **facts: Any) -> Plan:
    with acting(cast.social_worker), at(LATER):
        Person.objects.filter(pk=plan.child_id).update(**facts)
    return scene.fresh(cast, plan)


def ended(cast: Cast, plan: Plan, **more: Any) -> Plan:
    with at(LATER):
        take(steps.EndOfItself, cast.practice_supervisor, plan, {"ended_words": WORDS} | more)
    return scene.fresh(cast, plan)


def test_cp_09_a_protection_plan_ends_with_the_childs_death_and_its_dates_with_it(cast: Cast, need: Plan) -> None:
    """Without a conference; the census reason is "died"; no review of it is owed any more."""
    row = conferred(cast, need.child)
    plan = decided(cast, row)
    with at(HELD):
        take(PlanDecided, cast.conference_chair, row)  # a review is owed from now on
    plan = ended(cast, recorded(cast, plan, died_on=date(2026, 8, 1)))
    assert (plan.ended_as, plan.closure, plan.ended_words) == ("died", "RC2", WORDS)
    assert clocks(cast, plan) == {}
    with acting(cast.social_worker):
        assert Clock.objects.get(matter=row.matter).not_needed_because == "The plan ended: ended: the child died"
        assert not [one for one in badges_of([plan.child])[plan.child_id] if one[0] == "protection"]
        assert conferences.standing_plan(plan.child) is None
        lines = [one.line for one in chronology([plan.child_id]).entries]
        assert plan.assessment is not None
        closed = Referral.objects.get(pk=plan.assessment.referral_id)
    assert (closed.state, closed.closure_reason) == ("closed", "RC2")
    assert [one for one in lines if one.startswith("Child protection plan ended: the child died on 1 August 2026")]


def test_cp_08_a_need_plan_ends_with_the_18th_birthday_and_says_who_takes_over(cast: Cast, need: Plan) -> None:
    plan = recorded(cast, need, date_of_birth=date(2008, 8, 2))
    with at(LATER):
        page = signed_in(cast.practice_supervisor).get(f"{plan.href}of-itself/").content.decode()
        assert "Do adult social care services take over?" in page
        assert list(refused(steps.EndOfItself, cast.practice_supervisor, plan, {"ended_words": WORDS})) == [
            "adult_care"
        ]
    plan = ended(cast, plan, adult_care="yes")
    assert (plan.ended_as, plan.closure) == ("adult", "RC6")
    with acting(cast.social_worker):
        lines = [one.line for one in chronology([plan.child_id]).entries]
    assert [one for one in lines if one.startswith("Child in need plan ended: they turned 18 on 2 August 2026")]


def test_cp_08_one_whom_no_adult_service_takes_over_closes_for_another_reason(cast: Cast, need: Plan) -> None:
    plan = ended(cast, recorded(cast, need, date_of_birth=date(2008, 8, 2)), adult_care="no")
    assert plan.closure == "RC7"


def test_cp_09_what_others_must_end_stays_open_is_said_and_they_are_told(cast: Cast, need: Plan) -> None:
    with at(LATER):
        data = calling(cast, need.child.person, suspected_at=LATER, planned_at=LATER)
        talk = take(CallDiscussion, cast.social_worker, need.child, data).result
    plan = ended(cast, recorded(cast, need, died_on=date(2026, 8, 1)))
    with acting(cast.social_worker):
        (line,) = [one.line for one in chronology([plan.child_id]).entries if "the child died" in one.line]
        assert Notice.objects.filter(href=plan.href, user=talk.chair).exists() or talk.chair == cast.practice_supervisor
        assert Notice.objects.filter(href=plan.href, user=cast.social_worker).exists()
        talk.refresh_from_db()
    assert talk.state == "called"
    assert f"Still open: {talk}" in line
    assert "“Ask school for breakfast”" in line


def test_cp_09_only_what_the_record_says_and_by_a_manager(cast: Cast, need: Plan) -> None:
    with at(LATER):
        with pytest.raises(Refused, match="says neither that the child died nor that they are 18"):
            take(steps.EndOfItself, cast.practice_supervisor, need, {"ended_words": WORDS})
        browser = signed_in(cast.practice_supervisor)
        assert "of-itself" not in browser.get(need.href).content.decode()
    plan = recorded(cast, need, died_on=date(2026, 8, 1))
    with at(LATER):
        assert "of-itself" in browser.get(need.href).content.decode()
        with pytest.raises(Refused):
            take(steps.EndOfItself, cast.social_worker, plan, {"ended_words": WORDS})
    assert "RC2" not in dict(closures())
    ended(cast, plan)
    with at(LATER), pytest.raises(Refused, match="This plan has ended"):
        take(steps.EndOfItself, cast.practice_supervisor, scene.fresh(cast, plan), {"ended_words": WORDS})
    with acting(cast.social_worker), pytest.raises(IntegrityError, match="census_reason"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(closure="")
