"""Who else is at the same piece of writing now: said beside it, so that nobody is surprised. It locks nothing."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from kith.access.models import User
from kith.kernel.now import now
from kith.record.models import Presence

HERE = timedelta(seconds=90)  # since they opened it or last typed


def here(user: User, key: str) -> None:
    """Somebody opened this form, or typed in it, just now. `key` is the one their draft is kept under."""
    Presence.objects.update_or_create(user=user, key=key, defaults={"at": now()})


def gone(user: User, key: str) -> None:
    """They have sent it."""
    Presence.objects.filter(user=user, key=key).delete()


def others(user: User, begins: str) -> QuerySet[Presence]:
    """Who else is at forms whose keys begin so."""
    rows = Presence.objects.filter(key__startswith=begins, at__gt=now() - HERE).exclude(user=user)
    return rows.select_related("user").order_by("user__name", "key")


def forget() -> None:
    """Where people were: nobody need know any more."""
    Presence.objects.filter(at__lt=now() - HERE).delete()
