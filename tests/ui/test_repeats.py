"""A block of fields several times over, by buttons that need no script."""

from __future__ import annotations

import pytest
from django.utils.datastructures import MultiValueDict

from kith.ui.forms import Checkboxes, DateParts, KithForm, Repeat, Text, form_schema
from kith.ui.forms.shown import summary_links


class Child(KithForm):
    name = Text("First name")
    born = DateParts("Date of birth", past=True, required=False)
    likes = Checkboxes("Likes", [("a", "Art"), ("b", "Ball games")], required=False)


class Family(KithForm):
    surname = Text("Surname")
    children = Repeat(Child, "Children", one="child", least=1, most=3)


def page(**typed):
    return Family(
        MultiValueDict({name.replace("__", "-"): v if isinstance(v, list) else [v] for name, v in typed.items()})
    )


TWO = {"surname": "Okafor", "children__0__name": "Amara", "children__1__name": "Noah", "children__1__likes": ["a", "b"]}


def test_each_block_is_cleaned_by_its_own_form():
    form = page(**TWO, children__0__born__day="12", children__0__born__month="2", children__0__born__year="2018")
    assert form.is_valid()
    amara, noah = form.cleaned_data["children"]
    assert (amara["name"], str(amara["born"])) == ("Amara", "2018-02-12")
    assert (noah["name"], noah["likes"]) == ("Noah", ["a", "b"])


def test_the_api_sends_a_list():
    form = Family({"surname": "Okafor", "children": [{"name": "Amara", "born": "2018-02-12"}, {"name": "Noah"}]})
    assert form.is_valid()
    assert [child["name"] for child in form.cleaned_data["children"]] == ["Amara", "Noah"]
    for nonsense in ("many", [1, "two"], [], {"name": "Amara"}):
        assert not Family({"surname": "Okafor", "children": nonsense}).is_valid()


def test_asking_for_another_block_checks_nothing_accepts_nothing_and_keeps_everything():
    form = page(surname="", children__0__name="Amara", children__add="1")
    assert not form.is_valid()
    assert form.errors == {}
    assert summary_links(form) == []
    html = str(form)
    assert "govuk-error-message" not in html
    assert 'value="Amara"' in html
    assert 'name="children-1-name"' in html


def test_a_block_is_taken_away_and_the_others_move_up():
    form = page(**TWO, children__2__name="Chidi", children__remove="0")
    assert not form.is_valid()
    html = str(form)
    assert [html.index(name) for name in ('name="children-0-name" type="text" value="Noah"', 'value="Chidi"')]
    assert "Amara" not in html
    assert html.count("checked") == 2  # what Noah likes came with him


def test_the_buttons_stop_at_the_most_and_the_least():
    assert "Take away" not in str(Family())
    assert "Add another child" in str(Family())
    three = {f"children__{n}__name": "A" for n in range(3)}
    assert "Add another child" not in str(page(**three))
    form = page(surname="Okafor", **{f"children__{n}__name": "A" for n in range(9)})
    assert form.errors["children"] == ["There may be 3 at most: take 1 away"]


def test_enter_in_a_text_box_sends_the_form_and_does_not_take_a_block_away():
    html = str(page(**TWO))
    first = html.index('type="submit"')
    assert "govuk-visually-hidden" in html[first - 60 : first + 60]


def test_a_fault_in_a_block_is_said_once_and_leads_to_its_own_control():
    form = page(surname="Okafor", children__0__name="Amara", children__1__name="", children__1__likes="a")
    assert not form.is_valid()
    assert summary_links(form) == [{"text": "Child 2: Enter the first name", "href": "#id_children-1-name"}]
    assert form.errors["children"] == ["Child 2: Enter the first name"]  # the API says it in one place
    assert str(form).count("Enter the first name") == 1


def test_an_added_block_left_empty_is_left_out():
    form = page(surname="Okafor", children__0__name="Amara", children__1__name="", children__1__block="1")
    assert form.is_valid()
    assert len(form.cleaned_data["children"]) == 1


def test_the_first_blocks_are_needed():
    assert page(surname="Okafor", children__0__name="").errors["children"] == ["Child 1: Enter the first name"]
    none = page(surname="Okafor")
    assert none.errors["children"] == ["Add a child"]
    assert 'name="children-0-name"' in str(none)  # and there is somewhere to put one


def test_what_is_known_starts_the_blocks():
    html = str(Family(initial={"children": [{"name": "Amara"}, {"name": "Noah"}]}))
    assert 'value="Amara"' in html
    assert 'name="children-1-name" type="text" value="Noah"' in html


def test_a_thousand_blocks_are_not_built():
    form = page(surname="x", children__999__name="far")
    assert len(form["children"].blocks) <= 5
    assert not form.is_valid()


@pytest.mark.parametrize("key", ["children--1-name", "children-x-name", "children-0-", "children-0"])
def test_names_nobody_would_send_do_no_harm(key):
    Family({"surname": "x", key: "y"}).is_valid()


def test_the_schema_of_blocks():
    schema = form_schema(Family)["properties"]["children"]
    assert (schema["type"], schema["minItems"], schema["maxItems"]) == ("array", 1, 3)
    assert schema["items"]["required"] == ["name"]
    assert schema["items"]["additionalProperties"] is False


class Folding(KithForm):
    children = Repeat(Child, "Children", one="child", least=0, most=3, fold=True)


def test_what_is_kept_and_answered_whole_is_folded_under_its_first_answer_and_nothing_else_is():
    """Promise 5: what is known is shown, and what is open stands open. No script is needed."""
    whole = {"name": "Amara", "born": "2018-02-12", "likes": ["a"]}
    html = str(Folding(initial={"children": [whole, {"name": "Noah"}]}))
    assert html.count("<details") == 1
    assert "Child 1: Amara" in html
    assert html.index("Child 1: Amara") < html.index('name="children-0-name"') < html.index("</details>")
    assert html.index("</details>") < html.index('name="children-1-name"')
    sent = Folding(MultiValueDict({"children-0-name": ["Amara"], "children-0-likes": ["a"]}))
    assert "<details" not in str(sent)
    assert "<details" not in str(Family(initial={"children": [whole]}))
