"""Opening pages as somebody, and counting what a page asks of the database."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kith.access.models import User
from kith.record import words

# Not questions about a record: the stamp of each transaction, its savepoints, and who is signed in.
HOUSEKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "select set_config", "BEGIN", "COMMIT")
SIGNED_IN = ('"django_session"', 'FROM "access_user" WHERE', '"usersessions_', 'FROM "access_rolegrant"')


def signed_in(user: User) -> Client:
    """A browser in which this person has signed in."""
    browser = Client()
    browser.force_login(user)
    return browser


def asked(browser: Client, href: str, **more: Any) -> tuple[Any, list[str]]:
    """A page, and the questions about records that it asked."""
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(href, **more)
    found = [one["sql"] for one in seen.captured_queries]
    found = [sql for sql in found if not sql.strip().upper().startswith(tuple(h.upper() for h in HOUSEKEEPING))]
    return answer, [sql for sql in found if not any(part in sql for part in SIGNED_IN)]


def places(people: Iterable[int], typed: str) -> list[words.Place]:
    """Where words stand, in every room, as far as the wall lets whoever is acting see."""
    return words.places(people, typed, SimpleNamespace(may=lambda ability: True))
