"""Putting right what the record says of somebody (promises 5 and 8; FD-10; decisions 6, 10 and 24)."""

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting
from kith.directory.models import Postcode
from kith.kernel.perform import Invalid, Refused, perform
from kith.people import queries, steps
from kith.people.models import Address, Identifier, Name, Person
from kith.record.models import Refusal, StepEvent
from tests.cast import Cast
from tests.people import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara(worker: Any) -> Person:
    child = made.amara(worker)
    made.involve(worker, child)
    return child


def said(raised: Any) -> str:
    return str(raised.value.form.errors)


def typed(person: Person, **changed: Any) -> dict[str, Any]:
    """The details page as it was opened, with these changes."""
    fields = steps.DetailsCorrected.build_form(None, person).fields
    return {name: getattr(person, name) for name in fields} | changed


def found(actor: Any, text: str) -> list[int]:
    return [result.person.pk for result in queries.search(actor, text)]


# Who may


@pytest.mark.parametrize("step", [steps.NameAdded, steps.DetailsCorrected, steps.AddressAdded, steps.RelationshipAdded])
def test_somebody_not_involved_is_refused_and_the_refusal_is_kept(step: Any, cast: Cast, amara: Person) -> None:
    with acting(cast.stranger), pytest.raises(Refused, match="not involved"):
        perform(step, cast.stranger, amara, {})
    assert Refusal.objects.filter(actor=cast.stranger, what=step.name, target_ref=amara.ref).exists()


def test_a_stated_reason_opens_the_record_for_writing_too(cast: Cast, amara: Person) -> None:
    with acting(cast.duty_worker):
        perform(steps.AccessReasoned, cast.duty_worker, amara, {"why": "danger"})
        perform(steps.DetailsCorrected, cast.duty_worker, amara, typed(amara, phone="07700 900318"))


# Names


def test_a_new_legal_name_is_shown_and_the_old_one_still_finds_them(worker: Any, amara: Person) -> None:
    perform(steps.NameAdded, worker, amara, {"kind": "legal", "given": "Amara", "family": "Reid"})
    amara.refresh_from_db()
    assert amara.shown_name == "Amara Reid"
    assert found(worker, "amara okafor")[0] == found(worker, "amara reid")[0] == amara.pk
    assert StepEvent.objects.get(step="people.name_added").line == "Name added: legal name"


def test_a_part_of_a_name_never_displaces_a_whole_one(worker: Any, amara: Person) -> None:
    perform(steps.NameAdded, worker, amara, {"kind": "known_as", "given": "Mimi"})
    amara.refresh_from_db()
    assert amara.shown_name == "Amara Okafor"
    assert found(worker, "mimi") == [amara.pk]


@pytest.mark.parametrize("name", ["Amára 🌼", "أمارا", "Zoë-Ḁnn O’Néill", "李", "Ngũgĩ wa Thiong'o"])
def test_names_of_every_script_are_kept_as_they_are(name: str, worker: Any, amara: Person) -> None:
    perform(steps.NameAdded, worker, amara, {"kind": "known_as", "given": name})
    assert Name.objects.filter(given=name).exists()


@pytest.mark.parametrize("given", ["Ama\x00ra", "\ud800", "A" * 121, "A" * 10_000_000, "", "   "])
def test_names_that_cannot_be_kept_are_refused_with_a_sentence(given: str, worker: Any, amara: Person) -> None:
    with pytest.raises(Invalid) as refused:
        perform(steps.NameAdded, worker, amara, {"kind": "alias", "given": given})
    assert "given" in refused.value.form.errors
    assert Name.objects.filter(person_id=amara.pk).count() == 1


def test_the_same_name_twice_is_said_not_kept(worker: Any, amara: Person) -> None:
    with pytest.raises(Invalid) as refused:
        perform(steps.NameAdded, worker, amara, {"kind": "legal", "given": "amara", "family": "OKAFOR"})
    assert "on the record already" in said(refused)


# Details


def test_details_are_put_right_and_the_line_names_them_and_nobody(worker: Any, amara: Person) -> None:
    perform(
        steps.DetailsCorrected,
        worker,
        amara,
        typed(amara, date_of_birth=date(2018, 2, 21), interpreter_needed=True, first_language="pol"),
    )
    amara.refresh_from_db()
    assert amara.date_of_birth == date(2018, 2, 21)
    line = StepEvent.objects.get(step="people.details_corrected").line
    assert line == "Details put right: date of birth, first language, need for an interpreter"
    assert found(worker, "21/2/2018") == [amara.pk]
    assert queries.badges_of([amara])[amara.pk] == [("", "Interpreter: Polish")]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"date_of_birth": "2030-01-01"}, "today or in the past"),
        ({"date_of_birth": "2018-02-31"}, "real date"),
        ({"date_of_birth": date(1980, 1, 1)}, "Mend the year"),
        ({"died_on": date(2017, 1, 1)}, "before the date of birth"),
        ({"died_on": date(2031, 1, 1)}, "today or in the past"),
        ({"date_of_birth": None, "birth_date_estimated": True}, "the date you are guessing"),
        ({"phone": "12"}, "Enter a telephone number"),
        ({"ethnicity": "XXXX"}, "Choose one of the answers"),
        ({"disabilities": ["NONE", "MOB"]}, "alone"),
        ({}, "Nothing is different"),
    ],
)
def test_impossible_details_are_refused_with_a_sentence(
    changed: dict[str, Any], sentence: str, worker: Any, amara: Person
) -> None:
    with pytest.raises(Invalid) as refused:
        perform(steps.DetailsCorrected, worker, amara, typed(amara, **changed))
    assert sentence in said(refused)
    assert not StepEvent.objects.filter(step="people.details_corrected").exists()


def test_who_they_are_in_a_few_words(worker: Any, amara: Person) -> None:
    perform(steps.FewWordsWritten, worker, amara, {"in_few_words": "Funny, reads above her age."})
    assert Person.objects.get(pk=amara.pk).in_few_words == "Funny, reads above her age."


# Numbers


def test_a_number_that_does_not_add_up_is_refused_with_its_own_sentence(worker: Any, amara: Person) -> None:
    with pytest.raises(Invalid) as refused:
        perform(steps.IdentifierAdded, worker, amara, {"scheme": "nhs", "value": "999 014 2204"})
    assert "does not add up" in said(refused)


def test_a_number_somebody_else_has_is_a_finding_and_no_error(worker: Any, amara: Person) -> None:
    """Decision 6: a repeated NHS number or UPN waits for review."""
    noah = made.person(worker, "Noah", "Reid", date(2025, 4, 2))
    made.involve(worker, noah)
    perform(steps.IdentifierAdded, worker, noah, {"scheme": "nhs", "value": "999-014-2203"})
    (finding,) = queries.repeated_identifiers(worker)
    assert (finding.scheme, finding.value) == ("NHS number", "9990142203")
    assert {result.person.pk for result in finding.people} == {amara.pk, noah.pk}


def test_a_child_id_is_one_childs_only(worker: Any, amara: Person) -> None:
    noah = made.person(worker, "Noah", "Reid", date(2025, 4, 2))
    made.involve(worker, noah)
    with pytest.raises(Invalid) as refused:
        perform(steps.IdentifierAdded, worker, noah, {"scheme": "la_child_id", "value": "104882"})
    assert "somebody&#x27;s already" in said(refused)


def test_a_corrected_number_finds_nobody_and_a_former_upn_does(worker: Any, amara: Person) -> None:
    perform(steps.IdentifierAdded, worker, amara, {"scheme": "nhs", "value": "9990142009"})
    assert found(worker, "9990142203") == []
    assert found(worker, "9990142009") == [amara.pk]
    perform(steps.IdentifierAdded, worker, amara, {"scheme": "upn", "value": "K820200001001", "keep_former": True})
    kept = Identifier.objects.filter(person_id=amara.pk, until=None).values_list("scheme", "value")
    assert {("upn", "K820200001001"), ("former_upn", "R999202200417")} <= set(kept)


def test_a_number_that_breaks_its_rule_is_kept_as_it_came_and_never_recognises(worker: Any) -> None:
    """Decision 24: what a census file says is kept verbatim, and not used."""
    child = made.person(worker, identifiers={"upn": "A123", "la_child_id": "C-1"})
    assert set(Identifier.objects.filter(person_id=child.pk).values_list("value", "sound")) == {
        ("A123", False),
        ("C-1", False),
    }
    assert child.shown_name == "Name not supplied"
    assert found(worker, "A123") == []


# Addresses


def test_a_new_home_ends_the_one_before(worker: Any, amara: Person) -> None:
    Postcode.objects.create(code="NM12AB", authority_code="E06009999")
    perform(
        steps.AddressAdded,
        worker,
        amara,
        {"line": "3 Quay Street", "postcode": "nm1 2ab", "kind": "home", "since": date(2026, 5, 1)},
    )
    old, new = Address.objects.filter(person_id=amara.pk).order_by("id")
    assert (old.until, new.until, new.authority_code) == (date(2026, 5, 1), None, "E06009999")
    assert queries.search(worker, "amara okafor")[0].address == "3 Quay Street, NM1 2AB"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"line": "", "kind": "home"}, "No fixed address"),
        ({"line": "1 A Road", "kind": "home", "postcode": "NM1"}, "full UK postcode"),
        ({"line": "1 A Road", "kind": "home", "postcode": "ZZ9 9ZZ"}, "directory does not know"),
        (
            {"line": "1 A Road", "kind": "home", "since": date(2026, 1, 2), "until": date(2026, 1, 1)},
            "before they moved in",
        ),
        ({"line": "1 A Road", "kind": "home", "since": "2031-01-01"}, "in the past"),
        ({"line": "x" * 201, "kind": "home"}, "200 characters or fewer"),
    ],
)
def test_addresses_that_cannot_be_right(data: dict[str, Any], sentence: str, worker: Any, amara: Person) -> None:
    Postcode.objects.create(code="NM42QT", authority_code="E06009999")
    with pytest.raises(Invalid) as refused:
        perform(steps.AddressAdded, worker, amara, data)
    assert sentence in said(refused)


def test_a_postcode_the_directory_lacks_is_kept_when_somebody_says_so(worker: Any, amara: Person) -> None:
    Postcode.objects.create(code="NM42QT", authority_code="E06009999")
    data = {"line": "1 New Road", "kind": "home", "postcode": "NM9 9ZZ", "postcode_is_right": True}
    perform(steps.AddressAdded, worker, amara, data)


# Mistakes


def test_something_written_of_the_wrong_child_is_taken_back_and_kept_in_the_history(worker: Any, amara: Person) -> None:
    """Promise 8: at once, by whoever made it, without a helpdesk."""
    perform(steps.NameAdded, worker, amara, {"kind": "alias", "given": "Peanut"})
    wrong = Name.objects.get(given="Peanut")
    perform(steps.EntryWithdrawn, worker, amara, {"entry": f"name:{wrong.pk}", "reason": "Her brother's nickname"})
    wrong.refresh_from_db()
    assert wrong.mistaken_because == "Her brother's nickname"
    assert found(worker, "peanut") == []
    other = made.person(worker, "Tobias", "Ferreira")
    foreign = Name.objects.get(person_id=other.pk)
    with pytest.raises(Invalid):
        perform(steps.EntryWithdrawn, worker, amara, {"entry": f"name:{foreign.pk}", "reason": "Not mine to take"})
