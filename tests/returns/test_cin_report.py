"""The report on a census file: what was taken, kept aside or changed of each child, and why."""

import csv
import io
from collections import Counter

from kith.returns.cin.read import read_census
from kith.returns.cin.records import Treatment
from kith.returns.cin.report import COLUMNS, summary
from tests.returns.census import CLEAN, FAKE, SHORT, child, message, read

FAKE_REPORT = summary(read_census(FAKE))


def test_the_report_counts_what_the_file_holds():
    assert (FAKE_REPORT.children, FAKE_REPORT.episodes, FAKE_REPORT.assessments) == (332, 402, 0)
    assert (FAKE_REPORT.upns_usable, FAKE_REPORT.upns_as_text_only) == (3, 329)
    assert FAKE_REPORT.rules["1510"] == 320
    clean = summary(read_census(CLEAN))
    assert (clean.children, clean.episodes, clean.assessments, clean.factors) == (60, 60, 50, 164)
    assert clean.upns_usable == 40
    assert (clean.enquiries, clean.protection_plans, clean.need_plans) == (13, 13, 17)
    assert clean.kept_modules == {"PreProceedingsandFGDM": 2}
    assert clean.rules == {}


def test_the_report_agrees_with_the_sectors_own_validator_where_both_look():
    """The counts of csc-validator-be-cin 0.1.13, rule set cin2022_23, on the same file; see the README.

    It counts rows: 5 for the 3 children of 8790, two for each of the 5 repeats of 8794, and 1530 for every UPN.
    """
    validator = {"1510": 320, "8555Q": 30, "8600": 8, "8790": 5, "8794": 10, "1530": 272}
    ours = FAKE_REPORT.rules
    assert {rule: ours[rule] for rule in ("1510", "8555Q", "8600")} == {
        rule: validator[rule] for rule in ("1510", "8555Q", "8600")
    }
    assert ours["8794"] * 2 == validator["8794"]
    assert (ours["8790"], ours["1530"]) == (3, 9), "by child, and only UPNs that pass every other check"


def test_every_child_has_a_line_and_every_remark_its_own():
    taken = [row for row in FAKE_REPORT.rows if row.treatment is Treatment.TAKEN and not row.path and row.child]
    assert len(taken) == 332
    assert taken[0].why == "Date of birth, sex, ethnicity and 1 referral."
    kept = Counter(row.treatment for row in FAKE_REPORT.rows)
    assert kept[Treatment.KEPT_ASIDE] == FAKE_REPORT.treatments[Treatment.KEPT_ASIDE] == 331
    assert kept[Treatment.CHANGED] == FAKE_REPORT.treatments[Treatment.CHANGED] == 101


def test_the_overview_names_what_waits_for_a_later_import():
    overview = summary(read_census(CLEAN)).overview()
    assert "60 children, 60 referrals and 50 assessments (164 factors)." in overview
    assert "13 section 47 enquiries, 13 child protection plans and 17 child in need plans." in overview
    assert "pre-proceedings and family group decision-making (2)" in overview


def test_the_text_tells_child_by_child_with_line_value_rule_and_reason():
    text = summary(read_census(SHORT)).as_text()
    first, second = text.index("DfEX0000001"), text.index("child_fails_assessments")
    about_first = text[first:second]
    assert "  line 21: kept aside ChildIdentifiers/UPN 'A123456789123': This UPN does not add up" in about_first
    assert "(rule 1510)" in about_first
    assert "The child in need plan from 24 January 2023 to 26 January 2023 runs at the same time as" in about_first
    assert "Of the file as a whole" in text[:first]


def test_the_table_can_be_opened_in_a_spreadsheet_without_harm():
    hostile = ["=1+1", "+44", "-2", "@SUM(A1)", "a,b", 'say "no"']
    census = read(message(*(child(key=key, ethnicity=f"{key} too") for key in hostile)))
    held = io.StringIO()
    csv.writer(held).writerows(summary(census).csv_rows())
    rows = list(csv.reader(io.StringIO(held.getvalue())))
    assert rows[0] == list(COLUMNS)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert {row[0] for row in rows[1:]} == {"'=1+1", "'+44", "'-2", "'@SUM(A1)", "a,b", 'say "no"'}


def test_a_value_cannot_mislead_a_screen():
    census = read(message(child(ethnicity="\u202eIRBW\u009b31m" + "x" * 500)))
    (row,) = [row for row in summary(census).rows if row.rule == "4220"]
    assert row.value.startswith("\\u202eIRBW\\u009b31m")
    assert len(row.value) < 100


def test_the_report_of_the_same_file_is_the_same():
    assert summary(read_census(FAKE)) == FAKE_REPORT
