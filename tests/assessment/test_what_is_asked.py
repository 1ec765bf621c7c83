"""What the requirements of an assessment ask for is asked in it, and missing where it is not answered."""

from __future__ import annotations

import pytest

from kith.access.actor import acting, at
from kith.assessment.models import Assessment, SectionText
from kith.assessment.paper import sheet
from kith.assessment.queries.lacking import lacking
from kith.assessment.queries.workspace import workspace
from kith.assessment.sections import Question, section
from kith.assessment.steps import RecordNewInformation
from kith.kernel.perform import Invalid
from tests.assessment.reading import places, signed_in
from tests.assessment.scene import allocated, child, concluded, proposed, referrals
from tests.assessment.test_workspace import NOW, write
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker))[0])


# requirement, section, question, the least depth at which approval asks for it (empty: it is asked and may be left)
ASKED = [
    ("AS-04", "plan", "who_assesses", "standard"),
    ("AS-04", "plan", "which_family", "standard"),
    ("AS-04", "plan", "how_met", "standard"),
    ("AS-04", "plan", "communication", "standard"),
    ("AS-04", "plan", "identity", "in_depth"),
    ("AS-04", "plan", "methods", "in_depth"),
    ("AS-04", "plan", "sources", "standard"),
    ("AS-04", "plan", "agreement", "standard"),
    ("AS-04", "plan", "timescale", "standard"),
    ("AS-04", "plan", "analysis_by", "in_depth"),
    ("AS-04", "plan", "talked_over", "standard"),
    ("AS-07", "visits", "parents_views", "brief"),
    ("AS-07", "visits", "together", "standard"),
    ("AS-07", "visits", "told_parents", "standard"),
    ("AS-14", "day", "day", "brief"),
    ("AS-14", "day", "own_words", "brief"),
    ("AS-14", "day", "understanding", "standard"),
    ("AS-14", "day", "with_carers", "brief"),
    ("AS-14", "day", "best_interests", "in_depth"),
    ("AS-16", "agencies", "linked_plans", "standard"),
    ("AS-17", "agencies", "differing", ""),
    ("AS-18", "plan", "help_now", "standard"),
    ("CL-08", "plan", "checkpoints", "standard"),
    ("FA-03", "network", "group_conference", "brief"),
    ("FA-03", "network", "group_conference_why", "standard"),
    ("FA-05", "network", "family_help", "standard"),
    ("FA-06", "network", "expectations", "standard"),
    ("FA-06", "network", "expectations_given", "standard"),
    ("FA-07", "network", "each_sibling", ""),  # where there are some: a rule of its own
    ("SS-08", "analysis", "issues", "standard"),
    ("SS-08", "analysis", "interaction", "brief"),
    ("SS-09", "analysis", "responses", "standard"),
    ("SS-09", "analysis", "help_so_far", "standard"),
    ("SS-10", "analysis", "change", "standard"),
    ("SS-10", "analysis", "warning_signs", "standard"),
    ("SS-11", "analysis", "unknown", "brief"),
    ("SS-11", "analysis", "reliable", "standard"),
    ("SS-11", "analysis", "likelihood", "standard"),
]
# requirement, section, question, what each entry is not saved without, what approval asks of each
EACH = [
    ("AS-16", "agencies", "linked_plans", {"process"}, {"lead", "review", "joins"}),
    ("AS-18", "plan", "help_now", {"service"}, {"since", "purpose"}),
    ("FA-06", "network", "expectations_given", {"who"}, {"on", "form", "response"}),
    ("FA-07", "network", "each_sibling", {"who"}, {"needs", "contact", "risk", "together", "together_why"}),
    ("SS-08, SS-09", "analysis", "issues", {"issue"},
     {"how_long", "how_often", "context", "seriousness", "impact", "comes_from", "how_known"}),
    ("SS-09", "analysis", "responses", {"who"}, {"engagement", "insight", "alternatives", "shows"}),
]  # fmt: skip


def question(where: str, key: str) -> Question:
    found = section(where)
    assert found is not None
    return next(one for one in found.questions if one.key == key)


@pytest.mark.parametrize(("requirement", "where", "question", "needed"), ASKED)
def test_each_is_asked_where_and_when_it_must_be(requirement: str, where: str, question: str, needed: str) -> None:
    found = section(where)
    assert found is not None
    asked = {one.key: one for one in found.questions}[question]
    assert asked.needed == needed, requirement
    assert not needed or asked.is_needed("in_depth")


@pytest.mark.parametrize(("requirement", "where", "key", "required", "needed"), EACH)
def test_each_entry_is_saved_with_its_name_and_approved_with_the_rest(
    requirement: str, where: str, key: str, required: set[str], needed: set[str]
) -> None:
    asked = question(where, key)
    assert {one.key for one in asked.questions if one.required} == required, requirement
    assert {one.key for one in asked.questions if one.is_needed("brief")} == needed, requirement


@pytest.mark.parametrize(
    ("requirement", "where", "within", "key", "options"),
    [
        ("SS-08", "analysis", "issues", "seriousness", ["low", "moderate", "high"]),
        ("SS-09", "analysis", "issues", "comes_from", ["parenting", "environment", "beyond", "outside", "none"]),
        ("SS-09", "analysis", "responses", "engagement", ["genuine", "compliance", "disguised", "none"]),
        ("FA-07", "network", "each_sibling", "together", ["together", "apart", "later"]),
    ],
)
def test_what_may_be_chosen(requirement: str, where: str, within: str, key: str, options: list[str]) -> None:
    inner = next(one for one in question(where, within).questions if one.key == key)
    assert [value for value, _ in inner.options] == options, requirement


WORRY = {
    "issue": "Loud weekends", "how_long": "Since May", "how_often": "Most weekends", "context": "After pay day",
    "seriousness": "high", "impact": "Tired now.", "comes_from": "parenting", "how_known": "Nan and school say so.",
}  # fmt: skip


def missing(cast: Cast, assessment: Assessment) -> list[str]:
    with at(NOW), acting(cast.social_worker):
        return [lack.words for lack in lacking(assessment)]


def test_ss_08_each_worry_stands_by_itself_and_says_all_of_it(cast: Cast, assessment: Assessment) -> None:
    text = write(cast.social_worker, assessment, "analysis", issues=[WORRY, {"issue": "Drink"}])
    assert [one["issue"] for one in text.answers["issues"]] == ["Loud weekends", "Drink"]
    found = [words for words in missing(cast, assessment) if "“" in words and words.startswith("Analysis")]
    assert "; ".join(found) == (
        "Analysis: “Drink” does not say: for how long; how often; when and where, and what sets it off; how serious; "
        "what does it do to the child; where does the harm come from; how do we know where it comes from"
    )
    with pytest.raises(Invalid, match="Worry 1"):
        write(cast.social_worker, assessment, "analysis", issues=[WORRY | {"issue": ""}], base="1")


def test_ss_09_harm_of_the_family_and_from_outside_and_two_parents_are_said_apart(
    cast: Cast, assessment: Assessment
) -> None:
    outside = WORRY | {"issue": "Older boys", "comes_from": "outside"}
    responses = [
        {
            "who": "Grace",
            "engagement": "genuine",
            "insight": "All.",
            "alternatives": "Shifts.",
            "shows": "Asked twice.",
        },
        {"who": "Daniel", "engagement": "disguised"},
    ]
    write(cast.social_worker, assessment, "analysis", issues=[WORRY, outside], responses=responses)
    assert any(
        words.startswith("Analysis: “Daniel” does not say: what do they see") for words in missing(cast, assessment)
    )
    with at(NOW):
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/whole/").content.decode()
        with acting(cast.social_worker):
            printed = str(sheet(assessment))
            found = [place.href for place in places([assessment.child_id], '"asked twice"')]
    for words in ("How parents or carers behave", "Harm from outside the family", "Genuine commitment"):
        assert words in page
        assert words in printed
    assert "They say yes, and little changes" in page
    assert found == [f"/assessments/{assessment.ref}/write/analysis/"]


def test_as_18_help_that_starts_now_has_its_day_or_it_is_said_why_none_does(cast: Cast, assessment: Assessment) -> None:
    words = "The plan: What help starts now, without waiting for the end is not answered"
    write(cast.social_worker, assessment, "plan", which_family="Grace")
    assert words in missing(cast, assessment)
    write(cast.social_worker, assessment, "plan", no_help_now="Nan does all of it.", base="1")
    assert words not in missing(cast, assessment)
    help_now = {"service": "Breakfast club", "since": "2026-06-15", "purpose": "A calm start."}
    write(cast.social_worker, assessment, "plan", help_now=[help_now], base="2")
    assert words not in missing(cast, assessment)
    with at(NOW):
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/whole/").content.decode()
    assert "15 June 2026" in page
    assert "2026-06-15" not in page


def test_as_16_other_plans_are_named_with_their_dates_or_it_is_said_that_there_are_none(
    cast: Cast, assessment: Assessment
) -> None:
    words = "What agencies told us: Other assessments and plans about Amara is not answered"
    write(cast.social_worker, assessment, "agencies", told="School see a tired child.")
    assert words in missing(cast, assessment)
    write(cast.social_worker, assessment, "agencies", other_plans="None: school and the GP were asked.", base="1")
    assert words not in missing(cast, assessment)
    plan = {"process": "Education, health and care plan", "lead": "Ms Hale", "review": "2026-09-01", "joins": "Speech."}
    write(cast.social_worker, assessment, "agencies", linked_plans=[plan], base="2")
    assert words not in missing(cast, assessment)


def test_fa_07_brothers_and_sisters_who_are_assessed_together_are_told_one_by_one(cast: Cast) -> None:
    words = "Brothers and sisters are not told one by one: say of each what is their own"
    alone = allocated(cast, referrals(cast, child(cast.mash_worker, "Noah Nowicki"))[0])
    assert words not in missing(cast, alone)
    first, second = referrals(cast, child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor"))
    amara = allocated(cast, first, with_siblings=[second.ref])
    assert words in missing(cast, amara)
    chidi = {"who": "Chidi", "needs": "Sleep.", "contact": "Close.", "risk": "The same.", "together": "together"}
    write(cast.social_worker, amara, "network", each_sibling=[chidi])
    found = missing(cast, amara)
    assert words not in found
    assert "Family and network: “Chidi” does not say: why" in found


def test_fa_03_a_conference_is_asked_for_at_allocation_review_and_supervision_until_it_is_answered(
    cast: Cast, assessment: Assessment
) -> None:
    said = "Family group conference: not yet considered"
    waits = referrals(cast, child(cast.mash_worker, "Noah Nowicki"))[0]
    with at(NOW):
        browser = signed_in(cast.practice_supervisor)
        pages = [f"/assessments/{assessment.ref}/{where}/" for where in ("review", "supervision")]
        assert all(said in browser.get(href).content.decode() for href in pages)
        with acting(cast.team_manager):
            ref = waits.ref
        assert "Family group conference" in signed_in(cast.team_manager).get(f"/allocate/{ref}/").content.decode()
        write(cast.social_worker, assessment, "network", group_conference="accepted")
        assert "On which day was a family group conference offered?" in missing(cast, assessment)
        write(
            cast.social_worker, assessment, "network", group_conference="accepted", group_conference_on="2026-06-10",
            base="1",
        )  # fmt: skip
        assert not any(said in browser.get(href).content.decode() for href in pages)
    assert "On which day was a family group conference offered?" not in missing(cast, assessment)


def test_what_was_answered_before_the_question_changed_is_read_and_may_be_changed(
    cast: Cast, assessment: Assessment
) -> None:
    """Where the harm comes from was once one choice for all of it (SS-09)."""
    with acting(cast.social_worker):
        old = {"attribution": "environment", "attribution_why": "The dates agree.", "unknown": "Nights."}
        about = {"matter": assessment.matter, "written_by": cast.social_worker}
        SectionText.objects.create(key="analysis", version=1, answers=old, **about)
        plan = {"help_meanwhile": "Breakfast club from Monday."}
        SectionText.objects.create(key="plan", version=1, answers=plan, **about)
    with at(NOW):
        browser = signed_in(cast.social_worker)
        form = browser.get(f"/assessments/{assessment.ref}/write/analysis/").content.decode()
        assert "The dates agree." in form
        write(cast.social_worker, assessment, "analysis", unknown="Nights, still.", base="1")  # taken out by its author
        assert "The dates agree." not in browser.get(f"/assessments/{assessment.ref}/write/analysis/").content.decode()
        earlier = browser.get(f"/assessments/{assessment.ref}/write/analysis/earlier/").content.decode()
        whole = browser.get(f"/assessments/{assessment.ref}/whole/").content.decode()
    assert "The family&#x27;s circumstances" in earlier
    assert "The dates agree." in earlier
    assert "Breakfast club from Monday." in whole


def states(cast: Cast, assessment: Assessment) -> dict[str, str]:
    with at(NOW), acting(cast.social_worker):
        assessment.refresh_from_db()
        return {line.key: line.state for line in workspace(assessment, cast.social_worker).lines}


def test_as_13_sections_say_in_words_how_far_they_have_come(cast: Cast, assessment: Assessment) -> None:
    assert states(cast, assessment)["sharing"] == "Not started"
    write(cast.social_worker, assessment, "sharing", family_response="They agree.")
    assert states(cast, assessment)["sharing"] == "Started"
    both = {"family_response": "They agree.", "child_response": "A drawing."}
    write(cast.social_worker, assessment, "sharing", **both, base="1")
    assert states(cast, assessment)["sharing"] == "Ready"
    write(cast.practice_supervisor, assessment, "sharing", **both | {"child_response": "A picture."}, base="2")
    write(cast.social_worker, assessment, "sharing", **both | {"child_response": "Nothing."}, base="2")
    assert states(cast, assessment)["sharing"] == "Two texts"
    with at(NOW):
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/write/day/").content.decode()
    assert "Two texts" in page


def test_as_13_a_brief_assessment_leaves_no_domain_blank_without_a_reason(cast: Cast) -> None:
    brief = allocated(cast, referrals(cast, child(cast.mash_worker))[0], depth="brief")
    domains = {"needs": "Amara's needs", "parenting": "How Amara is looked after", "environment": "Family and home"}
    for key, title in domains.items():
        words = f"{title} is blank with no reason: write in it, or say why"
        assert words in missing(cast, brief)
        assert states(cast, brief)[key] == "Not started"
        write(cast.social_worker, brief, key, blank_because="Two hours were enough to see it was the other address.")
        assert words not in missing(cast, brief)
        assert states(cast, brief)[key] == "Ready"
    assert states(cast, brief)["story"] == "Not needed"


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
