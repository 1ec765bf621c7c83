"""The lists of breached passwords: Django's own, and a larger one the authority keeps, plain or hashed."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kith.site.passwords import BreachedPassword, ListUnreadable

KNOWN = [f"breached phrase {number}" for number in range(400)]


def hashed(words: list[str]) -> str:
    lines = sorted(hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in words)
    return "".join(f"{line}:{random.Random(line).randint(1, 90000)}\r\n" for line in lines)


@pytest.fixture(params=["plain", "hashed"])
def listed(request: Any, tmp_path: Path, settings: Any) -> Path:
    file = tmp_path / "breached.txt"
    file.write_bytes((hashed(KNOWN) if request.param == "hashed" else "\n".join(KNOWN) + "\n").encode())
    settings.BREACHED_PASSWORDS = str(file)
    return file


@pytest.mark.parametrize("listed", ["plain", "hashed"], indirect=True)
def test_every_password_on_the_authoritys_list_is_refused_and_no_other(listed: Path) -> None:
    rule = BreachedPassword()
    assert [word for word in KNOWN if not rule.knows(word)] == []
    assert [word for word in KNOWN if rule.knows(f"{word} and more")] == []
    assert rule.size > 300


def test_djangos_own_list_is_asked_as_well(listed: Path) -> None:
    assert BreachedPassword().knows("1q2w3e4r5t6y")


def test_a_list_of_one_line_is_read_to_its_end(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "one.txt"
    file.write_text(hashed(["only this one"]))
    settings.BREACHED_PASSWORDS = str(file)
    assert BreachedPassword().knows("only this one")
    assert not BreachedPassword().knows("only that one")


@pytest.mark.parametrize("good", ["kettle-orchard-tuesday-9", "correct horse battery staple", "ﺵﺝﺭﺓ ﺝﺪﻳﺩﺓ ﻊﻠﻳﺎﻠﺴﻄﺣ"])
def test_words_that_do_not_belong_together_are_taken(good: str) -> None:
    BreachedPassword().validate(good)


@pytest.mark.parametrize("weak", ["Password2026!", "2026welcome2026", "!!!monkey!!!!", "938475610293"])
def test_a_common_word_dressed_up_and_figures_alone_are_not(weak: str) -> None:
    with pytest.raises(ValidationError, match="do not belong together"):
        BreachedPassword().validate(weak)


def test_a_list_that_cannot_be_read_is_said_not_passed_over(settings: Any) -> None:
    settings.BREACHED_PASSWORDS = "/nowhere/breached.txt"
    with pytest.raises(ListUnreadable, match=r"/nowhere/breached\.txt cannot be read"):
        BreachedPassword().knows("anything at all")
