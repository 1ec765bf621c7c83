"""Reading requests to see a record, and their bundles. What is about a hidden record is absent, by the wall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from kith.access.models import Involvement, RoleGrant, User
from kith.access.policies import identity_of, live
from kith.access.roles import ROLES, Ability
from kith.governance.models import AccessRequest, BundleEntry, Withholding
from kith.people.models import Person
from kith.people.queries import family_of
from kith.record.clocks import ClockFace, face
from kith.record.models import Clock

LAST = 100  # answered requests listed


def requests(*, open_still: bool) -> list[tuple[AccessRequest, ClockFace | None]]:
    """Those to be answered, the first received before the others, each with its date; or the last ones answered."""
    rows = AccessRequest.objects.select_related("matter", "person__person").filter(ended_at__isnull=open_still)
    found = list(rows.order_by("received_on", "pk") if open_still else rows.order_by("-ended_at")[:LAST])
    faces = clocks_of(one.pk for one in found)
    return [(one, faces.get(one.pk)) for one in found]


def clocks_of(matters: Iterable[int]) -> dict[int, ClockFace]:
    """The date by which each is answered: the later one, where it was extended."""
    rows = Clock.objects.filter(matter__in=list(matters), not_needed_because="").select_related("started_by")
    return {row.matter_id: face(row) for row in rows.order_by("due_at")}


def by_ref(ref: str) -> AccessRequest | None:
    """One request."""
    rows = AccessRequest.objects.select_related("matter", "person__person__subject", "checker", "prepared_by")
    return rows.filter(matter__ref=ref).first()


def open_of(person: Person) -> list[AccessRequest]:
    """The requests for somebody's record that have still to be answered."""
    rows = AccessRequest.objects.filter(person__in=identity_of(person.subject), ended_at=None)
    return list(rows.select_related("matter"))


def entries(one: AccessRequest) -> list[BundleEntry]:
    """The bundle, in its order."""
    return list(BundleEntry.objects.filter(matter=one.matter).order_by("number"))


def entry(one: AccessRequest, number: int) -> BundleEntry | None:
    """One entry of it."""
    found = BundleEntry.objects.filter(matter=one.matter, number=number).first()
    if found is not None:
        found.matter.access_request = one
    return found


def withheld(one: AccessRequest) -> list[Withholding]:
    """What is kept back of the whole bundle now."""
    rows = Withholding.objects.filter(matter=one.matter, taken_back_by=None).select_related("entry", "by")
    return list(rows.order_by("entry", "begins", "pk"))


def withholding_by_ref(ref: str) -> Withholding | None:
    """One piece that is kept back."""
    return Withholding.objects.select_related("matter__access_request", "entry").filter(ref=ref).first()


@dataclass(frozen=True)
class Line:
    """One entry on the list of a bundle, and how much of it is kept back."""

    entry: BundleEntry
    pieces: int


def listed(one: AccessRequest) -> list[tuple[str, list[Line]]]:
    """The bundle by where its entries come from."""
    counted = Withholding.objects.filter(matter=one.matter, taken_back_by=None).values("entry")
    pieces = {row["entry"]: row["times"] for row in counted.annotate(times=Count("id"))}
    found: dict[str, list[Line]] = {}
    for row in entries(one):
        found.setdefault(row.heading, []).append(Line(row, pieces.get(row.pk, 0)))
    return list(found.items())


def others_named(one: AccessRequest, words: str) -> list[str]:
    """Names of their family that stand in a text: somebody else's, to be thought of. It decides nothing (IG-11)."""
    own = one.person.person.shown_name
    found = []
    for other in family_of(one.person.person):
        name = other.person.shown_name
        first = name.split(" ")[0]
        if name != own and first and first.casefold() in words.casefold() and name not in found:
            found.append(name)
    return found


def checkers(one: AccessRequest, actor: User) -> list[User]:
    """Who may be the second person: another information governance officer, or a manager of the child's case, or of
    every team; never whoever prepares it, nor whoever kept something of it back or gave it after all (IG-03)."""
    grants = RoleGrant.objects.filter(RoleGrant.live(), user__is_active=True, role__in=_with(Ability.ANSWER_REQUESTS))
    officers = {row.user_id: row.user for row in grants.select_related("user")}
    near = Involvement.objects.filter(
        live(), person__in=identity_of(one.person), kind=Involvement.Kind.SUPERVISOR, user__is_active=True
    ).select_related("user")
    above = RoleGrant.objects.filter(RoleGrant.live(), user__is_active=True, role__in=_with(Ability.OVERSEE))
    found = (
        officers
        | {row.user_id: row.user for row in near if row.user}
        | {row.user_id: row.user for row in above.select_related("user")}
    )
    prepared = Withholding.objects.filter(matter=one.matter).values_list("by", "taken_back_by")
    found = {pk: user for pk, user in found.items() if pk not in {actor.pk, *(pk for row in prepared for pk in row)}}
    if one.person.restricted:
        named = set(one.person.named_readers.filter(Q(until=None)).values_list("user_id", flat=True))
        found = {pk: user for pk, user in found.items() if pk in named}
    return sorted(found.values(), key=lambda user: user.name)


def to_check(actor: User) -> list[AccessRequest]:
    """What waits for somebody to check it."""
    rows = AccessRequest.objects.filter(state="check", checker=actor).select_related("matter", "person__person")
    return list(rows.order_by("received_on"))


def _with(ability: Ability) -> list[str]:
    return [key for key, role in ROLES.items() if ability in role.abilities]
