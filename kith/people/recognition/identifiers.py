"""Numbers and codes by which a person is known, in one form however they were typed."""

import re
from functools import lru_cache

_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\b", re.IGNORECASE)
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?", re.IGNORECASE)
_NHS_WEIGHTS = range(10, 1, -1)


@lru_cache(maxsize=30_000)
def compact(value: str) -> str:
    """Letters and digits only, in capitals: how any identifier is compared."""
    return "".join(character for character in value.upper() if character.isalnum())


@lru_cache(maxsize=30_000)
def phone_digits(value: str) -> str:
    """A telephone number as dialled inside the United Kingdom, digits only: "+44 (0)7700 900318" is "07700900318"."""
    digits = "".join(character for character in value if character in "0123456789")
    for abroad in ("0044", "44"):
        if digits.startswith(abroad) and len(digits) - len(abroad) >= 9:
            return "0" + digits[len(abroad) :].lstrip("0")
    return digits


@lru_cache(maxsize=30_000)
def postcode_of(value: str) -> str:
    """The first full postcode in a text as "NM4 2QT", or nothing."""
    found = _POSTCODE.search(value)
    return f"{found[1]} {found[2]}".upper() if found else ""


def is_outward(value: str) -> bool:
    """Whether a word may be the first half of a postcode ("NM4")."""
    return bool(_OUTWARD.fullmatch(value))


def is_nhs_number(value: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number (NHS Data Dictionary, "NHS Number": modulus 11)."""
    digits = compact(value)
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        return False
    check = 11 - sum(weight * int(digit) for weight, digit in zip(_NHS_WEIGHTS, digits, strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10


def is_upn(value: str) -> bool:
    """Whether a value has the shape of a unique pupil number: a letter, eleven digits, then a digit, or a letter while
    it is temporary (Department for Education, "Unique pupil numbers")."""
    return bool(re.fullmatch(r"[A-Z][0-9]{11}[0-9A-Z]", compact(value)))


def house_number(line: str) -> str:
    """The number of a house in the first line of an address, with its letter ("14a"), or nothing."""
    found = re.search(r"\b([0-9]+[A-Za-z]?)\b", line)
    return found[1].lower() if found else ""
