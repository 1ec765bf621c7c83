"""Family abroad, nobody responsible, cohorts, a change of home watched, specialist dangers (PR-03, PR-07 to PR-12)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Involvement, Notice
from kith.assessment.cohorts import pathways
from kith.assessment.countries import checks, countries
from kith.assessment.models import Assessment, ChildPathway, NewInformation, OverseasEnquiry, SpecialistReferral
from kith.assessment.queries.lacking import lacking
from kith.assessment.queries.pathways import applying_to, lives_with_no_relative
from kith.assessment.queries.written import writings
from kith.assessment.sections import ASKED_BEFORE, sections
from kith.assessment.steps import (
    ApproveTravel,
    AskOverseas,
    BeginPrebirth,
    Page,
    RecordOverseasAnswer,
    ReferToSpecialist,
    SayWhatApplies,
    WriteSection,
)
from kith.kernel.perform import Invalid, Refused
from kith.letters.envelopes import Recipient
from kith.letters.models import Letter, SafetyFlag
from kith.letters.policies import stopped
from kith.people.models import Person
from kith.people.steps import AddressAdded, HouseholdJoined, RelationshipAdded, UnbornBorn
from tests.assessment import scene
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 4, 15)


@pytest.fixture
def child(cast: Cast) -> Person:
    return scene.child(cast.mash_worker)


@pytest.fixture
def assessment(cast: Cast, child: Person) -> Assessment:
    return scene.allocated(cast, scene.referrals(cast, child)[0])


def applies(cast: Cast, assessment: Assessment, *keys: str) -> None:
    with at(NOW):
        take(SayWhatApplies, cast.social_worker, assessment, {"applies": list(keys)})


def keys_of(cast: Cast, assessment: Assessment) -> list[str]:
    with acting(cast.social_worker):
        return [one.section.key for one in writings(assessment)]


def labels(cast: Cast, assessment: Assessment) -> list[str]:
    with acting(cast.social_worker), at(NOW):
        return [lack.label for lack in lacking(assessment)]


def asked_in(cast: Cast, assessment: Assessment, key: str) -> list[str]:
    with acting(cast.social_worker):
        return [question.key for question in writings(assessment)[key].section.questions]


def test_the_pathways_are_data_that_hold_together() -> None:
    """What says `when` names a pathway, a group of them, or a birth; and each pathway is asked about somewhere."""
    known = {*pathways(), *(one.group for one in pathways().values() if one.group), "born", ASKED_BEFORE}
    asked = {one.when for one in sections() if one.when}
    asked |= {question.when for one in sections() for question in one.questions if question.when}
    assert asked <= known
    assert not {key for key, one in pathways().items() if key not in asked and one.group not in asked}


def test_pr_10_a_cohort_adds_its_questions_to_the_same_assessment(cast: Cast, assessment: Assessment) -> None:
    assert "specialists" not in keys_of(cast, assessment)
    applies(cast, assessment, "young_carer", "parent_in_prison")
    assert asked_in(cast, assessment, "specialists") == ["lead", "one_plan", "young_carer", "parent_in_prison"]
    with at(NOW):
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    assert "Young carer" in page
    assert any("What else applies" in label for label in labels(cast, assessment))


def test_pr_10_what_ends_asks_no_more_and_what_was_answered_stays(cast: Cast, assessment: Assessment) -> None:
    applies(cast, assessment, "young_carer", "sen")
    with acting(cast.social_worker):
        section = writings(assessment)["specialists"].section
    with at(NOW):
        take(WriteSection, cast.social_worker, Page(assessment, section), {"young_carer": "She cooks for two."})
    applies(cast, assessment)
    assert asked_in(cast, assessment, "specialists") == ["lead", "one_plan", "young_carer"]
    with acting(cast.social_worker):
        ended = ChildPathway.objects.exclude(ended_at=None)
        assert {one.key: one.ended_by_id for one in ended} == dict.fromkeys(
            ("young_carer", "sen"), cast.social_worker.pk
        )
    with at(NOW), pytest.raises(Invalid, match="Nothing is different"):
        take(SayWhatApplies, cast.social_worker, assessment, {"applies": []})


def test_pr_10_a_cohort_goes_with_the_child_and_a_disability_on_the_record_counts(
    cast: Cast, child: Person, assessment: Assessment
) -> None:
    applies(cast, assessment, "young_carer", "abroad")
    (later,) = scene.referrals(cast, child, when=london(2026, 7, 1))
    with acting(cast.social_worker):
        Person.objects.filter(pk=child.pk).update(disabilities=["MOB"])
        other = Assessment(pk=later.pk, matter_id=later.pk, child=later.child)
        other.child.person.refresh_from_db()
        # Family abroad belonged to the first of the two.
        assert applying_to(other) == {"born", "young_carer", "disabled", "cohort"}


def test_pr_10_only_those_who_work_on_it_say_what_applies(cast: Cast, assessment: Assessment) -> None:
    with at(NOW), pytest.raises(Refused, match="not involved"):
        take(SayWhatApplies, cast.stranger, assessment, {"applies": ["sen"]})


ENQUIRY: dict[str, Any] = {
    "country": "PT",
    "whom": "Her aunt, Ines Duarte",
    "authority": "Through our central authority",
    "question": "Can you see her at home, and by when?",
    "asked_on": "2026-06-04",
}
ANSWER: dict[str, Any] = {
    "can_assess": "part",
    "answer": "They know the home, and nobody is free before September.",
    "answered_on": "2026-06-04",
    "lawful": "A visit with leave of the local court, says our legal team.",
    "checked": ["central_authority", "which_court"],
}
TRAVEL = {"travel_because": "The hearing is in July.", "travel_terms": "Two days, with leave, and an interpreter."}


def enquiry(cast: Cast, assessment: Assessment, **more: Any) -> OverseasEnquiry:
    with at(NOW):
        take(AskOverseas, cast.social_worker, assessment, ENQUIRY | more)
    return again(cast)


def again(cast: Cast) -> OverseasEnquiry:
    with acting(cast.social_worker):
        return OverseasEnquiry.objects.select_related("matter__assessment__child").latest("pk")


def test_pr_07_nobody_travels_before_the_authority_there_has_answered(cast: Cast, assessment: Assessment) -> None:
    asked = enquiry(cast, assessment)
    assert "abroad" in keys_of(cast, assessment)  # asking says that there is family abroad
    with at(NOW):
        with pytest.raises(Refused, match="Nobody travels before"):
            take(ApproveTravel, cast.team_manager, asked, TRAVEL)
        take(RecordOverseasAnswer, cast.social_worker, asked, ANSWER)
        with pytest.raises(Refused, match="Team manager"):
            take(ApproveTravel, cast.social_worker, again(cast), TRAVEL)
        take(ApproveTravel, cast.team_manager, again(cast), TRAVEL)
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/write/abroad/").content.decode()
    assert f"Travel approved</b> by {cast.team_manager.name}" in page
    assert "They help, and do not assess" in page


def test_pr_07_a_manager_does_not_approve_the_journey_of_their_own_assessment(
    cast: Cast, assessment: Assessment
) -> None:
    enquiry(cast, assessment)
    with acting(cast.team_manager):
        Assessment.objects.filter(pk=assessment.pk).update(lead=cast.team_manager)
    with at(NOW):
        take(RecordOverseasAnswer, cast.social_worker, again(cast), ANSWER)
        with pytest.raises(Refused, match="their own assessment"):
            take(ApproveTravel, cast.team_manager, again(cast), TRAVEL)


def test_pr_07_family_abroad_whom_nobody_asked_about_is_missing(cast: Cast, assessment: Assessment) -> None:
    applies(cast, assessment, "abroad")
    assert "No authority abroad was asked" in labels(cast, assessment)
    enquiry(cast, assessment)
    assert "No authority abroad was asked" not in labels(cast, assessment)


def test_pr_08_what_is_checked_depends_on_the_country(cast: Cast, assessment: Assessment) -> None:
    assert countries()["PT"].in_convention
    assert not countries()["PK"].in_convention
    assert "GB" not in countries()
    portugal, pakistan = dict(checks("PT")), dict(checks("PK"))
    assert "central_authority" in portugal
    assert "central_authority" not in pakistan
    assert "no_convention" in pakistan
    assert portugal.keys() & pakistan.keys() == {"abduction_unit", "consulate", "which_court"}
    asked = enquiry(cast, assessment, country="PK")
    with at(NOW), pytest.raises(Invalid) as no:
        take(RecordOverseasAnswer, cast.social_worker, asked, ANSWER)  # ticks what is not asked of that country
    assert "checked" in no.value.form.errors


def test_pr_09_a_child_for_whom_nobody_is_responsible_is_accommodated(cast: Cast, assessment: Assessment) -> None:
    applies(cast, assessment, "nobody_responsible")
    assert "responsibility" in keys_of(cast, assessment)
    with at(NOW):
        said = {"outcome": "cin_plan", "factors": ["3B"]}
        with pytest.raises(Invalid) as no:
            scene.proposed(cast, assessment, **said)
        assert "must be accommodated under section 20" in str(no.value.form.errors["accommodation"])
        scene.proposed(cast, assessment, **said, accommodation="s20")


def test_pr_11_whoever_holds_the_case_hears_of_a_change_of_home(
    cast: Cast, child: Person, assessment: Assessment
) -> None:
    home = {"line": "3 Harbour Row", "kind": "home", "since": "2026-06-04"}
    with at(NOW), acting(cast.team_manager):
        Involvement.objects.create(person_id=child.pk, user=cast.team_manager, kind=Involvement.Kind.TEAM)
    with at(NOW):
        take(AddressAdded, cast.practice_supervisor, child, home)
    with acting(cast.social_worker):
        assert not Notice.objects.filter(user=cast.social_worker, href=child.href).exists()
    applies(cast, assessment, "returned_from_care")
    with at(NOW):
        take(AddressAdded, cast.practice_supervisor, child, home | {"line": "9 Mill Lane"})
    with acting(cast.social_worker):
        assert Notice.objects.filter(user=cast.social_worker, href=child.href).exists()


def test_pr_11_living_with_nobody_who_is_family_is_noticed(cast: Cast, child: Person, assessment: Assessment) -> None:
    with at(NOW):
        carer = scene.child(cast.social_worker, "Nia Bright", date(1980, 1, 1), kind=Person.Kind.ADULT)
        with acting(cast.social_worker):
            Involvement.objects.create(person_id=carer.pk, user=cast.social_worker, kind=Involvement.Kind.KEY_WORKER)
            assert not lives_with_no_relative(child)  # nobody wrote down with whom
        take(HouseholdJoined, cast.social_worker, child, {"other": carer.ref})
        href = f"/assessments/{assessment.ref}/applies/"
        assert "whether this is private fostering" in signed_in(cast.social_worker).get(href).content.decode()
        take(RelationshipAdded, cast.social_worker, child, {"other": carer.ref, "kind": "aunt_uncle"})
        assert "whether this is private fostering" not in signed_in(cast.social_worker).get(href).content.decode()


REFERRED: dict[str, Any] = {
    "kind": "honour",
    "to": "fmu",
    "whom": "Duty officer, FMU 114",
    "referred_at": london(2026, 6, 4, 14).isoformat(),
    "words": "A flight is booked for July. They advise not to speak with the family.",
    "dangerous": "yes",
    "danger": "She could be taken abroad tonight.",
}


def to_the_family(child: Person) -> Recipient:
    return Recipient("child", Letter.Audience.CHILD, child.shown_name, "the child", child.subject)


def test_pr_12_a_dangerous_referral_stops_letters_to_the_family(
    cast: Cast, child: Person, assessment: Assessment
) -> None:
    with at(NOW):
        take(ReferToSpecialist, cast.social_worker, assessment, REFERRED)
        with acting(cast.social_worker):
            assert "specialist_danger" in [one.section.key for one in writings(assessment)]
            why = stopped(assessment.matter, to_the_family(child))
            assert "No letters may go to this family" in why
            assert "taken abroad tonight" in why
        take(ReferToSpecialist, cast.social_worker, assessment, REFERRED | {"to": "police"})
        with acting(cast.social_worker):
            assert SafetyFlag.objects.count() == 1  # told twice, stopped once
        shown = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/write/specialist_danger/")
    assert "Nothing goes to the family." in shown.content.decode()


def why_stopped(cast: Cast, assessment: Assessment, to: Recipient) -> str:
    with at(NOW), acting(cast.social_worker):
        return stopped(assessment.matter, to)


def test_pr_12_until_somebody_says_whether_word_is_dangerous_nothing_goes_to_the_family(
    cast: Cast, child: Person, assessment: Assessment
) -> None:
    family, school = to_the_family(child), Recipient("referrer", Letter.Audience.REFERRER, "Mrs Hale", "Told us")
    assert why_stopped(cast, assessment, family) == ""
    applies(cast, assessment, "honour", "fgm")
    safe = REFERRED | {"dangerous": "no", "danger": ""}
    with at(NOW):
        take(ReferToSpecialist, cast.social_worker, assessment, safe)
    assert "Female genital mutilation: nobody has said" in why_stopped(cast, assessment, family)
    assert why_stopped(cast, assessment, school) == ""
    with at(NOW):
        take(ReferToSpecialist, cast.social_worker, assessment, safe | {"kind": "fgm", "to": "police"})
    assert why_stopped(cast, assessment, family) == ""
    # What was said of a danger that had ended says nothing of one that is noted anew.
    applies(cast, assessment, "honour")
    with at(NOW.replace(hour=17)):
        take(SayWhatApplies, cast.social_worker, assessment, {"applies": ["fgm", "honour"]})
    assert "Female genital mutilation: nobody has said" in why_stopped(cast, assessment, family)


def test_pr_12_a_conclusion_approved_without_the_referral_is_not_sent_to_the_family_before_it(
    cast: Cast, child: Person, assessment: Assessment
) -> None:
    """A manager may approve all the same, for a reason; the danger may still be told to specialists afterwards."""
    applies(cast, assessment, "radicalisation")
    with at(NOW):
        scene.concluded(
            cast, cast.team_manager, assessment, outcome="cin_plan", conclusion="A plan.", factors=["3B"],
            not_seen_because="She is abroad until the summer.",
        )  # fmt: skip
        browser, letter = signed_in(cast.social_worker), f"/letters/to/{assessment.ref}/child/"
        section = f"/assessments/{assessment.ref}/write/specialist_danger/"
        assert "Radicalisation: nobody has said whether word" in browser.get(letter).content.decode()
        assert f"/assessments/{assessment.ref}/specialist/" in browser.get(section).content.decode()
        said = REFERRED | {"kind": "radicalisation", "to": "channel", "dangerous": "no", "danger": ""}
        browser.post(f"/assessments/{assessment.ref}/specialist/", said | {"request_key": "one"})
        assert "Radicalisation: nobody has said" not in browser.get(letter).content.decode()
        assert browser.get(letter).status_code == 200


def test_pr_12_one_that_is_not_dangerous_stops_nothing(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        take(ReferToSpecialist, cast.social_worker, assessment, REFERRED | {"dangerous": "no", "danger": ""})
        with acting(cast.social_worker):
            assert not SafetyFlag.objects.exists()
            assert SpecialistReferral.objects.get().danger == ""


def test_pr_12_the_danger_is_said(cast: Cast, assessment: Assessment) -> None:
    with at(NOW), pytest.raises(Invalid) as no:
        take(ReferToSpecialist, cast.social_worker, assessment, REFERRED | {"danger": ""})
    assert list(no.value.form.errors) == ["danger"]


def test_pr_12_a_danger_of_which_no_specialist_knows_is_missing(cast: Cast, assessment: Assessment) -> None:
    applies(cast, assessment, "fgm", "honour")
    assert {"Female genital mutilation", "Abuse in the name of honour, or forced marriage"} <= set(
        labels(cast, assessment)
    )
    with at(NOW):
        take(ReferToSpecialist, cast.social_worker, assessment, REFERRED)
    assert "Abuse in the name of honour, or forced marriage" not in labels(cast, assessment)
    assert "Female genital mutilation" in labels(cast, assessment)


def test_pr_12_a_stranger_refers_nobody(cast: Cast, assessment: Assessment) -> None:
    with at(NOW), pytest.raises(Refused, match="not involved"):
        take(ReferToSpecialist, cast.stranger, assessment, REFERRED)


def test_pr_03_a_birth_asks_whether_what_was_concluded_before_still_stands(cast: Cast) -> None:
    about = {"kind": Person.Kind.UNBORN, "date_of_birth": None, "expected_date": date(2026, 9, 1)}
    baby = scene.child(cast.mash_worker, "Unborn child", **about)
    before = scene.allocated(cast, scene.referrals(cast, baby)[0], first_visit_on="")
    with at(NOW):
        said = {"aware_on": "2026-06-03", "expected_date": "2026-09-01"}
        take(BeginPrebirth, cast.social_worker, before, said)
    with at(london(2026, 6, 20)):
        ends = {"outcome": "cin_plan", "conclusion": "A plan before the birth.", "factors": ["3A"]}
        scene.concluded(cast, cast.team_manager, before, **ends)
    with at(london(2026, 9, 3)):
        born = {"date_of_birth": date(2026, 9, 2), "sex": "F", "given": "Ada", "family": "Okafor"}
        take(UnbornBorn, cast.social_worker, baby, born)
    with acting(cast.team_manager):
        new = NewInformation.objects.get()
        assert (new.matter_id, new.answer) == (before.pk, "")
        assert new.what == "The child was born on Wednesday 2 September 2026."
        after = Assessment.objects.select_related("child__person").get(pk=before.pk)
        assert {"prebirth"} == applying_to(after)  # nothing is asked of it now that was not asked then
        assert Notice.objects.filter(user=cast.team_manager, href=f"/assessments/{before.ref}/").exists()
