"""Telling people that something waits for them. A room does it inside a step: undone with it, sent only after it."""

from __future__ import annotations

from kith.access.later import later
from kith.access.models import Notice, User

SEND = "kith.send_notice"


def tell(user: User, href: str) -> Notice | None:
    """Send word to somebody's work mail that something waits for them: no name, no words, only a link.

    Args:
        user: who; the machine's own log-in and closed ones get nothing.
        href: the page, from "/"; references only, as in every address of Kith.

    Returns: the notice, or None when nobody is to be told. One that still waits to be sent to them serves for both.

    Raises:
        ValueError: the address leads out of Kith.
    """
    if not href.startswith("/") or href.startswith("//"):
        raise ValueError("a notice leads to a page of Kith")
    if user.is_system or not user.is_active:
        return None
    waiting = Notice.objects.filter(user=user, href=href, handed_at=None).first()
    if waiting is not None:
        return waiting
    notice = Notice.objects.create(user=user, href=href[:300])
    later(SEND, notice_id=notice.pk)
    return notice
