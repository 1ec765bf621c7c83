"""People who sign in, for the tests of signing in and of keeping log-ins."""

from __future__ import annotations

from typing import Any

from django.test import Client

from kith.access.models import Agency, Team, User
from kith.standards.codesets import agency_kinds
from tests.cast import PASSWORD, user

__all__ = ["PASSWORD", "a_team", "an_agency", "signed_in", "somebody"]


def somebody(name: str = "Farah", *roles: str, **details: Any) -> User:
    """A log-in, with roles since long ago where they are named."""
    return user(f"{name} Example", *roles, **details)


def signed_in(person: User, client: Client | None = None) -> Client:
    """A browser in which this person has signed in with their password."""
    client = client or Client()
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def a_team(name: str = "Assessment east") -> Team:
    return Team.objects.create(name=name, kind=Team.Kind.ASSESSMENT)


def an_agency(name: str = "Northmere High School") -> Agency:
    return Agency.objects.create(name=name, kind=next(iter(agency_kinds())))
