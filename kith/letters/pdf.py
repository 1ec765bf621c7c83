"""A page on paper: an accessible, tagged PDF (PDF/UA-1) of a template of this room and the facts it sets."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

TEMPLATES = Path(__file__).parent / "typst"
_UNPRINTABLE = re.compile(
    r'the text `"(?P<what>.*?)"` could not be displayed|(?P<picture>text with missing codepoints)'
)
GAP = "[?]"  # stands on paper for what cannot be printed
PICTURES = 0x1F000  # from there on: little pictures, and scripts that nobody here writes in
# What our typefaces hold, by the first word of a letter's Unicode name.
HELD = (
    "LATIN", "GREEK", "CYRILLIC", "ARABIC", "CJK", "KANGXI", "HALFWIDTH", "FULLWIDTH", "MODIFIER", "COMBINING",
    "FEMININE", "MASCULINE", "MICRO",
)  # fmt: skip

# What nobody sees and no picture or tagged file may hold: it comes along when text is copied from elsewhere.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")


class Unprintable(Exception):
    """Something in the text has no shape in our typefaces; `what` is what was found first."""

    def __init__(self, what: str) -> None:
        shown = f"“{what}”" if what.strip() else "A name in a picture"
        super().__init__(f"{shown} cannot be printed. Write it another way, in our alphabet.")
        self.what = what


def pdf(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """The finished file.

    Typst refuses to write one that a screen reader could not read out whole. What people typed is handed over as data
    and never becomes part of the template, which is a programme.

    Args:
        template: the name of a file in `typst/`, without its ending.
        data: what it sets: words, numbers and lists.
        at: when what it says was written, kept in the file: the same words make the same bytes whenever it is read.

    Raises:
        Unprintable: a letter or picture of the text is in no typeface of ours.
    """
    try:
        return bytes(
            typst.compile(
                str(TEMPLATES / f"{template}.typ"),
                root=str(TEMPLATES),
                font_paths=[str(settings.FONTS)],
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(_seen(data))},
                pdf_standards="ua-1",
                timestamp=int(at.timestamp()),
            )
        )
    except typst.TypstError as refused:
        found = _UNPRINTABLE.search(str(refused))
        if found is None:
            raise
        raise Unprintable(found["what"] or "") from refused


def report(whole: Mapping[str, Any], at: datetime) -> bytes:
    """A record on paper, as it was kept: what no typeface of ours holds is left open, and its head says so.

    Args:
        whole: what is set, as `report.typ` takes it; `draft` is the line under its title.
    """

    def say(left_open: list[str]) -> dict[str, str]:
        said = f"{GAP} stands for what could not be printed: {', '.join(left_open)}. It can be read on the screen."
        return {"draft": f"{whole['draft']} {said}".strip()}

    return pdf_with_gaps("report", whole, at, say)


def pdf_with_gaps(
    template: str, data: Mapping[str, Any], at: datetime, say: Callable[[list[str]], Mapping[str, Any]]
) -> bytes:
    """The finished file of what was kept long ago and cannot be put another way: what no typeface of ours holds is left
    open, and said.

    Args:
        say: what is set besides, told in words what stands open, such as "Bengali letters" or "teddy bear".
    """
    left_open: list[str] = []
    while True:
        try:
            return pdf(template, {**data, **say(left_open)} if left_open else data, at)
        except Unprintable as no:
            kind = _kind(next((one for one in no.what if one.strip()), "")) or next(_kinds_not_held(data), "")
            if not kind:
                raise
            found: list[str] = []
            data = _changed(data, partial(_opened, kind=kind, found=found))
            if not found:
                raise
            left_open += [one for one in dict.fromkeys(found) if one not in left_open]


def _kind(letter: str) -> str:
    """The script of a letter, by the first word of its name, or that it is a picture."""
    if not letter:
        return ""
    picture = ord(letter) >= PICTURES or unicodedata.category(letter) == "So"
    return "picture" if picture else unicodedata.name(letter, "UNKNOWN").split(" ")[0]


def _kinds_not_held(data: Any) -> Iterator[str]:
    """The kinds of letters anywhere in the data that our typefaces may lack: of a picture Typst does not say which."""
    for letter in dict.fromkeys(json.dumps(data, ensure_ascii=False)):
        if (kind := _kind(letter)) not in HELD and (kind == "picture" or unicodedata.category(letter)[0] in "LM"):
            yield kind


def _opened(text: str, kind: str, found: list[str]) -> str:
    """A text with a gap for each run of letters of a kind; `found` is told what they were."""
    made: list[str] = []
    for letter in text:
        if _kind(letter) != kind:
            made.append(letter)
            continue
        name = unicodedata.name(letter, "UNKNOWN")
        found.append(name.lower() if kind == "picture" else f"{kind.capitalize()} letters")
        if not made or made[-1] != GAP:
            made.append(GAP)
    return "".join(made)


def _seen(value: Any) -> Any:
    """What is set, without what nobody sees."""
    return _changed(value, lambda text: _UNSEEN.sub("", text))


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    """The same with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _changed(one, change) for name, one in value.items()}
    return [_changed(one, change) for one in value] if isinstance(value, (list, tuple)) else value
