"""Finding help near a family, and where a postcode lies (EH-06, FD-08)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from kith.access.models import Agency
from kith.directory.models import LocalService, Postcode, SignPost
from kith.kernel.now import today
from kith.standards.due import add_months

REACHES = LocalService.Reach.choices
STALE_AFTER = 6  # months after which an entry nobody checked says so (EH-06)


def stale_before() -> date:
    """Entries last checked before this day say that they may be out of date."""
    return add_months(today(), -STALE_AFTER)


def standing() -> QuerySet[LocalService]:
    """Services that have not ended."""
    return LocalService.objects.filter(Q(ended_on=None) | Q(ended_on__gte=today())).select_related("owner")


def find(
    text: str = "", need: str = "", age: int | None = None, place: str = "", reach: str = "", free: bool = False
) -> QuerySet[LocalService]:
    """Services by need, age, place, cost and who runs them, by name.

    Args:
        text: any words of the name or the description.
        age: in whole years.
        free: only those that cost nothing.
    """
    found = standing()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(says__icontains=text))
    if need:
        found = found.filter(needs__contains=[need])
    if age is not None:
        found = found.filter(youngest__lte=age, oldest__gte=age)
    if place:
        found = found.filter(Q(place__icontains=place) | Q(says__icontains=place))
    if reach:
        found = found.filter(reach=reach)
    return found.filter(cost__istartswith="free") if free else found


def services_for(
    needs: Iterable[str], age: int | None = None, place: str = "", *, limit: int = 6
) -> list[LocalService]:
    """The services that may fit a family, the best fit first: most of its needs, then near, then soonest.

    Args:
        needs: keys of `kith.directory.needs.NEEDS`; none at all finds nothing.
        age: of the child, in whole years; services for other ages are left out.
        place: part of town, street or venue; those that name it come first, none is left out for it.
        limit: how many at most.
    """
    wanted = set(needs)
    if not wanted:
        return []
    found = find(age=age).filter(needs__overlap=list(wanted))
    near = place.strip().casefold()

    def fit(service: LocalService) -> tuple[int, bool, int, str]:
        away = bool(near) and near not in f"{service.place} {service.says}".casefold()
        return (-len(wanted & set(service.needs)), away, service.waiting_weeks or 0, service.name)

    return sorted(found, key=fit)[:limit]


def by_names_or_refs(called: Iterable[str]) -> list[LocalService]:
    """The services of these references, or names, that still stand, in the order of their names."""
    wanted = list(called)
    return list(standing().filter(Q(ref__in=wanted) | Q(name__in=wanted)).order_by("name")) if wanted else []


def by_ref(ref: str) -> LocalService | None:
    """One service, also one that has ended."""
    return LocalService.objects.filter(ref=ref).select_related("owner").first()


def owners() -> list[tuple[str, str]]:
    """The agencies that may keep an entry, for a list to choose from."""
    return list(Agency.objects.values_list("ref", "name"))


def signposted(service: LocalService) -> int:
    """How often families were told of this service in the last twelve months."""
    since = add_months(today(), -12)
    return SignPost.objects.filter(service=service, at__date__gte=since).aggregate(n=Count("pk"))["n"] or 0


@dataclass(frozen=True)
class PostcodeFacts:
    """Where a postcode lies: the authority's code (GSS) and metres east and north (EPSG:27700), where known."""

    authority_code: str
    easting: int | None
    northing: int | None


def squeezed(postcode: str) -> str:
    """A postcode as the table keeps it: capitals, no space."""
    return "".join(postcode.upper().split())[:8]


def postcode_facts(code: str) -> PostcodeFacts | None:
    """What is known of a postcode, however it is typed; nothing for one that does not exist or is not loaded."""
    row = Postcode.objects.filter(pk=squeezed(code)).first()
    return PostcodeFacts(row.authority_code, row.easting, row.northing) if row else None
