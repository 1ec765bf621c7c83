"""Two people write in one section at once, and nothing of either is lost (promise 1; issue: merge by section)."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kith.assessment.merging import Merged, merge_answer, merge_text

LINES = st.lists(st.sampled_from(["", "one", "two", "three", "four", "five five", "six"]), max_size=8)
TEXT = LINES.map("\n".join)


@given(TEXT, TEXT)
def test_what_only_one_changed_is_taken(base: str, changed: str) -> None:
    assert merge_text(base, changed, base).value == changed
    assert merge_text(base, base, changed).value == changed
    assert merge_text(base, changed, changed).value == changed
    assert not merge_text(base, changed, base).clashes


@given(TEXT, TEXT, TEXT)
def test_every_paragraph_that_somebody_added_is_there(base: str, mine: str, theirs: str) -> None:
    joined = merge_text(base, mine, theirs).value.split("\n")
    for text in (mine, theirs):
        added = set(text.split("\n")) - {"", *base.split("\n")}
        assert added <= set(joined)


@given(TEXT, TEXT, TEXT)
def test_nothing_stands_there_that_nobody_wrote(base: str, mine: str, theirs: str) -> None:
    joined = set(merge_text(base, mine, theirs).value.split("\n"))
    assert joined <= {"", *base.split("\n"), *mine.split("\n"), *theirs.split("\n")}


def test_changes_in_different_places_are_joined_without_a_clash() -> None:
    base = "Health is good.\nSchool is hard.\nFriends are few."
    mine, theirs = base.replace("good", "very good"), base.replace("few", "two")
    joined = merge_text(base, mine, theirs)
    assert joined.value == "Health is very good.\nSchool is hard.\nFriends are two."
    assert joined.clashes == []


def test_where_both_changed_the_same_place_both_texts_stand_and_are_named() -> None:
    joined = merge_text("She sleeps.", "She sleeps badly.", "She sleeps well.")
    assert joined.value == "She sleeps well.\nShe sleeps badly."
    assert joined.clashes == [("She sleeps well.", "She sleeps badly.")]


def test_of_two_paragraphs_side_by_side_only_the_one_that_both_changed_clashes() -> None:
    base = "Mornings: alone.\nEvenings: loud."
    theirs = "Mornings: with Chidi.\nEvenings: loud until ten."
    joined = merge_text(base, "Mornings: alone, from five.\nEvenings: loud.", theirs)
    assert joined.clashes == [("Mornings: with Chidi.", "Mornings: alone, from five.")]
    assert joined.value == "Mornings: with Chidi.\nMornings: alone, from five.\nEvenings: loud until ten."


def test_an_answer_chosen_twice_keeps_the_later_and_names_both() -> None:
    joined = merge_answer("", "high", "low", prose=False)
    assert (joined.value, joined.clashes) == ("high", [("low", "high")])
    assert merge_answer("low", "low", "high", prose=False).value == "high"


def entries(base: list[dict[str, str]], mine: list[dict[str, str]], theirs: list[dict[str, str]]) -> Merged:
    return merge_answer(base, mine, theirs, prose=False, entries={"impact"})


DRINK = {"issue": "Drink", "seriousness": "high", "impact": "She listens at night."}
MONEY, NIGHTS = {"issue": "Money"}, {"issue": "Nights alone"}
ENTRY = st.fixed_dictionaries(
    {"issue": st.sampled_from(["a", "b", "c", "d"]), "impact": st.sampled_from(["", "x", "y"])}
)
ENTRIES = st.lists(ENTRY, max_size=5)


def test_entries_that_each_added_both_stand_and_nobody_is_asked() -> None:
    assert entries([], [MONEY], [NIGHTS]) == Merged([NIGHTS, MONEY], [])
    assert entries([DRINK], [DRINK, MONEY], [DRINK, NIGHTS]) == Merged([DRINK, NIGHTS, MONEY], [])
    assert entries([], [MONEY], [MONEY]).value == [MONEY]


def test_an_entry_that_both_changed_in_different_fields_is_joined() -> None:
    mine, theirs = DRINK | {"impact": "She listens at night, and is tired."}, DRINK | {"seriousness": "moderate"}
    joined = entries([DRINK, MONEY], [mine, MONEY], [theirs, MONEY, NIGHTS])
    assert joined == Merged([mine | theirs | {"impact": mine["impact"]}, MONEY, NIGHTS], [])


def test_an_entry_that_both_changed_in_the_same_field_names_both() -> None:
    mine, theirs = DRINK | {"seriousness": "low"}, DRINK | {"seriousness": "moderate"}
    joined = entries([DRINK], [mine], [theirs])
    assert joined == Merged([mine], [([theirs], [mine])])
    taken = entries([DRINK], [], [theirs])  # taken away by one, changed by the other: it stays, and is named
    assert taken == Merged([theirs], [([theirs], [])])


def test_what_is_left_blank_in_an_entry_is_no_change() -> None:
    assert entries([MONEY | {"impact": ""}], [MONEY], [MONEY, NIGHTS]).value == [MONEY, NIGHTS]


@given(ENTRIES, ENTRIES, ENTRIES)
def test_every_entry_that_somebody_added_is_there(base: Any, mine: Any, theirs: Any) -> None:
    joined = entries(base, mine, theirs)
    named = [one for pair in joined.clashes for side in pair for one in side]
    joined_names = {one["issue"] for one in [*joined.value, *named]}
    for changed in (mine, theirs):
        assert {one["issue"] for one in changed} - {one["issue"] for one in base} <= joined_names


@given(ENTRIES, ENTRIES)
def test_a_list_that_only_one_changed_is_taken(base: Any, changed: Any) -> None:
    assert entries(base, changed, base) == Merged(changed)
    assert entries(base, base, changed) == Merged(changed)
