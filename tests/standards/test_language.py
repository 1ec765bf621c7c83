"""Words that blame a child are met with a better phrase, gently (EX-16)."""

from __future__ import annotations

import pytest

from kith.standards.language import another_look


def test_ex_16_a_blaming_phrase_is_named_with_a_better_one() -> None:
    (found,) = another_look(["She is putting  herself at risk by going there."])
    assert found.found == "putting  herself at risk"
    assert "from somebody" in found.instead


def test_ex_16_each_phrase_is_named_once_whatever_its_case_or_place() -> None:
    assert [one.found for one in another_look(["Promiscuous.", "promiscuous", "He absconded."])] == [
        "Promiscuous",
        "absconded",
    ]


@pytest.mark.parametrize(
    "text",
    [
        'He said: "she is promiscuous".',
        "He wrote “she absconded”.",
        "Nothing to see here.",
        "An unpromiscuous word inside a longer one.",
    ],
)
def test_ex_16_what_somebody_said_is_left_alone(text: str) -> None:
    assert another_look([text]) == []


def test_ex_16_it_says_exploitation_and_never_the_other_word() -> None:
    (found,) = another_look(["child prostitution"])
    assert "child sexual exploitation" in found.instead
