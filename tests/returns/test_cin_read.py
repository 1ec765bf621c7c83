"""Moving to Kith: the sample CIN census files are read, value by value (decision 24)."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from kith.returns.cin.protection import MODULES
from kith.returns.cin.read import read_census
from kith.returns.cin.records import AssessmentRecord, ChildRecord, Episode, Given, Treatment
from tests.returns.census import CLEAN, FAKE, SAMPLES, SHORT, about, rules

CLEAN_CENSUS = read_census(CLEAN)
FAKE_CENSUS = read_census(FAKE)

ITEMS = {
    "LAchildID": "la_child_id",
    "UPN": "upn",
    "FormerUPN": "former_upn",
    "UPNunknown": "upn_unknown",
    "PersonBirthDate": "birth_date",
    "ExpectedPersonBirthDate": "expected_birth_date",
    "Sex": "sex",
    "GenderCurrent": "sex",
    "PersonDeathDate": "death_date",
}
EPISODE_ITEMS = {
    "CINreferralDate": "referral_date",
    "ReferralSource": "source",
    "PrimaryNeedCode": "primary_need",
    "CINclosureDate": "closure_date",
    "ReasonForClosure": "closure_reason",
    "DateOfInitialCPC": "initial_cpc_date",
    "ReferralNFA": "referral_nfa",
}
ASSESSMENT_ITEMS = {
    "AssessmentActualStartDate": "start",
    "AssessmentInternalReviewDate": "internal_review",
    "AssessmentAuthorisationDate": "authorisation",
}
LATER = {"PreProceedingsandFGDM"}


def texts(record: ChildRecord | Episode | AssessmentRecord, items: dict[str, str]) -> set[str]:
    return {given.text for item in items.values() if (given := getattr(record, item)).text is not None}


def said(element: etree._Element | None, items: dict[str, str]) -> set[str]:
    assert element is not None
    return {part.text.strip() for part in element if part.tag in items and part.text}


def squeezed(element: etree._Element) -> list[tuple[str, str]]:
    return [(part.tag, (part.text or "").strip()) for part in element.iter()]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xml")), ids=lambda path: path.name)
def test_every_value_of_every_sample_is_in_its_record_word_for_word(path: Path):
    """An independent reader of the same file finds nothing that the census has lost."""
    census = read_census(path)
    elements = etree.parse(path).getroot().findall("./Children/Child")
    assert len(census.children) == len(elements)
    for record, element in zip(census.children, elements, strict=True):
        assert texts(record, ITEMS) == said(element.find("ChildIdentifiers"), ITEMS)
        assert record.ethnicity.text == element.findtext("ChildCharacteristics/Ethnicity")
        assert record.disabilities_as_given == tuple(one.text for one in element.iter("Disability"))
        groups = element.findall("CINdetails")
        assert len(record.episodes) == len(groups)
        for episode, group in zip(record.episodes, groups, strict=True):
            assert texts(episode, EPISODE_ITEMS) == said(group, EPISODE_ITEMS)
            assert len(episode.assessments) == len(group.findall("Assessments"))
            for assessment, given in zip(episode.assessments, group.findall("Assessments"), strict=True):
                assert texts(assessment, ASSESSMENT_ITEMS) == said(given, ASSESSMENT_ITEMS)
                assert assessment.factors_as_given == tuple(one.text for one in given.iter("AssessmentFactors"))
            kept = [squeezed(etree.fromstring(part.xml)) for part in episode.kept_aside]
            assert kept == [squeezed(part) for part in group if part.tag in LATER]
        given = [squeezed(part) for part in element.iter() if part.tag in MODULES]
        aside = [squeezed(etree.fromstring(part.xml)) for part in record.kept_aside if part.module in MODULES]
        plans = [squeezed(etree.fromstring(plan.aside.xml)) for plan in record.plans()]
        assert sorted(aside + plans) == sorted(one for one in given if one[0][0] != "Section47")
        assert len(record.enquiries()) == len(given) - len(aside + plans)


def test_the_real_looking_file_is_taken_whole_though_hardly_a_upn_in_it_is_valid():
    assert len(FAKE_CENSUS.children) == 332
    assert sum(len(child.episodes) for child in FAKE_CENSUS.children) == 402
    assert sum(child.upn.text is not None for child in FAKE_CENSUS.children) == 332


def test_320_upns_do_not_add_up_and_9_more_name_no_authority_so_only_3_identify_a_child():
    """Decision 24 counts the 320 of rule 1510; rule 1530 stops another 9 that do add up."""
    broken = Counter(
        finding.rule
        for child in FAKE_CENSUS.children
        for finding in child.findings
        if finding.path == "ChildIdentifiers/UPN" and finding.treatment is Treatment.KEPT_ASIDE
    )
    assert broken == {"1510": 320, "1530": 9}
    usable = [child.upn.value for child in FAKE_CENSUS.children if child.upn.value]
    assert sorted(usable) == ["A383489771083", "A839716950288", "A871457393703"]


def test_a_upn_that_breaks_a_rule_is_kept_word_for_word_and_identifies_nobody():
    first = FAKE_CENSUS.children[0]
    assert first.upn == Given("A850728973744", None)
    assert about(first, "1510").value == "A850728973744"
    assert about(first, "1510").line == 21


def test_gender_of_the_years_before_2025_is_read_as_sex():
    seen = Counter((child.sex.text, child.sex.value, child.sex_element) for child in FAKE_CENSUS.children)
    assert seen == {
        ("1", "M", "GenderCurrent"): 82,
        ("2", "F", "GenderCurrent"): 74,
        ("0", "U", "GenderCurrent"): 96,
        ("9", "U", "GenderCurrent"): 80,
    }
    changed = [one for child in FAKE_CENSUS.children for one in child.findings if one.path.endswith("GenderCurrent")]
    assert len(changed) == 96, "each born child given as not yet born is reported"
    assert {one.treatment for one in changed} == {Treatment.CHANGED}


def test_the_header_says_whose_census_of_which_year_it_is():
    head = FAKE_CENSUS.header
    assert (head.year, head.la_code, head.created) == (2022, "975", "2022-07-21T10:12:28Z")
    assert head.reference_date.value == date(2022, 7, 21)
    assert [one.rule for one in FAKE_CENSUS.findings] == ["100"]
    assert CLEAN_CENSUS.header.year == 2026
    assert CLEAN_CENSUS.findings == CLEAN_CENSUS.kept_aside == ()


def test_the_clean_file_has_nothing_to_remark_on():
    assert len(CLEAN_CENSUS.children) == 60
    assert [child.findings for child in CLEAN_CENSUS.children if child.findings] == []
    assessments = [one for child in CLEAN_CENSUS.children for episode in child.episodes for one in episode.assessments]
    assert len(assessments) == 50
    assert sum(len(one.factors) for one in assessments) == 164
    assert all(one.factors == one.factors_as_given for one in assessments)


def test_one_child_of_the_clean_file_field_by_field():
    child = CLEAN_CENSUS.children[5]
    assert child.key == "KITH0000005"
    assert child.la_child_id == Given("KITH0000005", "KITH0000005")
    assert child.upn == Given("R201000000053", "R201000000053")
    assert child.former_upn == child.upn_unknown == child.expected_birth_date == child.death_date == Given()
    assert child.birth_date == Given("2016-02-27", date(2016, 2, 27))
    assert (child.sex, child.sex_element) == (Given("M", "M"), "Sex")
    assert child.ethnicity == Given("NOBT", "NOBT")
    assert child.disabilities == ("NONE",)
    (episode,) = child.episodes
    assert episode.key == "KITH0000005/2025-09-10/2B/1"
    assert episode.referral_date == Given("2025-09-10", date(2025, 9, 10))
    assert (episode.source.value, episode.primary_need.value, episode.referral_nfa.value) == ("2B", "N6", False)
    assert episode.closure_date == episode.closure_reason == episode.initial_cpc_date == Given()
    (assessment,) = episode.assessments
    assert assessment.key == "KITH0000005/2025-09-10/2B/1/2025-09-11/1"
    assert assessment.start.value == date(2025, 9, 11)
    assert assessment.internal_review.value == date(2025, 9, 23)
    assert assessment.authorisation.value == date(2025, 10, 10)
    assert assessment.factors == ("19C", "5A")


def test_modules_whose_rooms_do_not_exist_yet_are_kept_word_for_word_and_named():
    kept = Counter(part.module for child in CLEAN_CENSUS.children for part in child.all_kept_aside())
    assert kept == {"PreProceedingsandFGDM": 2}


def test_a_module_of_2027_in_a_file_of_2026_is_kept_and_said_to_be_early():
    (early, _) = [
        part for child in CLEAN_CENSUS.children for part in child.all_kept_aside() if part.module.startswith("PreP")
    ]
    assert "census of 2027, not to that of 2026" in early.why


def test_text_between_elements_does_not_hide_the_values_around_it():
    """The sample has `</UPNunknown>PersonBirthDate` where an element name was typed twice."""
    first, second = read_census(SHORT).children
    assert first.upn_unknown.value == "UN3"
    assert first.birth_date.value == date(2015, 3, 27)
    loose = [one for one in first.findings if one.value == "PersonBirthDate"]
    assert [(one.path, one.treatment) for one in loose] == [("ChildIdentifiers", Treatment.KEPT_ASIDE)]
    assert second.key == "child_fails_assessments", "2023 has no rule on the form of the id"


def test_a_short_messy_file_is_read_with_every_oddity_reported():
    first, second = read_census(SHORT).children
    assert (first.sex, first.sex_element) == (Given("1", None), "Sex")
    assert first.episodes[0].assessments[0].factors == ("1C", "6B")
    assert first.episodes[0].assessments[0].factors_as_given == ("1C", "RB", "6B")
    assert set(rules(first)) == {None, "4180", "1510", "1560Q", "8897Q", "8608", "1105", "2889"}
    assert second.sex == Given("M", "M"), "Sex in a file of 2023 says the same as it does in 2026"
    assert set(rules(second)) == {None, "8600", "8897Q", "1103"}
