"""Whoever chairs a meeting about children: they may read of each, for as long as they chair it and a while after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from kith.access.models import Involvement, Matter, NamedReader, Subject, User
from kith.access.policies import identity_of, live

# A chair answers for the minutes after it ended: so long the records stay open to them.
AFTERWARDS = timedelta(days=28)


def may_read_all(about: Iterable[Subject], chair: User) -> bool:
    """Whether somebody may read the record of each of these children: of a restricted one only its named readers do."""
    rows = NamedReader.objects.filter(live(), user=chair)
    return all(not one.restricted or rows.filter(person_id__in=identity_of(one)).exists() for one in about)


def opens_to(chair: User, about: Iterable[Subject], matter: Matter, until: datetime | None = None) -> None:
    """The children's records open to whoever chairs; until a moment, to whoever has chaired it already."""
    kind = Involvement.Kind.CHAIR
    rows = [Involvement(person=one, user=chair, kind=kind, matter=matter, until=until) for one in about]
    Involvement.objects.bulk_create(rows)


def chairs_no_more(matter: Matter, until: datetime, *, but: User | None = None) -> None:
    """They close to whoever chaired it, from that moment on; not to `but`, who goes on."""
    rows = Involvement.objects.filter(live(), matter=matter, kind=Involvement.Kind.CHAIR)
    (rows.exclude(user=but) if but else rows).update(until=until)
