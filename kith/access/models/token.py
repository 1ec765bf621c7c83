"""Tokens by which another system speaks to Kith as a named log-in of its own."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import models

from kith.access.history import tracked
from kith.access.models.people_who_work import User
from kith.kernel.now import now


@tracked(exclude=["digest"])
class ApiToken(models.Model):
    """A system's key. Only its digest is kept; it ends on a day or when somebody ends it."""

    kith_free_of_personal_data = "keys of systems"
    key = ""  # only on a token just issued, and never in the database

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField()

    @classmethod
    def issue(cls, user: User, name: str, until: datetime) -> tuple[ApiToken, str]:
        """A new token and its key, which is shown once and never kept."""
        key = secrets.token_urlsafe(32)
        return cls.objects.create(user=user, name=name, digest=cls.digest_of(key), until=until), key

    @staticmethod
    def digest_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def holder(cls, key: str) -> User | None:
        """Whose key this is, if it is in force."""
        found = cls.objects.filter(digest=cls.digest_of(key), since__lte=now(), until__gt=now()).select_related("user")
        token = found.first()
        return token.user if token and token.user.is_active else None
