"""Who looked at which record and why, for the one who watches over it; no record opens from here (IG-06)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.models import ReasonedAccess
from kith.access.roles import Ability
from kith.kernel.now import LONDON, now
from kith.record.models import Refusal, Seal, Sighting, StepEvent
from kith.site.refusals import what_words
from kith.standards.words import initials
from kith.ui.export import guarded
from kith.ui.gates import needs_ability

PAGE = 100
FOLLOWED, KEPT = "kith.chain", 7200  # seconds: longer than the hour between two jobs


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    person: str = ""
    worker: str = ""
    reasoned: bool = False

    @property
    def address(self) -> str:
        said = {"person": self.person, "worker": self.worker, "reasoned": "1" if self.reasoned else ""}
        return urlencode({name: value for name, value in said.items() if value})


def _asked(request: HttpRequest) -> Asked:
    person, worker = (request.GET.get(name, "").strip()[:120].replace("\x00", "") for name in ("person", "worker"))
    return Asked(person, worker, request.GET.get("reasoned") == "1")


def _page(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1


def _of(asked: Asked, worker: str) -> Q:
    """The person and the worker asked about; a worker by name or work e-mail, as both are typed."""
    found = Q(person__ref=asked.person) if asked.person else Q()
    if asked.worker:
        found &= Q(**{f"{worker}__name__icontains": asked.worker}) | Q(**{f"{worker}__email__iexact": asked.worker})
    return found


def sightings(asked: Asked) -> QuerySet[Sighting]:
    """Every look that was asked about, newest first. Looks at a hidden record are absent, by the wall."""
    found = Sighting.objects.filter(_of(asked, "actor"))
    if asked.reasoned:
        found = found.filter(reasoned_access__isnull=False)
    return found.select_related("actor", "person__person", "reasoned_access").order_by("-at", "-pk")


def awaiting(asked: Asked) -> QuerySet[ReasonedAccess]:
    """Reasons given that no manager has looked at yet, longest wait first."""
    found = ReasonedAccess.objects.filter(_of(asked, "user"), reviewed_at=None)
    return found.select_related("user", "person__person").order_by("since", "pk")


def refusals(asked: Asked) -> QuerySet[Refusal]:
    """What was tried and refused, newest first."""
    found = Refusal.objects.select_related("actor").order_by("-at", "-pk")
    if asked.person:
        found = found.filter(target_ref=asked.person)
    if asked.worker:
        found = found.filter(Q(actor__name__icontains=asked.worker) | Q(actor__email__iexact=asked.worker))
    return found


@dataclass(frozen=True)
class Chain:
    """How the hash chain stands: how long, how much is not in it yet, and its first broken link if there is one."""

    sealed: int
    waiting: int
    broken: int | None
    followed_at: datetime

    @property
    def whole(self) -> bool:
        return self.broken is None


def chain() -> Chain:
    """The chain as it was last followed: a job does it every hour, for a long one takes minutes."""
    found: Chain | None = cache.get(FOLLOWED)
    return found or follow_chain()


def follow_chain() -> Chain:
    """Follow the chain from its first link to its last (decision 8), and remember what was found."""
    with connection.cursor() as cursor:
        cursor.execute("select kith_first_broken_seal()")
        broken = cursor.fetchone()[0]
    waiting = 0
    for model, kind in ((StepEvent, "event"), (Sighting, "sighting")):
        seal = Seal.objects.filter(kind=kind, row_id=OuterRef("pk"))
        waiting += model._default_manager.filter(~Exists(seal)).count()
    found = Chain(Seal.objects.count(), waiting, broken, now())
    cache.set(FOLLOWED, found, timeout=KEPT)
    return found


def _child(row: Sighting | ReasonedAccess) -> dict[str, str]:
    person = getattr(row.person, "person", None)
    return {"ref": row.person.ref, "initials": initials(person.shown_name) if person else ""}


def _sliced(found: QuerySet[Any], page: int) -> tuple[list[Any], dict[str, int]]:
    """One page of a list and the pages beside it."""
    start = (page - 1) * PAGE
    rows = list(found[start : start + PAGE + 1])
    return rows[:PAGE], {"earlier": page + 1 if len(rows) > PAGE else 0, "later": page - 1}


@login_required
@needs_ability(Ability.SEE_ACCESS)
def looked(request: HttpRequest) -> HttpResponse:
    """The newest looks, with the reasons that wait for review and the state of the chain."""
    asked = _asked(request)
    rows, beside = _sliced(sightings(asked), _page(request))
    waiting = list(awaiting(asked)[: PAGE + 1])
    return render(
        request,
        "site/access_looked.html",
        {
            "asked": asked,
            "rows": [(row, _child(row)) for row in rows],
            "beside": beside,
            "waiting": [(row, _child(row), Asked(row.person.ref, row.user.email).address) for row in waiting[:PAGE]],
            "more_wait": len(waiting) > PAGE,
            "chain": chain(),
        },
    )


@login_required
@needs_ability(Ability.SEE_ACCESS)
def refused(request: HttpRequest) -> HttpResponse:
    """Every step and page that was refused."""
    asked = _asked(request)
    rows, beside = _sliced(refusals(asked), _page(request))
    back = {"href": "/access/", "label": "Who has looked"}
    shown = {"asked": asked, "rows": [(row, what_words(row.what)) for row in rows], "beside": beside, "back": back}
    return render(request, "site/access_refused.html", shown)


def _sighting_cells(asked: Asked) -> Iterator[list[Any]]:
    yield ["When", "Who", "E-mail", "Record", "Initials", "Page", "Why it opened", "Reason in their words"]
    for row in sightings(asked):
        child, reason = _child(row), row.reasoned_access
        yield [
            f"{row.at.astimezone(LONDON):%Y-%m-%d %H:%M:%S}", row.actor.name, row.actor.email, child["ref"],
            child["initials"], row.page, row.because, reason.words if reason else "",
        ]  # fmt: skip


def _refusal_cells(asked: Asked) -> Iterator[list[Any]]:
    yield ["When", "Who", "E-mail", "What", "Record", "Why not"]
    for row in refusals(asked):
        who = [row.actor.name, row.actor.email] if row.actor else ["Nobody signed in", ""]
        yield [f"{row.at.astimezone(LONDON):%Y-%m-%d %H:%M:%S}", *who, row.what, row.target_ref, row.why]


@login_required
@needs_ability(Ability.SEE_ACCESS)
def export(request: HttpRequest) -> HttpResponse:
    """All that was asked about, every page of it, for a spreadsheet."""
    tried = request.GET.get("list") == "refusals"
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{"refusals" if tried else "who-has-looked"}.csv"'
    writer = csv.writer(response)
    cells = _refusal_cells if tried else _sighting_cells
    writer.writerows(guarded(row) for row in cells(_asked(request)))
    return response


urls = [
    path("access/", looked, name="looked"),
    path("access/refusals/", refused, name="refusals"),
    path("access/export/", export, name="export"),
]
