"""Values as suppliers really write them: each is taken, changed or kept as text, and the report says which."""

from datetime import date

import pytest

from kith.returns.cin.layouts import YEARS, layout_of
from kith.returns.cin.read import NotACensus
from kith.returns.cin.records import ChildRecord, Given, Treatment
from kith.returns.cin.values import read_date
from kith.standards.identifiers import upn_check_letter
from tests.returns.census import about, child, header, message, only, read, referral, rules

ASSESSMENT = (
    "<Assessments><AssessmentActualStartDate>2025-06-03</AssessmentActualStartDate>"
    "<AssessmentAuthorisationDate>2025-07-11</AssessmentAuthorisationDate>"
    "<FactorsIdentifiedAtAssessment>{factors}</FactorsIdentifiedAtAssessment></Assessments>"
)


def born(text: str) -> ChildRecord:
    return only(child(identifiers=f"<PersonBirthDate>{text}</PersonBirthDate><Sex>F</Sex>"))


def assessed(*codes: str, year: int = 2026) -> ChildRecord:
    factors = "".join(f"<AssessmentFactors>{code}</AssessmentFactors>" for code in codes)
    (found,) = read(message(child(referral(ASSESSMENT.format(factors=factors))), year=year)).children
    return found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2015-03-04", date(2015, 3, 4)),
        ("04/03/2015", date(2015, 3, 4)),
        ("4.3.2015", date(2015, 3, 4)),
        ("04-03-2015", date(2015, 3, 4)),
        ("2015/03/04", date(2015, 3, 4)),
        ("20150304", date(2015, 3, 4)),
        ("4 March 2015", date(2015, 3, 4)),
        ("04-Sep-2015", date(2015, 9, 4)),
        ("4 SEPT 2015", date(2015, 9, 4)),
        ("31 December 2014", date(2014, 12, 31)),
        ("2015-03-04Z", date(2015, 3, 4)),
        ("2015-03-04+01:00", date(2015, 3, 4)),
        ("2015-03-04T00:00:00", date(2015, 3, 4)),
        ("2015-03-04 00:00:00.000", date(2015, 3, 4)),
        ("2015-06-30T23:00:00Z", date(2015, 7, 1)),
    ],
)
def test_a_date_is_read_however_a_supplier_writes_it_and_the_change_is_reported(text: str, day: date):
    record = born(text)
    assert record.birth_date == Given(text, day)
    changed = [one.value for one in record.findings if one.treatment is Treatment.CHANGED]
    assert changed == ([] if text == day.isoformat() else [text])


@pytest.mark.parametrize(
    "text",
    [
        "2015-02-30", "30/02/2015", "2015-13-01", "03/27/2015", "04/03/15", "1815-03-04", "9999-12-31", "0000-00-00",
        "2015-3-4", "42067", "not known", "4 Marble 2015", "2015-03-04T99:00:00", "٢٠١٥-٠٣-٠٤", "2015-03", "x" * 5000,
    ],
)  # fmt: skip
def test_an_impossible_or_doubtful_date_is_kept_as_text_and_never_guessed(text: str):
    record = born(text)
    assert record.birth_date == Given(text, None)
    (finding,) = [one for one in record.findings if one.path == "ChildIdentifiers/PersonBirthDate"]
    assert (finding.value, finding.treatment) == (text, Treatment.KEPT_ASIDE)


def test_every_day_of_the_calendar_is_the_day_it_says():
    for ordinal in range(date(2000, 1, 1).toordinal(), date(2001, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d %b %Y", "%d %B %Y"):
            assert read_date(f"{day:{form}}")[0].value == day


def test_a_child_cannot_be_in_a_census_before_being_born():
    record = born("2026-04-01")
    assert record.birth_date == Given("2026-04-01", None)
    assert about(record, "8520").treatment is Treatment.KEPT_ASIDE


def test_codes_are_tidied_only_as_far_as_their_meaning_is_certain():
    record = only(child(ethnicity=" wbri\n"))
    assert record.ethnicity == Given("wbri", "WBRI")
    assert [(one.value, one.treatment) for one in record.findings] == [("wbri", Treatment.CHANGED)]
    record = only(child(ethnicity="White British"))
    assert record.ethnicity == Given("White British", None)
    assert about(record, "4220").treatment is Treatment.KEPT_ASIDE


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("1", True), ("0", False), ("TRUE", True), ("N", False), ("perhaps", None)]
)
def test_no_further_action_is_yes_no_or_not_known(text: str, value: bool | None):
    record = only(
        child(referral(whole=f"<CINreferralDate>2025-06-02</CINreferralDate><ReferralNFA>{text}</ReferralNFA>"))
    )
    assert record.episodes[0].referral_nfa == Given(text, value)
    assert ("8568" in rules(record)) is (value is None)


@pytest.mark.parametrize(
    ("upn", "rule"),
    [
        ("A201000000024", "1510"),
        ("R999000000024", "1510"),
        ("R20100O000024", "1540"),
        ("R20100000002I", "1550"),
        ("RABC000000024", "1530"),
        ("R2010000000", None),
    ],
)
def test_a_upn_that_breaks_a_rule_is_reported_with_the_rule_and_not_used(upn: str, rule: str | None):
    record = only(child(identifiers=f"<UPN>{upn}</UPN><PersonBirthDate>2015-03-04</PersonBirthDate><Sex>F</Sex>"))
    assert record.upn == Given(upn, None)
    (finding,) = [one for one in record.findings if one.path == "ChildIdentifiers/UPN"]
    assert (finding.rule, finding.treatment) == (rule, Treatment.KEPT_ASIDE)


def test_authorities_formed_in_2023_give_upns_from_the_census_of_2024():
    rest = "942000000012"
    upn = upn_check_letter(rest) + rest
    text = child(identifiers=f"<UPN>{upn}</UPN><PersonBirthDate>2015-03-04</PersonBirthDate>")
    usable = {year: read(message(text, year=year)).children[0].upn.value for year in YEARS}
    assert usable == {2022: None, 2023: None, 2024: upn, 2025: upn, 2026: upn, 2027: upn}


def test_a_upn_in_small_letters_with_spaces_is_read_and_the_change_reported():
    record = only(
        child(identifiers="<UPN>r201 0000 00024</UPN><PersonBirthDate>2015-03-04</PersonBirthDate><Sex>F</Sex>")
    )
    assert record.upn == Given("r201 0000 00024", "R201000000024")
    assert [one.treatment for one in record.findings] == [Treatment.CHANGED]


@pytest.mark.parametrize(("year", "rule"), [(2024, None), (2025, "1580"), (2027, "1580")])
def test_the_form_of_the_childs_id_is_a_rule_from_2025_and_the_child_is_taken_all_the_same(year: int, rule: str | None):
    (record,) = read(message(child(key="KITH-1"), year=year)).children
    assert record.key == "KITH-1"
    assert record.la_child_id == Given("KITH-1", None if rule else "KITH-1")
    assert ("1580" in rules(record)) is bool(rule)


@pytest.mark.parametrize("year", YEARS)
def test_each_year_has_its_own_element_for_sex(year: int):
    own, other = layout_of(year).sex_elements
    assert own == ("Sex" if year >= 2025 else "GenderCurrent")
    code = {"Sex": "F", "GenderCurrent": "2"}
    for element, remarks in ((own, 0), (other, 1)):
        identifiers = f"<PersonBirthDate>2010-03-04</PersonBirthDate><{element}>{code[element]}</{element}>"
        (record,) = read(message(child(identifiers=identifiers), year=year)).children
        assert (record.sex, record.sex_element) == (Given(code[element], "F"), element)
        assert len([one for one in record.findings if one.path == f"ChildIdentifiers/{element}"]) == remarks


def test_of_both_elements_for_sex_the_years_own_is_used():
    both = "<PersonBirthDate>2010-03-04</PersonBirthDate><GenderCurrent>1</GenderCurrent><Sex>F</Sex>"
    assert only(child(identifiers=both)).sex == Given("F", "F")
    (record,) = read(message(child(identifiers=both), year=2024)).children
    assert record.sex == Given("1", "M")


def test_an_unborn_child_has_an_expected_date_and_sex_unknown():
    unborn = "<ExpectedPersonBirthDate>2026-05-01</ExpectedPersonBirthDate><Sex>{}</Sex>"
    record = only(child(referral(), identifiers=unborn.format("U")))
    assert record.expected_birth_date.value == date(2026, 5, 1)
    assert rules(record) == ["8606"], "the referral of June 2025 is too early"
    assert "8750" in rules(only(child(identifiers=unborn.format("M"))))


@pytest.mark.parametrize("year", YEARS)
def test_factor_codes_of_the_year_are_taken_and_the_old_ones_queried_from_2025(year: int):
    record = assessed("18A", "19A", "24A", year=year)
    assert record.episodes[0].assessments[0].factors == ("18A", "19A", "24A")
    assert [rule for rule in rules(record) if rule in ("8945Q", "8950Q")] == (
        ["8945Q", "8950Q"] if year >= 2025 else []
    )


def test_factors_that_are_unknown_repeated_or_impossible_together_are_reported():
    """The sector's validator misses these through XML: 8897Q stops on an unknown code, 8869 never fires."""
    record = assessed("21", "ZZ", "2A", "2a")
    (assessment,) = record.episodes[0].assessments
    assert assessment.factors == ("21", "2A")
    assert assessment.factors_as_given == ("21", "ZZ", "2A", "2a")
    assert {"8897Q", "8898", "8869"} <= set(rules(record))
    assert about(record, "8897Q").value == "ZZ"


def test_factors_in_several_wrappers_are_one_list():
    wrapper = "</FactorsIdentifiedAtAssessment><FactorsIdentifiedAtAssessment>"
    text = ASSESSMENT.format(
        factors=f"<AssessmentFactors>2A</AssessmentFactors>{wrapper}<AssessmentFactors>3B</AssessmentFactors>"
    )
    assert only(child(referral(text))).episodes[0].assessments[0].factors == ("2A", "3B")


def test_dates_that_contradict_each_other_are_taken_as_they_stand_and_reported():
    closed = "<CINclosureDate>2025-05-01</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>"
    record = only(child(referral(closed)))
    assert record.episodes[0].closure_date.value == date(2025, 5, 1)
    assert about(record, "8630").treatment is Treatment.TAKEN
    died = "<PersonBirthDate>2015-03-04</PersonBirthDate><Sex>F</Sex><PersonDeathDate>2014-01-01</PersonDeathDate>"
    assert {"8535Q", "8555Q"} <= set(rules(only(child(identifiers=died))))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (child(referral(whole="<ReferralNFA>1</ReferralNFA>")), "8600"),
        (child(referral("<CINclosureDate>2025-07-01</CINclosureDate>")), "8805"),
        (child(referral("<ReasonForClosure>RC7</ReasonForClosure>")), "8810"),
        (
            child(referral("<CINclosureDate>2025-07-01</CINclosureDate><ReasonForClosure>RC99</ReasonForClosure>")),
            "8640",
        ),
        (child(disability="NONE</Disability><Disability>AUT"), "8790"),
        (child(disability="AUT</Disability><Disability>AUT"), "8794"),
        (child(disability=""), "8540"),
        (child(identifiers="<Sex>F</Sex>"), "8525Q"),
        (child(identifiers="<PersonBirthDate>2015-03-04</PersonBirthDate>"), "4180"),
        (child(referral()).replace(referral(), ""), "8590"),
    ],
)
def test_what_is_missing_or_wrong_is_reported_by_the_departments_number_and_the_child_is_taken(text: str, rule: str):
    assert rule in rules(only(text))


def test_a_value_given_twice_is_read_once_and_a_different_one_kept_aside():
    twice = "<PersonBirthDate>2015-03-04</PersonBirthDate><PersonBirthDate>{}</PersonBirthDate><Sex>F</Sex>"
    record = only(child(identifiers=twice.format("2015-03-04")))
    assert [one.treatment for one in record.findings] == [Treatment.CHANGED]
    record = only(child(identifiers=twice.format("2016-03-04")))
    assert record.birth_date.value == date(2015, 3, 4)
    assert [part.xml for part in record.kept_aside] == ["<PersonBirthDate>2016-03-04</PersonBirthDate>"]


def test_what_no_census_has_is_kept_aside_word_for_word():
    odd = '<Nickname kind="x &amp; y">Bo &lt;3<i/></Nickname><Sex>F<b>M</b></Sex>'
    record = only(child(identifiers=f"<PersonBirthDate>2015-03-04</PersonBirthDate>{odd}"))
    assert {part.xml for part in record.kept_aside} == {
        '<Nickname kind="x &amp; y">Bo &lt;3<i/></Nickname>',
        "<Sex>F<b>M</b></Sex>",
    }
    assert record.sex == Given()


def test_an_attribute_is_reported_and_an_empty_element_is_a_missing_value():
    identifiers = '<UPN xsi:nil="true"/><PersonBirthDate by="x">2015-03-04</PersonBirthDate><Sex>F</Sex>'
    record = only(child(identifiers=identifiers))
    assert record.upn == Given()
    assert [(one.path, one.value) for one in record.findings] == [("ChildIdentifiers/PersonBirthDate/@by", "x")]


@pytest.mark.parametrize("year", [*YEARS])
def test_each_year_from_2022_to_2027_is_read(year: int):
    census = read(message(child(), year=year))
    assert census.header.year == year
    assert len(census.children) == 1


@pytest.mark.parametrize("year", ["2021", "2028", "", "25-26", "two thousand", "20260", "٢٠٢٦"])
def test_any_other_year_is_refused_by_name(year: str):
    with pytest.raises(NotACensus, match=r"year|census of") as refused:
        read(f"<Message>{header(year)}<Children/></Message>")
    assert refused.value.line == 1
