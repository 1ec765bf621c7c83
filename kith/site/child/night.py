"""The page for whoever is on duty at 3 a.m.: who is this child, are they safe, what goes on, and whom to ring."""

from __future__ import annotations

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
WORK, LINES, LONG, LAST = 6, 4, 240, 3


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONG else f"{words[:LONG].rsplit(' ', 1)[0]} …"


def _shorter(one: GoingOn) -> GoingOn:
    agreed, if_so = ([_short(text) for text in texts] for texts in (one.agreed, one.if_so))
    more = len(agreed) - LINES
    agreed = [*agreed[:LINES], *([f"and {more} more"] if more > 0 else [])]
    return replace(one, agreed=tuple(agreed), if_so=tuple(if_so[:LINES]))


@opens_record("Out of hours")
def night(request: SignedIn, person: Any) -> HttpResponse:
    """One page that is read in a minute and fits one sheet of paper."""
    ids, met = queries.identity(person), door_of(request)
    known = queries.small(ids)
    family = people.family_of(person, housemates=known.housemates)
    home = [f"{one.person.first_name} ({one.words})" for one in family if one.lives_here]
    work = [_shorter(one) for one in tonight(ids)]
    shown = {
        **frame(person, "out-of-hours/"),
        "bar": queries.full_bar(person, met, known, home),
        "unsafe": [one for one in family if one.safe_contact or one.letters],
        "safe": [one for one in family if not (one.safe_contact or one.letters or one.person.died_on)][:8],
        "work": work[:WORK],
        "more": max(0, len(work) - WORK),
        "if_so": [(one, line) for one in work for line in one.if_so][: LINES + 2],
        "seen": known.seen[0] if known.seen else None,
        "last": chronology(ids, Asked(only_significant=True), most=LAST).entries,
        "ring": [*people.who_to_ask(met.involved, known.duty), *people.who_to_ring(family)],
        "needs": people.communication_of(person),
        "few_words": _short(person.in_few_words),
        "moment": now(),
    }
    return render(request, "site/child_night.html", shown)


urls = [path("people/<slug:ref>/out-of-hours/", night, name="out-of-hours")]
