"""A page on paper: an accessible, tagged PDF (PDF/UA-1) of a template of this room and the facts it sets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

TEMPLATES = Path(__file__).parent / "typst"
_UNPRINTABLE = re.compile(r'the text `"(?P<what>.*?)"` could not be displayed')


# What nobody sees and no picture or tagged file may hold: it comes along when text is copied from elsewhere.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")


class Unprintable(Exception):
    """Something in the text has no shape in our typefaces; `what` is what was found first."""

    def __init__(self, what: str) -> None:
        super().__init__(f"“{what}” cannot be printed. Write it another way, in our alphabet.")
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
        raise Unprintable(found["what"]) from refused


def _seen(value: Any) -> Any:
    """What is set, without what nobody sees."""
    if isinstance(value, str):
        return _UNSEEN.sub("", value)
    if isinstance(value, Mapping):
        return {name: _seen(one) for name, one in value.items()}
    return [_seen(one) for one in value] if isinstance(value, (list, tuple)) else value
