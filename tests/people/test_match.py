"""Who this may be (FD-10, screen 6, decisions 6 and 11)."""

from datetime import date
from typing import Any

import pytest

from kith.kernel.perform import perform
from kith.people import queries, steps
from kith.people.models import MatchShown
from kith.people.queries.matching import LIKELY, is_likely
from kith.people.recognition import Address, Particulars, Relative, compare
from tests.people import made

pytestmark = pytest.mark.django_db
TOLD = Particulars(
    names=("Amara Okafour",),
    date_of_birth=date(2018, 2, 12),
    sex="F",
    addresses=(Address("41 Rowan Walk", "NM4 2QT"),),
    parents=(Relative("mother", "Grace Okafour", ("07700 900318",)),),
)


def test_a_match_says_why_and_compares_field_by_field(worker: Any) -> None:
    amara = made.amara(worker)
    made.related(made.person(worker, "Grace", "Okafor", kind="adult", phone="07700 900 318"), "mother", amara)
    made.involve(worker, amara)
    shown, matches = queries.show_matches(worker, TOLD)
    (match,) = [one for one in matches if one.likely]
    assert match.ref == amara.ref
    assert match.key_worker == worker.name
    verdicts = {row.label: row.verdict.value for row in match.comparison.fields}
    assert verdicts["Name"] == verdicts["Address"] == "close"
    assert verdicts["Date of birth"] == verdicts["Sex"] == verdicts["Mother"] == "same"
    assert match.why.startswith("Found because these agree or come close: name, date of birth")
    assert shown.people == [one.person.pk for one in matches]


@pytest.mark.parametrize(
    ("told", "likely"),
    [
        (Particulars(names=("Amara Okafor",)), True),
        (Particulars(names=("Amara Okafor",), date_of_birth=date(2018, 12, 2)), True),
        (Particulars(names=("Amara Okafour",)), True),
        (Particulars(names=("Mara Okafour",), date_of_birth=date(2018, 2, 12)), True),
        (Particulars(date_of_birth=date(2018, 2, 12), identifiers={"upn": ("R999202200417",)}), True),
        (
            Particulars(
                names=("Chidi Okafor",),
                date_of_birth=date(2013, 5, 1),
                sex="M",
                addresses=(Address("14 Rowan Walk", "NM4 2QT"),),
            ),
            False,
        ),
        (Particulars(names=("Amara Okafor",), date_of_birth=date(1990, 7, 30)), False),
    ],
)
def test_likely_means_the_same_name_with_nothing_against_it(told: Particulars, likely: bool, worker: Any) -> None:
    amara = made.amara(worker)
    matches = queries.likely_matches(worker, told)
    found = [match.person.pk for match in matches if match.likely]
    assert (amara.pk in found) is likely


def test_nobody_likely_is_ever_left_out_however_many_weaker_there_are(worker: Any) -> None:
    for month in range(1, 13):
        made.person(worker, "Amara", "Okafor", date(1990, month, 20))
    amara = made.amara(worker)
    shown, matches = queries.show_matches(worker, TOLD)
    assert matches[0].person.pk == amara.pk
    assert MatchShown.objects.get(ref=shown.ref).people[0] == amara.pk


def test_a_pair_answered_different_is_not_suggested_again_and_one_in_doubt_is_marked_on_both(worker: Any) -> None:
    amara, other = made.amara(worker), made.person(worker, "Amara", "Okafour", date(2018, 2, 12))
    mine = queries.particulars_of(other)
    assert amara.pk in [match.person.pk for match in queries.likely_matches(worker, mine, about=other.subject)]
    perform(steps.MatchAnswered, worker, other, {"other": amara.ref, "answer": "unsure"})
    assert queries.badges_of([amara, other]) == {one.pk: [("", "May be known already")] for one in (amara, other)}
    perform(steps.MatchAnswered, worker, amara, {"other": other.ref, "answer": "different", "why": "Cousins"})
    assert queries.badges_of([amara, other]) == {amara.pk: [], other.pk: []}
    assert amara.pk not in [match.person.pk for match in queries.likely_matches(worker, mine, about=other.subject)]


def test_a_confidential_address_is_compared_with_nothing(worker: Any) -> None:
    """IG-08: a refuge is never confirmed to somebody who types its postcode."""
    made.amara(worker, confidential=True)
    (match,) = queries.likely_matches(worker, TOLD)
    assert match.comparison.of("Address").right == ""


def test_somebody_to_whom_a_record_does_not_open_sees_how_it_compares_and_not_what_it_holds(worker: Any) -> None:
    """Decision 5: beginning a record is no way round the door."""
    made.related(
        made.person(worker, "Grace", "Okafor", kind="adult", phone="07700 900 111"), "mother", made.amara(worker)
    )
    (match,) = [one for one in queries.likely_matches(worker, TOLD) if one.likely]
    rows = {row.label: row for row in match.guarded.fields}
    assert "NHS number" not in rows
    assert (rows["Mother"].verdict, rows["Mother"].right) == ("close", "On the record")
    assert rows["Date of birth"].right == "12 February 2018"


def test_a_child_of_whom_nobody_knew_name_or_age_is_shown_every_child_of_the_home(worker: Any) -> None:
    """Nobody of a large family is left out because brothers and sisters agree as well (FD-10)."""
    grace = made.person(worker, "Grace", "Barraclough", kind="adult", address_line="14 Rowan Walk", postcode="NM4 2QT")
    home = {"address_line": "14 Rowan Walk", "postcode": "NM4 2QT", "sex": "F"}
    children = [
        made.person(worker, given, "Barraclough", date(2010 + place, 3, 4), **home)
        for place, given in enumerate(("Millie", "Martha", "Ame", "Paige", "Maisie", "Una"))
    ]
    for child in children:
        made.related(grace, "mother", child)
    mother = Relative("mother", "Grace Barraclough")
    told = Particulars((), sex="F", addresses=(Address("14 Rowan Walk", "NM4 2QT"),), parents=(mother,))
    shown = queries.likely_matches(worker, told)
    assert {child.ref for child in children} <= {match.ref for match in shown}
    assert not any(match.likely for match in shown)


def test_a_child_told_of_under_another_familys_name_comes_before_brothers_and_sisters(worker: Any) -> None:
    """Her given name and day of birth are hers alone; the home and the parent told of are theirs (FD-10)."""
    held = made.person(worker, "Orla", "Waddington", date(2021, 4, 30), sex="F", address_line="51 Fulmar Close")
    for kind, given in (("mother", "Alison"), ("father", "Craig"), ("step_parent", "Anthony")):
        made.related(made.person(worker, given, "Waddington", kind="adult"), kind, held)
    jodie = made.person(worker, "Jodie", "Beckwith", kind="adult")
    home = {"address_line": "38 Pilot Close", "postcode": "NM4 2QT", "sex": "F"}
    for year, given in enumerate(("Evie", "Layla", "Harriet", "Freya", "Nancy"), start=2006):
        made.related(jodie, "mother", made.person(worker, given, "Beckwith", date(year, 7, 3), **home))
    told = Particulars(
        names=("Orla Beckwith",),
        date_of_birth=date(2021, 4, 30),
        sex="F",
        addresses=(Address("38 Pilot Close", "NM4 2QT"),),
        household=("Layla", "Evie"),
        parents=(Relative("parent", "Jodie Beckwith"),),
    )
    assert held.ref in {match.ref for match in queries.likely_matches(worker, told)}


@pytest.mark.parametrize(
    ("name", "born", "likely"),
    [
        ("Martha Barraclough", date(2012, 9, 9), False),  # a sister, of whom all that the family shares agrees
        ("Martha Barraclough", None, False),
        ("Milly Barraclough", date(2015, 3, 4), True),  # herself, spelt otherwise
        ("Millie Stone", date(2015, 3, 4), True),  # herself, by her other parent's name
        ("Martha Barraclough", date(2015, 3, 4), True),  # born the same day: a twin, or one child under two names
    ],
)
def test_family_and_home_alone_make_nobody_likely(name: str, born: date | None, likely: bool) -> None:
    """Children told of together share parents, home and each other: of themselves something must agree (FD-10)."""

    def one(name: str, born: date | None, beside: tuple[str, ...]) -> Particulars:
        mother = Relative("mother", "Grace Barraclough", ("07700 900318",))
        home = (Address("14 Rowan Walk", "NM4 2QT"),)
        return Particulars((name,), date_of_birth=born, sex="F", addresses=home, household=beside, parents=(mother,))

    told = one("Millie Barraclough", date(2015, 3, 4), ("Martha", "Paige", "Ame"))
    compared = compare(told, one(name, born, ("Millie", "Paige", "Ame")))
    assert compared.weight >= LIKELY
    assert is_likely(compared) is likely


def test_a_child_whose_birth_was_awaited_is_shown_once_they_are_told_of_by_name(worker: Any) -> None:
    """Nobody begins a second record for a child assessed before birth, whoever is called like them (FD-10, PR-03)."""
    mother = made.person(worker, "Khadra", "Jaamac", kind="adult")
    awaited = made.person(worker, "Baby", "Jaamac", kind="unborn", expected_date=date(2026, 4, 20), sex="M")
    made.related(mother, "mother", awaited)
    for year in range(1981, 1985):
        made.person(worker, "Farah", "Jaamac", date(year, 3, 2), kind="adult", sex="M")
    told = Particulars(
        names=("Zakariye Farah Jaamac",),
        estimated_age=0,
        estimated_on=date(2026, 5, 25),
        sex="M",
        parents=(Relative("parent", "Khadra Jaamac"),),
    )
    assert awaited.ref in {match.ref for match in queries.likely_matches(worker, told)}
    years_before = Particulars(names=("Zakariye Farah Jaamac",), estimated_age=0, estimated_on=date(2024, 5, 25))
    field = compare(years_before, Particulars(due_date=date(2026, 4, 20))).of("Date of birth")
    assert field is not None
    assert field.verdict.value == "blank"  # of a birth far ahead an age says nothing


def test_a_parent_of_no_known_role_is_held_against_one_parent_only() -> None:
    """To be neither the mother nor the step-parent says nothing where they are the father."""
    told = Particulars(parents=(Relative("parent", "Emeka Okafor"),))
    family = (Relative("mother", "Grace Bell"), Relative("father", "Emeka Okafor"), Relative("step-parent", "Dan Hart"))
    compared = compare(told, Particulars(parents=family))
    assert {row.label: row.verdict.value for row in compared.fields} == {
        "Mother": "blank",
        "Father": "same",
        "Step-parent": "blank",
    }
    stranger = compare(Particulars(parents=(Relative("parent", "Zofia Nowak"),)), Particulars(parents=family))
    assert [row.verdict.value for row in stranger.fields].count("different") == 1
