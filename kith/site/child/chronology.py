"""The chronology of a child, by lanes and years: read, marked, summed up, printed and taken out (AS-15, IG-06)."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.policies import door, opened
from kith.access.request import SignedIn
from kith.kernel.now import now, today
from kith.kernel.perform import allowed
from kith.people.gate import door_of, opens_record
from kith.people.policies import may_change
from kith.people.queries import chronology as told
from kith.people.queries import summaries, young_family
from kith.people.steps import InChronology, MarkEntry, OfPeriod, WriteSummary
from kith.record.sightings import saw
from kith.site.child import queries
from kith.site.child.frame import frame
from kith.standards.lanes import lanes
from kith.standards.words import local
from kith.ui.export import guarded
from kith.ui.step_page import step_page

PAGE, BESIDE = "Chronology", "Chronology, beside that of a brother or sister"
PAPER, LEFT, SUMMARY = "Chronology, to print", "Chronology, exported", "Summary of a time"
MORE = "There are earlier entries than these: choose a shorter time to take out the rest."
TABLE = ["When", "What happened", "Lane", "Source", "Written down by", "Where", "Significant", "Why", "Whose"]


def _read(request: SignedIn, person: Any, page: str, most: int = told.PAGE) -> dict[str, Any]:
    """What is asked for, of this record and of those laid beside that are open to the reader; each is written down."""
    asked = told.Asked.of(request.GET, queries.rooms())
    family = young_family(person)
    let_in = opened(request.user, [one.subject for one in family]) if family else set()
    near = [one for one in family if one.pk in let_in]
    beside = [one for one in near if one.ref in asked.beside]
    asked = replace(asked, beside=tuple(one.ref for one in beside))
    for one in beside:
        saw(request.user, one.subject, BESIDE if page == PAGE else page, door(request.user, one.subject))
    others = {one.ref: queries.identity(one) for one in beside}
    found = told.chronology(queries.identity(person), asked, others, most)
    names = {pk: one.shown_name for one in (*beside, person) for pk in queries.identity(one)}
    ours = queries.identity(person)
    rows = [
        (one, sorted({names[pk] for pk in one.about if pk in names}), not beside or not ours.isdisjoint(one.about))
        for one in found.entries
    ]
    return {
        **frame(person, "chronology/"),
        "bar": queries.slim_bar(person, door_of(request)),
        "found": found,
        "rows": rows,
        "asked": asked,
        "near": near,
        "beside": beside,
    }


@opens_record(PAGE)
def chronology(request: SignedIn, person: Any) -> HttpResponse:
    """Everything that happened, by every room, newest first; what stands out, where it comes from, and gaps (AS-15)."""
    shown = _read(request, person, PAGE)
    asked: told.Asked = shown["asked"]
    shown |= {
        "rooms": queries.rooms().items(),
        "lanes": lanes().values(),
        "years": [(year, asked.but(since=date(year, 1, 1), until=date(year, 12, 31))) for year in shown["found"].years],
        "table": _table(shown["found"], asked),
        "summaries": summaries.summaries_of(queries.identity(person), asked.since, asked.until),
        "may_mark": may_change(request.user, person) is True,
    }
    return render(request, "site/child_chronology.html", shown)


def _table(found: told.Chronology, asked: told.Asked) -> list[tuple[Any, list[tuple[int, int, str]]]]:
    """Lanes by years, each number with the address of what it counts."""
    return [
        (lane, [(year, count, asked.but(lane=lane.key, since=date(year, 1, 1), until=date(year, 12, 31)))
                for year, count in counts])
        for lane, counts in found.by_lane if any(count for _, count in counts)
    ]  # fmt: skip


@opens_record(PAPER)
def paper(request: SignedIn, person: Any) -> HttpResponse:
    """All that is asked for on one page, to print."""
    shown = _read(request, person, PAPER, told.MOST_ON_PAPER)
    asked: told.Asked = shown["asked"]
    shown |= {"summaries": summaries.summaries_of(queries.identity(person), asked.since, asked.until)}
    shown |= {"lane": lanes().get(asked.lane), "room": queries.rooms().get(asked.room, ""), "moment": now()}
    return render(request, "site/child_chronology_paper.html", shown)


@opens_record(LEFT)
def export(request: SignedIn, person: Any) -> HttpResponse:
    """All that is asked for, for a spreadsheet. That it left is written on each record it tells of."""
    shown = _read(request, person, LEFT, told.MOST_ON_PAPER)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="chronology-{person.ref}.csv"'
    writer = csv.writer(answer)
    writer.writerow(TABLE)
    for one, whose, _ in shown["rows"]:
        where, why = one.page.title if one.page else "", one.mark.why if one.mark else one.because
        when = f"{local(one.happened_at):%Y-%m-%d %H:%M}"
        row = [when, one.line, one.lane.label, one.source.name, one.who, where, _yes(one.is_significant), why]
        writer.writerow(guarded([*row, ", ".join(whose) or person.shown_name]))
    if shown["found"].earlier:
        writer.writerow(["", MORE])
    return answer


def _yes(significant: bool) -> str:
    return "Yes" if significant else "No"


@opens_record(PAGE)
def mark(request: SignedIn, person: Any, entry: Any) -> HttpResponse:
    """Whether an entry stands out, and why; what was said of it before stands below."""
    event = told.entry_of(person.subject, entry)
    if event is None:
        raise Http404
    target, home = InChronology(person, event), f"{person.href}chronology/"
    said_before = list(told.history_of(person.subject, event))
    (shown,) = told.entries([event], {event.pk: said_before[0]} if said_before else {})
    initial = {"significant": "yes" if shown.is_significant else "no", "why": shown.mark.why if shown.mark else ""}
    context = {**frame(person, "chronology/"), "bar": queries.slim_bar(person, door_of(request)), "entry": shown,
               "said_before": said_before, "back": {"href": home, "label": "Chronology"}}  # fmt: skip
    return step_page(
        request, MarkEntry, target, template="site/child_mark.html", context=context, initial=initial, forward=home,
        said="Saved. The entry itself stays as it was.", draft=f"people.mark.{target.ref}",
    )  # fmt: skip


def _write(request: SignedIn, person: Any, about: OfPeriod, initial: dict[str, Any]) -> HttpResponse:
    home = f"{person.href}chronology/"
    found, significant_only = summaries.to_rest_on(person.subject, about.since, about.until)
    context = {**frame(person, "chronology/"), "bar": queries.slim_bar(person, door_of(request)), "about": about,
               "significant_only": significant_only, "some": bool(found), "most": summaries.MOST,
               "back": {"href": home, "label": "Chronology"}}  # fmt: skip
    return step_page(
        request, WriteSummary, about, template="site/child_summary_write.html", context=context, initial=initial,
        forward=lambda outcome: f"{home}summaries/{outcome.result.ref}/",
        said="Saved, with the entries it rests on.", draft=f"people.summary.{about.ref}.{about.since}.{about.until}",
    )  # fmt: skip


@opens_record(SUMMARY)
def write(request: SignedIn, person: Any) -> HttpResponse:
    """A summary of a period, which the address says, with the entries of it to choose from."""
    asked, (since, until) = told.Asked.of(request.GET, ()), summaries.usual_period(today())
    since, until = asked.since or since, asked.until or until
    about = OfPeriod(person, min(since, until), max(since, until))
    found, _ = summaries.to_rest_on(person.subject, about.since, about.until)
    stand_out = [str(one.event.ref) for one in found if one.is_significant]
    return _write(request, person, about, {"rests_on": stand_out})


@opens_record(SUMMARY)
def anew(request: SignedIn, person: Any, summary: str) -> HttpResponse:
    """The same period written anew; what stood is kept."""
    found = summaries.summary_of(person.subject, summary)
    if found is None:
        raise Http404
    one = found.one
    rests = [str(row.entry.event.ref) for row in found.rests_on]
    about = OfPeriod(person, one.since, one.until, one)
    return _write(request, person, about, {"words": one.words, "rests_on": rests})


@opens_record(SUMMARY)
def summary(request: SignedIn, person: Any, summary: str) -> HttpResponse:
    """What was written of a period, by whom, what it rests on, what of that was put right, and what stood before."""
    found = summaries.summary_of(person.subject, summary)
    if found is None:
        raise Http404
    about = OfPeriod(person, found.one.since, found.one.until, found.one)
    shown = {
        **frame(person, "chronology/"),
        "bar": queries.slim_bar(person, door_of(request)),
        "found": found,
        "may_write": allowed(WriteSummary, request.user, about) is True and not hasattr(found.one, "replaced_by"),
    }
    return render(request, "site/child_summary.html", shown)


urls = [
    path("people/<slug:ref>/chronology/", chronology, name="chronology"),
    path("people/<slug:ref>/chronology/print/", paper, name="chronology-print"),
    path("people/<slug:ref>/chronology/export/", export, name="chronology-export"),
    path("people/<slug:ref>/chronology/<uuid:entry>/", mark, name="mark"),
    path("people/<slug:ref>/chronology/summaries/write/", write, name="summary-write"),
    path("people/<slug:ref>/chronology/summaries/<slug:summary>/", summary, name="summary"),
    path("people/<slug:ref>/chronology/summaries/<slug:summary>/anew/", anew, name="summary-anew"),
]
