"""Restricting a record, who reads it, and what lies on their desk (decisions 5 and 6)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from kith.access.request import SignedIn
from kith.people import queries, steps
from kith.people.gate import opens_record
from kith.people.pages.changing import change
from kith.ui.step_page import step_page


@opens_record("Restriction")
def restrict(request: SignedIn, person: Any) -> HttpResponse:
    """Restrict a record to its named readers."""
    said = "The record is restricted. Only its named readers can find it."
    return change(request, person, steps.RecordRestricted, "restrict", said, template="people/restrict.html")


@opens_record("Named readers")
def readers(request: SignedIn, person: Any) -> HttpResponse:
    """Who reads a restricted record, and one more of them."""
    return change(
        request, person, steps.ReaderAdded, "readers", "They can read the record now.",
        template="people/readers.html", readers=queries.named_readers(person), restricted=person.subject.restricted,
    )  # fmt: skip


@opens_record("Named readers")
def remove_reader(request: SignedIn, person: Any) -> HttpResponse:
    """Somebody who no longer needs a restricted record."""
    return change(request, person, steps.ReaderRemoved, "remove-reader", "They can no longer read the record.")


@opens_record("Restriction")
def lift(request: SignedIn, person: Any) -> HttpResponse:
    """Open a restricted record again to those involved."""
    return change(request, person, steps.RestrictionLifted, "lift", "The restriction is lifted.")


@login_required
def desk(request: SignedIn) -> HttpResponse:
    """New records that may be somebody this reader keeps restricted."""
    waiting = queries.restricted_matches_for(request.user)
    return render(request, "people/restricted_matches.html", {"waiting": waiting})


@login_required
def answer(request: SignedIn, match: str) -> HttpResponse:
    """Is the new record the restricted person?"""
    waiting = queries.restricted_matches_for(request.user)
    found = next((one for one in waiting if one.match.ref == match), None)
    if found is None:
        raise Http404
    return step_page(
        request,
        steps.RestrictedMatchJoined,
        found.match,
        template="people/restricted_match.html",
        context={"found": found, "back": {"href": "/people/restricted-matches/", "label": "On your desk"}},
        forward="/people/restricted-matches/",
        said="Your answer is kept.",
        draft=f"people.restricted-match.{match}",
    )
