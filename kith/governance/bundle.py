"""The bundle as it is given: on paper, without what was withheld. What is not to be read never reaches the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings

from kith.governance.models import AccessRequest, BundleEntry, Withholding
from kith.governance.withholding import reasons
from kith.kernel.now import now
from kith.letters.pdf import pdf_with_gaps
from kith.letters.sheet import pieces
from kith.standards.words import capital, full_day, local_day, long_date

RIGHTS = (
    "You may ask us to put right what is wrong, to have it erased where the law allows that, to limit how we use it, or"
    " object to it. You may ask us to look at this answer again, complain to the Information Commissioner (ico.org.uk),"
    " or go to court."
)


@dataclass(frozen=True)
class Span:
    """Some characters of an entry: as they stand, or kept back for these reasons."""

    words: str
    withheld: tuple[Withholding, ...] = ()

    @property
    def mark(self) -> str:
        """What stands in their place."""
        marks = dict.fromkeys(one.ground.mark for one in self.withheld)
        return " ".join(marks)


def spans(entry: BundleEntry, withheld: Iterable[Withholding]) -> list[Span]:
    """An entry cut where something is kept back. Where two overlap, all that either covers is."""
    rows = sorted((one for one in withheld if one.taken_back_by_id is None), key=lambda one: (one.begins, one.ends))
    found: list[Span] = []
    at = 0
    while rows:
        begins, ends, mine = rows[0].begins, rows[0].ends, [rows.pop(0)]
        while rows and rows[0].begins < ends:
            ends = max(ends, rows[0].ends)
            mine.append(rows.pop(0))
        if begins > at:
            found.append(Span(entry.words[at:begins]))
        found.append(Span(entry.words[begins:ends], tuple(mine)))
        at = ends
    if at < len(entry.words):
        found.append(Span(entry.words[at:]))
    return found


def given(entry: BundleEntry, withheld: Iterable[Withholding]) -> str:
    """The words of an entry as somebody is given them."""
    return "".join(one.mark if one.withheld else one.words for one in spans(entry, withheld))


def printed(one: AccessRequest, entries: Iterable[BundleEntry], withheld: Iterable[Withholding]) -> bytes:
    """The bundle as a PDF. What no typeface of ours holds is left open, and said."""
    by_entry: dict[int, list[Withholding]] = {}
    for row in withheld:
        by_entry.setdefault(row.entry_id, []).append(row)
    return pdf_with_gaps("report", sheet(one, list(entries), by_entry), one.checked_at or now(), _gaps)


def _gaps(left_open: list[str]) -> dict[str, Any]:
    return {"draft": f"Some letters could not be printed and stand open: {', '.join(left_open)}."}


def sheet(one: AccessRequest, entries: list[BundleEntry], withheld: dict[int, list[Withholding]]) -> dict[str, Any]:
    """What is printed: only the words that are given, with a mark in place of the others."""
    sections = []
    for heading, rows in groupby(entries, key=lambda entry: entry.heading):
        parts = [
            {"label": "", "pieces": pieces(given(entry, withheld.get(entry.pk, []))), "source": ""} for entry in rows
        ]
        sections.append({"heading": heading, "parts": parts, "figures": []})
    sections.append(
        {"heading": "What is not in this bundle, and your rights", "parts": [_rights(withheld)], "figures": []}
    )
    checked = one.checked_at is not None and one.state in ("checked", "sent")
    return {
        "authority": settings.AUTHORITY,
        "title": "What we hold about you" if one.asked_as == "self" else "What we hold about the person you ask for",
        "head": [f"Asked for by {one.asked_by}, received {long_date(one.received_on)}"],
        "draft": "" if checked else "Draft: no second person has checked this. It is for nobody outside.",
        "sections": sections,
        "foot": f"{settings.AUTHORITY}. Request {one.ref}, {full_day(local_day(one.gathered_at or now()))}",
    }


def _rights(withheld: dict[int, list[Withholding]]) -> dict[str, Any]:
    """Which laws something was kept back under, and what the reader may do (Articles 15 and 12(4)). A reason that would
    itself do harm is not among them."""
    used = {row.reason for rows in withheld.values() for row in rows if row.taken_back_by_id is None}
    lines = [f"- {capital(one.says)}: {one.citation}" for one in reasons().values() if one.key in used and one.says]
    if used:
        lines.insert(
            0, "Some of what we hold is not given to you. Where it stood, the page says so. Among the reasons:"
        )
    lines += ["", RIGHTS]
    return {"label": "", "pieces": pieces("\n".join(lines)), "source": ""}
