"""The same child, referral or assessment twice in a file; keys that make a second import of the same facts harmless."""

import itertools
from datetime import date

import pytest

from kith.returns.cin.records import Given, Treatment
from kith.returns.cin.repeats import assessment_key, episode_key
from tests.returns.census import CLEAN, FAKE, about, child, message, only, read, referral, rules

BORN = "<PersonBirthDate>{}</PersonBirthDate><Sex>F</Sex>"
UPN = "<UPN>R201000000024</UPN>"
CLOSED = "<CINclosureDate>2025-07-11</CINclosureDate><ReasonForClosure>RC8</ReasonForClosure>"


def assessment(start: str, authorised: str = "", factor: str = "2A") -> str:
    end = f"<AssessmentAuthorisationDate>{authorised}</AssessmentAuthorisationDate>" if authorised else ""
    return (
        f"<Assessments><AssessmentActualStartDate>{start}</AssessmentActualStartDate>{end}<FactorsIdentifiedAtAssessment>"
        f"<AssessmentFactors>{factor}</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>"
    )


def test_a_child_listed_twice_is_one_child_with_all_that_either_says():
    later = referral(whole="<CINreferralDate>2026-01-05</CINreferralDate><ReferralNFA>1</ReferralNFA>")
    census = read(message(child(), child(later, identifiers=UPN + BORN.format("2015-03-04"), disability="AUT")))
    (record,) = census.children
    assert record.upn.value == "R201000000024"
    assert record.disabilities == ("NONE", "AUT")
    assert [one.referral_date.text for one in record.episodes] == ["2025-06-02", "2026-01-05"]
    joined = [one for one in record.findings if one.rule == "8510"]
    assert [one.treatment for one in joined] == [Treatment.CHANGED]


def test_where_two_listings_of_a_child_differ_the_first_is_used_and_the_other_reported():
    (record,) = read(message(child(ethnicity="WBRI"), child(ethnicity="AIND"))).children
    assert record.ethnicity == Given("WBRI", "WBRI")
    kept = [one.value for one in record.findings if one.treatment is Treatment.KEPT_ASIDE]
    assert kept == ["AIND"]


def test_a_value_that_may_be_relied_on_is_used_before_one_that_may_not():
    (record,) = read(message(child(ethnicity="??"), child(ethnicity="AIND"))).children
    assert record.ethnicity == Given("AIND", "AIND")


def test_two_children_under_one_id_are_never_joined():
    """Joined, one child's story would stand in another child's record."""
    census = read(message(child(), child(identifiers=BORN.format("2011-11-11"))))
    (record,) = census.children
    assert record.birth_date.value == date(2015, 3, 4)
    (other,) = census.kept_aside
    assert "2011-11-11" in other.xml
    assert about(record, "8510").treatment is Treatment.KEPT_ASIDE


def test_a_child_without_an_id_is_kept_aside_whole():
    census = read(message(child(key=""), child(key="KITH2")))
    assert [record.key for record in census.children] == ["KITH2"]
    (kept,) = census.kept_aside
    assert kept.module == "Child"
    assert "8500" in kept.why
    assert "2025-06-02" in kept.xml


def test_a_upn_shared_by_two_children_identifies_neither():
    children = read(
        message(*(child(key=key, identifiers=UPN + BORN.format("2015-03-04")) for key in ("A1", "A2")))
    ).children
    assert [record.upn for record in children] == [Given("R201000000024", None)] * 2
    assert [rules(record) for record in children] == [["1520"], ["1520"]]


def test_the_same_referral_twice_is_one_referral():
    record = only(child(referral(), referral(CLOSED + assessment("2025-06-03"))))
    (episode,) = record.episodes
    assert episode.closure_date.value == date(2025, 7, 11)
    assert len(episode.assessments) == 1
    assert Treatment.CHANGED in {one.treatment for one in record.findings}


def test_two_referrals_of_one_day_and_source_that_differ_are_both_kept_and_told_apart():
    other = CLOSED.replace("RC8", "RC9")
    record = only(child(referral(CLOSED), referral(other)))
    assert sorted(one.key for one in record.episodes) == ["KITH1/2025-06-02/1D/1", "KITH1/2025-06-02/1D/2"]
    assert about(record, "8820").treatment is Treatment.TAKEN


def test_keys_do_not_depend_on_the_order_of_the_file():
    referrals = [referral(CLOSED), referral(CLOSED.replace("RC8", "RC9")), referral(CLOSED), referral()]
    seen = set()
    for order in itertools.permutations(referrals):
        record = only(child(*order))
        seen.add(frozenset((one.key, one.closure_reason.value) for one in record.episodes))
    assert len(seen) == 1
    (keys,) = seen
    assert {key for key, _ in keys} == {"KITH1/2025-06-02/1D/1", "KITH1/2025-06-02/1D/2"}


def test_the_same_assessment_twice_is_one_and_the_report_says_so():
    record = only(child(referral(assessment("2025-06-03") + assessment("2025-06-03"))))
    assert len(record.episodes[0].assessments) == 1
    assert [one.treatment for one in record.findings if one.path.endswith("/Assessments")] == [Treatment.CHANGED]


@pytest.mark.parametrize(
    "second",
    [
        assessment("2025-06-03", "2025-07-02"),
        assessment("2025-06-03"),
        assessment("2025-06-03", "2025-07-01", "3A"),
        assessment("2025-06-03", "not yet"),
    ],
    ids=["another end", "no end yet", "another factor", "an end that cannot be read"],
)
def test_two_assessments_of_one_referral_and_day_are_two_whatever_tells_them_apart(second: str):
    """Decision 24: nothing that a file says is lost."""
    record = only(child(referral(assessment("2025-06-03", "2025-07-01") + second)))
    assert sorted(one.key[-2:] for one in record.episodes[0].assessments) == ["/1", "/2"]
    assert "both are taken" in " ".join(one.what for one in record.findings)


def test_of_a_referral_listed_twice_each_assessment_finds_its_own():
    first = referral(assessment("2025-06-03") + assessment("2025-06-03", "2025-07-01", "3A"))
    again = referral(assessment("2025-06-03", "2025-07-20", "5A") + assessment("2025-06-03", "2025-07-01", "3A"))
    (episode,) = only(child(first, again)).episodes
    assert {(one.authorisation.text, one.factors) for one in episode.assessments} == {
        ("2025-07-20", ("2A", "5A")),
        ("2025-07-01", ("3A",)),
    }


def test_every_key_of_the_samples_is_its_own_and_the_same_at_the_next_reading():
    for path in (FAKE, CLEAN):
        first, second = (
            [one.key for record in read(path.read_bytes()).children for one in record.episodes] for _ in range(2)
        )
        assert first == second
        assert len(set(first)) == len(first)


def test_a_date_has_one_key_however_it_is_written():
    plain = only(child(referral(assessment("2025-06-03"))))
    british = only(child(referral(assessment("03/06/2025")).replace("2025-06-02", "02/06/2025")))
    assert plain.episodes[0].key == british.episodes[0].key
    assert plain.episodes[0].assessments[0].key == british.episodes[0].assessments[0].key


def test_keys_cannot_be_confused_by_what_an_id_is_made_of():
    keys = {
        episode_key("A", date(2025, 1, 1), "B", 1),
        episode_key("A/2025-01-01", None, "B", 1),
        episode_key("A", "2025-01-01/B", "", 1),
        episode_key("A", None, None, 1),
        episode_key("A", date(2025, 1, 1), "B", 11),
        assessment_key(episode_key("A", date(2025, 1, 1), "B", 1), date(2025, 1, 1), 1),
        episode_key("A" * 1000, None, None, 1),
        episode_key("A" * 1001, None, None, 1),
    }
    assert len(keys) == 8
    assert max(map(len, keys)) <= 200


def test_what_is_kept_aside_has_the_same_fingerprint_in_every_file():
    plan = "<PreProceedingsandFGDM><FGDMoffered>2025-07-01</FGDMoffered></PreProceedingsandFGDM>"
    first, second = (only(child(referral(plan), key=key)) for key in ("A1", "A2"))
    assert first.episodes[0].kept_aside[0].fingerprint == second.episodes[0].kept_aside[0].fingerprint
    (record,) = read(message(child(referral(plan)), child(referral(plan)))).children
    assert len(list(record.all_kept_aside())) == 1
