"""Pages for what went wrong, in words that say what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kith.site.refusals import ABSENT
from kith.ui import gates

NOT_HERE = "site/not_here.html"


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere: nothing was written, and what was typed is kept."""
    return render(request, "site/forged.html", status=403)


def misunderstood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too long, or not what a browser sends: nothing was written. Says so without reading the request again."""
    return render(None, "site/misunderstood.html", status=400)


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not found, or not for this person: both look the same (decision 5)."""
    response = render(request, NOT_HERE, status=404)
    response.kith_refused = ABSENT  # type: ignore[attr-defined]  # read by RefusalMiddleware
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault; says so, without touching the database."""
    return render(None, "site/broken.html", status=500)


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """May not do this: the sentence says who may."""
    return gates.refused(request, why)
