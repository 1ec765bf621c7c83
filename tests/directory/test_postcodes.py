"""The postcode directory of the installed package: a few rows, whole or not at all (EH-06)."""

from __future__ import annotations

import pytest

from kith.directory import load
from kith.directory.models import Postcode
from kith.directory.queries import PostcodeFacts, postcode_facts

pytestmark = pytest.mark.django_db


def test_the_postcodes_that_are_asked_for_are_loaded_and_no_others() -> None:
    heard: list[tuple[int, int]] = []
    given = load.load_postcodes(
        lambda done, of: heard.append((done, of)), only=["ts24 0ab", "TS240AD", "ZE1 0AA", "QQ1 1QQ"]
    )
    assert given == 3
    assert Postcode.objects.count() == 3
    assert heard[-1] == (len(heard), len(heard))
    assert postcode_facts(" ts24  0ab ") == PostcodeFacts("E06000001", 452726, 533790)
    assert postcode_facts("QQ1 1QQ") is None
    assert postcode_facts("") is None


def test_loading_again_puts_the_new_in_place_of_the_old() -> None:
    load.load_postcodes(only=["TS24 0AB", "ZE1 0AA"])
    Postcode.objects.filter(pk="TS240AB").update(authority_code="E99999999")
    assert load.load_postcodes(only=["TS24 0AB"]) == 1
    assert Postcode.objects.count() == 2
    facts = postcode_facts("TS24 0AB")
    assert facts is not None
    assert facts.authority_code == "E06000001"


def test_a_load_that_breaks_off_leaves_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    load.load_postcodes(only=["TS24 0AB"])

    def broken(*_: object) -> int:
        raise OSError("the disk is gone")

    monkeypatch.setattr(load, "_copy", broken)
    with pytest.raises(OSError, match="disk"):
        load.load_postcodes(only=["TS24 0AB"])
    assert postcode_facts("TS24 0AB") is not None


def test_a_machine_without_the_package_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "PACKAGE", "no_such_package_here")
    with pytest.raises(LookupError, match="bin/setup"):
        load.load_postcodes()
