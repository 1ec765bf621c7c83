"""The workspace: sections, two authors, siblings, and what is missing before approval (AS-04, AS-13, AS-14, AS-21)."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import User
from kith.assessment.models import Assessment, ChildPathway, SectionText
from kith.assessment.queries.lacking import lacking
from kith.assessment.queries.workspace import workspace
from kith.assessment.sections import DEPTHS, section, sections
from kith.assessment.steps import (
    AgreePlan,
    Authorise,
    Page,
    RecordSeen,
    Supervise,
    WriteSection,
)
from kith.kernel.perform import Invalid, Refused
from kith.people.steps import RelationshipAdded
from kith.record import presence
from kith.record.models import Presence
from tests.assessment.reading import signed_in
from tests.assessment.scene import allocated, child, proposed, referrals
from tests.assessment.test_work import END, VISIT
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 12, 10)
CHECKED = {
    **dict.fromkeys(("spoken_alone", "all_children", "home", "parents", "analysis", "evidence"), "yes"),
    "protect_now": "no",
    "protect_why": "Daniel is away until the court decides; Grace rings if he comes.",
    "reflection": "What is it like to be Amara on a Saturday?",
    "challenge": "That Daniel has gone for good.",
}

WORRY = {"issue": "Loud weekends", "how_long": "Since May", "seriousness": "high", "impact": "Tired."}


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker))[0])


def page(assessment: Assessment, key: str) -> Page:
    found = section(key)
    assert found is not None
    return Page(assessment, found)


def write(actor: User, assessment: Assessment, key: str, **answers: Any) -> SectionText:
    with at(NOW):
        text = take(WriteSection, actor, page(assessment, key), answers).result
    assert isinstance(text, SectionText)
    return text


def labels(cast: Cast, assessment: Assessment) -> list[str]:
    with at(NOW), acting(cast.social_worker):
        assessment.refresh_from_db()
        return [lack.words for lack in lacking(assessment)]


def test_sections_are_data_that_hold_together() -> None:
    keys = [one.key for one in sections()]
    assert len(keys) == len(set(keys))
    for one in sections():
        assert len(one.fields) == len(set(one.fields)), one.key
        for question in one.questions:
            assert question.needed in ("", *DEPTHS), (one.key, question.key)
            assert question.kind in ("writing", "evidenced", "line", "day", "choice", "blocks"), question.key
            assert bool(question.options) == (question.kind == "choice"), question.key
            assert not question.required, question.key  # everything may wait, but what an entry is called
            assert not question.instead or question.instead in one.fields, question.key
            assert question.kind != "blocks" or question.questions[0].required, question.key


def test_as_14_a_section_is_written_and_every_version_stays(cast: Cast, assessment: Assessment) -> None:
    write(cast.social_worker, assessment, "day", day="She gets up alone.")
    second = write(cast.social_worker, assessment, "day", day="She gets up alone at six.", base="1")
    with acting(cast.social_worker):
        found = list(SectionText.objects.order_by("version").values_list("version", "answers__day"))
    assert second.version == 2
    assert found == [(1, "She gets up alone."), (2, "She gets up alone at six.")]


def test_two_authors_at_once_lose_nothing(cast: Cast, assessment: Assessment) -> None:
    """Both began from version 1; each changed another place."""
    write(cast.social_worker, assessment, "day", day="Mornings: alone.\nEvenings: loud.")
    other = cast.practice_supervisor
    write(other, assessment, "day", day="Mornings: alone, from six.\nEvenings: loud.", base="1")
    joined = write(cast.social_worker, assessment, "day", day="Mornings: alone.\nEvenings: loud till ten.", base="1")
    assert joined.answers["day"] == "Mornings: alone, from six.\nEvenings: loud till ten."
    assert joined.clashes == []


def test_a_true_clash_keeps_both_texts_until_somebody_makes_one_of_them(cast: Cast, assessment: Assessment) -> None:
    write(cast.social_worker, assessment, "day", day="She sleeps.")
    other = cast.practice_supervisor
    write(other, assessment, "day", day="She sleeps well.", base="1")
    both = write(cast.social_worker, assessment, "day", day="She sleeps badly.", base="1")
    assert both.answers["day"] == "She sleeps well.\nShe sleeps badly."
    assert both.clashes == [{"question": "day", "stood": "She sleeps well.", "sent": "She sleeps badly."}]
    assert any("two texts to make one of" in words for words in labels(cast, assessment))
    write(other, assessment, "day", day="She sleeps well, but badly at weekends.", base="3")
    assert not any("two texts" in words for words in labels(cast, assessment))


def test_two_authors_each_add_a_worry_and_both_stand(cast: Cast, assessment: Assessment) -> None:
    """Worries are joined entry by entry (promise 1, SS-08)."""
    write(cast.practice_supervisor, assessment, "analysis", issues=[WORRY | {"issue": "Money"}])
    joined = write(cast.social_worker, assessment, "analysis", issues=[WORRY | {"issue": "Nights alone"}])
    assert [one["issue"] for one in joined.answers["issues"]] == ["Money", "Nights alone"]
    assert joined.clashes == []


def test_a_clash_is_drawn_in_the_words_of_its_question(cast: Cast, assessment: Assessment) -> None:
    """No codes and nothing of how it is kept: entries, choices and days as they are read (SS-08, CL-08)."""
    write(cast.social_worker, assessment, "analysis", issues=[WORRY])
    write(cast.practice_supervisor, assessment, "analysis", issues=[WORRY | {"seriousness": "low"}], base="1")
    both = write(cast.social_worker, assessment, "analysis", issues=[WORRY | {"seriousness": "moderate"}], base="1")
    assert len(both.clashes) == 1
    with at(NOW):
        shown = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/write/analysis/").content.decode()
    table = shown[shown.index("What each of them wrote there") : shown.index("</table>")]
    assert "What are the worries, one by one?" in table
    assert "Loud weekends" in table
    assert "<bdi>Low</bdi>" in table
    assert "<bdi>Moderate</bdi>" in table
    assert "{" not in table
    assert "seriousness" not in table


def test_as_01_the_familys_text_is_written_once_and_a_childs_own_never_crosses(cast: Cast) -> None:
    first, second = referrals(cast, child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor"))
    amara = allocated(cast, first, with_siblings=[second.ref])
    with acting(cast.social_worker):
        chidi = Assessment.objects.select_related("matter", "child__person").get(referral=second)
    write(cast.social_worker, chidi, "environment", housing="Two rooms.", housing_source="Visit", income="Chidi's job.")
    write(
        cast.social_worker, amara, "environment", housing="Two rooms, dry.", housing_source="Visit", work="Nights.",
        also=[chidi.ref],
    )  # fmt: skip
    with acting(cast.social_worker):
        theirs = SectionText.objects.filter(matter=chidi.matter).latest("version")
        own = SectionText.objects.filter(matter=amara.matter).latest("version")
    assert theirs.answers["work"] == "Nights."
    assert theirs.answers["income"] == "Chidi's job."
    assert theirs.answers["housing"] == "Two rooms.\nTwo rooms, dry."  # both wrote it: both stand, and it is said
    assert theirs.clashes[0]["question"] == "housing"
    assert "Chidi" not in str(own.answers)
    form = WriteSection.build_form(cast.social_worker, page(amara, "day"))
    assert "also" not in form.fields


def test_as_13_a_dimension_left_blank_says_why_and_evidence_says_how_we_know(
    cast: Cast, assessment: Assessment
) -> None:
    assert "Write “Amara's needs”" in labels(cast, assessment)
    write(cast.social_worker, assessment, "needs", health="Well.")
    found = labels(cast, assessment)
    assert "Amara's needs: Education and learning is blank with no reason" in found
    assert "Amara's needs: health: say how we know" in found
    write(
        cast.social_worker, assessment, "needs", health="Well.", health_source="Health visitor", base="1",
        blank_because="The school has not answered; the rest is told in the story.",
    )  # fmt: skip
    assert not [words for words in labels(cast, assessment) if "needs" in words]


def test_a_brief_assessment_asks_less(cast: Cast) -> None:
    brief = allocated(cast, referrals(cast, child(cast.mash_worker))[0], depth="brief")
    assert not any("Health" in words for words in labels(cast, brief))
    assert "Write “A day in Amara's life”" in labels(cast, brief)


def test_fa_01_fa_02_fa_08_family_and_network_are_asked_for_by_name(cast: Cast, assessment: Assessment) -> None:
    found = labels(cast, assessment)
    assert "Nobody is on Amara's genogram: add the family" in found
    assert "Amara's network map is empty: ask Amara who they would ring" in found
    grace = child(cast.mash_worker, "Grace Okafor", born=london(1991, 3, 2).date(), kind="adult", sex="F")
    with acting(cast.social_worker):
        person = assessment.child.person
    take(RelationshipAdded, cast.social_worker, person, {"other": grace.subject.ref, "kind": "mother"})
    assert any("who Amara's father is" in words for words in labels(cast, assessment))


def test_as_04_a_plan_is_agreed_by_a_manager_and_again_when_it_changes(cast: Cast, assessment: Assessment) -> None:
    with at(NOW), pytest.raises(Invalid, match="no plan yet"):
        take(AgreePlan, cast.practice_supervisor, assessment, {})
    write(cast.social_worker, assessment, "plan", which_family="Grace, Daniel, Nan")
    words = "The plan is not agreed as it stands: a manager agrees it"
    assert words in labels(cast, assessment)
    with at(NOW):
        with pytest.raises(Refused):
            take(AgreePlan, cast.social_worker, assessment, {})
        take(AgreePlan, cast.practice_supervisor, assessment, {})
    assert words not in labels(cast, assessment)
    write(cast.social_worker, assessment, "plan", which_family="Grace, Daniel, Nan, Uncle Obi", base="1")
    assert words in labels(cast, assessment)


def test_as_21_the_checklist_gives_a_reason_for_each_no(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        with pytest.raises(Invalid) as no:
            take(Supervise, cast.practice_supervisor, assessment, CHECKED | {"home": "no"})
        assert list(no.value.form.errors) == ["home_why"]
        with pytest.raises(Refused):
            take(Supervise, cast.social_worker, assessment, CHECKED)
        done = take(
            Supervise, cast.practice_supervisor, assessment, CHECKED | {"home": "no", "home_why": "Tuesday at four."}
        ).result
    assert done.lines[2] == {
        "question": "Has the home been visited, and the child's bedroom seen?",
        "answer": "No.",
        "why": "Tuesday at four.",
    }
    assert "No manager has gone through the checklist: it is part of supervision" not in labels(cast, assessment)


def take_seen(cast: Cast, assessment: Assessment) -> None:
    take(RecordSeen, cast.social_worker, assessment, VISIT)
    with acting(cast.social_worker):
        assessment.refresh_from_db()


def test_what_is_new_is_told_beside_every_other_fault(cast: Cast, assessment: Assessment) -> None:
    """The page that comes back for a missing answer must not carry as read what nobody was told of."""
    with at(NOW):
        take_seen(cast, assessment)
        proposed(cast, assessment)
        browser = signed_in(cast.practice_supervisor)
        href = f"/assessments/{assessment.ref}/authorise/"
        read = str(browser.get(href).context["read_up_to"])
    write(cast.social_worker, assessment, "day", day="Something new.")
    with at(NOW):
        told = browser.post(href, END | {"why_incomplete": "", "read_up_to": read, "request_key": "first"})
    assert told.status_code == 422
    assert "wrote in the assessment after you opened this page" in told.content.decode()


def test_as_04_nobody_agrees_a_plan_they_have_not_read(cast: Cast, assessment: Assessment) -> None:
    write(cast.social_worker, assessment, "plan", which_family="Grace, Daniel, Nan")
    href = f"/assessments/{assessment.ref}/agree-plan/"
    browser = signed_in(cast.practice_supervisor)
    with at(NOW):
        first = browser.get(href).context
    write(cast.social_worker, assessment, "plan", which_family="Grace alone", base="1")
    sent = {"words": "", "read_up_to": str(first["read_up_to"]), "request_key": first["request_key"]}
    with at(NOW):
        told = browser.post(href, sent)
        assert "The plan was changed after you opened this page" in told.content.decode()
        assert "not agreed as it stands" in " ".join(labels(cast, assessment))
        again = sent | {"read_up_to": str(told.context["read_up_to"])}
        assert browser.post(href, again).status_code == 302


def test_as_04_a_plan_saved_as_it_stood_stays_agreed(cast: Cast, assessment: Assessment) -> None:
    said = {"which_family": "Grace, Daniel, Nan"}
    first = write(cast.social_worker, assessment, "plan", **said)
    with at(NOW):
        take(AgreePlan, cast.practice_supervisor, assessment, {})
    assert write(cast.social_worker, assessment, "plan", **said, base="1") == first
    assert not any("not agreed" in words for words in labels(cast, assessment))


def test_others_at_the_same_section_are_named_and_lock_nothing(cast: Cast, assessment: Assessment) -> None:
    other = cast.practice_supervisor
    with at(NOW):
        signed_in(other).get(f"/assessments/{assessment.ref}/write/needs/")
        page_ = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/write/day/")
        assert f"{other.name} has “Amara&#x27;s needs” open" in page_.content.decode()
    with at(london(2026, 6, 12, 11)), acting(cast.social_worker):
        assert workspace(assessment, cast.social_worker, "day").writers == []
        assert not presence.others(cast.social_worker, "assessment.section.")


def test_who_has_sent_their_text_is_at_it_no_more_and_nothing_is_kept_of_where_people_were(
    cast: Cast, assessment: Assessment
) -> None:
    href = f"/assessments/{assessment.ref}/write/"
    with at(NOW):
        browser = signed_in(cast.practice_supervisor)
        browser.get(f"{href}needs/")
        browser.get(f"{href}day/")
        browser.post(f"{href}day/", {"day": "She sleeps.", "base": "0", "request_key": "sent"})
        with acting(cast.social_worker):
            found = workspace(assessment, cast.social_worker, "day").writers
        assert len(found) == 1
        assert "“Amara's needs”" in found[0]
    with at(london(2026, 6, 13, 3)), acting(cast.social_worker):
        presence.forget()
        assert not Presence.objects.exists()


def test_a_section_of_a_concluded_assessment_is_read_and_no_longer_written(cast: Cast, assessment: Assessment) -> None:
    write(cast.social_worker, assessment, "day", day="She gets up alone.")
    with at(NOW):
        take_seen(cast, assessment)
        proposed(cast, assessment)
        take(Authorise, cast.practice_supervisor, assessment, END | {"why_incomplete": "Enough is known."})
        shown = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/write/day/").content.decode()
        assert "She gets up alone." in shown
        assert "<textarea" not in shown
        with acting(cast.social_worker):
            assessment.refresh_from_db()
        with pytest.raises(Refused):
            take(WriteSection, cast.social_worker, page(assessment, "day"), {"day": "Later."})


@pytest.mark.parametrize("one", [one.key for one in sections()])
def test_every_section_opens_saves_and_goes_on(cast: Cast, assessment: Assessment, one: str) -> None:
    href = f"/assessments/{assessment.ref}/write/{one}/"
    found = section(one)
    assert found is not None
    if found.when:  # whatever it is asked for applies to this child too
        with acting(cast.social_worker):
            about = {"matter_id": assessment.pk, "child_id": assessment.child_id, "noted_by": cast.social_worker}
            ChildPathway.objects.create(key=found.when, **about)
    with at(NOW):
        browser = signed_in(cast.social_worker)
        opened = browser.get(href)
        assert opened.status_code == 200
        assert "{name}" not in opened.content.decode()
        writing = next(question.key for question in found.questions if question.kind in ("writing", "evidenced"))
        sent = browser.post(href, {writing: "Said at home.", "base": "0", "request_key": f"k-{one}"})
        assert sent.status_code == 302, sent.context["form"].errors
        assert sent["Location"] != href
        again = browser.get(href).content.decode()
        assert "Said at home." in again
        for more in ("earlier/", "beside/"):
            assert browser.get(href + more).status_code == 200
        assert "Said at home." in browser.get(f"/assessments/{assessment.ref}/whole/").content.decode()


def test_a_stranger_reads_no_section(cast: Cast, assessment: Assessment) -> None:
    for where in ("write/day/", "write/day/earlier/", "write/day/beside/", "whole/", "propose/", "supervision/"):
        answer = signed_in(cast.stranger).get(f"/assessments/{assessment.ref}/{where}")
        assert answer.status_code in (302, 404), where
        assert "/reason/" in answer.get("Location", "/reason/"), where


def test_ex_16_blaming_words_are_met_gently_and_saved_all_the_same(cast: Cast, assessment: Assessment) -> None:
    write(cast.social_worker, assessment, "day", day="She is promiscuous.")
    with at(NOW):
        shown = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/write/day/").content.decode()
    assert "Words worth another look" in shown
    assert "a child may have been sexually abused" in shown
