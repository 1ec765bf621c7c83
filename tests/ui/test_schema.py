"""The API's view of a form: strict types, nothing unknown."""

from __future__ import annotations

import pytest
from django import forms

from kith.ui.forms import (
    Checkboxes,
    DateParts,
    Email,
    KithForm,
    LongText,
    MomentParts,
    Radios,
    Select,
    Text,
    Tick,
    Upload,
    WholeNumber,
    YesNo,
    form_schema,
)


class Every(KithForm):
    name = Text("Name", hint="As on your badge.")
    email = Email("Email", required=False)
    told = LongText("What were you told?")
    born = DateParts("Date of birth", required=False)
    when = MomentParts("When", required=False)
    safe = YesNo("Is the child safe?", required=False)
    agreed = Tick("Agreed", required=False)
    rooms = WholeNumber("Rooms", required=False, max_value=20)
    how = Radios("How", [("phone", "Phone"), ("other", "Other")], reveal={"other": ["how_other"]})
    how_other = Text("Say how")
    kinds = Checkboxes("Kinds", [("a", "A"), ("b", "B")], required=False)
    level = Select("Level", [("Low", [("1", "One")]), ("2", "Two")], required=False)


def of(name: str) -> dict:
    return form_schema(Every)["properties"][name]


def test_each_kind_of_field_has_its_type():
    assert of("name") == {"type": "string", "maxLength": 200, "minLength": 1, "description": "Name. As on your badge"}
    assert of("email")["format"] == "email"
    assert of("told")["maxLength"] == 20_000
    assert (of("born")["format"], of("when")["format"]) == ("date", "date-time")
    assert of("safe")["type"] == of("agreed")["type"] == "boolean"
    assert {k: of("rooms")[k] for k in ("type", "minimum", "maximum")} == {
        "type": "integer",
        "minimum": 0,
        "maximum": 20,
    }
    assert of("how")["enum"] == ["phone", "other"]
    assert of("kinds")["items"] == {"type": "string", "enum": ["a", "b"]}
    assert of("level")["enum"] == ["1", "2"]


def test_what_is_needed_is_needed_and_a_revealed_field_is_not():
    assert form_schema(Every)["required"] == ["name", "told", "how"]
    assert form_schema(Every)["additionalProperties"] is False


def test_a_form_with_a_file_cannot_be_carried():
    class WithFile(KithForm):
        letter = Upload("Letter")

    with pytest.raises(TypeError, match="an address of its own"):
        form_schema(WithFile)


def test_a_field_nobody_knows_is_an_error_and_not_a_guess():
    class Odd(KithForm):
        odd = forms.Field(label="Odd")

    with pytest.raises(TypeError, match="does not know how to carry"):
        form_schema(Odd)


def test_what_the_schema_allows_the_form_takes():
    good = {
        "name": "Ruth",
        "told": "Shouting",
        "born": "2018-02-12",
        "when": "2026-06-03T16:34:00+01:00",
        "safe": False,
        "agreed": True,
        "rooms": 3,
        "how": "phone",
        "kinds": ["a"],
        "level": "1",
    }
    form = Every(good)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["safe"] is False
    assert form.cleaned_data["agreed"] is True
    assert form.cleaned_data["rooms"] == 3
