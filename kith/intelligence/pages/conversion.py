"""From contact to help (screen 11), and the contacts behind each number."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kith.access.roles import Ability
from kith.intelligence import queries, rounded, shown
from kith.intelligence.policies import look_behind
from kith.kernel.now import today
from kith.standards.codesets import codes
from kith.ui.export import guarded
from kith.ui.gates import needs_ability, refused

PAGE = 100
BECAME = ("", "Referral", "Assessment", "Child in need plan")  # by how far a contact went


def _reader(request: HttpRequest) -> Any:
    """Whoever is signed in: `login_required` stands outside every page here."""
    return request.user


def _asked(request: HttpRequest) -> queries.Asked:
    asked = queries.asked(request.GET.dict())
    return asked if look_behind(_reader(request)) else asked.but(agency="", decider="")


def _tables(asked: queries.Asked, linked: bool) -> tuple[queries.Figures, list[shown.Table]]:
    found = queries.counted(asked) if linked else rounded.counted(asked)
    total = queries.together(asked, found)
    kinds = queries.by_kind(asked, found)
    more: dict[str, Any] = {"linked": linked, "total": total}
    sources = "percentages are of that source's contacts"
    tables = [
        shown.table("source", "By who told us", kinds, (*shown.FUNNEL, "baseline"),
                    about=sources, drawn="parts", **more),
        shown.table("times", "Time to decide, by who told us", kinds, shown.TIMES, **more),
        shown.table("months", "By month", queries.by_month(asked, found), (*shown.FUNNEL, "median", "waiting"),
                    about="of the contacts received in it", drawn="volume", **more),
    ]  # fmt: skip
    if not linked:  # one agency, or one person's work, is too small a group to be rounded
        return total, tables
    deciders = queries.by_decider(asked, found)
    columns = ("decided", "in_time", "late", "median", "ninth")
    tables.append(shown.table("screeners", "By who decided", deciders, columns, linked=linked))
    if asked.kind:
        agencies = queries.by_agency(asked, found)
        tables.insert(2, shown.table("agencies", "By agency", agencies, (*shown.FUNNEL, "median"), linked=linked))
    return total, tables


def _months() -> list[date]:
    this_month = today().replace(day=1)
    return [queries.months_ago(this_month, number) for number in range(24)]


def _choices(asked: queries.Asked) -> dict[str, Any]:
    months = sorted({*_months(), asked.since, asked.until}, reverse=True)
    kinds = queries.KIND_WORDS.items()
    return {"asked": asked, "months": months, "kinds": kinds, "types": codes("kith", "ContactType").items()}


@login_required
@needs_ability(Ability.SEE_FIGURES)
def conversion(request: HttpRequest) -> HttpResponse:
    """The figures of some months."""
    asked, linked = _asked(request), look_behind(_reader(request))
    total, tables = _tables(asked, linked)
    return render(
        request,
        "intelligence/conversion.html",
        _choices(asked)
        | {
            "linked": linked,
            "total": total,
            "funnel": shown.funnel(total),
            "tables": tables,
            "abuse": shown.cell(total, "domestic_abuse", linked),
            "waiting": shown.cell(total, "waiting", linked),
            "baseline_abuse": queries.BASELINE_DOMESTIC_ABUSE,
        },
    )


@login_required
@needs_ability(Ability.SEE_FIGURES)
def export(request: HttpRequest) -> HttpResponse:
    """The same figures, for a spreadsheet: no child is named."""
    asked = _asked(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="conversion.csv"'
    writer = csv.writer(response)
    months = [f"{asked.since:%Y-%m}", f"{asked.until:%Y-%m}"]
    for table in _tables(asked, look_behind(_reader(request)))[1]:
        heads = [part for head in table.headings for part in (head, f"{head}, per cent")]
        writer.writerow(guarded(["Table", "First month", "Last month", "Row", *heads]))
        for row in [*table.rows, *([table.total] if table.total else [])]:
            numbers = [part for one in row.cells for part in (one.text, one.part)]
            writer.writerow(guarded([table.caption, *months, row.words, *numbers]))
        writer.writerow([])
    return response


def _row(course: Any, sources: Mapping[str, str], types: Mapping[str, str]) -> dict[str, Any]:
    contact = course.matter.contact
    took = contact.decided_at - contact.received_at if contact.decided_at else None
    return {
        "contact": contact,
        "may_open": course.may_open,
        "source": course.agency.name if course.agency else sources.get(contact.source_code, ""),
        "type": types.get(course.type, course.type),
        "became": BECAME[course.furthest] or ("Not yet decided" if took is None else "Decided, no referral"),
        "took": shown.hours_said(took.total_seconds() / 3600) if took is not None else "",
        "decider": course.decider,
    }


@login_required
@needs_ability(Ability.SEE_FIGURES)
def behind(request: HttpRequest) -> HttpResponse:
    """The contacts that one number counts."""
    if not look_behind(_reader(request)):
        why = "You see figures. The contacts behind them are for those who work at the front door or answer for it."
        return refused(request, why)
    asked = _asked(request)
    page: Any = Paginator(queries.listed(asked, _reader(request)), PAGE).get_page(request.GET.get("page"))
    sources, types = codes("cin", "ReferralSource"), codes("kith", "ContactType")
    rows = [_row(course, sources, types) for course in page]
    context = {
        "asked": asked,
        "page": page,
        "rows": rows,
        "stage": queries.STAGES[asked.stage].words,
        "kind": queries.KIND_WORDS.get(asked.kind, ""),
        "back": {"href": f"/conversion/?{asked.but(stage='contacts').address}", "label": "From contact to help"},
    }
    return render(request, "intelligence/contacts.html", context)
