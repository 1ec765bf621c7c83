"""Reading that deserves a look is found by rules that are data, and decided by people (IG-05, IG-06, IG-11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from kith.access.actor import acting, at
from kith.access.history import history_of
from kith.access.models import NamedReader, Notice
from kith.governance.finding import find_unusual
from kith.governance.models import UnusualAnswer, UnusualReading, UnusualSighting
from kith.governance.rules import rules
from kith.governance.steps import AnswerReading, ExplainReading
from kith.kernel.perform import Invalid, Refused
from kith.people.models import Household, HouseholdMember, Person
from kith.record.models import Refusal, StepEvent
from kith.record.recorder import note_refusal
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take
from tests.governance.scene import found_as, gone_through, look, look_with_reason
from tests.people import made
from tests.query_plans import read_whole_within

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = london(2026, 6, 8, 10), london(2026, 6, 9, 10)
LONG = "Their own worker is ill today and the school has rung twice"


@pytest.fixture
def amara(cast: Cast) -> Person:
    with at(london(2026, 6, 1)), acting(cast.social_worker):
        return made.amara(cast.social_worker)


def children(cast: Cast, number: int) -> list[Person]:
    with at(london(2026, 6, 1)), acting(cast.social_worker):
        return [made.person(cast.social_worker, f"Child{one}", "Brambleby") for one in range(number)]


def rules_found(cast: Cast) -> list[str]:
    return [one.rule for one in found_as(cast.information_governance_officer)]


def test_ig_06_a_reason_of_few_words_is_found_and_one_that_says_it_is_not(cast: Cast, amara: Person) -> None:
    look_with_reason(cast.stranger, amara, MONDAY, "on duty")
    look_with_reason(cast.second_worker, amara, MONDAY, LONG)
    gone_through(TUESDAY)
    assert [(one.rule, one.reader) for one in found_as(cast.information_governance_officer)] == [
        ("thin_reason", cast.stranger)
    ]


def test_ig_06_a_record_opened_with_a_reason_again_and_again_is_found(cast: Cast, amara: Person) -> None:
    for day in range(3):
        assert rules_found(cast) == []
        look_with_reason(cast.stranger, amara, MONDAY + timedelta(days=day), f"{LONG} {day}")
        gone_through(MONDAY + timedelta(days=day, hours=1))
    assert rules_found(cast) == ["repeated_reason"]


def test_ig_06_the_same_words_for_many_records_are_found_together(cast: Cast) -> None:
    some = children(cast, 5)
    for one in some[:4]:
        look_with_reason(cast.stranger, one, MONDAY, LONG)
    gone_through(MONDAY + timedelta(hours=1))
    assert rules_found(cast) == []
    look_with_reason(cast.stranger, some[4], MONDAY + timedelta(hours=2), f" {LONG.upper()}")
    gone_through(TUESDAY)
    (found,) = found_as(cast.information_governance_officer)
    with acting(cast.information_governance_officer):
        assert (found.rule, found.person, found.looks.count()) == ("same_words", None, 5)


def test_ig_06_many_records_in_an_hour_are_found_and_as_many_in_two_are_not(cast: Cast) -> None:
    some = children(cast, 25)
    for place, one in enumerate(some):
        look(cast.social_worker, one, MONDAY + timedelta(minutes=place * 2))
        look(cast.second_worker, one, MONDAY + timedelta(minutes=place * 4))
    gone_through(TUESDAY)
    assert [(one.rule, one.reader) for one in found_as(cast.information_governance_officer)] == [
        ("many", cast.social_worker)
    ]


def test_ig_06_many_records_at_night_are_found_and_never_the_out_of_hours_teams(cast: Cast) -> None:
    night = london(2026, 6, 8, 23)
    for place, one in enumerate(children(cast, 10)):
        for reader in (cast.social_worker, cast.duty_worker):
            look(reader, one, night + timedelta(minutes=place * 20))  # past midnight: one night
        look(cast.second_worker, one, MONDAY + timedelta(minutes=place * 20))
    gone_through(london(2026, 6, 9, 12))
    (found,) = found_as(cast.information_governance_officer)
    assert (found.rule, found.reader, found.since) == ("out_of_hours", cast.social_worker, london(2026, 6, 8, 0))


def test_ig_06_somebody_of_the_readers_family_name_is_found_and_whoever_lives_with_one(
    cast: Cast, amara: Person
) -> None:
    with at(london(2026, 6, 1)), acting(cast.social_worker):
        own = made.person(cast.social_worker, "Idris", "SIDDIQUI")
        home = Household.objects.create()
        for one in (own, amara):
            HouseholdMember.objects.create(household=home, person_id=one.pk)
        other = made.person(cast.social_worker, "Siddiqui", "Brambleby")
    for one in (own, amara, other):
        look(cast.social_worker, one, MONDAY)
    gone_through(TUESDAY)
    found = found_as(cast.information_governance_officer)
    assert {one.person_id for one in found} == {own.pk, amara.pk}
    assert {one.rule for one in found} == {"own_name"}


def test_ig_06_refused_attempts_of_a_day_are_found(cast: Cast, settings: Any) -> None:
    settings.REFUSALS_DATABASE = "default"
    with at(MONDAY):
        for _ in range(5):
            note_refusal(cast.social_worker, "people.merged", None, "Not yours to do.")
        for _ in range(4):
            note_refusal(cast.second_worker, "people.merged", None, "Not yours to do.")
    gone_through(TUESDAY)
    (found,) = found_as(cast.information_governance_officer)
    assert (found.rule, found.reader) == ("refused", cast.social_worker)
    page = signed_in(cast.information_governance_officer).get(found.href)
    assert len(page.context["refusals"]) == Refusal.objects.filter(actor=cast.social_worker).count() == 5


def test_ig_05_the_reading_of_a_restricted_record_is_its_other_named_readers_to_look_at(
    cast: Cast, amara: Person
) -> None:
    with at(london(2026, 6, 2)), acting(cast.team_manager):
        made.restrict(cast.team_manager, amara)
        NamedReader.objects.create(person_id=amara.pk, user=cast.social_worker, reason="her worker")
    look(cast.social_worker, amara, MONDAY)
    gone_through(TUESDAY)
    assert found_as(cast.information_governance_officer) == []
    assert found_as(cast.practice_supervisor) == []
    (found,) = found_as(cast.team_manager)
    assert (found.rule, found.reader) == ("restricted", cast.social_worker)
    for stranger in (cast.information_governance_officer, cast.practice_supervisor):
        browser = signed_in(stranger)
        assert browser.get(found.href).status_code == 404
        assert found.ref not in browser.get("/access/unusual/").content.decode()
    with acting(cast.practice_supervisor):
        assert (UnusualSighting.objects.count(), history_of(UnusualReading)._default_manager.count()) == (0, 0)  # type: ignore[union-attr]  # it is tracked
    assert found.ref in signed_in(cast.team_manager).get("/access/unusual/").content.decode()
    with at(TUESDAY):
        take(AnswerReading, cast.team_manager, found, {"said": "proper", "words": "A visit was due."})
    assert found_as(cast.team_manager)[0].state == "proper"


def test_ig_05_a_record_restricted_since_is_in_nobodys_number(cast: Cast, amara: Person) -> None:
    some = [amara, *children(cast, 24)]
    for one in some:
        look(cast.social_worker, one, MONDAY)
    gone_through(TUESDAY)
    with at(london(2026, 6, 2)), acting(cast.team_manager):
        made.restrict(cast.team_manager, amara)
    page = signed_in(cast.information_governance_officer).get("/access/unusual/")
    (row,) = page.context["found"].rows
    assert row.looks == 24
    (found,) = found_as(cast.information_governance_officer)
    shown = signed_in(cast.information_governance_officer).get(found.href).content.decode()
    assert amara.ref not in shown


def test_ig_06_the_reader_sees_nothing_of_it_by_any_way(cast: Cast, amara: Person) -> None:
    """Not on a page, not by plain SQL, and not where the reader is the officer."""
    officer = cast.information_governance_officer
    for reader in (cast.team_manager, officer):
        look_with_reason(reader, amara, MONDAY, "audit")
    gone_through(TUESDAY)
    (found,) = found_as(officer)
    assert found.reader == cast.team_manager
    with at(TUESDAY):
        take(AnswerReading, officer, found, {"said": "concern", "words": "Not theirs."})
        browser = signed_in(cast.team_manager)
        assert browser.get(found.href).status_code == 404
        assert found.ref not in browser.get("/access/unusual/").content.decode()
    with acting(cast.team_manager), connection.cursor() as cursor:
        for table in ("unusualreading", "unusualanswer", "unusualsighting"):
            cursor.execute(f"select count(*) from governance_{table}")  # noqa: S608  (names of our own)
            (count,) = cursor.fetchone()
            assert count == (1 if table == "unusualreading" else 1 if table == "unusualsighting" else 0), table
    with pytest.raises(Refused, match="their own reading"):
        take(AnswerReading, cast.team_manager, found, {"said": "proper", "words": "It was me."})


def test_ig_11_nothing_is_decided_by_a_rule_and_the_rule_stands_with_its_reasons(cast: Cast, amara: Person) -> None:
    look_with_reason(cast.stranger, amara, MONDAY, "on duty")
    gone_through(TUESDAY)
    (found,) = found_as(cast.information_governance_officer)
    assert found.state == "waiting"
    shown = signed_in(cast.information_governance_officer).get(found.href).content.decode()
    rule = rules()["thin_reason"]
    for words in (rule.asks, "on duty", "It decides nothing", "Kit Farrow sees nothing of this"):
        assert words in shown, words
    assert "Okafor" not in shown  # by reference and initials only
    assert amara.href not in shown
    for one in rules().values():
        assert one.why


def test_ig_06_an_explanation_is_asked_of_the_readers_manager_and_every_answer_stays(cast: Cast, amara: Person) -> None:
    officer = cast.information_governance_officer
    look_with_reason(cast.social_worker, amara, MONDAY, "on duty")
    gone_through(TUESDAY)
    (found,) = found_as(officer)
    with at(TUESDAY):
        form = signed_in(officer).get(f"{found.href}answer/").context["form"]
        offered = {label for _, label in form.fields["manager"].choices}
        assert offered == {"Choose", cast.practice_supervisor.name, cast.team_manager.name}
        with pytest.raises(Invalid):
            take(AnswerReading, officer, found, {"said": "explain", "words": "Why?"})
        assert signed_in(cast.team_manager).get(found.href).status_code == 404  # before they are asked
        said = {"said": "explain", "manager": cast.team_manager.ref, "words": "Why?"}
        take(AnswerReading, officer, found, said)
        assert Notice.objects.filter(user=cast.team_manager, href=found.href).exists()
        (found,) = found_as(officer)
        with pytest.raises(Refused, match="Another manager"):
            take(ExplainReading, cast.practice_supervisor, found, {"words": "I know."})
        assert found.ref in signed_in(cast.team_manager).get("/access/unusual/").content.decode()
        take(ExplainReading, cast.team_manager, found, {"words": "She covered the visit."})
        assert Notice.objects.filter(user=officer, href=found.href).exists()
        (found,) = found_as(officer)
        assert found.state == "explained"
        with pytest.raises(Refused, match="No explanation"):
            take(ExplainReading, cast.team_manager, found, {"words": "Again."})
        take(AnswerReading, officer, found, {"said": "proper", "words": "It was."})
        take(AnswerReading, officer, found_as(officer)[0], {"said": "concern", "words": "It was not."})
    with acting(officer):
        assert [(one.said, one.words) for one in found.answers.order_by("pk")] == [
            ("explain", "Why?"),
            ("explained", "She covered the visit."),
            ("proper", "It was."),
            ("concern", "It was not."),
        ]
        with pytest.raises(ProgrammingError), transaction.atomic():
            UnusualAnswer.objects.update(words="Something else")
        lines = StepEvent.objects.filter(step__startswith="governance.").values_list("line", flat=True)
        assert not [line for line in lines if "Okafor" in line or "Siddiqui" in line]
    assert found_as(officer)[0].state == "concern"


def test_ig_06_the_database_holds_who_may_not_answer(cast: Cast, amara: Person) -> None:
    look_with_reason(cast.stranger, amara, MONDAY, "on duty")
    gone_through(TUESDAY)
    (found,) = found_as(cast.information_governance_officer)
    about = {"reading": found, "person_id": amara.pk, "reader": cast.stranger, "words": "So.", "said": "proper"}
    with acting(cast.information_governance_officer):
        with pytest.raises(IntegrityError, match="nobody_answers"), transaction.atomic():
            UnusualAnswer.objects.create(**about, by=cast.stranger)
        with pytest.raises(IntegrityError, match="explained_says_by_whom"), transaction.atomic():
            UnusualAnswer.objects.create(**{**about, "said": "explain"}, by=cast.team_manager)


def test_ig_06_what_was_found_is_found_once_and_gains_the_looks_since(cast: Cast, amara: Person) -> None:
    look_with_reason(cast.stranger, amara, MONDAY, "on duty")
    assert gone_through(MONDAY + timedelta(hours=1)) == 1
    assert gone_through(MONDAY + timedelta(hours=2)) == 0
    look_with_reason(cast.stranger, amara, TUESDAY, "on call")
    assert gone_through(TUESDAY + timedelta(hours=1)) == 0
    with acting(cast.information_governance_officer):
        assert UnusualReading.objects.get(rule="thin_reason").looks.count() == 2


def test_ig_06_nobody_but_kith_goes_through_the_looks(cast: Cast) -> None:
    for one in (cast.information_governance_officer, cast.team_manager):
        with acting(one), pytest.raises(ProgrammingError, match="Only Kith itself"), transaction.atomic():
            find_unusual()


def test_ig_06_a_week_of_looks_is_reached_by_index_however_many_years_lie_before(cast: Cast, amara: Person) -> None:
    look_with_reason(cast.stranger, amara, MONDAY, "on duty")
    with read_whole_within() as whole:
        gone_through(TUESDAY)
    assert "record_sighting" not in whole
    assert "record_refusal" not in whole


def test_ig_06_what_waits_is_listed_apart_and_in_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = cast.information_governance_officer
    monkeypatch.setattr("kith.governance.queries.unusual.PAGE", 2)
    for one in children(cast, 3):
        look_with_reason(cast.stranger, one, MONDAY, f"duty {one.pk}")
    gone_through(TUESDAY)
    browser = signed_in(officer)
    with at(TUESDAY):
        first = browser.get("/access/unusual/").context["found"]
        second = browser.get(f"/access/unusual/?before={first.earlier.replace('+', '%2B')}").context["found"]
        assert (len(first.rows), len(second.rows), second.earlier) == (2, 1, "")
        assert {row.one.pk for row in first.rows + second.rows} == {one.pk for one in found_as(officer)}
        take(AnswerReading, officer, found_as(officer)[0], {"said": "concern", "words": "No."})
        for shown, number in (("", 2), ("concern", 1), ("asked", 0), ("all", 2), ("none-such", 2)):
            assert len(browser.get(f"/access/unusual/?show={shown}").context["found"].rows) == number, shown
    assert browser.get("/access/unusual/?before=x_y&rule=%00").status_code == 200
    assert signed_in(cast.social_worker).get("/access/unusual/").status_code == 403
