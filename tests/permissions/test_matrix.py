"""Who may do what, observed: every page asked for as every role, and held against matrix.csv (decisions 5, 7 and 12).

matrix.csv is kept by hand. Nothing writes it: where the product answers otherwise, either the product is wrong or the
matrix is, and a person decides which. Its five words: "open"; "asks why" (the record opens to whoever gives a reason,
which is kept); "not there" (as if it did not exist); "may not" (a sentence says who may); "sign in".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import get_resolver

from tests.permissions.asking import ANSWERS, COLUMNS, SIGNED_OUT, Asker, Row, address, rows
from tests.permissions.world import HIDDEN_NAMES, World

# Pages that show and change nothing of the product's records, by the beginning of their name, each with why.
OWN_LOG_IN = "somebody's own way of signing in; tried in tests/site"
PUBLIC = {
    "account_": OWN_LOG_IN,
    "mfa_": OWN_LOG_IN,
    "socialaccount_": OWN_LOG_IN,
    "usersessions_list": OWN_LOG_IN,
    "openid_connect_": "the authority's own provider answers here; tried in tests/site",
    "sign_in": OWN_LOG_IN,
    "sessions": OWN_LOG_IN,
    "totp_qr": OWN_LOG_IN,
    "help_": "help, the same for everybody, signed in or not",
    "signs_of_safety:help": "help, the same for everybody, signed in or not",
    "health": "says that the server is alive, and nothing else",
    "api-v1:openapi-json": "describes the interface; holds no record",
    "api-v1:api-root": "the beginning of the interface's addresses; holds nothing",
}


def test_the_matrix_uses_its_five_words_and_asks_nothing_twice() -> None:
    for row in rows():
        assert set(row.answers.values()) <= ANSWERS, row
        assert row.method in ("GET", "POST", "DELETE", "GET and POST"), row
        assert row.asked, row
    twice = [key for key, count in Counter((row.page, row.about) for row in rows()).items() if count > 1]
    assert twice == []


def test_every_address_of_the_product_is_in_the_matrix_or_public() -> None:
    """No page is added without somebody having said who may see it; no row outlives its page."""
    named = set(_names(get_resolver()))
    matrix = {row.page for row in rows()}
    assert {name for name in named - matrix if not name.startswith(tuple(PUBLIC))} == set()
    assert matrix - named == set()
    assert all(any(name.startswith(public) for name in named) for public in PUBLIC)


def _names(resolver: Any, within: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from _names(one, f"{within}{one.namespace}:" if one.namespace else within)
        elif one.name:
            yield within + one.name


@pytest.mark.parametrize("row", rows(), ids=str)
def test_the_product_answers_as_the_matrix_says(
    world: World, asker: Asker, row: Row, pytestconfig: pytest.Config
) -> None:
    """Decisions 5 and 12; whoever may not look may not send either; and no page has code or style standing in it.

    Everybody looks. Of those who are refused alike one sends as well, another in the next row: a page that forgot to
    ask when something is sent forgot it for all of them.
    """
    path = address(world, row)
    methods = row.method.split(" and ")
    seen: dict[str, str] = {}
    some = _one_of_each(row)
    asked = some if pytestconfig.getoption("--of-the-database") else COLUMNS
    for column, role in asked.items():
        found, said, unclean = asker.ask(role, methods[0], path)
        seen[column] = found
        assert unclean == [], column
        _shows_nothing_hidden(world, column, row, said)
        if len(methods) > 1 and found != "open" and column in some:
            sent, said, _ = asker.ask(role, methods[1], path)
            assert sent == found, f"{column} sends what they may not look at: {sent}"
            _shows_nothing_hidden(world, column, row, said)
    wrong = {c: f"matrix {row.answers[c]}, product {seen[c]}" for c in asked if seen[c] != row.answers[c]}
    assert not wrong, f"{row.method} {row.address}, {row.about}: {wrong}"


def _one_of_each(row: Row) -> dict[str, str]:
    """One of those whom the matrix answers alike, another in the next row.

    For looking beside Debian's PostgreSQL that is enough: which role may what the product's own code says, observed as
    everybody on the embedded server; the database's part is the same for all who are answered alike.
    """
    alike: dict[str, list[str]] = {}
    for column in COLUMNS:
        alike.setdefault(row.answers[column], []).append(column)
    turn = rows().index(row)
    return {column: COLUMNS[column] for column in (some[turn % len(some)] for some in alike.values())}


def _shows_nothing_hidden(world: World, column: str, row: Row, said: str) -> None:
    """Not one word of the restricted child, on any page, to anybody of the cast: none of them is a named reader."""
    for name in HIDDEN_NAMES:
        assert name not in said, f"{name} is shown to {column} on {row}"
    if row.about != "restricted" and column != SIGNED_OUT:
        shown = [ref for ref in world.hidden if ref in said]
        assert shown == [], f"a reference of the restricted child is shown to {column} on {row}"
