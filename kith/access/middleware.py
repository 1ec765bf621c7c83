"""Everything a request does, it does as somebody."""

from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse

from kith.access.actor import acting
from kith.access.asked_once import reading_a_page

READS = ("GET", "HEAD")


class ActorMiddleware:
    """Stamp the signed-in person on every transaction of the request. Stands last, just before the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = request.user if request.user.is_authenticated else None
        with acting(actor), reading_a_page() if request.method in READS else nullcontext():
            return self.get_response(request)
