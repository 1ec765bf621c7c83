"""Who is calling: a system with its token, or a person already signed in."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from kith.access.models import User
from kith.access.models.token import ApiToken


class SystemToken(HttpBearer):
    """`Authorization: Bearer KEY`, issued by the system administrator for one system and a limited time."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The log-in behind the key, or nobody."""
        return ApiToken.holder(token)
