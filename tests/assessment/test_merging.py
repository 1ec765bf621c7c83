"""Two people write in one section at once, and nothing of either is lost (promise 1; issue: merge by section)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kith.assessment.merging import merge_answer, merge_text

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
