"""What stands on every page: whose authority, who is signed in, where they may go."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kith.access.actor import is_simulated
from kith.access.roles import Ability

# Label, address, and the abilities of which one opens it; none for everybody.
ROOMS: list[tuple[str, str, set[Ability]]] = [
    ("My work", "/", {Ability.HOLD_CASES}),
    ("My referrals", "/portal/", {Ability.SUBMIT_REFERRALS}),
    ("Front door", "/front-door/", {Ability.WORK_CONTACTS}),
    ("To allocate", "/allocate/", {Ability.ALLOCATE}),
    ("Team", "/team/", {Ability.SUPERVISE}),
    ("Early help", "/early-help/", {Ability.LEAD_EARLY_HELP, Ability.SIGN_DECISIONS, Ability.SUPERVISE}),
    ("Local services", "/services/", set()),
    ("Practice standards", "/standards/", {Ability.SET_CLOCKS}),
    ("Conversion", "/conversion/", {Ability.SEE_FIGURES}),
    ("Who has looked", "/access/", {Ability.SEE_ACCESS}),
    ("Requests to see records", "/subject-access/", {Ability.ANSWER_REQUESTS}),
    ("How long records are kept", "/retention/", {Ability.HOLD_RECORDS}),
    ("People who work here", "/people-who-work-here/", {Ability.KEEP_PEOPLE}),
]


def furniture(request: HttpRequest | None) -> dict[str, Any]:
    """Context for every page. Costs one query for roles, none for the signed-out."""
    user = getattr(request, "user", None)
    shown: dict[str, Any] = {
        "authority_name": settings.AUTHORITY,
        "service_desk_phone": settings.SERVICE_DESK,
        "training_copy": is_simulated(),
    }
    if request is None or user is None or not user.is_authenticated:
        return shown
    nav = [
        {"label": label, "href": href, "current": _here(request.path, href)}
        for label, href, abilities in ROOMS
        if not abilities or any(user.may(one) for one in abilities)
    ]
    return shown | {
        "draft_accepted": _once(request, "draft_accepted"),
        "nav": nav,
        "density": user.density,
        "person_ref": user.ref,
        "may_search": user.may(Ability.HOLD_CASES),
    }


def _once(request: HttpRequest, name: str) -> Callable[[], Any]:
    """What the last page left for the next: taken out of the session by the first page that is drawn with it."""

    @cache
    def taken() -> Any:
        return request.session.pop(name, None)

    return taken


def _here(path: str, href: str) -> bool:
    return path == "/" if href == "/" else path.startswith(href)
