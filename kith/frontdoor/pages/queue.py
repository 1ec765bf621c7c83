"""The queue (screen 3)."""

from __future__ import annotations

import csv
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.frontdoor.queries import queue as reading
from kith.kernel.now import LONDON, now
from kith.standards.codesets import codes
from kith.ui.export import guarded
from kith.ui.gates import needs_ability


def _filters(request: SignedIn) -> dict[str, str]:
    return {
        "source": request.GET.get("from", "")[:4],
        "type": request.GET.get("type", "")[:30],
        "with_whom": request.GET.get("with", "")[:10],
    }


def _page(request: SignedIn) -> int:
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 5 else 1


@login_required
@needs_ability(Ability.WORK_CONTACTS)
def queue(request: SignedIn) -> HttpResponse:
    """Everything waiting for a decision."""
    filters = _filters(request)
    page = _page(request)
    above, rest, more = reading.page_of(reading.waiting(request.user, **filters), page)
    return render(
        request,
        "frontdoor/queue.html",
        {
            "moment": now(),
            "tally": reading.tally(request.user),
            "urgent": above,
            "rows": rest,
            "page": page,
            "more": more,
            "views": urlencode({name: value for name, value in request.GET.items() if name != "page"}),
            "filters": filters,
            "sources": codes("cin", "ReferralSource").items(),
            "types": codes("kith", "ContactType").items(),
            "filtered": any(filters.values()),
            "query": request.GET.urlencode(),
        },
    )


@login_required
@needs_ability(Ability.WORK_CONTACTS)
def export(request: SignedIn) -> HttpResponse:
    """What the queue shows, as a table for a spreadsheet."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="front-door.csv"'
    writer = csv.writer(response)
    writer.writerow(["Contact", "Received", "Children", "From", "Type", "Urgent", "With", "Where it stands"])
    for row in reading.every_row(reading.waiting(request.user, **_filters(request))):
        contact = row.contact
        writer.writerow(
            guarded(
                [
                    contact.number,
                    _said(contact.received_at),
                    row.names,
                    codes("cin", "ReferralSource").get(contact.source_code, ""),
                    row.type_words,
                    "yes" if contact.urgent else "no",
                    contact.claimed_by.name if contact.claimed_by else "",
                    row.clock.words if row.clock else contact.get_state_display(),
                ]
            )
        )
    return response


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}"
