"""The relationship editor: how a couple stands, who decides and why, what blocks a letter, who is not known."""

from datetime import date
from typing import Any

import pytest

from kith.access.models import Subject
from kith.kernel.perform import Invalid, perform
from kith.people import queries, steps
from kith.people.models import Person, Relationship
from kith.people.policies import may_be_written_to
from kith.record.models import StepEvent
from tests.people import made
from tests.site.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara(worker: Any) -> Person:
    child = made.amara(worker)
    made.involve(worker, child)
    return child


@pytest.fixture
def emeka(worker: Any) -> Person:
    return made.person(worker, "Emeka", "Okafor", date(1988, 3, 2), kind="adult", sex="M")


def faults(raised: Any) -> str:
    return str(raised.value.form.errors)


def relate(worker: Any, child: Person, other: Person, kind: str, **more: Any) -> Relationship:
    row: Relationship = perform(
        steps.RelationshipAdded, worker, child, {"other": other.ref, "kind": kind, **more}
    ).result
    return row


def refused(worker: Any, child: Person, other: Person, **more: Any) -> str:
    with pytest.raises(Invalid) as raised:
        perform(steps.RelationshipAdded, worker, child, {"other": other.ref, **more})
    assert raised.value.form is not None
    return str(raised.value.form.errors)


def test_parental_responsibility_is_written_with_the_section_it_rests_on(
    worker: Any, amara: Person, emeka: Person
) -> None:
    """FA-08: the status of everybody who holds it, and on what it rests."""
    relate(worker, amara, emeka, "father", parental_responsibility=True, responsibility_basis="registered")
    (father,) = queries.family_of(amara)
    assert father.responsibility_basis == "Registered as a parent on the birth certificate (Children Act 1989 s4, s4ZA)"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "father", "responsibility_basis": "order"}, "Say first that they have parental responsibility"),
        ({"kind": "father", "couple": "married"}, "This is for a couple"),
        ({"kind": "partner", "parted": "separated"}, "choose “former partner”"),
        ({"kind": "former_partner", "couple": "together", "parted": "divorced"}, "can divorce"),
        ({"kind": "former_partner", "parted_on": date(2022, 1, 1)}, "Say how they parted"),
        (
            {
                "kind": "former_partner",
                "since": date(2022, 1, 2),
                "parted": "separated",
                "parted_on": date(2022, 1, 1),
            },
            "parted before they came together",
        ),
    ],
)
def test_what_cannot_be_is_said_so_and_how_to_mend_it(
    worker: Any, amara: Person, emeka: Person, data: dict[str, Any], sentence: str
) -> None:
    assert sentence in refused(worker, amara, emeka, **data)


def test_the_page_to_change_shows_what_is_known(worker: Any, amara: Person, emeka: Person) -> None:
    """Promise 5: facts are entered once."""
    relate(worker, amara, emeka, "father", safe_contact="Text first", quality="close", letters="ask")
    page = signed_in(worker).get(f"/people/{amara.ref}/edit/family/?other={emeka.ref}&kind=father").content.decode()
    assert 'value="Text first"' in page
    for chosen in ("father", "close", "ask"):
        assert f'<option value="{chosen}" selected>' in page


# Letters and invitations


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"letters": "never"}, "No letters and no invitations may go to Emeka Okafor"),
        ({"letters": "never", "safe_contact": "Refuge"}, "Emeka Okafor: Refuge."),
        ({"letters": "ask"}, "Ask the key worker before"),
        ({"safe_contact": "Contact through the court only"}, "through the court only. Ask the key worker first"),
        ({"letters": "never", "until": date(2026, 1, 1)}, "No letters"),
        ({"until": date(2026, 1, 1)}, "does not say what Emeka Okafor is to the child"),
    ],
)
def test_a_safe_contact_rule_blocks_letters_and_invitations(
    worker: Any, amara: Person, emeka: Person, more: dict[str, Any], sentence: str
) -> None:
    """FA-08: limits in words alone block too, and those of a relationship that has ended go on."""
    made.related(emeka, "father", amara, **more)
    assert sentence in str(may_be_written_to(emeka, amara))


def test_whoever_belongs_to_the_child_and_has_no_limits_may_be_written_to(
    worker: Any, amara: Person, emeka: Person
) -> None:
    row = made.related(emeka, "father", amara)
    assert may_be_written_to(emeka, amara) is True
    assert may_be_written_to(amara, Subject.objects.get(pk=amara.pk)) is True
    stranger = made.person(worker, "Piet", "Wren", kind="adult")
    assert "Write it down first" in str(may_be_written_to(stranger, amara))
    made.related(emeka, "other", amara, letters="never", mistaken_because="said of another", until=row.until)
    assert may_be_written_to(emeka, amara) is True
    emeka.died_on = date(2026, 5, 1)
    assert "has died" in str(may_be_written_to(emeka, amara))


# Who is not known


def test_a_father_nobody_could_name_is_written_down_and_asked_about(worker: Any, amara: Person) -> None:
    """FA-08: fathers and absent parents are asked about by name."""
    said = {"kind": "father", "asked": "Grace Okafor, 3 June, would rather not say yet"}
    row = perform(steps.UnknownParentWritten, worker, amara, said).result
    (father,) = queries.family_of(amara)
    assert (father.words, father.person.shown_name, father.person.sex) == ("father", "Name not supplied", "M")
    assert father.relationship.asked == said["asked"]
    assert StepEvent.objects.get(step="people.unknown_parent_written").line == "Father not known: asked about"
    with pytest.raises(Invalid) as again:
        perform(steps.UnknownParentWritten, worker, amara, said)
    assert "holds a father already" in faults(again)
    with pytest.raises(Invalid) as silent:
        perform(steps.UnknownParentWritten, worker, amara, {"kind": "mother"})
    assert "Say whom you asked" in faults(silent)
    named = perform(steps.NameAdded, worker, father.person, {"kind": "legal", "given": "Emeka", "family": "Okafor"})
    assert named.result.person_id == row.person_id
    assert [one.person.shown_name for one in queries.family_of(amara)] == ["Emeka Okafor"]


# Taken back


def test_a_relationship_written_down_by_mistake_is_taken_back(worker: Any, amara: Person, emeka: Person) -> None:
    """Promise 8: neither shown, searched nor asked any more, from either side, and kept in the history."""
    row = relate(worker, amara, emeka, "father", letters="never")
    assert amara.pk in {one.person.pk for one in queries.search(worker, "child of emeka okafor")}
    data = {"entry": f"relationship:{row.pk}", "reason": "His brother was meant"}
    event = perform(steps.EntryWithdrawn, worker, amara, data).event
    assert event.line == "Taken back, written down by mistake: a relationship, father"
    for one in (amara, emeka):
        assert queries.family_of(one, ended=True) == []
    assert amara.pk not in {one.person.pk for one in queries.search(worker, "child of emeka okafor")}
    row.refresh_from_db()
    assert row.mistaken_because == "His brother was meant"
    relate(worker, amara, emeka, "father")
    assert [one.words for one in queries.family_of(amara)] == ["father"]
