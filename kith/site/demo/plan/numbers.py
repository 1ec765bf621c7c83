"""Numbers that pass their own checks and belong to nobody: NHS test numbers, pupil numbers, telephones."""

from collections.abc import Iterator
from datetime import date
from random import Random

from kith.standards.identifiers import nhs_check_digit, upn_check_letter

# Taken by the cast, the staff and the agencies, which are told apart by hand.
CAST_MOBILES = range(300, 500)
OFFICE_LINES = range(200, 400)


def nhs_numbers(rng: Random) -> Iterator[str]:
    """NHS numbers from the 999 range, which is kept for tests, each with its check digit."""
    for serial in _shuffled(rng, 1_000_000):
        digits = f"999{serial:06d}"
        check = nhs_check_digit(digits)
        if check is not None:
            yield f"{digits}{check}"


def pupil_number(la_code: str, school: str, first_school_year: int, serial: int) -> str:
    """A unique pupil number with its check letter.

    `la_code` has 3 digits, `school` 4 (ours are 99xx, which no school has), `serial` runs from 0 to 999.
    """
    digits = f"{la_code}{school}{first_school_year % 100:02d}{serial:03d}"
    return upn_check_letter(digits) + digits


def mobiles() -> Iterator[str]:
    """Mobile and home numbers of families, from Ofcom's ranges for drama; they come round again when all are used."""
    free_mobiles = [f"07700 900 {n:03d}" for n in range(1000) if n not in CAST_MOBILES]
    free_lines = [f"01632 960 {n:03d}" for n in range(999) if n not in OFFICE_LINES]
    while True:
        yield from free_mobiles
        yield from free_lines


def office_line(number: int) -> str:
    """The telephone of a desk: `number` is one of OFFICE_LINES, or 999 for the night duty team."""
    return f"01632 960 {number:03d}"


def first_school_year(born: date) -> int:
    """The year in which a child began primary school: the September after their fourth birthday."""
    return born.year + (5 if (born.month, born.day) >= (9, 1) else 4)


def _shuffled(rng: Random, size: int) -> Iterator[int]:
    """Every number below `size` once, in an order that looks like chance and costs nothing to prepare."""
    start, step = rng.randrange(size), 7 * rng.randrange(1, size // 20) + 1
    while step % 2 == 0 or step % 5 == 0:
        step += 1
    for turn in range(size):
        yield (start + turn * step) % size
