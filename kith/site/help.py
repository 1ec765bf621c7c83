"""Help, and whether Kith is well: pages that anybody may read, signed in or not."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction  # noqa: TID251 only to keep one page out of them
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kith.site import practice

PAGES = {
    "": "start",
    "accessibility/": "accessibility",
    "what-kith-records/": "what_kith_records",
    "keyboard/": "keyboard",
    "family/": "family",
    "assessment/": "assessment",
    "outside-the-home/": "outside_home",
    "strategy-discussions/": "protection",
    "plans/": "plans",
    "conferences/": "conferences",
    "information-governance/": "governance",
    "emergency-protection/": "emergency",
    "care/": "care",
    "legal-gateway/": "legal",
}


@require_GET
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One page of help."""
    return render(request, f"site/help/{name}.html", {"guides": practice.guides()})


@transaction.non_atomic_requests
@require_GET
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """For whatever watches the server: 200 when Kith and its database answer, 503 when not. It says nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"well": False}, status=503)
    return JsonResponse({"well": True})


urls = [
    *(path(f"help/{address}", page, {"name": name}, name=f"help_{name}") for address, name in PAGES.items()),
    path("health/", health, name="health"),
]
