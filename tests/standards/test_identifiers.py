"""Identifiers carry their own proof: FD-01, decisions 19 and 24."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kith.standards.identifiers import (
    UPN_LETTERS,
    check_home_office_reference,
    check_la_child_id,
    check_nhs_number,
    check_upn,
    is_temporary_upn,
    nhs_check_digit,
    upn_check_letter,
)

NINE = st.text("0123456789", min_size=9, max_size=9).filter(lambda nine: nhs_check_digit(nine) is not None)
NHS_NUMBERS = NINE.map(lambda nine: nine + str(nhs_check_digit(nine))).filter(lambda number: len(set(number)) > 1)
LAST = st.sampled_from("0123456789" + UPN_LETTERS)
UPNS = st.builds(
    lambda la, middle, last: upn_check_letter(f"{la:03}{middle:08}{last}") + f"{la:03}{middle:08}{last}",
    st.integers(1, 999),
    st.integers(0, 99_999_999),
    LAST,
)


@given(NHS_NUMBERS)
def test_a_number_that_adds_up_is_taken_however_it_is_spaced(number: str):
    assert check_nhs_number(number) == number
    assert check_nhs_number(f" {number[:3]} {number[3:6]}-{number[6:]} ") == number


@given(NHS_NUMBERS)
def test_every_single_wrong_digit_of_an_nhs_number_is_caught(number: str):
    for place in range(10):
        for digit in set("0123456789") - {number[place]}:
            with pytest.raises(ValueError):
                check_nhs_number(number[:place] + digit + number[place + 1 :])


@given(NHS_NUMBERS, st.integers(0, 8))
def test_two_neighbouring_digits_changed_round_are_caught(number: str, place: int):
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    with pytest.raises(ValueError):
        check_nhs_number(swapped)


@pytest.mark.parametrize("number", ["9434765919", "943 476 5919", "9434765870"])
def test_published_example_nhs_numbers_add_up(number: str):
    assert check_nhs_number(number) == number.replace(" ", "")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("943476591", "has 10 digits"),
        ("94347659199", "has 10 digits"),
        ("94347659l9", "has 10 digits"),
        ("٩٤٣٤٧٦٥٩١٩", "has 10 digits"),
        ("9434765918", "does not add up"),
        ("1111111111", "one digit repeated"),
        ("0000000000", "one digit repeated"),
    ],
)
def test_a_wrong_nhs_number_says_how_to_mend_it(number: str, said: str):
    with pytest.raises(ValueError, match=said):
        check_nhs_number(number)


@given(UPNS)
def test_a_upn_that_adds_up_is_taken_in_any_case(upn: str):
    assert check_upn(f" {upn.lower()} ") == upn
    assert is_temporary_upn(upn) == upn[-1].isalpha()


@given(UPNS, st.integers(1, 11), st.integers(1, 9))
def test_every_single_wrong_digit_of_a_upn_is_caught(upn: str, place: int, more: int):
    wrong = upn[:place] + str((int(upn[place]) + more) % 10) + upn[place + 1 :]
    with pytest.raises(ValueError):
        check_upn(wrong)


@pytest.mark.parametrize("upn", ["R201000000024", "U201000000035", "T201000000044", "R201000000053", "T201000000073"])
def test_upns_that_pass_the_census_rules_pass_here(upn: str):
    """From a file in which every rule of the 2025-26 census passes."""
    assert check_upn(upn) == upn


@pytest.mark.parametrize(
    ("upn", "said"),
    [
        ("R20100000002", "has 13 characters; this has 12"),
        ("I201000000024", "begins with a letter other than I, O or S"),
        ("R2O1000000024", "number of a local authority"),
        ("R000000000024", "number of a local authority"),
        ("R2010000O0024", "Characters 5 to 12"),
        ("R20100000002O", "ends with a digit"),
        ("A201000000024", "does not add up"),
    ],
)
def test_a_wrong_upn_says_how_to_mend_it(upn: str, said: str):
    with pytest.raises(ValueError, match=said):
        check_upn(upn)


@pytest.mark.parametrize("child_id", ["1", "104882", "aB3", "x" * 20])
def test_the_authoritys_own_id_is_kept_as_typed(child_id: str):
    assert check_la_child_id(f" {child_id} ") == child_id


@pytest.mark.parametrize(
    ("child_id", "said"),
    [("", "Enter"), ("x" * 21, "at most 20"), ("104 882", "only letters and digits"), ("a-b", "only"), ("é1", "only")],
)
def test_a_wrong_child_id_says_how_to_mend_it(child_id: str, said: str):
    with pytest.raises(ValueError, match=said):
        check_la_child_id(child_id)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a1234567", "A1234567"),
        ("A1234567/2", "A1234567/2"),
        ("GWF 012345678", "GWF012345678"),
        ("1234-5678-9012-3456", "1234567890123456"),
    ],
)
def test_a_home_office_reference_is_known_by_its_shape(typed: str, kept: str):
    assert check_home_office_reference(typed) == kept


@pytest.mark.parametrize("typed", ["", "12345", "AB123456", "A1234567/", "GWF12"])
def test_anything_else_is_not_a_home_office_reference(typed: str):
    with pytest.raises(ValueError, match="looks like"):
        check_home_office_reference(typed)
