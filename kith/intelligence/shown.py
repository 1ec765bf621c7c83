"""Figures as a page and a spreadsheet show them, with the way to the contacts behind each number."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html

from kith.intelligence.queries import Figures

HEADINGS = {
    "contacts": "Contacts",
    "referral": "Referral",
    "assessment": "Assessment",
    "plan": "Plan",
    "baseline": "Assessment, source document",
    "decided": "Decided",
    "in_time": "Within 24 hours",
    "late": "After 24 hours",
    "waiting": "Not yet decided",
    "median": "Middle time",
    "ninth": "9 in 10 within",
    "domestic_abuse": "Police, domestic abuse",
}
FUNNEL = ("contacts", "referral", "assessment", "plan")
TIMES = ("decided", "in_time", "late", "waiting", "median", "ninth")
OF = {"referral": "contacts", "assessment": "contacts", "plan": "contacts", "in_time": "decided", "late": "decided"}
OF["domestic_abuse"] = "contacts"
BAR = 220  # units of a bar's drawing


@dataclass(frozen=True)
class Cell:
    """One number: what stands there, its part of the whole, and the contacts behind it."""

    heading: str
    text: str
    part: str = ""
    href: str = ""

    @property
    def html(self) -> str:
        """As a page shows it: there may be five hundred, too many for a template each."""
        said = format_html('<a class="govuk-link" href="{}">{}</a>', self.href, self.text) if self.href else self.text
        return format_html('{} <span class="kith-muted">({})</span>', said, self.part) if self.part else said


@dataclass(frozen=True)
class Row:
    """One row of a table, and its bar: (class, width) from the widest to the narrowest."""

    words: str
    cells: list[Cell]
    bar: list[tuple[str, float]]


@dataclass(frozen=True)
class Table:
    """A table with a heading for every column."""

    id: str
    caption: str
    about: str
    headings: list[str]
    rows: list[Row]
    total: Row | None = None
    bar_heading: str = ""


def hours_said(hours: float | None) -> str:
    """`25 min`, `3.5 h`, `14 h`; a dash when nothing was decided."""
    if hours is None:
        return "none"
    if hours < 1:
        return f"{hours * 60:.0f} min"
    return f"{hours:.1f} h" if hours < 10 else f"{hours:.0f} h"


def part_of(number: int, whole: int) -> int | None:
    """Of every hundred, rounded; nothing of nothing."""
    return round(100 * number / whole) if whole else None


def cell(row: Figures, name: str, linked: bool) -> Cell:
    """One number of a row, with the way to the contacts behind it where it is `linked`."""
    heading = HEADINGS[name]
    if name == "baseline":
        return Cell(heading, "" if row.baseline is None else f"{row.baseline}%")
    stage = "decided" if name in ("median", "ninth") else name
    number = row.counts[stage]
    href = f"/conversion/contacts/?{row.address}{'' if stage == 'contacts' else f'&stage={stage}'}"
    href = href if linked and number else ""
    if name in ("median", "ninth"):
        hours = getattr(row, name)
        return Cell(heading, "too few to say" if hours is None and number else hours_said(hours), href=href)
    part = part_of(number, row.counts[OF[name]]) if name in OF else None
    return Cell(heading, f"{number:,}", "" if part is None else f"{part}%", href)


def _bar(row: Figures, names: tuple[str, ...], widest: int) -> list[tuple[str, float]]:
    classes = dict(zip(FUNNEL, ("kg-teal-3", "kg-teal-2", "kg-teal", "kg-mari"), strict=True))
    if not widest:
        return []
    return [(classes[name], round(BAR * row.counts[name] / widest, 1)) for name in names if row.counts[name]]


def table(
    id: str, caption: str, rows: list[Figures], names: tuple[str, ...], *, linked: bool, about: str = "",
    total: Figures | None = None, drawn: str = "",
) -> Table:  # fmt: skip
    """Rows as they are shown. `drawn`: "parts" of each row's own hundred, "volume" against the largest, or nothing."""
    most = max((row.number for row in rows), default=0)
    shown = []
    for row in rows:
        bar = []
        if drawn:
            bar = _bar(row, FUNNEL if drawn == "parts" else FUNNEL[:1], row.number if drawn == "parts" else most)
        shown.append(Row(row.words, [cell(row, name, linked) for name in names], bar))
    last = Row(total.words, [cell(total, name, linked) for name in names], []) if total is not None else None
    heading = {"parts": "Of every 100 contacts", "volume": "How many"}.get(drawn, "")
    return Table(id, caption, about, [HEADINGS[name] for name in names], shown, last, heading)


@dataclass(frozen=True)
class Step:
    """One bar of the funnel, in the units of its drawing (1200 by 200)."""

    words: str
    number: str
    of: str
    css: str
    y: int
    width: float

    @property
    def baseline(self) -> int:
        return self.y + 22

    @property
    def number_x(self) -> float:
        return 170 if self.width > 900 else 170 + self.width

    @property
    def of_x(self) -> float:
        return self.number_x + 20 + 10 * len(self.number)


def funnel(total: Figures) -> list[Step]:
    """From contact to plan, drawn."""
    said = ("Contacts", "Became a referral", "Assessment started", "Ended with a plan")
    css = ("kg-teal-3", "kg-teal-2", "kg-teal", "kg-mari")
    steps = []
    for place, (name, words) in enumerate(zip(FUNNEL, said, strict=True)):
        one = cell(total, name, False)
        width = round(960 * total.counts[name] / total.number, 1) if total.number else 0.0
        of = f"{one.part.removesuffix('%')} of every 100 contacts" if one.part else ""
        steps.append(Step(words, one.text, of, css[place], 8 + 48 * place, width))
    return steps
