"""A child's record as it was known at a moment, and what differs between two moments (IG-07)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.models import Subject
from kith.access.policies import opened
from kith.access.request import SignedIn
from kith.kernel.now import LONDON, now
from kith.notes.queries import PAST
from kith.people.gate import door_of, opens_record
from kith.people.models import Person
from kith.people.policies import may_see_then
from kith.people.queries.chronology import Asked, chronology
from kith.record import said, then
from kith.site.child import queries
from kith.site.child.frame import frame
from kith.standards.words import full_moment, local

PAGE, TWO = f"{PAST} on another day", f"{PAST}, two moments compared"
NOT_READ = "We cannot read this moment. Enter a day and a time, like 1 March 2026 and 09:00."
NOT_YET = "This moment has not come yet. Enter one that has passed."


def _moment(text: str) -> tuple[datetime | None, str]:
    """A past moment that was asked for, or what is wrong with it; neither where none was asked for."""
    if not text.strip():
        return None, ""
    try:
        found = datetime.fromisoformat(text.strip()[:40])
        found = found if found.tzinfo else found.replace(tzinfo=LONDON)
        if not 1900 <= found.year <= 2200:
            return None, NOT_READ
    except ValueError:
        return None, NOT_READ
    return (found, "") if found <= now() else (None, NOT_YET)


def _asked(moment: datetime) -> str:
    """A moment as an address says it."""
    return f"{local(moment):%Y-%m-%dT%H:%M}"


def _called(request: SignedIn) -> str:
    moment, _ = _moment(request.GET.get("at", ""))
    return f"{PAST} on {full_moment(moment)}" if moment else PAGE


def _both_called(request: SignedIn) -> str:
    first, _ = _moment(request.GET.get("from", ""))
    last, _ = _moment(request.GET.get("to", ""))
    return f"{PAST}, {_short(first)} and {_short(last or now())} compared" if first else TWO


def _short(moment: datetime) -> str:
    return f"{local(moment):%-d %b %Y %H:%M}"


def _parts(request: SignedIn) -> list[then.Part]:
    return [one for one in then.parts() if one.may(request.user)]


def _whose(request: SignedIn, person: Any, at: datetime) -> tuple[list[int], list[int]]:
    """Which records were known as this person's, as far as they open to the reader, and what work was about them."""
    today = queries.identity(person)
    ids = then.identity_then(person.pk, today, at)
    more = Subject.objects.filter(pk__in=ids - today)
    people = sorted((ids & today) | (opened(request.user, more) if ids - today else set()))
    return people, then.matters_then(people, at)


def _frame(request: SignedIn, person: Any) -> dict[str, Any]:
    return {**frame(person, "chronology/"), "bar": queries.slim_bar(person, door_of(request))}


def _said(
    found: list[tuple[then.Part, list[Any], bool]], at: datetime
) -> list[tuple[then.Part, list[said.Said], bool]]:
    people, others = said.names_of(found)
    names = {row.pk: row.shown_name for row in then.as_known(Person, at, pk__in=people)}
    return [(part, said.said(part, rows, names, others), more) for part, rows, more in found]


@opens_record(_called, may=may_see_then)
def as_known(request: SignedIn, person: Any) -> HttpResponse:
    """The record as it stood at a moment; before one is chosen, moments to choose from."""
    typed = request.GET.get("at", "")
    at, fault = _moment(typed)
    shown = {**_frame(request, person), "typed": typed[:16], "fault": fault, "at": at}
    if at is None:
        marked = chronology(queries.identity(person), Asked(only_significant=True), most=12).entries
        before = [(one, _asked(one.event.written_at - timedelta(minutes=1))) for one in marked]
        return render(request, "site/child_then_choose.html", {**shown, "before": before})
    one = request.GET.get("part", "")
    wanted = [part for part in _parts(request) if one in ("", part.key)] or _parts(request)
    whole = len(wanted) == 1
    people, matters = _whose(request, person, at)
    rows = _said(then.standing_then(wanted, people, matters, at, then.ALL if whole else then.MOST), at)
    called = next((one.shown_name for one in then.as_known(Person, at, pk=person.pk)), person.shown_name)
    return render(request, "site/child_then.html", {
        **shown, "parts": [row for row in rows if row[1]], "whole": whole, "called": called, "at_address": _asked(at),
        "spoken": full_moment(at), "nothing": not any(things for _, things, _ in rows),
    })  # fmt: skip


@opens_record(_both_called, may=may_see_then)
def differences(request: SignedIn, person: Any) -> HttpResponse:
    """What was added, changed and withdrawn between one moment and another."""
    (first, fault), (last, fault_2) = _moment(request.GET.get("from", "")), _moment(request.GET.get("to", ""))
    last = last if last or fault_2 else now()
    fault = fault or fault_2 or ("Enter the first moment." if first is None and request.GET else "")
    shown = {**_frame(request, person), "fault": fault, "typed": request.GET.get("from", "")[:16],
             "typed_to": request.GET.get("to", "")[:16], "at": first}  # fmt: skip
    if first is None or last is None or fault:
        return render(request, "site/child_then_differences.html", shown)
    first, last = min(first, last), max(first, last)
    people, matters = _whose(request, person, last)
    was, work = _whose(request, person, first)
    every, asked = sorted({*matters, *work}), _parts(request)
    came_or_went = ({*people} ^ {*was}, {*matters} ^ {*work})
    changed = [
        then.changed_between(part, {*people, *was}, every, first, last)
        | (part.where(*came_or_went, last) if any(came_or_went) and not callable(part.by) else Q())
        for part in asked
    ]
    before = _said(then.standing_then(asked, was, work, first, then.ALL, *changed), first)
    after = _said(then.standing_then(asked, people, matters, last, then.ALL, *changed), last)
    found = [(part, said.differences(old, new)) for (part, old, _), (_, new, _) in zip(before, after, strict=True)]
    return render(request, "site/child_then_differences.html", {
        **shown, "last": last, "spoken": full_moment(first), "spoken_to": full_moment(last),
        "parts": [(part, rows) for part, rows in found if rows], "from_address": _asked(first),
    })  # fmt: skip


urls = [
    path("people/<slug:ref>/as-known/", as_known, name="as-known"),
    path("people/<slug:ref>/as-known/differences/", differences, name="differences"),
]
