"""What has no room yet, or no record to stand in: kept word for word, whatever its length, and walled (decision 24)."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from django.db import connection

from kith.access.actor import acting
from kith.access.system import system_user
from kith.assessment.models import Assessment
from kith.frontdoor.models import Referral
from kith.people.models import Identifier, Person
from kith.returns.cin.load import UNDER_WAY, Busy, NotNames, load_file, load_names
from kith.returns.cin.read import NotACensus
from kith.returns.cin.records import Treatment
from kith.returns.cin.report import Report
from kith.returns.models import FileFinding, KeptApart, KeptPart
from tests.cast import Cast
from tests.returns.census import child, message, only, referral

pytestmark = pytest.mark.django_db
UPN = "<UPN>R201000000024</UPN><PersonBirthDate>2015-03-04</PersonBirthDate><Sex>F</Sex>"


@pytest.fixture
def load(tmp_path: Path):
    """Bring in these children, as the command does."""

    def bring(*children: str) -> Report:
        file = tmp_path / "census.xml"
        file.write_text(message(*children), encoding="utf-8")
        return load_file(file, system_user())

    with acting(system_user()):
        yield bring


@pytest.mark.parametrize(
    "text", ["x" * 50_000, "x" * 1_000_000, "👩‍👧‍👦 " * 5_000, "שלום עולם " * 5_000, "\u202etxet" * 600]
)
def test_a_long_value_is_kept_whole_once_and_the_report_shows_its_beginning(load, text: str):
    for _ in range(2):
        report = load(child(ethnicity=text))
    kept = FileFinding.objects.get(rule="4220")
    assert kept.value == text.strip()
    (row,) = [row for row in report.rows if row.rule == "4220"]
    assert len(row.value) < 600
    assert row.value.isprintable()


def test_ten_megabytes_in_one_value_are_refused_in_words_that_help(load):
    for text in ("x" * 10_000_000, "> " * 5_000_000, "<![CDATA[" + "> " * 5_000_000 + "]]>"):
        with pytest.raises(NotACensus, match=r"longer than a megabyte\. Take out"):
            load(child(ethnicity=text))
    assert not Person.objects.exists()


def test_ids_that_begin_alike_are_two_children_however_long(load):
    for _ in range(2):
        load(child(key="K" * 70 + "1"), child(key="K" * 70 + "2"))
    ids = set(Identifier.objects.filter(scheme="la_child_id").values_list("value", flat=True))
    assert (Person.objects.count(), len(ids)) == (2, 2)
    assert set(FileFinding.objects.filter(what__contains="kept as K").values_list("value", flat=True)) == {
        "K" * 70 + "1",
        "K" * 70 + "2",
    }


def test_a_child_without_an_id_is_kept_whole_and_the_report_says_how_to_mend_it(load):
    for _ in range(2):
        report = load(child(key="", identifiers=UPN), child(key="", ethnicity="AIND"), child(key="KITH2"))
    assert Person.objects.count() == 1
    assert [("R201000000024" in part.xml, part.census) for part in KeptApart.objects.order_by("id")] == [
        (True, "CIN 2026"),
        (False, "CIN 2026"),
    ]
    said = [row.why for row in report.rows if row.path == "Child"]
    assert len(said) == 2
    assert all("Give the child an LAchildID" in why and "Kith holds" not in why for why in said)
    load(child(identifiers=UPN))
    (why, _) = [row.why for row in load(child(key="", identifiers=UPN), child(key="")).rows if row.path == "Child"]
    assert why.endswith("whose LAchildID is KITH1. If they are one child, give that id.")
    assert Person.objects.count() == 2, "a hint, and nobody was joined with anybody"


def test_a_second_child_under_one_id_is_kept_whole(load):
    load(child(), child(identifiers="<PersonBirthDate>2011-11-11</PersonBirthDate><Sex>F</Sex>"))
    assert "2011-11-11" in KeptApart.objects.get().xml


def test_a_child_in_nobodys_record_is_read_by_whoever_brought_the_file_and_nobody_else(load, cast: Cast):
    """Decision 7: nobody knows whose it is, so it may be a restricted child's."""
    load(child(key=""))
    for somebody in (cast.returns_officer, cast.head_of_service, None):
        with acting(somebody), connection.cursor() as cursor:
            cursor.execute("select count(*) from returns_keptapart")
            assert cursor.fetchone() == (0,)
    assert KeptApart.objects.count() == 1


def test_a_referral_or_assessment_without_its_day_is_kept_whole_and_not_counted_as_taken(load):
    undated = "<Assessments><AssessmentAuthorisationDate>2025-07-01</AssessmentAuthorisationDate></Assessments>"
    report = load(child(referral(whole="<ReferralSource>1D</ReferralSource>"), referral(undated)))
    assert (Referral.objects.count(), Assessment.objects.count()) == (1, 0)
    kept = {part.module: part.xml for part in KeptPart.objects.all()}
    assert kept == {
        "CINdetails": "<CINdetails><ReferralSource>1D</ReferralSource></CINdetails>",
        "Assessments": undated,
    }
    (taken,) = [row.why for row in report.rows if row.treatment is Treatment.TAKEN and not row.path]
    assert "1 referral." in taken
    assert "assessment" not in taken


def test_two_imports_at_once_are_not_begun(load):
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute("select pg_advisory_xact_lock(%s)", [UNDER_WAY])
        with pytest.raises(Busy, match="Wait until it has ended"):
            load(child())
    assert not Person.objects.exists()


@pytest.mark.parametrize("wrong", ["a\0b", "\0"])
def test_a_nul_character_is_refused_in_words(load, tmp_path: Path, wrong: str):
    with pytest.raises(NotACensus, match="not well-formed"):
        load(child(ethnicity=wrong))
    with pytest.raises(NotACensus, match="not well-formed"):
        only(child(ethnicity="&#0;"))
    names = tmp_path / "names.csv"
    names.write_text(f"LAchildID,given,family\n{wrong},Wren,Castellane\n", encoding="utf-8")
    with pytest.raises(NotNames, match="NUL"):
        load_names(names, system_user())
