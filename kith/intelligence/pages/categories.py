"""Categories of child protection plans beside what points to sexual abuse, and the plans in which it may be hidden."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kith.access.policies import opened
from kith.access.roles import Ability
from kith.intelligence import categories as figures
from kith.intelligence.policies import answers_for_plans
from kith.intelligence.queries import months_ago
from kith.intelligence.shown import BAR, Cell, Row, Table
from kith.kernel.now import today
from kith.ui.export import guarded
from kith.ui.gates import needs_ability, refused

PAGE = 100
BACK = {"href": "/conversion/", "label": "From contact to help"}
PLANS = {
    "plans": "Plans begun",
    "main_NEG": "Neglect",
    "main_EMO": "Emotional abuse",
    "main_PHY": "Physical abuse",
    "main_SAB": "Sexual abuse",
    "main_MUL": "Multiple",
    "main_none": "Not said",
    "sexual_any": "Sexual abuse, any category",
    "children": "Children of whom something points to it",
    "hidden": "Plans in which no category says it",
}
SIGNS = {"children": "Children", **{f"sign_{kind}": words for kind, words in figures.SIGNS.items()}}
LATER = ("main_MUL", "main_none")  # shown where there are any


def _reader(request: HttpRequest) -> Any:
    """Whoever is signed in: `login_required` stands outside every page here."""
    return request.user


def _cell(heading: str, number: int, href: str = "") -> Cell:
    return Cell(heading, f"{number:,}", href=href if number else "")


def _bar(counts: figures.Counts, widest: int) -> list[tuple[str, float]]:
    """What points to sexual abuse, and in front of it the plans whose category says so."""
    drawn = (("kg-teal-3", counts["children"]), ("kg-mari", counts["sexual_any"]))
    found = [(css, round(BAR * number / widest, 1)) for css, number in drawn if number]
    return sorted(found, key=lambda one: one[1], reverse=True)


def _tables(asked: figures.Asked, exact: bool) -> list[Table]:
    periods = figures.by_period(asked, exact=exact)
    total = figures.together(periods)
    names = [name for name in PLANS if name not in LATER or total.counts[name]]
    widest = max((max(one.counts["children"], one.counts["sexual_any"]) for one in periods), default=0)
    href = f"/abuse-categories/plans/?{asked.address}" if exact else ""

    def row(one: figures.Period, wanted: list[str], words: dict[str, str], bar: bool) -> Row:
        ways = {"hidden": href} if one is total else {}
        cells = [_cell(words[name], one.counts[name], ways.get(name, "")) for name in wanted]
        return Row(one.words, cells, _bar(one.counts, widest) if bar and widest else [])

    return [
        Table(
            "plans", "Child protection plans begun, by main category", "beside the children of whom something in the "
            "record points to sexual abuse", [PLANS[name] for name in names],
            [row(one, names, PLANS, True) for one in periods], row(total, names, PLANS, False),
            "Points to it, and said by a category",
        ),
        Table(
            "signs", "What points to sexual abuse", "each child once in each month, and by each kind",
            list(SIGNS.values()), [row(one, list(SIGNS), SIGNS, False) for one in periods],
            row(total, list(SIGNS), SIGNS, False),
        ),
    ]  # fmt: skip


def _months(asked: figures.Asked) -> list[date]:
    this_month = today().replace(day=1)
    return sorted({*(months_ago(this_month, number) for number in range(60)), asked.since, asked.until}, reverse=True)


@login_required
@needs_ability(Ability.SEE_FIGURES)
def categories(request: HttpRequest) -> HttpResponse:
    """The trend, by month, quarter or year (CP-13)."""
    asked, exact = figures.asked(request.GET.dict()), answers_for_plans(_reader(request))
    tables = _tables(asked, exact)
    shown = {
        "back": BACK, "asked": asked, "tables": tables, "exact": exact, "months": _months(asked),
        "units": figures.UNITS.items(),
        "any": any(cell.text != "0" for table in tables if table.total for cell in table.total.cells),
    }  # fmt: skip
    return render(request, "intelligence/categories.html", shown)


@login_required
@needs_ability(Ability.SEE_FIGURES)
def export(request: HttpRequest) -> HttpResponse:
    """The same figures, for a spreadsheet: no child is named."""
    asked = figures.asked(request.GET.dict())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="abuse-categories.csv"'
    writer = csv.writer(response)
    for table in _tables(asked, answers_for_plans(_reader(request))):
        writer.writerow(guarded(["Table", "First month", "Last month", "Period", *table.headings]))
        for row in [*table.rows, *([table.total] if table.total else [])]:
            months = (f"{asked.since:%Y-%m}", f"{asked.until:%Y-%m}")
            writer.writerow(guarded([table.caption, *months, row.words, *(cell.text for cell in row.cells)]))
        writer.writerow([])
    return response


@login_required
@needs_ability(Ability.SEE_FIGURES)
def hidden(request: HttpRequest) -> HttpResponse:
    """The plans in which something points to sexual abuse that no category says."""
    reader = _reader(request)
    if not answers_for_plans(reader):
        return refused(request, "You see figures. The plans behind them are for those who answer for plans.")
    asked = figures.asked(request.GET.dict())
    page: Any = Paginator(figures.hidden_behind(asked), PAGE).get_page(request.GET.get("page"))
    open_to_them = opened(reader, figures.whom(page))
    rows = [{"one": one, "named": one.row.child_id in open_to_them} for one in page]
    back = {"href": f"/abuse-categories/?{asked.address}", "label": "Categories of abuse"}
    return render(request, "intelligence/hidden.html", {"asked": asked, "page": page, "rows": rows, "back": back})
