"""A letter as it stands on the page, for the screen and for paper alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.conf import settings

from kith.kernel.now import LONDON, now
from kith.letters.models import Letter
from kith.letters.pdf import pdf
from kith.standards.words import full_day, local_day, long_date

POINTS = {Letter.Audience.CHILD: 14}  # the size of the words; 12 for everybody else
_POINT = re.compile(r"^\s*[-•*]\s+")


def pieces(text: str) -> list[dict[str, list[str]]]:
    """A text as paragraphs of lines, and lists of points where lines begin with a dash or a dot."""
    found: list[dict[str, list[str]]] = []
    for line in text.replace("\r", "").split("\n"):
        point = _POINT.match(line)
        kind, words = ("points", line[point.end() :]) if point else ("lines", line.strip())
        if not words.strip():
            found.append({"lines": [], "points": []})
            continue
        if not found or (found[-1]["lines"] if kind == "points" else found[-1]["points"]):
            found.append({"lines": [], "points": []})
        found[-1][kind].append(words.strip())
    return [piece for piece in found if piece["lines"] or piece["points"]]


def sheet(letter: Letter) -> dict[str, Any]:
    """What is printed. No address: it may be confidential, and whoever posts a letter writes the envelope."""
    day = letter.sent_on or local_day(letter.written_at)
    draft = "" if letter.was_sent else "Draft: this has not been sent to anybody."
    return {
        "authority": settings.AUTHORITY,
        "head": [long_date(day), f"To {letter.name}"],
        "draft": draft,
        "title": letter.title,
        "greeting": letter.greeting,
        "sections": [{"heading": one["heading"], "pieces": pieces(one["text"])} for one in letter.sections],
        "signed": letter.signed,
        "foot": f"{settings.AUTHORITY}. Our reference {letter.ref}, version {letter.edition}",
        "size": POINTS.get(Letter.Audience(letter.audience), 12),
    }


def record_sheet(
    title: str, head: list[str], sections: Iterable[tuple[str, Iterable[tuple[str, str]]]], work: Any
) -> dict[str, Any]:
    """A record of ours as a report: under each heading what was said, each with its label; nothing where it is empty.

    Args:
        sections: a heading with pairs of a label and what stands there.
        work: what it is the record of, as its foot names it.
    """
    told = [(heading, [(label, text) for label, text in rows if text]) for heading, rows in sections]
    return {
        "authority": settings.AUTHORITY,
        "title": title,
        "head": head,
        "draft": "",
        "sections": [
            {
                "heading": heading,
                "parts": [{"label": label, "pieces": pieces(text), "source": ""} for label, text in rows],
                "figures": [],
            }
            for heading, rows in told
            if rows
        ],
        "foot": f"{settings.AUTHORITY}. {work}, printed {full_day(local_day(now()))}",
    }


def printed(letter: Letter) -> bytes:
    """The letter as a PDF.

    Raises:
        Unprintable: something in it is in no typeface of ours; the steps that write letters refuse such words.
    """
    day = letter.sent_on or local_day(letter.written_at)
    return pdf("letter", sheet(letter), datetime.combine(day, time(12), LONDON))
