"""Promise 1: every form in the product that takes typing keeps it, or stands on a short list that says why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KITH = ROOT / "kith"
FORM = re.compile(r"<form\b(?P<head>(?:[^>{]|\{[^}]*\}\}?|%\})*)>(?P<body>.*?)</form>", re.S)
TYPED = re.compile(
    r"\{\{ form \}\}|govuk_field|account/parts/fields|<textarea|<c-(?:textarea|input|date-input)"
    r"|<input(?![^>]*type=\"(?:hidden|checkbox|radio|submit|file)\")"
)
# Typed, and not kept:
NOT_KEPT = {
    "account/login.html": "a name and a password, before anybody is known",
    "account/reauthenticate.html": "a password",
    "account/password_change.html": "a password",
    "account/password_reset.html": "one's own e-mail address, before anybody is known",
    "account/password_reset_from_key.html": "a password",
    "mfa/authenticate.html": "a code that is used once",
    "mfa/reauthenticate.html": "a code that is used once",
    "mfa/totp/activate_form.html": "a code that is used once",
    "mfa/totp/deactivate_form.html": "nothing is typed: the library's form is empty",
    "mfa/webauthn/add_form.html": "the name of a passkey, made together with the key itself",
    "mfa/webauthn/reauthenticate.html": "a passkey",
    "mfa/webauthn/edit_form.html": "the name of a passkey: one word",
    "mfa/recovery_codes/generate.html": "nothing is typed: the library's form is empty",
    "frontdoor/police_bring.html": "a file, which stays where it was chosen; a browser lets no page keep one",
}


def templates() -> list[Path]:
    return sorted(path for path in KITH.rglob("*.html") if "/templates/" in str(path))


def name_of(path: Path) -> str:
    return str(path).rsplit("/templates/", 1)[1]


def typing(path: Path) -> list[re.Match[str]]:
    """The forms of a template that are posted and take typing."""
    forms = FORM.finditer(path.read_text(encoding="utf-8"))
    return [one for one in forms if 'method="post"' in one["head"] and TYPED.search(one["body"])]


@pytest.mark.parametrize("path", [pytest.param(path, id=name_of(path)) for path in templates() if typing(path)])
def test_every_form_that_takes_typing_keeps_it(path: Path) -> None:
    if name_of(path) in NOT_KEPT:
        return
    for form in typing(path):
        assert "ui/parts/draft_attrs.html" in form["head"], f"{name_of(path)}: what is typed in this form is not kept"
        assert "ui/parts/draft_line.html" in form["body"], f"{name_of(path)}: the form does not say that it keeps"


def test_the_list_of_those_not_kept_is_no_longer_than_it_must_be() -> None:
    names = {name_of(path) for path in templates() if typing(path)}
    assert set(NOT_KEPT) <= names, set(NOT_KEPT) - names
    assert len(names - set(NOT_KEPT)) > 10  # the search still finds the forms


def test_a_form_drawn_by_any_other_page_than_a_step_s_says_its_key() -> None:
    """`step_page` gives every form a key. A page that draws one by itself must give it one."""
    kept = {name_of(path) for path in templates() if "ui/parts/draft_attrs.html" in path.read_text(encoding="utf-8")}
    for page in KITH.rglob("*.py"):
        text = page.read_text(encoding="utf-8")
        for drawn in re.findall(r"\brender\(\s*request,\s*\"([^\"]+)\"", text):
            if drawn in kept:
                assert '"draft_key"' in text, f"{page.relative_to(ROOT)} draws {drawn} without a key to keep it under"
