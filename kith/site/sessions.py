"""Sessions: read on every request, so that ending one ends it at once; written at most once a minute while in use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends import db
from django.http import HttpRequest, HttpResponse

from kith.access.models import User

EVERY = timedelta(minutes=1)
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
            here = [session.session_key, get_adapter().get_client_ip(request), request.META.get("HTTP_USER_AGENT", "")]
            if session.get(SEEN_AS) != here or _waning(session):
                session[SEEN_AS] = here
                UserSession.objects.create_from_request(request)
        elif not session.is_empty() and _waning(session):  # somebody on their way in
            session.modified = True
        return self.get_response(request)


def _waning(session: SessionStore) -> bool:
    return session.ends is not None and session.ends < session.get_expiry_date() - EVERY
