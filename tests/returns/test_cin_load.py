"""A census brought in as an authority moving to Kith would (decision 24)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kith.access.actor import acting
from kith.access.models import User
from kith.access.system import system_user
from kith.assessment.models import Assessment
from kith.frontdoor.models import Referral
from kith.people.models import Identifier, Name, Person
from kith.returns.cin.load import NotNames, load_file, load_names
from kith.returns.cin.read import read_census
from kith.returns.cin.refusal import NotACensus
from kith.returns.models import FileFinding, KeptPart

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent.parent / "data" / "cin"
REAL, CLEAN = SAMPLES / "fake_CIN_data.xml", SAMPLES / "cin_2026_synthetic_clean_60.xml"


@pytest.fixture
def kith() -> User:
    return system_user()


def counts() -> tuple[int, ...]:
    kinds = (Person, Referral, Assessment, Identifier, KeptPart, FileFinding)
    return tuple(kind.objects.count() for kind in kinds)  # type: ignore[attr-defined]  # every model has objects


def test_the_real_file_brings_in_every_child_and_referral_once(kith: User) -> None:
    with acting(kith):
        load_file(REAL, kith)
        assert Person.objects.count() == 332
        assert Referral.objects.count() == 402
        first = counts()
        _a_upn_that_breaks_its_rule_is_kept_and_never_used()
        load_file(REAL, kith)
        assert counts() == first


def _a_upn_that_breaks_its_rule_is_kept_and_never_used() -> None:
    upns = Identifier.objects.filter(scheme="upn")
    broken = [child for child in read_census(REAL).children if child.upn.text and not child.upn.value]
    assert upns.filter(sound=False).count() >= 300
    kept = set(upns.filter(sound=False).values_list("value", flat=True))
    assert {child.upn.text for child in broken} <= kept


def test_the_clean_file_brings_in_its_assessments_with_their_factors(kith: User) -> None:
    census = read_census(CLEAN)
    expected = [a for child in census.children for e in child.episodes for a in e.assessments]
    with acting(kith):
        load_file(CLEAN, kith)
        assert Assessment.objects.count() == len(expected)
        held = sorted(tuple(sorted(a.factors)) for a in Assessment.objects.all())
        assert held == sorted(tuple(sorted(a.factors)) for a in expected)
        modules = set(KeptPart.objects.values_list("module", flat=True))
    assert modules == {"PreProceedingsandFGDM"}


def test_children_come_without_names_until_the_names_are_brought_in(kith: User, tmp_path: Path) -> None:
    with acting(kith):
        load_file(CLEAN, kith)
        assert set(Person.objects.values_list("shown_name", flat=True)) == {"Name not supplied"}
        names = tmp_path / "names.csv"
        names.write_text("LAchildID,given,family\nKITH0000002,Wren,Castellane\n", encoding="utf-8")
        load_names(names, kith)
        load_names(names, kith)
        assert Person.objects.filter(shown_name="Wren Castellane").count() == 1
        assert Name.objects.count() == 1


def test_a_list_of_names_with_a_stranger_in_it_is_refused_by_row(kith: User, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text("LAchildID,given,family\nNOBODY1,Wren,Castellane\n", encoding="utf-8")
    with acting(kith), pytest.raises(NotNames, match="Line 2: no child has the id"):
        load_names(names, kith)


def test_a_file_cut_short_writes_nothing(kith: User, tmp_path: Path) -> None:
    half = tmp_path / "half.xml"
    half.write_bytes(REAL.read_bytes()[:100_000])
    with acting(kith):
        with pytest.raises(NotACensus):
            load_file(half, kith)
        assert not Person.objects.exists()
