"""The page for whoever is on duty at 3 a.m.: who is this child, are they safe, what goes on, and whom to ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.request import SignedIn
from kith.kernel.now import now
from kith.people import queries as people
from kith.people.gate import door_of, opens_record
from kith.people.queries.chronology import Asked, chronology
from kith.record.registry import GoingOn, tonight
from kith.site.child import queries
from kith.site.child.frame import frame

# What one sheet of paper holds. What is left out stands on the page of the work itself.
WORK, LINES, IF_SO, FAMILY, LONG, LAST = 6, 4, 6, 8, 240, 3


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONG else f"{words[:LONG].rsplit(' ', 1)[0]} …"


def _some(texts: Sequence[str]) -> tuple[str, ...]:
    """The first of them, and how many are left out: nothing is left out unsaid."""
    more = len(texts) - LINES
    return (*(_short(text) for text in texts[:LINES]), *([f"and {more} more"] if more > 0 else []))


def _shorter(one: GoingOn) -> GoingOn:
    return replace(one, agreed=_some(one.agreed), if_so=_some(one.if_so))


@opens_record("Out of hours")
def night(request: SignedIn, person: Any) -> HttpResponse:
    """One page that is read in a minute and fits one sheet of paper."""
    ids, met = queries.identity(person), door_of(request)
    known = queries.small(ids)
    family = people.family_of(person, housemates=known.housemates)
    home = [f"{one.person.first_name} ({one.words})" for one in family if one.lives_here]
    work = [_shorter(one) for one in tonight(ids, request.user)]
    if_so = [(one, line) for one in work for line in one.if_so]
    unsafe = people.limits_on(person, known.housemates)
    others = {one.person.pk for one in unsafe}
    safe = [one for one in family if one.person.pk not in others and not one.person.died_on]
    shown = {
        **frame(person, "out-of-hours/"),
        "bar": queries.full_bar(person, met, known, home),
        "unsafe": unsafe,
        "safe": safe[:FAMILY],
        "more_family": max(0, len(safe) - FAMILY),
        "work": work[:WORK],
        "more": max(0, len(work) - WORK),
        "if_so": if_so[:IF_SO],
        "more_if_so": max(0, len(if_so) - IF_SO),
        "seen": known.seen[0] if known.seen else None,
        "last": chronology(ids, Asked(only_significant=True), most=LAST).entries,
        "ring": [*people.who_to_ask(met.involved, known.duty), *people.who_to_ring(family)],
        "needs": people.communication_of(person),
        "few_words": _short(person.in_few_words),
        "moment": now(),
        "home_words": "at the home address" if known.away else "lives here",
    }
    return render(request, "site/child_night.html", shown)


urls = [path("people/<slug:ref>/out-of-hours/", night, name="out-of-hours")]
