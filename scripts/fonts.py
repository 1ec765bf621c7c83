"""Make, of the typefaces that npm brings for pages, the files that letters are set in: build/fonts.

A page loads a variable font, compressed; Typst wants a plain file a weight. Letters beyond English ones (Ł, ş, ğ),
Arabic and Chinese come as families of their own, from which Typst takes what the first lacks.
Usage: python scripts/fonts.py   (bin/setup calls it when a source has changed)
"""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

CHECKOUT = Path(__file__).resolve().parents[1]
FILES = CHECKOUT / "node_modules" / "@fontsource-variable"
FONTS = CHECKOUT / "build" / "fonts"
WEIGHTS = {400: "Regular", 700: "Bold"}
COPYRIGHT, LICENCE, LICENCE_ADDRESS = 0, 13, 14  # of the name table: kept as they came
FAMILY, STYLE, FULL, POSTSCRIPT = 1, 2, 4, 6
REGULAR_BIT, BOLD_BIT = 0x40, 0x20
# What shapes letters and sets columns: a file of many parts goes without, for Chinese needs none of it in a line.
SHAPING = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "VORG", "vhea", "vmtx")


@dataclass(frozen=True)
class Family:
    """What letters call a typeface, and its part or parts in a package of npm."""

    name: str
    files: str
    weights: tuple[int, ...] = tuple(WEIGHTS)


FAMILIES = (
    Family("Atkinson Hyperlegible Next", "atkinson-hyperlegible-next/files/*-latin-wght-normal.woff2"),
    Family("Atkinson Hyperlegible Next Accents", "atkinson-hyperlegible-next/files/*-latin-ext-wght-normal.woff2"),
    # Names in Arabic, Urdu, Kurdish, Farsi and Pashto letters. One that makes a letter of base and dots, as Noto's
    # does, is refused in a picture of an accessible PDF.
    Family("Vazirmatn", "vazirmatn/files/*-arabic-wght-normal.woff2"),
    # Names in Chinese characters: a hundred parts, and one weight, for a bold one would double the time it takes.
    Family("Noto Sans SC", "noto-sans-sc/files/*-wght-normal.woff2", weights=(400,)),
)


def instance(family: Family, weight: int) -> TTFont:
    """One weight of a family, under the name that letters know."""
    parts = sorted(FILES.glob(family.files))
    if not parts:
        raise FileNotFoundError(FILES / family.files)
    font = _weight(parts[0], weight) if len(parts) == 1 else _joined(parts, weight)
    style = WEIGHTS[weight]
    names = font["name"]
    names.names = [one for one in names.names if one.nameID in (COPYRIGHT, LICENCE, LICENCE_ADDRESS)]
    whole = f"{family.name} {style}"
    for name, words in ((FAMILY, family.name), (STYLE, style), (FULL, whole), (POSTSCRIPT, whole.replace(" ", ""))):
        names.setName(words, name, 3, 1, 0x409)
    bold = weight == max(WEIGHTS)
    table = font["OS/2"]
    table.usWeightClass = weight
    table.fsSelection = (table.fsSelection & ~(REGULAR_BIT | BOLD_BIT)) | (BOLD_BIT if bold else REGULAR_BIT)
    font["head"].macStyle = int(bold)
    return font


def _weight(part: Path, weight: int) -> TTFont:
    axes = {axis.axisTag for axis in TTFont(part)["fvar"].axes} - {"wght"}
    font = instantiateVariableFont(TTFont(part), {"wght": weight, **dict.fromkeys(axes)})
    font.flavor = None
    return font


def _joined(parts: list[Path], weight: int) -> TTFont:
    """A typeface that comes in many parts, as one: each page of a letter would otherwise ask every one of them."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for part in parts:
            font = _weight(part, weight)
            for table in [name for name in SHAPING if name in font]:
                del font[table]
            files.append(f"{folder}/{part.stem}.ttf")
            font.save(files[-1])
        return Merger().merge(files)


def build() -> None:
    """Write every weight of every family, in place of what was there."""
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir(parents=True)
    for family in FAMILIES:
        for weight in family.weights:
            instance(family, weight).save(FONTS / f"{family.name.replace(' ', '')}-{WEIGHTS[weight]}.ttf")


if __name__ == "__main__":
    build()
