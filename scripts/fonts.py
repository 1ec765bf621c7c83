"""Make, of the typeface that pages are set in, the files that letters are set in: build/fonts.

A page loads a variable font, compressed; Typst wants a plain file a weight. Letters beyond English ones (Ł, ş, ğ) come
as a second family, from which Typst takes what the first lacks.
Usage: python scripts/fonts.py   (bin/setup calls it when a source has changed)
"""

import shutil
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

CHECKOUT = Path(__file__).resolve().parents[1]
FILES = CHECKOUT / "node_modules" / "@fontsource-variable" / "atkinson-hyperlegible-next" / "files"
FONTS = CHECKOUT / "build" / "fonts"
# Part of the typeface, and what letters call it.
FAMILIES = {"latin": "Atkinson Hyperlegible Next", "latin-ext": "Atkinson Hyperlegible Next Accents"}
WEIGHTS = {400: "Regular", 700: "Bold"}
COPYRIGHT, LICENCE, LICENCE_ADDRESS = 0, 13, 14  # of the name table: kept as they came
FAMILY, STYLE, FULL, POSTSCRIPT = 1, 2, 4, 6
REGULAR_BIT, BOLD_BIT = 0x40, 0x20


def instance(part: str, weight: int) -> TTFont:
    """One weight of one part of the typeface, under the name that letters know."""
    font = TTFont(FILES / f"atkinson-hyperlegible-next-{part}-wght-normal.woff2")
    font = instantiateVariableFont(font, {"wght": weight})
    font.flavor = None
    family, style = FAMILIES[part], WEIGHTS[weight]
    names = font["name"]
    names.names = [one for one in names.names if one.nameID in (COPYRIGHT, LICENCE, LICENCE_ADDRESS)]
    whole = f"{family} {style}"
    for name, words in ((FAMILY, family), (STYLE, style), (FULL, whole), (POSTSCRIPT, whole.replace(" ", ""))):
        names.setName(words, name, 3, 1, 0x409)
    bold = weight == max(WEIGHTS)
    table = font["OS/2"]
    table.usWeightClass = weight
    table.fsSelection = (table.fsSelection & ~(REGULAR_BIT | BOLD_BIT)) | (BOLD_BIT if bold else REGULAR_BIT)
    font["head"].macStyle = int(bold)
    return font


def build() -> None:
    """Write every weight of every part, in place of what was there."""
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir(parents=True)
    for part, family in FAMILIES.items():
        for weight, style in WEIGHTS.items():
            instance(part, weight).save(FONTS / f"{family.replace(' ', '')}-{style}.ttf")


if __name__ == "__main__":
    build()
