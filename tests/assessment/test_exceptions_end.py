"""An exception ends when it was looked at again, never sooner and by nothing else; what it allowed ends with it.

AS-05, AS-09, AS-19, CL-07, PR-06.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Involvement
from kith.assessment.models import Assessment, FollowOn, HomelessApproach
from kith.assessment.queries.homeless import bed_and_breakfast_allowed
from kith.assessment.queries.reading import waiver_of
from kith.assessment.steps import AllowBedAndBreakfast, AnswerFollowOn, SetNeededBy, WaiveInterpreter
from kith.assessment.steps.following import CLOSING
from kith.kernel.perform import Invalid
from kith.standards.engine import end_of_day
from tests.assessment.scene import allocated, child, referrals
from tests.assessment.test_exceptions import (
    NOW,
    STANDS,
    WAIVED,
    asked_of,
    authorised,
    bed,
    clocks,
    exception,
    young,
)
from tests.assessment.test_following import ANSWER
from tests.assessment.test_pathways_homeless import EXCEPTION
from tests.assessment.test_work import seen
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
__all__ = ["young"]
BEFORE = london(2026, 6, 15, 9)


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker))[0])


def test_an_answer_to_what_was_asked_for_ends_no_exception(cast: Cast, assessment: Assessment) -> None:
    """AS-19: that the plan was agreed makes nothing good of what was missing."""
    seen(cast, assessment)
    authorised(cast, assessment, outcome="cin_plan")
    with at(BEFORE):
        plan = exception(cast, assessment, "plan")
        take(AnswerFollowOn, cast.social_worker, plan, ANSWER | {"done_at": "2026-06-15T08:30"})
    (clock,) = clocks(cast, "exception.conclusion")
    assert clock.stopped_at is None
    (planned,) = clocks(cast, "cin.plan.create")
    assert planned.stopped_at == london(2026, 6, 15, 8, 30)


def test_as_19_that_it_stays_as_it_is_is_said_on_its_day_and_no_sooner(cast: Cast, assessment: Assessment) -> None:
    """Whoever approved it does not look again a minute later; that it was made good may be said any day."""
    seen(cast, assessment)
    row = authorised(cast, assessment)
    with at(BEFORE):
        with pytest.raises(Invalid, match="Look at it again on Friday 10 July 2026"):
            take(AnswerFollowOn, cast.practice_supervisor, row, STANDS)
        good = {"answer": "done", "done_at": "2026-06-15T08:30", "words": "The health visitor wrote."}
        take(AnswerFollowOn, cast.practice_supervisor, row, good)


def test_as_09_whoever_looked_again_ended_what_was_allowed(cast: Cast, assessment: Assessment) -> None:
    def waived() -> bool:
        with acting(cast.social_worker):
            return waiver_of(assessment) is not None

    with at(NOW):
        take(WaiveInterpreter, cast.team_manager, assessment, WAIVED)
        assert waived()
    with at(BEFORE):
        assert waived()
        take(AnswerFollowOn, cast.practice_supervisor, exception(cast, assessment, "language"), STANDS)
        assert not waived()
    with at(london(2026, 6, 16, 9)):
        take(WaiveInterpreter, cast.team_manager, assessment, WAIVED)
        assert waived()


def test_pr_06_whoever_looked_again_ended_what_was_allowed(cast: Cast, young: Assessment) -> None:
    def allowed(moment: Any) -> bool:
        with acting(cast.social_worker):
            return bed_and_breakfast_allowed(HomelessApproach.objects.get(pk=young.pk), moment)

    row = bed(cast, young, "service_manager", london(2026, 6, 4, 16))
    later = london(2026, 6, 4, 18)
    assert allowed(later)
    with at(london(2026, 6, 4, 17)):
        take(AnswerFollowOn, cast.team_manager, row, STANDS)
    assert not allowed(later)


def test_cl_07_the_day_of_an_exception_may_be_sooner_and_never_later(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    row = authorised(cast, assessment)
    (clock,) = clocks(cast, "exception.conclusion")
    with at(BEFORE):
        with pytest.raises(Invalid, match="It was set for Friday 10 July 2026"):
            take(SetNeededBy, cast.team_manager, clock, {"needed_by": "2026-07-13", "reason": "We are few."})
        take(SetNeededBy, cast.team_manager, clock, {"needed_by": "2026-06-22", "reason": "She is back at school."})
        assert asked_of(cast.team_manager) == []
    (clock,) = clocks(cast, "exception.conclusion")
    assert clock.needed_by == end_of_day(date(2026, 6, 22))
    with at(london(2026, 6, 22, 9)):  # it waits from that day
        assert [(href, day) for _, href, day in asked_of(cast.team_manager)] == [(row.href, date(2026, 6, 22))]


def test_no_exception_is_without_an_end(cast: Cast, assessment: Assessment, young: Assessment) -> None:
    """AS-09, PR-06: the day is within a year for each of them."""
    with at(NOW), pytest.raises(Invalid, match="within a year"):
        take(WaiveInterpreter, cast.team_manager, assessment, WAIVED | {"until": "2027-06-13"})
    with acting(cast.social_worker):
        approach = HomelessApproach.objects.select_related("matter__assessment").get(pk=young.pk)
    for_good = EXCEPTION | {"until": "2029-06-05T10:00", "review_on": "2029-06-05"}
    with at(london(2026, 6, 4, 16)), pytest.raises(Invalid, match="within a year"):
        take(AllowBedAndBreakfast, cast.service_manager, approach, for_good)
    with acting(cast.social_worker):
        assert not FollowOn.objects.exists()


def test_as_19_the_door_to_a_closed_case_closes_once_nothing_is_left_to_look_at(
    cast: Cast, assessment: Assessment
) -> None:
    """Not before its 28 days, though, in which letters are sent."""
    seen(cast, assessment)
    row = authorised(cast, assessment, again_on="2027-06-01")

    def ends() -> set[Any]:
        with acting(cast.social_worker):
            return set(Involvement.objects.filter(matter_id=assessment.matter_id).values_list("until", flat=True))

    assert ends() == {end_of_day(date(2027, 6, 1))}
    good = {"answer": "done", "done_at": "2026-06-15T08:30", "words": "The health visitor wrote."}
    with at(BEFORE):
        take(AnswerFollowOn, cast.practice_supervisor, row, good)
    assert ends() == {NOW + CLOSING}


def test_as_18_where_more_waits_than_is_shown_a_child_to_be_protected_comes_first(
    cast: Cast, assessment: Assessment, monkeypatch: Any
) -> None:
    monkeypatch.setattr("kith.assessment.queries.answering.MOST", 1)
    seen(cast, assessment)
    authorised(cast, assessment, outcome="nfa", again_on="2026-06-15")
    brother = allocated(cast, referrals(cast, child(cast.mash_worker, "Noah Okafor", date(2019, 3, 2)))[0])
    with at(BEFORE):
        assert len(asked_of(cast.team_manager)) == 1
        with acting(cast.practice_supervisor):
            asked = FollowOn.objects.create(
                matter=brother.matter, kind="emergency", why="He is not safe there.", begun_by=cast.practice_supervisor
            )
        assert [href for _, href, _ in asked_of(cast.team_manager)] == [asked.href]
