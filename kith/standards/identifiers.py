"""Identifiers that carry their own proof. Each check gives the tidy form, or says how to mend what was typed."""

import re

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
LA_CHILD_ID_LENGTH = 20
HOME_OFFICE = re.compile(r"[A-Z]\d{7,8}(/\d{1,2})?|GWF\d{9}|\d{16}")


def check_nhs_number(value: str) -> str:
    """Ten digits whose last proves the other nine (modulus 11). Spaces and hyphens are taken out.

    Raises ValueError with the sentence to show. Source: NHS Data Dictionary, NHS Number.
    """
    digits = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValueError("An NHS number has 10 digits, like 999 123 4560. Check for a missing or extra digit.")
    if len(set(digits)) == 1:
        raise ValueError("This NHS number is one digit repeated, which nobody has. Leave it empty if it is not known.")
    if digits[9] != nhs_check_digit(digits[:9]):
        raise ValueError("This NHS number does not add up, so a digit is wrong. Check it against the letter or system.")
    return digits


def nhs_check_digit(first_nine: str) -> str | None:
    """The tenth digit of an NHS number, or None where the first nine cannot begin one."""
    total = sum(int(digit) * weight for digit, weight in zip(first_nine, range(10, 1, -1), strict=True))
    check = -total % 11
    return None if check == 10 else str(check)


def check_upn(value: str) -> str:
    """A unique pupil number: check letter, three digits of the issuing authority, eight digits, and a digit, or a
    letter if it is temporary. Spaces are taken out and letters made capital.

    That the authority's number is one the department recognises is the census's own check (rule 1530), not made here.
    Raises ValueError with the sentence to show. Source: DfE unique pupil number guidance; census rules 1510 to 1550.
    """
    upn = re.sub(r"\s", "", value).upper()
    if len(upn) != 13:
        raise ValueError(f"A UPN has 13 characters; this has {len(upn)}. Check for a missing or extra one.")
    if upn[0] not in UPN_LETTERS:
        raise ValueError("A UPN begins with a letter other than I, O or S. Check the first character.")
    if not re.fullmatch(r"[0-9]{3}", upn[1:4]) or upn[1:4] == "000":
        raise ValueError("Characters 2 to 4 of a UPN are the number of a local authority. Check them.")
    if not re.fullmatch(r"[0-9]{8}", upn[4:12]):
        raise ValueError("Characters 5 to 12 of a UPN are digits. Check for a letter O typed for 0, or I for 1.")
    if upn[12] not in UPN_LETTERS + "0123456789":
        raise ValueError("A UPN ends with a digit, or a letter other than I, O or S if it is temporary.")
    if upn[0] != upn_check_letter(upn[1:]):
        raise ValueError("This UPN does not add up, so a character is wrong. Check it against the school's record.")
    return upn


def upn_check_letter(rest: str) -> str:
    """The first letter of a UPN, from its other twelve characters: weights 2 to 13, remainder on dividing by 23.

    The last character of a temporary UPN counts as its place among the letters, A being 0.
    """
    values = [UPN_LETTERS.index(one) if one in UPN_LETTERS else int(one) for one in rest]
    return UPN_LETTERS[sum(value * weight for weight, value in enumerate(values, start=2)) % 23]


def is_temporary_upn(upn: str) -> bool:
    """Whether a checked UPN is temporary: it ends with a letter."""
    return upn[-1].isalpha()


def check_la_child_id(value: str) -> str:
    """The authority's own number for a child: 1 to 20 letters and digits, kept as typed (decision 19).

    Raises ValueError with the sentence to show. Source: children in need census, LAchildID.
    """
    child_id = value.strip()
    if not child_id:
        raise ValueError("Enter the authority's number for the child.")
    if len(child_id) > LA_CHILD_ID_LENGTH:
        raise ValueError(f"A local authority child id has at most 20 characters; this has {len(child_id)}.")
    if not re.fullmatch(r"[A-Za-z0-9]+", child_id):
        raise ValueError("A local authority child id has only letters and digits. Take out spaces and other marks.")
    return child_id


def check_home_office_reference(value: str) -> str:
    """A Home Office reference in one of its usual shapes: a letter and 7 or 8 digits (with /2 for a dependant),
    GWF and 9 digits, or a 16-digit application number. It has no check digit, so only the shape is proved.

    Raises ValueError with the sentence to show. The shapes are general knowledge, not read in a specification.
    """
    reference = re.sub(r"[\s-]", "", value).upper()
    if not HOME_OFFICE.fullmatch(reference):
        raise ValueError(
            "A Home Office reference looks like A1234567, A1234567/2, GWF012345678 or 1234-5678-9012-3456. "
            "Check it against the Home Office letter."
        )
    return reference
