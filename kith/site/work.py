"""My work: what is due and why, what I have begun, and what waits for me (screen 2)."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.models import User
from kith.access.policies import Door
from kith.access.prepared import lists_of
from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.assessment.queries.answering import waits_for
from kith.care.queries import to_agree
from kith.conferences.queries import to_hold as conferences_to_hold
from kith.emergency.queries import to_confirm as to_confirm_of
from kith.frontdoor.queries.queue import authority_asked
from kith.kernel.now import LONDON, now
from kith.legal.queries import to_hold as gateways_to_hold
from kith.letters.queries import to_review
from kith.notes.queries import to_review as notes_to_review
from kith.people.queries import on_the_desk_of
from kith.plans.queries import to_decide
from kith.protection.queries import to_authorise, to_hold
from kith.record import drafts
from kith.record.models import StepEvent, StepEventPerson
from kith.record.registry import events_of
from kith.record.sightings import saw
from kith.site import due, home, reviews
from kith.ui.export import guarded

GROUPINGS = {"child": "child", "siblings": "sibling group", "date": "date"}
GROUPS = 25  # at a time: a practitioner's own children, twice over
NEW_FOR = timedelta(days=2)


@login_required
def work(request: SignedIn) -> HttpResponse:
    """Where a practitioner begins the day; others go on to the first room their roles open."""
    if not request.user.may(Ability.HOLD_CASES):
        return home.start(request)
    asked = _asked(request)
    whose, both, found, items = _due(request, asked)
    groups = due.grouped(found, due.shown(items, asked["show"]), asked["by"])
    begun, reasons, withheld, notes, on_desk, to_chair, enquiries, stuck, conferences, *to_agree_to = lists_of(
        drafts.of(request.user)[:10],
        reviews.waiting(request.user)[:10],
        to_review(request.user)[:10],
        notes_to_review(request.user)[:10],
        on_the_desk_of(request.user),
        to_hold(request.user),
        to_authorise(request.user),
        to_decide(request.user),
        conferences_to_hold(request.user),
        to_confirm_of(request.user),
        to_agree(request.user),
        gateways_to_hold(request.user)[:20],
    )
    to_confirm, care, gateways = to_agree_to
    return render(
        request,
        "site/work.html",
        {
            "moment": now(),
            "team": next((grant.team for grant in request.user.grants if grant.team), None),
            "groups": groups if asked["all"] else groups[:GROUPS],
            "more": 0 if asked["all"] else max(0, len(groups) - GROUPS),
            "idle": found.idle,
            "tally": _tally(found, items),
            "views": _views(asked, whose),
            "whose": whose,
            "both": both,
            "asked": asked,
            "query": urlencode({name: value for name, value in asked.items() if value}),
            "drafts": begun,
            "authority_asked": authority_asked(request.user),
            "to_chair": to_chair,
            "enquiries": enquiries,
            "stuck": stuck,
            "conferences": conferences,
            "to_confirm": to_confirm,
            "care": care,
            "gateways": gateways,
            "to_answer": waits_for(request.user),
            "to_review": reasons,
            "withheld": withheld,
            "notes_kept": notes,
            "on_desk": len(on_desk),
            "news": _news(request.user, found),
        },
    )


def _due(request: SignedIn, asked: dict[str, str]) -> tuple[str, bool, due.Desk, list[due.Item]]:
    """Whose children, whether there are others too, the children, and everything that is due, most pressing first."""
    own, supervised = due.involved(request.user)
    whose = asked["who"] or ("own" if own or not supervised else "supervised")
    found = due.desk(own if whose == "own" else supervised)
    waits = (*due.contacts_due(request.user), *due.disagreements_due(request.user), *due.actions_due(request.user))
    items = sorted([*found.items, *waits], key=lambda item: item.order)
    return whose, bool(own and supervised), found, items


def _asked(request: SignedIn) -> dict[str, str]:
    """The view in the address, with what it does not know left out."""
    by, who, show = (request.GET.get(name, "") for name in ("by", "who", "show"))
    return {
        "by": by if by in GROUPINGS else "child",
        "who": who if who in ("own", "supervised") else "",
        "show": show if show in ("late", "today", "soon") else "",
        "all": "1" if request.GET.get("all") else "",
    }


def _tally(found: due.Desk, items: list[due.Item]) -> list[dict[str, Any]]:
    counts = [
        (sum(item.state == "late" for item in items), "overdue", "late"),
        (sum(item.state == "today" for item in items), "due today", "today"),
        (sum(due.is_soon(item) for item in items), "due in 5 working days, today included", "soon"),
        (len(found.people), "child" if len(found.people) == 1 else "children", ""),
        (len(found.assessments), "of them being assessed", ""),
    ]
    return [
        {"number": number, "label": label, "href": f"?show={show}" if show else ""} for number, label, show in counts
    ]


def _views(asked: dict[str, str], whose: str) -> list[dict[str, Any]]:
    rest = {name: asked[name] for name in ("who", "show") if asked[name]}
    return [
        {"label": label, "href": f"?{urlencode({'by': by, **rest})}", "current": asked["by"] == by}
        for by, label in GROUPINGS.items()
    ]


def _news(actor: User, found: due.Desk) -> list[tuple[StepEvent, str, str]]:
    """What others did on these children since the day before yesterday, newest first."""
    if not found.people:
        return []
    whom = StepEventPerson.objects.filter(event=OuterRef("pk"), person_id__in=list(found.people)).order_by("pk")
    events = events_of(found.people).filter(written_at__gte=now() - NEW_FOR).exclude(actor=actor)
    rows = events.order_by("-written_at", "-pk").annotate(whom=Subquery(whom.values("person_id")[:1]))[:6]
    return [(row, *_about(row, found)) for row in rows]


def _about(event: Any, found: due.Desk) -> tuple[str, str]:
    person = found.people.get(event.whom)
    return (person.shown_name, person.href) if person else ("", "")


@login_required
def export(request: SignedIn) -> HttpResponse:
    """What the page shows, for a spreadsheet. That it left is written on each child's record."""
    if not request.user.may(Ability.HOLD_CASES):
        return home.start(request)
    asked = _asked(request)
    items = due.shown(_due(request, asked)[3], asked["show"])
    for person in {item.person.pk: item.person for item in items if item.person}.values():
        saw(request.user, person.subject, "My work, exported", Door("open", "You are involved"))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-work.csv"'
    writer = csv.writer(response)
    writer.writerow(["Child", "What is due", "Why, and where it stands", "When", "Due"])
    for item in items:
        at = item.clock.clock.effective_due
        when = f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}" if at else ""
        writer.writerow(guarded([item.who, item.title, item.words, item.clock.words, when]))
    return response


urls = [path("", work, name="work"), path("work/export/", export, name="export")]
