"""Categories of plans beside what points to sexual abuse: what is counted, what may be hidden, who sees it (CP-13)."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kith.access.actor import acting
from kith.access.models import NamedReader, Subject, User
from kith.access.system import system_user
from kith.conferences.models import ConferenceChild
from kith.intelligence import categories as figures
from kith.intelligence.rounded import BASE
from kith.people.models import Identifier, Person
from kith.plans.models import Plan
from kith.returns.cin.load import load_file
from tests.assessment.reading import signed_in
from tests.cast import Cast
from tests.people import made
from tests.returns.census import child, message, referral
from tests.returns.modules import enquiry, protection_plan

pytestmark = pytest.mark.django_db
YEAR = figures.Asked(date(2025, 4, 1), date(2026, 3, 1), "year")
ADDRESS = "since=2025-04&until=2026-03&by=year"
HELD = enquiry(held="2025-06-25")


def assessed(*factors: str, on: str = "2025-07-01") -> str:
    """An Assessments group that found these factors."""
    codes = "".join(f"<AssessmentFactors>{code}</AssessmentFactors>" for code in factors)
    return (
        f"<Assessments><AssessmentActualStartDate>{on}</AssessmentActualStartDate><AssessmentAuthorisationDate>{on}"
        f"</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment>{codes}</FactorsIdentifiedAtAssessment>"
        "</Assessments>"
    )


def one(key: str, *modules: str, referred: str = "2025-06-02") -> str:
    return child(referral("".join(modules)).replace("2025-06-02", referred), key=key)


@pytest.fixture
def place(cast: Cast, tmp_path: Path) -> Cast:
    """Four children: a plan for neglect though an assessment found sexual abuse; a plan whose review said so; a plan
    for neglect and nothing else; and an assessment that found sexual exploitation, with no plan."""
    file = tmp_path / "census.xml"
    file.write_text(
        message(
            one("HIDDEN", assessed("19C"), HELD, protection_plan()),
            one("SAID", assessed("19B"), HELD, protection_plan(latest="SAB", reviews=["2025-09-22"])),
            one("NEGLECT", assessed("16A"), HELD, protection_plan()),
            one("NONE", assessed("11A", on="2025-08-01")),
        ),
        encoding="utf-8",
    )
    with acting(system_user()):
        load_file(file, system_user())
    return cast


def counts(actor: User, asked: figures.Asked = YEAR, exact: bool = True) -> figures.Counts:
    with acting(actor):
        return figures.together(figures.by_period(asked, exact=exact)).counts


def child_of(key: str) -> Person:
    return Person.objects.get(pk=Identifier.objects.get(value=key).person_id)


def page(actor: User, where: str = "", said: str = ADDRESS) -> Any:
    with acting(actor):
        return signed_in(actor).get(f"/abuse-categories/{where}?{said}")


def test_cp_13_a_plan_for_neglect_shows_beside_what_points_to_sexual_abuse(place: Cast) -> None:
    found = counts(place.head_of_service)
    assert (found["plans"], found["main_NEG"], found["main_SAB"]) == (3, 3, 0)
    assert (found["sexual_any"], found["children"], found["sign_factor"], found["hidden"]) == (1, 3, 3, 1)


def test_cp_13_a_secondary_category_says_it_too(place: Cast) -> None:
    with acting(system_user()):
        ConferenceChild.objects.filter(child=child_of("HIDDEN").pk).update(also=["SAB"])
    found = counts(place.head_of_service)
    assert (found["sexual_any"], found["hidden"]) == (2, 0)


@pytest.mark.parametrize(("on", "hidden"), [("2024-06-24", 0), ("2024-06-25", 1), ("2025-12-31", 1), ("2026-01-02", 0)])
def test_cp_13_only_what_points_to_it_from_a_year_before_until_the_plan_ended_belongs_to_it(
    cast: Cast, tmp_path: Path, on: str, hidden: int
) -> None:
    file = tmp_path / "census.xml"
    modules = (assessed("19C", on=on), HELD, protection_plan(end="2025-12-31"))
    file.write_text(message(one("CHILD", *modules, referred="2024-06-01")), encoding="utf-8")
    with acting(system_user()):
        load_file(file, system_user())
    assert counts(cast.head_of_service)["hidden"] == hidden


def test_cp_13_months_are_put_together_by_quarter_and_census_year(place: Cast) -> None:
    with acting(place.head_of_service):
        quarters = figures.by_period(figures.Asked(YEAR.since, YEAR.until, "quarter"), exact=True)
        (year,) = figures.by_period(YEAR, exact=True)
        months = figures.by_period(figures.Asked(YEAR.since, YEAR.until, "month"), exact=True)
    assert [(one.words, one.counts["plans"], one.counts["children"]) for one in quarters[:2]] == [
        ("April to June 2025", 3, 0),
        ("July to September 2025", 0, 3),
    ]
    assert (year.words, len(quarters), len(months)) == ("April 2025 to March 2026", 4, 12)


def test_cp_13_the_page_shows_the_trend_and_the_list_behind_it(place: Cast) -> None:
    text = page(place.head_of_service).content.decode()
    assert "April 2025 to March 2026" in text
    assert f"/abuse-categories/plans/?{ADDRESS.replace('&', '&amp;')}" in text
    listed = page(place.head_of_service, "plans/").content.decode()
    with acting(system_user()):
        plan = Plan.objects.get(child=child_of("HIDDEN").pk)
    assert "1 plan in which no category says sexual abuse" in listed
    assert plan.number in listed
    assert "A factor of an assessment, 1 July 2025" in listed
    assert "Not yours to open without a reason" in listed
    with acting(system_user()):
        made.involve(place.head_of_service, child_of("HIDDEN"))
    assert "Name not supplied" in page(place.head_of_service, "plans/").content.decode()


def test_cp_13_whoever_sees_figures_only_sees_multiples_of_five_and_no_plan(place: Cast) -> None:
    seen = counts(place.data_analyst, exact=False)
    assert {number % BASE for number in seen.values()} == {0}
    assert seen["sexual_any"] + seen["hidden"] <= seen["plans"]
    text = page(place.data_analyst).content.decode()
    assert "/abuse-categories/plans/" not in text
    assert "rounded by chance to a multiple of 5" in text
    refused = page(place.data_analyst, "plans/")
    assert refused.status_code == 403
    assert "for those who answer for plans" in refused.content.decode()


def test_cp_13_a_rounded_year_is_the_sum_of_its_months(place: Cast) -> None:
    """So no two answers, however the months are put together, can be set against each other."""
    by_month = figures.Asked(YEAR.since, YEAR.until, "month")
    assert counts(place.data_analyst, by_month, False) == counts(place.data_analyst, YEAR, False)


def test_cp_13_the_figures_are_exported(place: Cast) -> None:
    answer = page(place.head_of_service, "export/")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[0][:5] == ["Table", "First month", "Last month", "Period", "Plans begun"]
    assert rows[1][1:6] == ["2025-04", "2026-03", "April 2025 to March 2026", "3", "3"]


def test_cp_13_a_restricted_child_is_in_no_figure(place: Cast) -> None:
    with acting(system_user()):
        hidden = child_of("HIDDEN")
        NamedReader.objects.create(person=hidden.subject, user=place.team_manager, reason="Their own family.")
        Subject.objects.filter(pk=hidden.pk).update(restricted=True)
    found = counts(place.head_of_service)
    assert (found["plans"], found["children"], found["hidden"]) == (2, 2, 0)
    assert "0 plans" in page(place.head_of_service, "plans/").content.decode()


def test_cp_13_nothing_at_all_is_said_in_words(cast: Cast) -> None:
    text = page(cast.head_of_service, said="by=day&since=2025-13").content.decode()
    assert "No plan began in these months" in text
