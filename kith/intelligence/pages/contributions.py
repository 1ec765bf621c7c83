"""What agencies were asked for, and how soon they answered (IG-10)."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kith.access.roles import Ability
from kith.intelligence import contributions as register
from kith.intelligence.pages.categories import BACK
from kith.intelligence.policies import look_behind
from kith.intelligence.queries import months_ago
from kith.intelligence.shown import Cell, Row, Table, part_of
from kith.kernel.now import today
from kith.standards.codesets import agency_kinds
from kith.ui.export import guarded
from kith.ui.gates import needs_ability, refused

OVERDUE_SHOWN = 50
BY_AGENCY = (
    "You see figures in which nobody can be recognised. What one agency answered is for those who work at the front "
    "door or answer for it."
)


def _many(heading: str, number: int, of: int | None = None) -> Cell:
    part = part_of(number, of) if of is not None else None
    return Cell(heading, f"{number:,}", "" if part is None else f"{part}%")


def _days(heading: str, days: float | None) -> Cell:
    return Cell(heading, "none" if days is None else f"{days:g} day{'' if days == 1 else 's'}")


def _answers(one: register.Responses, words: tuple[str, str, str]) -> Row:
    asked, answered, missing = words
    return Row(
        one.words,
        [
            _many(asked, one.asked), _many(answered, one.answered, one.asked), _days("Middle time", one.middle),
            _many("By the day asked for", one.in_time, one.asked), _many("Later", one.late, one.asked),
            _many(missing, one.missing, one.asked),
        ],
        [],
    )  # fmt: skip


def _check(one: register.Responses) -> Row:
    row = _answers(one, ("Asked", "Answered", "No answer"))
    return Row(row.words, [*row.cells, _many("Asked again", one.again), _many("Gone on without", one.without)], [])


def _part(one: register.Part) -> Row:
    cells = [
        _many("Discussions, invited", one.discussions), _many("Took part", one.discussed, one.discussions),
        _many("Conferences, invited", one.conferences), _many("Took part in it", one.conferred, one.conferences),
    ]  # fmt: skip
    return Row(one.words, cells, [])


def _table(id: str, caption: str, about: str, rows: list[Row], total: Row) -> Table:
    return Table(id, caption, about, [cell.heading for cell in total.cells], rows, total if rows else None)


def _shown(asked: register.Asked) -> tuple[list[Table], list[register.Request]]:
    checks, reports, parts = register.checks(asked), register.reports(asked), register.parts(asked)
    report = ("Asked for", "Came", "Did not come")
    tables = [
        _table("checks", "Agency checks", "asked in these months", [_check(one) for one in register.by_agency(checks)],
               _check(register.summed("All", checks))),
        _table("reports", "Reports for conferences", "asked for in these months",
               [_answers(one, report) for one in register.by_agency(reports)],
               _answers(register.summed("All", reports), report)),
        _table("parts", "Taking part", "in strategy discussions and conferences held in these months",
               [_part(one) for one in parts], _part(register.all_parts(parts))),
    ]  # fmt: skip
    return tables, register.overdue([*checks, *reports])


def _months(asked: register.Asked) -> list[date]:
    this_month = today().replace(day=1)
    return sorted({*(months_ago(this_month, number) for number in range(24)), asked.since, asked.until}, reverse=True)


def _reader(request: HttpRequest) -> Any:
    """Whoever is signed in: `login_required` stands outside every page here."""
    return request.user


@login_required
@needs_ability(Ability.SEE_FIGURES)
def contributions(request: HttpRequest) -> HttpResponse:
    """By agency: what was asked, what came and how soon, what was asked again; and what is waited for past its day."""
    if not look_behind(_reader(request)):
        return refused(request, BY_AGENCY)
    asked = register.asked(request.GET.dict())
    tables, overdue = _shown(asked)
    shown = {
        "back": BACK, "asked": asked, "tables": tables, "overdue": overdue[:OVERDUE_SHOWN], "many": len(overdue),
        "months": _months(asked), "kinds": [(key, kind.label) for key, kind in agency_kinds().items()],
    }  # fmt: skip
    return render(request, "intelligence/contributions.html", shown)


@login_required
@needs_ability(Ability.SEE_FIGURES)
def export(request: HttpRequest) -> HttpResponse:
    """The same, for a spreadsheet: no child is named."""
    if not look_behind(_reader(request)):
        return refused(request, BY_AGENCY)
    asked = register.asked(request.GET.dict())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="agency-contributions.csv"'
    writer = csv.writer(response)
    for table in _shown(asked)[0]:
        writer.writerow(guarded(["Table", "First month", "Last month", "Agency", *table.headings]))
        for row in [*table.rows, *([table.total] if table.total else [])]:
            months = (f"{asked.since:%Y-%m}", f"{asked.until:%Y-%m}")
            writer.writerow(guarded([table.caption, *months, row.words, *(cell.text for cell in row.cells)]))
        writer.writerow([])
    return response
