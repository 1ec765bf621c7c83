"""Sessions: read on every request, so that ending one ends it at once; written at most once a minute while in use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends import db
from django.http import HttpRequest, HttpResponse

from kith.access.models import User

AGE, EVERY = timedelta(seconds=settings.SESSION_COOKIE_AGE), timedelta(minutes=1)
SEEN_AS = "seen_as"  # which session, from which address, in which browser: as the list of sessions last showed it


class Backend(AuthenticationBackend):
    """Sign-in by allauth; who is signed in is read with their roles, for every page asks for both."""

    def get_user(self, user_id: Any) -> User | None:
        found = User.objects.with_roles(user_id)
        return found if found and self.user_can_authenticate(found) else None


class SessionStore(db.SessionStore):
    """Django's sessions in the database, each knowing when it ends. Used as SESSION_ENGINE."""

    ends: datetime | None = None

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]  # Django's own, which its stubs leave out
        self.ends = row.expire_date if row else None
        return row

    def keep_alive(self) -> None:
        """Put off the end of a session in use: two short statements, once a minute."""
        later = self.get_expiry_date()
        if self.ends is not None and self.ends < later - EVERY:
            self.model.objects.filter(session_key=self.session_key).update(expire_date=later)
            UserSession.objects.filter(session_key=self.session_key).update(last_seen_at=later - AGE)


class LastSeenMiddleware:
    """Keeps a session that is in use alive, and says in the list of sessions when and from where it was last used.

    At once when a session is new or its address or browser is another; else once a minute. So a session ends between
    29 and 30 minutes after it was last used.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session: Any = request.session
        if request.user.is_authenticated:
            here = [
                session.session_key,
                get_adapter().get_client_ip(request),
                request.META.get("HTTP_USER_AGENT", "")[:200],
            ]
            if session.get(SEEN_AS) != here:
                session[SEEN_AS] = here  # and is saved with it
                UserSession.objects.create_from_request(request)
        if not session.is_empty() and not session.modified:
            session.keep_alive()
        return self.get_response(request)
