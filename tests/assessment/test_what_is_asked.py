"""What the requirements of an assessment ask for is asked in it, and missing where it is not answered."""

from __future__ import annotations

import pytest

from kith.access.actor import acting, at
from kith.assessment.models import Assessment
from kith.assessment.queries.lacking import lacking
from kith.assessment.sections import section
from kith.assessment.steps import RecordNewInformation
from tests.assessment.reading import signed_in
from tests.assessment.scene import allocated, child, concluded, proposed, referrals
from tests.assessment.test_workspace import write
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db

# requirement, section, question, the least depth at which approval asks for it (empty: it is asked and may be left)
ASKED = [
    ("AS-07", "visits", "parents_views", "brief"),
    ("AS-07", "visits", "together", "standard"),
    ("AS-07", "visits", "told_parents", "standard"),
    ("AS-16", "agencies", "other_plans", ""),
    ("AS-17", "agencies", "differing", ""),
    ("AS-18", "plan", "help_meanwhile", "standard"),
    ("FA-03", "network", "group_conference", "brief"),
    ("FA-03", "network", "group_conference_why", "standard"),
    ("FA-05", "network", "family_help", "standard"),
    ("FA-06", "network", "expectations", "standard"),
    ("FA-07", "network", "siblings", ""),
    ("SS-08", "analysis", "issues", "standard"),
    ("SS-08", "analysis", "interaction", "brief"),
    ("SS-09", "analysis", "attribution", "standard"),
    ("SS-09", "analysis", "engagement", "standard"),
    ("SS-10", "analysis", "change", "standard"),
    ("SS-10", "analysis", "warning_signs", "in_depth"),
    ("SS-11", "analysis", "unknown", "brief"),
    ("SS-11", "analysis", "reliable", "standard"),
]


@pytest.mark.parametrize(("requirement", "where", "question", "needed"), ASKED)
def test_each_is_asked_where_and_when_it_must_be(requirement: str, where: str, question: str, needed: str) -> None:
    found = section(where)
    assert found is not None
    asked = {one.key: one for one in found.questions}[question]
    assert asked.needed == needed, requirement
    assert not needed or asked.is_needed("in_depth")


def test_ss_09_harm_from_outside_the_family_is_one_of_the_answers() -> None:
    found = section("analysis")
    assert found is not None
    answers = {one.key: dict(one.options) for one in found.questions}["attribution"]
    assert {"parenting", "environment", "beyond", "outside"} <= answers.keys()


def test_ss_08_each_worry_stands_by_itself_with_how_serious_it_is(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    worry = {"issue": "Loud weekends", "how_long": "Since May", "seriousness": "high", "impact": "Tired."}
    text = write(cast.social_worker, assessment, "analysis", issues=[worry, {**worry, "issue": "Money"}])
    assert [one["issue"] for one in text.answers["issues"]] == ["Loud weekends", "Money"]


def test_cl_08_a_point_at_which_to_look_again_is_missing_once_its_day_has_passed(cast: Cast) -> None:
    assessment: Assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    point = {"day": "2026-06-20", "what": "Both parents seen"}
    write(cast.social_worker, assessment, "plan", checkpoints=[point])

    def missing(day: int) -> list[str]:
        with at(london(2026, 6, day)), acting(cast.social_worker):
            return [lack.label for lack in lacking(assessment) if lack.label.startswith("Look again")]

    assert missing(20) == []
    assert missing(21) == ["Look again: “Both parents seen” was for 20 June 2026"]
    seen = {**point, "result": "Both seen; the father comes again on Monday."}
    write(cast.social_worker, assessment, "plan", checkpoints=[seen], base="1")
    assert missing(21) == []


def test_as_19_what_waits_for_a_manager_stands_on_their_my_work(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    with at(london(2026, 6, 12)):
        assert "Waits for your answer" not in signed_in(cast.practice_supervisor).get("/").content.decode()
        proposed(cast, assessment)
        for manager in (cast.practice_supervisor, cast.team_manager):
            shown = signed_in(manager).get("/").content.decode()
            assert "Conclusion sent for approval" in shown
            assert f"/assessments/{assessment.ref}/" in shown
        assert "Waits for your answer" not in signed_in(cast.social_worker).get("/").content.decode()
        end = {"outcome": "nfa", "conclusion": "Calm.", "factors": ["3B"], "not_seen_because": "Seen in Leeds."}
        concluded(cast, cast.practice_supervisor, assessment, **end)
        new = {"what": "He is back.", "source": "Grace", "learned_at": "2026-06-12T08:00", "meaning": "Weekends."}
        with acting(cast.social_worker):
            ended = Assessment.objects.select_related("matter").get(pk=assessment.pk)
        take(RecordNewInformation, cast.social_worker, ended, new)
        shown = signed_in(cast.team_manager).get("/").content.decode()
    assert "Conclusion sent for approval" not in shown
    assert "Does the conclusion still stand?" in shown
