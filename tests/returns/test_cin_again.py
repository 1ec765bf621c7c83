"""The same census, or a later one, brought in when the children are known: what Kith decided since stands."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from kith.access.actor import acting
from kith.access.models import Subject, User
from kith.access.system import system_user
from kith.assessment.models import Assessment
from kith.frontdoor.models import Referral, Series
from kith.kernel.perform import perform
from kith.kernel.step import Act, Step
from kith.people.models import Identifier, Person
from kith.record.models import StepEvent
from kith.returns.cin.load import ANOTHER, NOT_OPEN, load_file, load_names
from kith.returns.cin.records import Treatment
from kith.returns.models import FileFinding
from kith.ui.forms import KithForm
from tests.returns.census import CLEAN, child, message, referral

pytestmark = pytest.mark.django_db

BORN = "<PersonBirthDate>{}</PersonBirthDate><Sex>F</Sex>"
STARTED = "<Assessments><AssessmentActualStartDate>2025-06-03</AssessmentActualStartDate></Assessments>"


@pytest.fixture
def kith() -> User:
    return system_user()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "census.xml"
    path.write_text(message(child(referral(STARTED))), encoding="utf-8")
    return path


class Concluded(Step):
    """Conclude, as any step of Kith's own may."""

    name = "tests.concluded_after_import"
    form = KithForm
    may = staticmethod(lambda actor, target: True)
    done = "Concluded"

    def apply(self, act: Act, **cleaned: Any) -> Assessment:
        """Write what the rooms write at the end of an assessment."""
        one: Assessment = act.target
        one.state, one.outcome, one.authorised_on, one.factors = "authorised", "nfa", date(2026, 7, 1), ["21"]
        one.save()
        Referral.objects.update(state="closed", closed_on=date(2026, 7, 1), no_further_action=True)
        act.matter = one.matter
        return one


def test_what_was_concluded_in_kith_is_kept_and_the_report_says_so(kith: User, file: Path) -> None:
    with acting(kith):
        load_file(file, kith)
        perform(Concluded, kith, Assessment.objects.get(), {})
        report = load_file(file, kith)
        one, led_from = Assessment.objects.get(), Referral.objects.get()
    assert (one.state, one.outcome, one.authorised_on, one.factors) == ("authorised", "nfa", date(2026, 7, 1), ["21"])
    assert (led_from.state, led_from.closed_on, led_from.no_further_action) == ("closed", date(2026, 7, 1), True)
    (said,) = [row.why for row in report.rows if "changed in Kith since: kept" in row.why]
    assert said == f"Referral {led_from.number} and Assessment {one.number}: changed in Kith since: kept."


@pytest.mark.parametrize("whole", [True, False])
def test_the_same_file_again_leaves_no_second_trace(kith: User, file: Path, whole: bool) -> None:
    with acting(kith):
        load_file(CLEAN if whole else file, kith)
        once = StepEvent.objects.count()
        load_file(CLEAN if whole else file, kith)
        assert StepEvent.objects.count() == once > 0


def test_a_later_file_still_completes_what_nobody_touched_here(kith: User, file: Path) -> None:
    ended = STARTED.replace(
        "</Assessments>", "<AssessmentAuthorisationDate>2025-07-01</AssessmentAuthorisationDate></Assessments>"
    )
    with acting(kith):
        load_file(file, kith)
        file.write_text(message(child(referral(ended))), encoding="utf-8")
        load_file(file, kith)
        assert Assessment.objects.get().authorised_on == date(2025, 7, 1)


def test_a_restricted_child_is_left_out_and_the_others_come_in(kith: User, file: Path, tmp_path: Path) -> None:
    with acting(kith):
        load_file(file, kith)
        held = Identifier.objects.get(scheme="la_child_id")
        Subject.objects.filter(pk=held.person_id).update(restricted=True)
        file.write_text(message(child(), child(key="KITH2")), encoding="utf-8")
        report = load_file(file, kith)
        assert [row.child for row in report.rows if NOT_OPEN in row.why] == ["KITH1"]
        assert Person.objects.count() == 1
        names = tmp_path / "names.csv"
        names.write_text("LAchildID,given,family\nKITH1,Ada,Marsh\nKITH2,Wren,Castellane\n", encoding="utf-8")
        assert load_names(names, kith) == f"1 names brought in.\nLine 2: {NOT_OPEN}."
        assert Person.objects.get().shown_name == "Wren Castellane"


def test_an_id_of_somebody_born_on_another_day_is_not_joined_with_them(kith: User, file: Path) -> None:
    """Decision 24: matched on id and date of birth. As when the file is another authority's."""
    with acting(kith):
        load_file(file, kith)
        other = child(referral().replace("2025-06-02", "2025-09-09"), identifiers=BORN.format("2011-11-11"))
        file.write_text(message(other, child(key="KITH2")), encoding="utf-8")
        (row,) = [row for row in load_file(file, kith).rows if row.treatment is Treatment.LEFT_OUT]
        assert (row.child, row.why) == ("KITH1", ANOTHER)
        assert Person.objects.count() == 2
        assert not Referral.objects.filter(import_key__contains="2025-09-09").exists()


def test_a_birth_date_mended_in_kith_is_no_other_child(kith: User, file: Path) -> None:
    with acting(kith):
        load_file(file, kith)
        Person.objects.update(date_of_birth=date(2015, 4, 4))
        more = referral().replace("2025-06-02", "2025-09-09")
        file.write_text(message(child(referral(STARTED), more)), encoding="utf-8")
        load_file(file, kith)
        assert (Person.objects.get().date_of_birth, Referral.objects.count()) == (date(2015, 4, 4), 2)


def test_values_that_break_a_rule_do_not_stop_the_file(kith: User, file: Path) -> None:
    died = "<PersonBirthDate>2015-03-04</PersonBirthDate><Sex>F</Sex><PersonDeathDate>2014-01-01</PersonDeathDate>"
    ahead = referral(STARTED.replace("2025-06-03", "2099-06-03")).replace(">1D<", f">{'a health visitor ' * 7}<")
    file.write_text(message(child(ahead, identifiers=died)), encoding="utf-8")
    with acting(kith):
        load_file(file, kith)
        assert Person.objects.get().died_on is None
        assert FileFinding.objects.get(rule="8535Q").value == "2014-01-01"
        assert Assessment.objects.get().started_on == date(2099, 6, 3)


def test_an_import_holds_no_series_that_the_front_door_waits_for(kith: User, file: Path) -> None:
    with acting(kith):
        load_file(file, kith)
        assert set(Series.objects.values_list("name", flat=True)) == {"RB-25", "AB-25"}


def test_an_assessment_brought_in_before_it_had_a_key_is_known_again(kith: User, file: Path) -> None:
    """Decision 24: repeatable without duplicates, over an upgrade too: the migration gives the census's own key."""
    load_file(file, kith)
    with acting(kith):
        (before,) = Assessment.objects.all()
        key = before.import_key
        Assessment.objects.update(import_key="")
    migration = import_module("kith.assessment.migrations.0004_keys_of_earlier_imports")
    with acting(kith), connection.schema_editor() as editor:
        migration.give_keys(apps, editor)
    with acting(kith):
        assert [one.import_key for one in Assessment.objects.all()] == [key]
