"""A child's network map: as it stands, and as it stood at the end of a day (FA-02)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q

from kith.access.policies import identity_of
from kith.kernel.now import LONDON, today
from kith.network.models import NetworkMember
from kith.network.queries.web import web_of
from kith.network.queries.words import to_child
from kith.network.rings import Friend, drawn_rings
from kith.people import queries as people
from kith.people.models import Person


@dataclass(frozen=True)
class Member:
    """Somebody in the network, in words."""

    ref: str
    name: str
    role: str
    circle: str
    circle_words: str
    closeness: int
    closeness_words: str
    can_do: str
    limits: str
    contact: str
    said_by: str
    said_on: date
    person: Person | None

    @property
    def href(self) -> str:
        return self.person.href if self.person else ""


@dataclass(frozen=True)
class NetworkMap:
    """A network, drawn and in words. `on`: the day at whose end it stood so; None for today."""

    members: tuple[Member, ...]
    svg: str
    on: date | None
    versions: tuple[date, ...]


def network_of(child: Person, on: date | None = None) -> NetworkMap:
    """The network of a child: who is near, whoever is hidden from the reader being absent.

    Args:
        on: a day in the past, to see the map as it stood at its end; today's map without.
    """
    ids = identity_of(child.subject)
    rows = _rows_then(ids, on) if on else _rows_now(ids)
    linked = people.kept_people([row.person_id for row in rows if row.person_id])
    members = tuple(sorted((_member(row, linked) for row in rows), key=_as_read))
    friends = [Friend(one.ref, one.name, one.role, one.circle, one.closeness, one.href) for one in members]
    svg = drawn_rings(
        child.first_name,
        friends,
        name=f"Network map of {child.shown_name}",
        about=f"{child.first_name} in the middle and {len(members)} {'person' if len(members) == 1 else 'people'} round"
        " them. Nearer means closer, in the child’s view. The table lists everyone.",
    )
    return NetworkMap(members, svg, on, _versions(ids))


def _member(row: Any, linked: dict[int, Person]) -> Member:
    return Member(
        row.ref, row.name, row.role, row.circle, row.get_circle_display(), row.closeness, row.get_closeness_display(),
        row.can_do, row.limits, row.contact, row.said_by, row.said_on, linked.get(row.person_id or 0),
    )  # fmt: skip


def _as_read(one: Member) -> tuple[int, int, str, str]:
    """The closest first, and in each ring the family first."""
    return one.closeness, list(NetworkMember.Circle).index(NetworkMember.Circle(one.circle)), one.name, one.ref


def _history() -> Any:
    return apps.get_model("network", "NetworkMemberEvent").objects


def _rows_now(ids: Iterable[int]) -> list[Any]:
    return list(NetworkMember.objects.filter(Q(until=None) | Q(until__gt=today()), child_id__in=ids))


def _rows_then(ids: Iterable[int], on: date) -> list[Any]:
    """Each member as the last version of that day says, if they belonged then."""
    end = datetime.combine(on + timedelta(days=1), time(), LONDON)
    found = _history().filter(child_id__in=ids, pgh_created_at__lt=end).order_by("pgh_obj_id", "-pgh_id")
    return [row for row in found.distinct("pgh_obj_id") if row.until is None or row.until > on]


def _versions(ids: Iterable[int]) -> tuple[date, ...]:
    """The days on which the map was changed, newest first."""
    moments = _history().filter(child_id__in=ids).values_list("pgh_created_at", flat=True)
    return tuple(sorted({moment.astimezone(LONDON).date() for moment in moments}, reverse=True))


def may_be_placed(child: Person, member: NetworkMember | None = None) -> list[tuple[str, str]]:
    """Those of the record who may be chosen for the map: the family and the home, and whoever `member` is, in words."""
    web = web_of(child)
    near = [(one, to_child(web, one)) for one in web.people.values() if one.pk != child.pk and not one.died_on]
    near.sort(key=lambda pair: (not pair[1], pair[0].shown_name, pair[0].pk))
    rows = {one.ref: f"{one}, {words}" if words else f"{one}, {one.age_words}" for one, words in near}
    if member is not None and member.person is not None and member.person.ref not in rows:
        rows[member.person.ref] = str(people.kept_people([member.person.pk])[member.person.pk])
    return list(rows.items())


def member_target(member: NetworkMember) -> Person:
    """The child whose network it is."""
    return Person.objects.select_related("subject").get(pk=member.child_id)


def member_for(child: Person, ref: str) -> NetworkMember | None:
    """Somebody in the network of this child, by reference, ended or not."""
    found = NetworkMember.objects.filter(ref=ref, child_id__in=identity_of(child.subject))
    return found.select_related("child", "person").first()


def said_before(member: NetworkMember) -> dict[str, Any]:
    """What the map says of somebody, for the form that changes it."""
    fields = ("name", "role", "circle", "closeness", "can_do", "limits", "contact", "said_by")
    known: dict[str, Any] = {name: getattr(member, name) for name in fields}
    return {**known, "person": member.person.ref if member.person else "", "said_on": today()}
