"""FD-06, FD-07, FD-09, FD-12: code lists, the threshold document, agreement and local practice."""

import csv
from datetime import date

import pytest

from kith.standards import codesets, document, local_practice
from kith.standards.consent import Consent, consent_needed, matrix, refusal_alone_cannot_raise
from kith.standards.deadlines import load
from kith.standards.document import PAGE, area, page
from kith.standards.tables import DATA, StandardsError, read_table
from kith.standards.thresholds import Level, document_on, documents, levels
from kith.standards.thresholds import document as threshold_document


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_code_of_every_list_can_be_read():
    for name in codesets.FILES:
        for row in rows(name):
            assert codesets.codes(row["dataset"], row["field"])[row["code"]]


def test_codes_have_the_words_people_see():
    assert codesets.codes("cin", "Ethnicity")["WBRI"] == "White British"
    assert list(codesets.codes("cin", "CategoryOfAbuse")) == ["NEG", "PHY", "SAB", "EMO", "MUL"]
    assert codesets.codes("kith", "Language")["bfi"] == "British Sign Language"
    assert set(codesets.codes("kith", "ContactType")) >= {"service_request", "information", "domestic_abuse", "missing"}
    assert {"Disability", "Ethnicity", "Sex", "ReferralSource"} <= set(codesets.fields("cin"))


def test_codes_nobody_confirmed_are_marked_and_say_something():
    assert "UN6" in codesets.unverified("cin", "UPNunknown")
    assert not any(label.startswith("?") for label in codesets.codes("cin", "UPNunknown").values())
    assert codesets.unverified("cin", "Ethnicity") == frozenset()


def test_an_unknown_list_is_refused_by_name():
    with pytest.raises(LookupError, match="no list of codes 'Nothing' in 'cin'"):
        codesets.codes("cin", "Nothing")


def test_each_kind_of_agency_has_its_census_code_and_each_code_an_agency():
    kinds = codesets.agency_kinds()
    assert kinds["school"].referral_source == "2A"
    assert {kind.referral_source for kind in kinds.values()} == set(codesets.codes("cin", "ReferralSource"))


def test_a_file_with_the_wrong_columns_is_refused(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("a,b\n1,2\n1,2,3\n")
    with pytest.raises(StandardsError, match="the columns are a, b"):
        read_table(file, ("a", "c"))
    with pytest.raises(StandardsError, match="line 3: 3 cells"):
        read_table(file, ("a", "b"))


def test_the_threshold_document_of_a_day():
    """FD-09: a decision cites the version in force when it was made."""
    assert document_on(date(2026, 3, 31)).version == 6
    assert document_on(date(2026, 4, 1)).version == 7
    assert threshold_document(7).cited == "Northmere threshold document, version 7, April 2026"
    assert document_on(date(2013, 1, 1)) == documents()[0]  # the first one held, for a worry found in a drawer
    with pytest.raises(LookupError):
        threshold_document(1)


def test_criteria_keep_their_keys_from_version_to_version():
    """FD-09: keys are stable."""
    before, after = ({one.key for one in document.criteria} for document in documents())
    assert before < after
    assert all(one.criterion(key).level == Level(key.partition(".")[0]) for one in documents() for key in before)


def test_only_the_specialist_level_answers_the_harm_test():
    for version in documents():
        for one in version.criteria:
            assert one.significant_harm == (one.level is Level.SPECIALIST)
            assert "refus" not in one.text.lower()


def test_the_levels_are_named_as_the_screen_names_them():
    assert [one.name for one in levels().values()] == [
        "Universal",
        "Early help",
        "Intensive: child in need",
        "Specialist: significant harm",
    ]


def test_agreement_is_required_up_to_section_47_and_sought_there():
    """FD-06."""
    assert [one.consent for one in matrix().values()] == [Consent.REQUIRED] * 3 + [Consent.SOUGHT]
    assert consent_needed("intensive").required
    assert not consent_needed(Level.SPECIALIST).required
    assert "not sought because" in consent_needed("specialist").record


def test_refusal_alone_never_raises_a_family_to_section_47():
    """FD-07."""
    version = threshold_document(7)
    with pytest.raises(ValueError, match="not by itself a sign of significant harm"):
        refusal_alone_cannot_raise("specialist", version, [], "They refused twice.")
    with pytest.raises(ValueError, match="not by itself"):
        refusal_alone_cannot_raise("specialist", version, ["intensive.early_help_not_enough"], "They refused.")
    with pytest.raises(ValueError, match="apart from the family's refusal"):
        refusal_alone_cannot_raise("specialist", version, ["specialist.neglect"], "  ")
    with pytest.raises(LookupError):
        refusal_alone_cannot_raise("specialist", version, ["made.up"], "Reason")


def test_refusal_does_not_block_a_harm_test_answered_by_itself_or_a_lower_level():
    """FD-07: an alternative is still offered."""
    version = threshold_document(7)
    refusal_alone_cannot_raise("specialist", version, ["specialist.neglect"], "No food in the house on three visits.")
    refusal_alone_cannot_raise("early_help", version, [], "")


def test_local_practice_moves_only_within_bounds():
    """FD-12."""
    window = local_practice.parameter("repeat_contact.window")
    assert (window.default, window.unit) == (12, "months")
    assert local_practice.parameter("repeat_contact.prior_contacts").default == 3
    assert local_practice.parameter("repeat_contact.prior_nfa_assessments").default == 2
    assert window.check(6) == 6
    with pytest.raises(ValueError, match="choose from 3 to 60 months"):
        window.check(61)
    with pytest.raises(LookupError):
        local_practice.parameter("nothing")


def test_every_list_says_where_it_comes_from():
    notice = (DATA / "NOTICE").read_text(encoding="utf-8")
    assert [file.name for file in DATA.glob("*.csv") if file.name not in notice] == []


def test_the_page_of_timescales_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m kith.standards.document"


def test_every_rule_is_on_the_page_once():
    text = page()
    assert [rule.edition for rule in load().rows if text.count(f"`{rule.edition}`") != 1] == []
    assert all(area(rule.key) for rule in load().rows)


def test_the_page_can_be_checked_and_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(document, "PAGE", tmp_path / "standards.md")
    assert document.main(["--check"]) == 1
    assert document.main([]) == 0
    assert document.main(["--check"]) == 0
    assert "out of date" in capsys.readouterr().out
