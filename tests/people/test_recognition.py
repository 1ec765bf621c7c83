"""Recognition compares people field by field, explains itself, and only ever orders (FD-10, FD-12, decisions 6 and
11)."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kith.people.recognition import Address, Particulars, Relative, Verdict, compare, fold, token_forms
from kith.people.recognition.dates import date_likeness, near_dates
from kith.people.recognition.keys import hashed_forms, slips
from kith.people.recognition.likeness import Likeness, known_forms, likeness, pet_forms, word_like
from kith.people.recognition.name_match import ANSWERS, best_name, name_likeness
from kith.people.recognition.score import in_order

AMARA = Particulars(
    names=("Amara Okafor", "Mara Okafor"),
    date_of_birth=date(2018, 2, 12),
    sex="F",
    addresses=(Address("14 Rowan Walk", "NM4 2QT"),),
    identifiers={"upn": ("X999202200417",), "nhs": ("999 014 2207",), "la": ("104882",)},
    school="Larkfield Primary",
    household=("Chidi", "Noah"),
    parents=(Relative("mother", "Grace Okafor", ("07700 900318",)), Relative("father", "Emeka Okafor")),
)
CONTACT = Particulars(
    names=("Amara Okafour",),
    date_of_birth=date(2018, 2, 12),
    sex="F",
    addresses=(Address("41 Rowan Walk", "NM4 2QT"),),
    identifiers={"upn": ("X999 2022 0041 7",)},
    school="Larkfield Primary, Year 3",
    household=("Noah",),
    parents=(Relative("mother", "Grace Okafour", ("+44 7700 900 318",)), Relative("father", "Daniel")),
)


def test_whoever_lives_there_is_compared_before_any_number_of_namesakes() -> None:
    """Told by his mother's name, without a date, and at home where we know him: not lost among those of that name."""
    told = Particulars(("Nabil Begum",), sex="M", addresses=(Address("75 Herring Road", "NM4 2QT"),))
    himself = Particulars(
        ("Nabil Ahmed",), date(2020, 7, 20), sex="M", addresses=(Address("75 Herring Road", "NM42QT"),)
    )
    namesakes = [
        Particulars((f"Nabil Begun{letter}",), date(2019, 1, 1)) for letter in "abcdefghijklmnopqrst" for _ in "123"
    ]
    assert next(one for one in in_order(told, [*namesakes, himself]) if one.position == len(namesakes)).comparison


written_names = st.text(min_size=0, max_size=30)
plain_names = st.lists(
    st.text(alphabet=st.characters(whitelist_categories=("Lu", "Ll", "Lo")), min_size=1, max_size=10),
    min_size=1,
    max_size=4,
).map(" ".join)
days = st.dates(min_value=date(1930, 1, 1), max_value=date(2027, 12, 31))
people = st.builds(
    Particulars,
    names=st.lists(plain_names, max_size=3).map(tuple),
    date_of_birth=st.none() | days,
    due_date=st.none() | days,
    estimated_age=st.none() | st.integers(0, 90),
    estimated_on=st.none() | days,
    sex=st.sampled_from(["", "F", "M", "U"]),
    addresses=st.lists(
        st.builds(
            Address,
            st.sampled_from(["14 Rowan Walk", "41 Rowan Walk", "2 Elm Road", ""]),
            st.sampled_from(["NM4 2QT", "NM1 1AA", ""]),
        ),
        max_size=2,
    ).map(tuple),
    identifiers=st.dictionaries(
        st.sampled_from(["nhs", "upn", "la", "home_office"]),
        st.tuples(st.sampled_from(["9990142207", "9990142208", "A1"])),
    ),
    phones=st.lists(st.sampled_from(["07700 900318", "+447700900318", "0113 496 0000"]), max_size=2).map(tuple),
    school=st.sampled_from(["", "Larkfield Primary", "Larkfeild Primary", "Elm Park School"]),
    household=st.lists(st.sampled_from(["Noah", "Chidi", "Noa"]), max_size=3).map(tuple),
    parents=st.lists(
        st.builds(
            Relative,
            st.sampled_from(["mother", "father", "parent"]),
            plain_names,
            st.lists(st.just("07700900318"), max_size=1).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
)


def test_the_match_page_is_explained_field_by_field() -> None:
    """FD-10, screen 06: the words a practitioner reads before anybody is created."""
    comparison = compare(CONTACT, AMARA)
    said = {field.label: field.words for field in comparison.fields}
    assert said == {
        "Name": "Close: one letter",
        "Date of birth": "Same",
        "Sex": "Same",
        "Address": "Close: number reversed",
        "School": "Same",
        "UPN": "Same",
        "NHS number": "One side only",
        "LA child id": "One side only",
        "Mother": "Same phone",
        "Father": "Different",
        "Others at home": "Fits",
    }
    assert comparison.counts == "6 agree, 2 close, 1 different, 2 on one side only."


def test_each_side_keeps_its_own_words_beside_the_verdict() -> None:
    name = compare(CONTACT, AMARA).of("Name")
    assert name is not None
    assert (name.left, name.right) == ("Amara Okafour", "Amara Okafor, also Mara Okafor")


def test_a_field_blank_on_both_sides_is_left_out_and_blank_on_one_side_changes_no_weight() -> None:
    bare = Particulars(names=("Amara Okafor",))
    assert [field.label for field in compare(bare, bare).fields] == ["Name"]
    more = Particulars(names=("Amara Okafor",), date_of_birth=date(2018, 2, 12), school="Larkfield Primary")
    assert compare(bare, more).weight == compare(bare, bare).weight
    assert compare(Particulars(), Particulars()).counts == "Nothing to compare."


@given(people, people)
@settings(max_examples=150)
def test_comparing_is_the_same_whichever_side_comes_first(left: Particulars, right: Particulars) -> None:
    one, other = compare(left, right), compare(right, left)
    assert one.weight == pytest.approx(other.weight)
    assert [(f.label, f.verdict, f.words) for f in one.fields] == [(f.label, f.verdict, f.words) for f in other.fields]


@given(people, st.lists(people, max_size=90))
@settings(max_examples=25)
def test_ordering_never_hides_anybody(asked: Particulars, candidates: list[Particulars]) -> None:
    """Decision and issue: a threshold orders, never hides."""
    ordered = in_order(asked, candidates)
    assert sorted(placed.position for placed in ordered) == list(range(len(candidates)))
    weights = [placed.weight for placed in ordered]
    assert weights == sorted(weights, reverse=True)


@given(people)
@settings(max_examples=60)
def test_nobody_fits_better_than_the_person_themselves(person: Particulars) -> None:
    assert all(
        field.verdict is not Verdict.DIFFERENT or field.label == "Date of birth"
        for field in compare(person, person).fields
    )


@given(people)
@settings(max_examples=60)
def test_a_card_gives_back_the_particulars_it_was_made_from(person: Particulars) -> None:
    kept, same = compare(Particulars.from_card(person.as_card()), person), compare(person, person)
    assert (kept.weight, kept.fields) == (same.weight, same.fields)
    assert Particulars.from_card(person.as_card()).as_card() == person.as_card()


@given(written_names)
@settings(max_examples=300)
def test_folding_is_settled_after_one_go_and_never_fails(name: str) -> None:
    once = fold(name)
    assert fold(" ".join(once)) == once
    assert all(word and not word.isspace() and word == word.casefold() for word in once)


@given(plain_names)
@settings(max_examples=100)
def test_folding_does_not_care_how_accents_were_typed(name: str) -> None:
    assert fold(unicodedata.normalize("NFD", name)) == fold(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Łukasz Żółć", ("lukasz", "zolc")),
        ("İBRAHİM Işık", ("ibrahim", "isik")),
        ("Weiß", ("weiss",)),
        ("O'Brien", ("obrien",)),
        ("O’Brien", ("obrien",)),
        ("Osei-Barr", ("osei", "barr")),
        ("Osei–Barr", ("osei", "barr")),
        ("McDonald", ("mcdonald",)),
        ("Олександр Шевченко", ("oleksandr", "shevchenko")),
        ("محمد", ("mhmd",)),
        ("‮אברהם", ("אברהם",)),
        ("Jo‍hn 👶🏽", ("john",)),
        ("  ", ()),
        ("💙", ()),
        ("Đặng Thị", ("dang", "thi")),
        ("Βασίλης", ("vasilis",)),
    ],
)
def test_names_of_every_script_are_folded(written: str, words: tuple[str, ...]) -> None:
    assert fold(written) == words


@pytest.mark.parametrize(
    ("left", "right", "agrees", "why"),
    [
        ("Amara Okafour", "Amara Okafor", "close", "one letter"),
        ("Amara Okafro", "Amara Okafor", "close", "two letters swapped"),
        ("Okafor Amara", "Amara Okafor", "close", "names in another order"),
        ("Amara Grace Okafor", "Amara Okafor", "close", "part of the name on one side only"),
        ("Mary Jane Smith", "Maryjane Smith", "close", "a space or hyphen"),
        ("Mary-Jane Smith", "Mary Jane Smith", "same", ""),
        ("AMARA OKAFOR", "Amara Okafor", "same", ""),
        ("Zoë Żak", "Zoe Zak", "same", ""),
        ("Liz Adams", "Elizabeth Adams", "close", "another form of the name"),
        ("Mohammed Khan", "Muhammad Khan", "close", "another spelling"),
        ("Xuseen Cali", "Hussain Ali", "close", "another spelling"),
        ("Angus MacDonald", "Angus McDonald", "close", "another spelling"),
        ("Catherin Fisher", "Kathrine Phisher", "close", "sounds alike"),
        ("محمد خان", "Mohammed Khan", "close", "sounds alike"),
        ("Amara Jones", "Amara Okafor", "different", "only Amara agrees"),
        ("Mia Okafor", "Lia Okafor", "different", "only Okafor agrees"),
        ("Ben Okafor", "Ken Okafor", "different", "only Okafor agrees"),
        ("Kara Okafor", "Cara Okafor", "close", "one letter"),
        ("Amarra Okafour", "Amara Okafor", "close", "one letter in each name"),
        ("Noah Reid", "Amara Okafor", "different", ""),
    ],
)
def test_names_agree_or_differ_in_words_a_practitioner_uses(left: str, right: str, agrees: str, why: str) -> None:
    found = name_likeness(fold(left), fold(right))
    assert (found.agrees, found.why) == (agrees, why)
    assert name_likeness(fold(right), fold(left)) == found


def test_a_name_somebody_is_known_as_counts() -> None:
    found = compare(Particulars(names=("Mara Okafor",)), AMARA).of("Name")
    assert found is not None
    assert (found.verdict, found.words) == (Verdict.SAME, "Known as")


@pytest.mark.parametrize(
    "pair",
    [("mo", "mohammed"), ("liz", "elizabeth"), ("yousef", "yusuf"), ("hussein", "hussain"), ("oleksandr", "alexander")],
)
def test_known_forms_go_both_ways(pair: tuple[str, str]) -> None:
    left, right = pair
    assert right in known_forms(left)
    assert left in known_forms(right)
    assert likeness(left, right).degree > 0.9


def test_a_middle_name_left_out_counts_less_than_a_slip() -> None:
    """FD-10: people leave out middle names far more often than they misspell."""
    told = fold("Amara Okafor")
    exact, longer, slip = (
        name_likeness(told, fold(name)) for name in ("Amara Okafor", "Amara Grace Okafor", "Amara Okafer")
    )
    assert exact.degree > longer.degree > slip.degree
    assert longer.why == "part of the name on one side only"
    assert name_likeness(fold("Amara"), told).degree < 0.9


@pytest.mark.parametrize(("pet", "full"), [("barty", "bartholomew"), ("tammy", "tamsin")])
def test_a_pet_name_nobody_listed_is_nearer_its_full_name_than_any_other(pet: str, full: str) -> None:
    """It orders; it is not called the same name."""
    assert full not in known_forms(pet)
    assert 0.7 < likeness(pet, full).degree < ANSWERS
    assert pet in pet_forms(full)


def test_two_slips_in_a_short_name_still_leave_it_near() -> None:
    """A letter left out between two that were swapped is two slips, not three."""
    assert likeness("cahie", "archie") == Likeness(0.84, "two letters")
    assert likeness("rgey", "riley").degree > 0.7
    assert set(token_forms("rakib")) & set(hashed_forms(slips("akbi", 2)))


def test_two_short_forms_of_one_name_are_not_each_other() -> None:
    """Liz and Beth are both Elizabeth; a Liz is seldom called Beth."""
    assert "beth" not in known_forms("liz")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12), st.data())
@settings(max_examples=200)
def test_one_slip_of_the_finger_is_always_close(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    slipped = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place:],
                word[:place] + letter + word[place + 1 :],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            ]
        )
    )
    assert likeness(word, slipped).degree >= 0.78
    assert likeness(word, slipped) == likeness(slipped, word)


def test_what_is_typed_may_be_a_beginning_or_letters_from_inside() -> None:
    """Decision 11."""
    assert word_like("oka", "okafor").why == "begins oka"
    assert word_like("kaf", "okafor").why == "has kaf in it"
    assert word_like("okafor", "okafor").degree == 1.0


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (date(2018, 12, 2), "day and month swapped"),
        (date(2018, 2, 17), "one digit"),
        (date(2018, 2, 21), "two digits swapped"),
        (date(2018, 3, 12), "one digit"),
        (date(2018, 2, 28), "16 days apart"),
        (date(2007, 2, 12), "same day and month, another year"),
        (date(2018, 1, 1), "same year, and 1 January may stand for a day not known"),
        (date(2018, 11, 30), "same year only"),
        (date(1999, 7, 4), "far apart"),
    ],
)
def test_dates_of_birth_are_explained(other: date, why: str) -> None:
    assert date_likeness(date(2018, 2, 12), other).why == why
    assert date_likeness(other, date(2018, 2, 12)).why == why


@given(days)
@settings(max_examples=100)
def test_a_date_is_near_whatever_may_be_mistaken_for_it(day: date) -> None:
    near = near_dates(day)
    assert day not in near
    if day.day <= 12 and day.day != day.month:
        assert near[0] == date(day.year, day.day, day.month)
    if day.day < 28:
        assert day + timedelta(days=1) in near


@pytest.mark.parametrize("day", [date.min, date.max, date(1, 1, 2), date(999, 12, 31), date(2024, 2, 29)])
def test_strange_dates_do_not_fail(day: date) -> None:
    assert near_dates(day)
    assert date_likeness(day, date(2018, 2, 12)) == date_likeness(date(2018, 2, 12), day)


def test_a_child_due_may_be_the_child_born() -> None:
    """PR-01: an unborn child's record is found when the child is born."""
    unborn = Particulars(names=("Unborn Okafor",), due_date=date(2026, 6, 20))
    born = Particulars(names=("Grace Okafor",), date_of_birth=date(2026, 6, 11))
    field = compare(unborn, born).of("Date of birth")
    assert field is not None
    assert field.words == "Close: born 9 days before it was due"
    later = compare(unborn, Particulars(names=("Grace Okafor",), date_of_birth=date(2027, 6, 11))).of("Date of birth")
    assert later is not None
    assert later.verdict is Verdict.DIFFERENT


def test_an_age_as_it_seemed_fits_a_date_of_birth() -> None:
    seen = Particulars(names=("Amara",), estimated_age=8, estimated_on=date(2026, 6, 3))
    fits, no = (
        compare(seen, Particulars(names=("Amara",), date_of_birth=born)).of("Date of birth")
        for born in (date(2018, 2, 12), date(2010, 2, 12))
    )
    assert fits is not None
    assert no is not None
    assert (fits.words, no.words) == ("Close: fits the age given", "Different: 8 years from the age given")


def test_a_parents_role_may_be_unknown() -> None:
    told = Particulars(names=("Amara Okafor",), parents=(Relative("parent", "Grace Okafor"),))
    held = Particulars(names=("Amara Okafor",), parents=(Relative("mother", "Grace Okafor"),))
    field = compare(told, held).of("Mother")
    assert field is not None
    assert field.verdict is Verdict.SAME


def test_an_identifier_one_character_out_is_close_and_never_settles_it() -> None:
    """Decision 6: a repeated or mistyped number is a finding for review."""
    one, other = (
        Particulars(names=("Amara Okafor",), identifiers={"nhs": (number,)}) for number in ("9990142207", "9990142208")
    )
    field = compare(one, other).of("NHS number")
    assert field is not None
    assert field.words == "Close: one character"


def test_likelier_people_come_first() -> None:
    order = [
        placed.position
        for placed in in_order(
            CONTACT, [Particulars(names=("Noah Reid",)), AMARA, Particulars(names=("Amara Okonkwo",))]
        )
    ]
    assert order == [1, 2, 0]


def test_best_name_of_nothing_is_no_likeness() -> None:
    assert best_name((), (("amara",),)).degree == 0
