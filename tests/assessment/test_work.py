"""Visits, the review of length, the conclusion, and earlier assessments brought in (AS-05, AS-19, CL-04 to CL-07)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Involvement
from kith.assessment.models import Assessment, Visit
from kith.assessment.queries.reading import pathway_of
from kith.assessment.steps import (
    Authorise,
    BringInAssessment,
    ExplainLate,
    RecordSeen,
    RecordTried,
    ReviewLength,
    SetNeededBy,
)
from kith.frontdoor.models import Referral
from kith.kernel.perform import Invalid, Refused
from kith.people.queries import badges_of
from kith.record.models import Clock, StepEvent
from tests.assessment.reading import signed_in
from tests.assessment.scene import allocated, child, concluded, referrals
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
VISIT = {
    "at": "2026-06-05T16:00",
    "place": "At home",
    "alone": "yes",
    "words": "I want it to be quiet like at Nan's.",
}
REVIEWED = {
    "review_decision": "extend",
    "review_words": "More time.",
    "needed_by": "2026-07-28",
    "protect_now": "no",
    "protect_why": "He is away, and she was well on Friday.",
}
LATE = {
    "late_reason": "Two interpreters fell ill.",
    "late_professionals": "The paediatrician says that his report could not come sooner.",
    "late_family": "Grace was rung on 3 August and agreed.",
}
END = {"outcome": "nfa", "conclusion": "Grace has family round her and weekends are calm.", "factors": ["3B"]}


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker))[0])


def clock(assessment: Assessment, rule: str) -> Clock:
    return Clock.objects.get(matter_id=assessment.referral_id, rule=rule)


def seen(cast: Cast, assessment: Assessment, **more: Any) -> Visit:
    with at(london(2026, 6, 5, 18)):
        visit = take(RecordSeen, cast.social_worker, assessment, {**VISIT, **more}).result
        with acting(cast.social_worker):
            assessment.refresh_from_db()
        return visit


def test_as_05_a_visit_says_when_where_alone_and_what_the_child_said(cast: Cast, assessment: Assessment) -> None:
    visit = seen(cast, assessment)
    assert (visit.seen, visit.alone, visit.place, visit.words) == (True, True, "At home", VISIT["words"])
    with acting(cast.social_worker):
        assert Assessment.objects.get(pk=assessment.pk).seen_at == london(2026, 6, 5, 16)


def test_cl_04_the_first_visit_clock_stops_at_the_moment_of_the_visit(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    with acting(cast.social_worker):
        assert clock(assessment, "assessment.first_visit").stopped_at == london(2026, 6, 5, 16)
        assert clock(assessment, "assessment.conclude").stopped_at is None


def test_as_06_not_alone_says_why(cast: Cast, assessment: Assessment) -> None:
    with pytest.raises(Invalid) as no:
        seen(cast, assessment, alone="no")
    assert "why_not_alone" in no.value.form.errors
    assert seen(cast, assessment, alone="no", why_not_alone="She asked for her Nan to stay.").alone is False


def test_cl_04_a_visit_without_the_child_is_counted_and_stops_nothing(cast: Cast, assessment: Assessment) -> None:
    tried = {"at": "2026-06-05T16:00", "place": "At home", "why_not_seen": "Nobody answered the door."}
    tried |= {"obstructed": "no"}
    with at(london(2026, 6, 5, 18)):
        take(RecordTried, cast.social_worker, assessment, tried)
        with acting(cast.social_worker):
            assert clock(assessment, "assessment.first_visit").stopped_at is None
            assert Visit.objects.filter(seen=False).count() == 1


def test_a_visit_is_not_before_the_referral_nor_in_the_future(cast: Cast, assessment: Assessment) -> None:
    for moment in ("2026-06-03T08:00", "2026-06-06T08:00"):
        with pytest.raises(Invalid) as no:
            seen(cast, assessment, at=moment)
        assert "at" in no.value.form.errors


def test_somebody_not_involved_records_nothing(cast: Cast, assessment: Assessment) -> None:
    with pytest.raises(Refused, match="not involved"):
        take(RecordSeen, cast.stranger, assessment, VISIT)


def test_cl_05_the_review_keeps_its_decision_and_brings_the_end_forward(cast: Cast, assessment: Assessment) -> None:
    with at(london(2026, 6, 20)):
        data = {
            **REVIEWED,
            "review_words": "Daniel has just agreed to meet us.",
            "needed_by": "2026-07-28",
        }
        take(ReviewLength, cast.practice_supervisor, assessment, data)
        with acting(cast.practice_supervisor):
            conclude = clock(assessment, "assessment.conclude")
            assert conclude.needed_by == london(2026, 7, 28, 23, 59).replace(second=59)
            assert clock(assessment, "assessment.initial_review").stopped_at == london(2026, 6, 20)
            assert Assessment.objects.get(pk=assessment.pk).reviewed_at == london(2026, 6, 20)


def test_cl_05_as_18_an_extension_has_its_target_and_asks_whether_the_child_is_safe(
    cast: Cast, assessment: Assessment
) -> None:
    with at(london(2026, 6, 20)):
        for missing in ("needed_by", "protect_now", "protect_why"):
            with pytest.raises(Invalid) as no:
                take(ReviewLength, cast.practice_supervisor, assessment, REVIEWED | {missing: ""})
            assert list(no.value.form.errors) == [missing]
        take(ReviewLength, cast.practice_supervisor, assessment, REVIEWED)
    with at(london(2026, 7, 20)):  # asked anew; the one before stays, by name
        again = {"review_decision": "conclude", "review_words": "Enough is known.", "needed_by": ""}
        take(ReviewLength, cast.team_manager, assessment, REVIEWED | again)
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    for words in ("More time.", "New target: 28 July 2026", "Nell Abara", "Enough is known.", "Marcus Bell"):
        assert words in page, words
    assert page.count(REVIEWED["protect_why"]) == 2
    with acting(cast.social_worker):
        assert Assessment.objects.get(pk=assessment.pk).reviewed_at == london(2026, 6, 20)


def test_cl_05_cl_07_more_time_up_to_the_limit_takes_the_place_of_an_earlier_target(
    cast: Cast, assessment: Assessment
) -> None:
    with acting(cast.team_manager):
        limit = clock(assessment, "assessment.conclude").due_at
        assert limit is not None
        page = f"/assessments/{assessment.ref}/review/"
    for held_on, target in ((london(2026, 6, 20, 10), "2026-07-13"), (london(2026, 7, 10, 10), f"{limit:%Y-%m-%d}")):
        with at(held_on):
            said = REVIEWED | {"needed_by": target, "request_key": target}
            assert signed_in(cast.team_manager).post(page, said).status_code == 302
    with acting(cast.team_manager):
        assert clock(assessment, "assessment.conclude").needed_by == limit
    with at(london(2026, 7, 20)):  # past the first target, within the second
        team = signed_in(cast.team_manager).get("/team/")
        assert "assessment.conclude" not in [row.clock.clock.rule for row in team.context["late"]]


def test_cl_05_a_review_after_the_limit_keeps_a_target_and_moves_no_limit(cast: Cast, assessment: Assessment) -> None:
    with at(london(2026, 9, 1)):
        late = {"needed_by": "2026-09-20", "late_reason": "Nobody to review it in August."}
        assert take(ReviewLength, cast.practice_supervisor, assessment, REVIEWED | late).result.target is not None
        with acting(cast.practice_supervisor):
            assert clock(assessment, "assessment.conclude").needed_by is None


def test_cl_07_no_date_is_set_past_the_limit(cast: Cast, assessment: Assessment) -> None:
    with at(london(2026, 6, 20)), pytest.raises(Invalid) as no:
        take(
            ReviewLength,
            cast.practice_supervisor,
            assessment,
            REVIEWED | {"needed_by": "2026-12-01"},
        )
    assert "the limit" in no.value.form.errors["needed_by"][0]


def test_cl_07_a_manager_brings_any_running_date_forward_with_a_reason(cast: Cast, assessment: Assessment) -> None:
    with acting(cast.practice_supervisor):
        visit = clock(assessment, "assessment.first_visit")
    with at(london(2026, 6, 4, 10)):
        data = {"needed_by": "2026-06-05", "reason": "She is at home alone at weekends."}
        take(SetNeededBy, cast.practice_supervisor, visit, data)
        with pytest.raises(Refused):
            take(SetNeededBy, cast.social_worker, visit, data)
    with acting(cast.practice_supervisor):
        visit.refresh_from_db()
        assert (visit.needed_by_set_by, visit.needed_by_reason) == (cast.practice_supervisor, data["reason"])
        line = StepEvent.objects.get(step="clock.needed_by_set").line
    assert line == "First visit to the child: needed by Friday 5 June 2026 instead of Wednesday 10 June 2026"


def test_cl_06_lateness_is_explained_by_those_who_do_the_work(cast: Cast, assessment: Assessment) -> None:
    with acting(cast.social_worker):
        conclude = clock(assessment, "assessment.conclude")
    take(ExplainLate, cast.social_worker, conclude, {"reason": "Waiting for the paediatrician."})
    with pytest.raises(Refused):
        take(ExplainLate, cast.stranger, conclude, {"reason": "Not mine."})
    with acting(cast.social_worker):
        conclude.refresh_from_db()
        assert (conclude.late_reason, conclude.late_reason_by) == ("Waiting for the paediatrician.", cast.social_worker)


def test_as_19_two_people_stand_behind_a_conclusion(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    with at(london(2026, 7, 10)):
        with pytest.raises(Refused):
            take(Authorise, cast.social_worker, assessment, END)
        with acting(cast.team_manager):
            Assessment.objects.filter(pk=assessment.pk).update(lead=cast.team_manager)
            own = Assessment.objects.get(pk=assessment.pk)
        with pytest.raises(Refused, match="own assessment"):
            take(Authorise, cast.team_manager, own, END)


def test_as_19_authorising_stops_the_clock_and_closes_what_has_ended(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    with at(london(2026, 7, 10)):
        concluded(cast, cast.practice_supervisor, assessment, **END)
        with acting(cast.practice_supervisor):
            found = Assessment.objects.get(pk=assessment.pk)
            assert (found.state, found.authorised_on, found.factors) == ("authorised", date(2026, 7, 10), ["3B"])
            assert clock(assessment, "assessment.conclude").stopped_at == london(2026, 7, 10)
            referral = Referral.objects.get(pk=assessment.referral_id)
            assert (referral.state, referral.closure_reason) == ("closed", "RC8")
            ends = set(Involvement.objects.filter(matter=assessment.matter).values_list("until", flat=True))
            assert ends == {london(2026, 8, 7, 23, 59).replace(second=59)}  # to the end of the day of what was missing


def test_a_plan_keeps_the_referral_open_and_shows_as_a_badge(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    with at(london(2026, 7, 10)):
        concluded(cast, cast.practice_supervisor, assessment, **END | {"outcome": "cin_plan"})
        with acting(cast.practice_supervisor):
            assert Referral.objects.get(pk=assessment.referral_id).state == "open"
            assert ("need", "Child in need") in badges_of([assessment.child_id])[assessment.child_id]


def test_cl_05_no_review_of_the_length_is_due_once_it_has_ended(cast: Cast, assessment: Assessment) -> None:
    """The rule is for assessments still open; the help goes on, and My work asks for nothing that is over."""
    seen(cast, assessment)
    with at(london(2026, 7, 10)):
        concluded(cast, cast.practice_supervisor, assessment, **END | {"outcome": "cin_plan"})
        with acting(cast.practice_supervisor):
            review = clock(assessment, "assessment.initial_review")
            assert (review.stopped_at, bool(review.not_needed_because)) == (None, True)
        page = signed_in(cast.social_worker).get("/")
        due = [item.title for group in page.context["groups"] for item in group.items]
        assert due == ["Child in need plan agreed", "Look again at what was approved with something missing"]


def test_as_05_a_child_not_seen_is_explained_by_the_manager(cast: Cast, assessment: Assessment) -> None:
    with at(london(2026, 7, 10)):
        with pytest.raises(Invalid) as no:
            concluded(cast, cast.practice_supervisor, assessment, **END)
        assert "not_seen_because" in no.value.form.errors
        why = {"not_seen_because": "The family moved to Leeds on 6 June; Leeds has seen Amara."}
        assert concluded(cast, cast.practice_supervisor, assessment, **END, **why).not_seen_because


def test_cl_06_a_late_conclusion_says_why(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    with at(london(2026, 9, 1)):
        with pytest.raises(Invalid) as no:
            concluded(cast, cast.practice_supervisor, assessment, **END)
        assert {"late_reason", "late_professionals", "late_family"} <= set(no.value.form.errors)
        concluded(cast, cast.practice_supervisor, assessment, **END | LATE)
        with acting(cast.practice_supervisor):
            assert clock(assessment, "assessment.conclude").late_reason == "Two interpreters fell ill."


def test_cl_06_the_family_is_spoken_with_even_where_the_reason_is_known(cast: Cast, assessment: Assessment) -> None:
    """Whoever said before why it is late has not told the family by that, nor asked the other professionals."""
    seen(cast, assessment)
    why = {"late_reason": "Waiting for the paediatrician."}
    with acting(cast.social_worker):
        conclude = clock(assessment, "assessment.conclude")
    with at(london(2026, 8, 20)):
        take(ExplainLate, cast.social_worker, conclude, {"reason": why["late_reason"]})
    with at(london(2026, 9, 1)):
        with pytest.raises(Invalid) as no:
            concluded(cast, cast.practice_supervisor, assessment, **END)
        assert set(no.value.form.errors) == {"late_professionals", "late_family"}
        page = signed_in(cast.practice_supervisor).get(f"/assessments/{assessment.ref}/authorise/")
        assert page.context["form"]["late_reason"].value() == why["late_reason"]
        ended = concluded(cast, cast.practice_supervisor, assessment, **END | LATE | why)
        assert (ended.late_family, ended.late_professionals) == (LATE["late_family"], LATE["late_professionals"])
        told = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
        assert LATE["late_professionals"] in told
        assert LATE["late_family"] in told
        with acting(cast.practice_supervisor):
            late = clock(assessment, "assessment.conclude")
            assert (late.late_reason, late.late_reason_by) == (why["late_reason"], cast.social_worker)


def test_no_factors_found_stands_alone_and_ends_nothing_but_no_action(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    with at(london(2026, 7, 10)):
        for factors, outcome in ((["21", "3B"], "nfa"), (["21"], "cin_plan")):
            data = {**END, "factors": factors, "outcome": outcome}
            with pytest.raises(Invalid) as no:
                concluded(cast, cast.practice_supervisor, assessment, **data)
            assert "factors" in no.value.form.errors


def test_an_assessment_brought_in_twice_is_one_and_is_completed(cast: Cast) -> None:
    person = child(cast.mash_worker)
    row = {"started_on": "2025-03-03", "brought_in_from": "CIN census 2024-25"}
    take(BringInAssessment, cast.returns_officer, person.subject, row)
    ended = row | {"authorised_on": "2025-04-25", "factors": ["16A", "18A"]}
    take(BringInAssessment, cast.returns_officer, person.subject, ended)
    with acting(cast.social_worker):
        found = Assessment.objects.get(child=person.subject)
        assert (found.state, found.authorised_on, found.factors) == ("authorised", date(2025, 4, 25), ["16A", "18A"])
        assert found.number.startswith("AB-25-")  # a series apart: an import holds it to its end
        assert not Clock.objects.exists()
    with pytest.raises(Refused):
        take(BringInAssessment, cast.social_worker, person.subject, row)


def test_where_a_child_stands_follows_the_newest_referral(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    with acting(cast.social_worker):
        way = pathway_of([assessment.child_id])
    assert way.assessment == assessment
    assert way.visit is not None
    assert way.visit.words == VISIT["words"]
    first = way.clock("assessment.first_visit")
    assert first is not None
    assert first.words == "Done on time"
    assert way.pressing is not None
