"""Nothing typed is ever lost: what somebody has written and not yet sent, kept for them alone (promise 1)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kith.access.models import User
from kith.kernel.now import now
from kith.kernel.perform import answered
from kith.record.models import Draft

LARGEST = 400_000  # characters in one draft: twenty of the longest answers


class DraftClash(Exception):
    """The draft was changed elsewhere, in another tab or on another machine; nothing was overwritten."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("changed elsewhere")
        self.draft = draft


class DraftOver(Exception):
    """The form was sent and taken in: a late save of it is no draft any more."""


def keep(
    author: User, key: str, href: str, title: str, data: dict[str, Any], version: int, form_key: str = ""
) -> Draft:
    """Keep what was typed. `version` is the one the browser had, 0 when it had none.

    Raises:
        DraftClash: somebody (the same person in another tab) saved a newer one; both texts stay.
        DraftOver: the form with this key has been taken in, or is being taken in at this moment.
    """
    if form_key and answered(author, form_key):
        raise DraftOver
    said = {"href": href, "title": title, "data": data, "saved_at": now(), "form_key": form_key}
    draft, created = Draft.objects.get_or_create(author=author, key=key, defaults=said)
    if created:
        return draft
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.version != version and draft.data != data:
        raise DraftClash(draft)
    draft.data, draft.version, draft.saved_at = data, draft.version + 1, now()
    draft.href, draft.title, draft.form_key = href, title or draft.title, form_key or draft.form_key
    draft.save(update_fields=["data", "version", "saved_at", "href", "title", "form_key"])
    return draft


def kept(author: User, key: str) -> Draft | None:
    """The draft of one form, if there is one."""
    return Draft.objects.filter(author=author, key=key).first()


def accepted(author: User, key: str) -> None:
    """The form was sent and taken in: its draft has done its work."""
    Draft.objects.filter(author=author, key=key).delete()


def begun(author: User, begins: str) -> dict[str, Draft]:
    """The drafts whose keys begin so, by key, the newest first."""
    return {draft.key: draft for draft in of(author).filter(key__startswith=begins)}


def over(author: User, begins: str) -> None:
    """What these forms asked has been answered in another way: every draft whose key begins so is taken away."""
    Draft.objects.filter(author=author, key__startswith=begins).delete()


def of(author: User) -> QuerySet[Draft]:
    """Everything this person has begun, newest first."""
    return Draft.objects.filter(author=author).order_by("-saved_at")
