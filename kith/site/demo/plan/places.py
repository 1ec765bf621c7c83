"""Where made-up people live: invented streets, hung on real postcodes of one coast so that maps have somewhere to draw.

The postcodes are geography only. No street, house or family here has anything to do with who lives there.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

DATA = Path(__file__).parent / "data"
LA_CODE = "805"
GSS_CODE = "E06000001"
AREAS = ("north", "east", "west")

NOUNS = {
    "east": (
        "Rowan", "Gannet", "Herring", "Kittiwake", "Marram", "Whin", "Samphire", "Sandpiper", "Lugger", "Coble",
        "Tideway", "Limekiln",
    ),
    "north": (
        "Ropery", "Chandler", "Lantern", "Fulmar", "Bracken", "Heugh", "Cockle", "Dunlin", "Curlew", "Thrift",
        "Lobster Pot", "Anchorage",
    ),
    "west": (
        "Sailmaker", "Ballast", "Turnstone", "Periwinkle", "Whitebeam", "Blackthorn", "Sea Holly", "Plover", "Oyster",
        "Pilot", "Capstan", "Windlass",
    ),
    "elsewhere": ("Foundry", "Orchard", "Weaver", "Millrace", "Quarry"),
}  # fmt: skip
KINDS = ("Walk", "Street", "Close", "Terrace", "Road")


@dataclass(frozen=True, slots=True)
class Postcode:
    """A real postcode as geography: the plan's area, its authority, and metres east and north (EPSG:27700)."""

    postcode: str
    area: str
    authority: str
    gss_code: str
    easting: int
    northing: int


@dataclass(frozen=True, slots=True)
class Address:
    """An invented address. `area` is north, east, west, or elsewhere when another authority's."""

    line: str
    town: str
    postcode: str
    area: str
    authority: str
    gss_code: str
    confidential: bool = False


@cache
def postcodes() -> tuple[Postcode, ...]:
    """The postcodes that may be used, from data/postcodes.csv (see data/NOTICE)."""
    with (DATA / "postcodes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Postcode(
                postcode=row["postcode"],
                area=row["area"],
                authority=row["authority"],
                gss_code=row["gss_code"],
                easting=int(row["easting"]),
                northing=int(row["northing"]),
            )
            for row in csv.DictReader(file)
        )


@cache
def streets() -> dict[str, Postcode]:
    """Every invented street with the one postcode it lies in. Rowan Walk is in the east, where the Okafors live."""
    found: dict[str, Postcode] = {}
    for area, nouns in NOUNS.items():
        names = [f"{noun} {kind}" for kind in KINDS for noun in nouns]
        found.update(zip(names, (code for code in postcodes() if code.area == area), strict=False))
    return found


def address_in(rng: Random, area: str) -> Address:
    """A home in an area of Northmere, or "elsewhere" for one in another authority."""
    street, code = rng.choice(_streets_by_area()[area])
    number = rng.randrange(1, 96)
    line = f"Flat {rng.randrange(1, 13)}, {number} {street}" if rng.random() < 0.15 else f"{number} {street}"
    return Address(line, code.authority, code.postcode, code.area, code.authority, code.gss_code)


def address_at(number: str, street: str) -> Address:
    """The address with this number in this invented street."""
    code = streets()[street]
    line = f"{number} {street}"
    return Address(line, code.authority, code.postcode, code.area, code.authority, code.gss_code)


@cache
def _streets_by_area() -> dict[str, tuple[tuple[str, Postcode], ...]]:
    areas = (*AREAS, "elsewhere")
    return {area: tuple((street, code) for street, code in streets().items() if code.area == area) for area in areas}
