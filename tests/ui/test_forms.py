"""Forms speak in sentences, keep what was typed, and take nothing that cannot be kept."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from threading import Event
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils.datastructures import MultiValueDict

from kith.ui.forms import (
    Checkboxes,
    DateParts,
    Email,
    Hidden,
    KithForm,
    LongText,
    Phone,
    Postcode,
    Radios,
    Select,
    Text,
    Tick,
    WholeNumber,
    YesNo,
    words,
)
from kith.ui.forms.shown import summary_links
from kith.ui.forms.words import called, missing


class Contact(KithForm):
    fieldsets = (("About you", ("name", "email")),)
    name = Text("Your name", hint="As on your badge", width=20)
    email = Email("Work email address", required=False)
    phone = Phone(required=False)
    postcode = Postcode(required=False)
    told = LongText("What were you told?", rows=4)
    how = Radios(
        "How did they tell us?", [("phone", "By phone"), ("other", "Another way")], reveal={"other": ["how_other"]}
    )
    how_other = Text("Say how")
    kinds = Checkboxes(
        "Kinds of worry", [("a", "At home"), ("b", "Away"), ("n", "None")], exclusive="n", required=False
    )
    level = Select("Level of need", [("1", "Universal"), ("2", "Early help")], required=False)
    safe = YesNo("Is the child safe now?", reveal={"no": ["why_not"]}, required=False)
    why_not = LongText("Why not")
    urgent = Tick("This cannot wait", reveal={"on": ["because"]}, required=False)
    because = Text("Because")
    rooms = WholeNumber("Bedrooms", required=False, max_value=20)
    carried = Hidden(required=False)


GOOD = {"name": "Ruth", "told": "Heard shouting", "how": "phone"}


def sent(**typed):
    form = Contact({**GOOD, **typed})
    form.is_valid()
    return form


def test_an_empty_form_says_what_to_do_for_each_field_in_the_order_of_the_page():
    form = Contact({})
    assert [link["text"] for link in summary_links(form)] == [
        "Enter your name",
        "Answer the question: What were you told?",
        "Answer the question: How did they tell us?",
    ]
    assert [link["href"] for link in summary_links(form)] == ["#id_name", "#id_told", "#id_how"]


class Base(KithForm):
    fieldsets = [("First", ["when", "officer"]), ("Then", ["told", "why"])]
    when = DateParts("When did they agree?", missing="Say when they agreed")
    told = YesNo("Was the mother told?", missing="Say whether she was told", reveal={"no": ["why"]})
    why = Text("Why not", missing="Say why not")


class Longer(Base):
    officer = Text("Which officer?", missing="Say which officer")


def test_what_is_wrong_is_listed_as_the_page_asks_it_and_not_as_the_fields_were_declared():
    listed = [link["text"] for link in summary_links(Longer({}))]
    assert listed == ["Say when they agreed", "Say which officer", "Say whether she was told"]
    assert [link["text"] for link in summary_links(Longer({"told": "no"}))][-1] == "Say why not"


def test_every_link_of_the_summary_leads_to_a_control_that_is_on_the_page():
    form = sent(name="", how="other", how_other="", born="x")
    html = str(form)
    links = summary_links(form)
    assert links
    for link in links:
        assert len(re.findall(f'<(?:input|textarea|select)[^>]* id="{link["href"][1:]}"', html)) == 1


@pytest.mark.parametrize(
    ("label", "name", "sentence"),
    [
        ("Date of birth", "the date of birth", "Enter the date of birth"),
        ("NHS number", "the NHS number", "Enter the NHS number"),
        ("UPN", "the UPN", "Enter the UPN"),
        ("Your name", "your name", "Enter your name"),
        ("Is the child safe now?", "this answer", "Answer the question: Is the child safe now?"),
        ("Why you think so", "this answer", "Enter why you think so"),
        ("Say how", "this answer", "Say how"),
    ],
)
def test_sentences_name_a_field_as_a_person_would(label, name, sentence):
    assert called(label) == name
    assert missing(label, chosen=False) == sentence


def test_an_author_may_choose_the_sentence_and_the_name():
    class Own(KithForm):
        amara = Text(
            "Amara's school", called="Amara's school", missing="Enter the name of Amara's school", max_length=5
        )

    assert Own({}).errors["amara"] == ["Enter the name of Amara's school"]
    assert Own({"amara": "Larkfield"}).errors["amara"] == ["Amara's school must be 5 characters or fewer. It now has 9"]


def test_what_was_typed_is_kept_when_something_else_is_wrong():
    form = sent(
        name="", told='She said "no" <b>twice</b> & left', email="nobody", level="2", kinds=["a", "b"], safe="no"
    )
    html = str(form)
    assert "She said &quot;no&quot; &lt;b&gt;twice&lt;/b&gt; &amp; left</textarea>" in html
    assert 'value="nobody"' in html
    assert '<option value="2" selected>' in html
    assert html.count(" checked>") + html.count(" checked ") == 4  # two kinds, no, by phone


def test_a_piece_of_writing_keeps_its_first_empty_line():
    class Quoted(KithForm):
        words = LongText("Words", strip=False)

    assert ">\n\nSecond line</textarea>" in str(Quoted({"words": "\nSecond line"}))  # HTML drops the first line end


@pytest.mark.parametrize(
    "value", ["Zoë", "Nguyễn Thị Ánh", "زينب", "זהבה", "👩‍👧 mum", "Siân O'Neill-Øyá", "Łucja", "a\tb"]
)
def test_names_of_every_script_and_emoji_are_taken_as_they_are(value):
    assert sent(name=value).cleaned_data["name"] == value


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
def test_characters_that_cannot_be_kept_are_refused_by_a_sentence_that_says_where(bad):
    form = sent(name=f"Amara{bad}Okafor")
    assert form.errors["name"][0].startswith("Your name has a hidden character after “Amara” that cannot be kept")


def test_a_character_that_cannot_be_kept_may_be_the_first():
    assert sent(told="\x00x").errors["told"][0].startswith("This answer has a hidden character at the start")


def test_ten_megabytes_of_text_get_a_clear_message():
    form = sent(told="x" * 10_000_000)
    assert form.errors["told"] == ["This answer must be 20,000 characters or fewer. It now has 10000000"]
    assert sent(told="x" * 20_000).errors == {}


def test_djangos_own_fields_keep_the_house_rules_too():
    class Plain(KithForm):
        words = forms.CharField(label="Words")
        essay = forms.CharField(widget=forms.Textarea, required=False)
        number = forms.IntegerField(required=False)
        pick = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect, required=False)
        many = forms.MultipleChoiceField(choices=[("a", "A")], required=False)

    form = Plain({"words": "x" * 201, "essay": "\x00", "number": "9" * 30, "pick": "z", "many": ["z"]})
    said = {name: texts[0] for name, texts in form.errors.items()}
    assert said == {
        "words": "The words must be 200 characters or fewer. It now has 201",
        "essay": said["essay"],
        "number": "The number must be 2147483647 or less",
        "pick": "Choose one of the answers offered for the pick",
        "many": "Choose one of the answers offered for the many",
    }
    assert "hidden character" in said["essay"]
    html = str(Plain())
    for kind in ("govuk-input", "govuk-textarea", "govuk-radios", "govuk-checkboxes"):
        assert f'class="{kind}' in html
    assert "(optional)" in html


@pytest.mark.parametrize("number", ["9" * 5000, "1.5", "one", "-1", "21"])
def test_a_number_that_is_not_one_is_a_sentence(number):
    assert len(sent(rooms=number).errors["rooms"]) == 1


@pytest.mark.parametrize(
    "good", ["01632 960 001", "+44 808 157 0192", "(01632) 960001", "07700900982", "01632 960 001 ext 4"]
)
def test_a_telephone_number_is_kept_as_written(good):
    assert sent(phone=good).cleaned_data["phone"] == good


@pytest.mark.parametrize("bad", ["123", "no phone", "07700 900 98x", "1" * 16])
def test_what_is_not_a_telephone_number_is_told_how_one_looks(bad):
    assert sent(phone=bad).errors["phone"][0].startswith("Enter a telephone number, such as 01632 960 001")


@pytest.mark.parametrize(
    ("typed", "kept"), [("nm4 2qt", "NM4 2QT"), ("NM42QT", "NM4 2QT"), (" ec1a  1bb ", "EC1A 1BB"), ("", "")]
)
def test_a_postcode_is_kept_in_capitals_with_its_space(typed, kept):
    assert sent(postcode=typed).cleaned_data["postcode"] == kept


@pytest.mark.parametrize("bad", ["NM4", "12345", "NM4 2Q", "ZZZ9 9ZZ"])
def test_half_a_postcode_is_refused(bad):
    assert sent(postcode=bad).errors["postcode"] == ["Enter a full UK postcode, such as NM4 2QT"]


def test_one_sentence_for_an_email_address_that_is_not_one():
    assert sent(email="a@b@c").errors["email"] == [
        "Enter an email address in the correct format, such as name@example.org"
    ]


def test_a_revealed_field_is_needed_only_when_its_answer_is_chosen():
    assert sent().errors == {}
    assert sent(how="other").errors == {"how_other": ["Say how"]}
    assert sent(safe="no").errors == {"why_not": ["Enter why not"]}
    assert sent(safe=False).errors == {"why_not": ["Enter why not"]}  # as the API says it
    assert sent(urgent="on").errors == {"because": ["Enter the because"]}
    assert sent(urgent=True, because="now").cleaned_data["because"] == "now"


def test_a_box_that_was_not_opened_says_nothing():
    form = sent(how="phone", how_other="left over\x00" * 100, safe="yes", why_not="left over")
    assert form.errors == {}
    assert (form.cleaned_data["how_other"], form.cleaned_data["why_not"]) == ("", "")


def test_revealed_fields_stand_inside_their_answer_and_nowhere_else():
    html = str(Contact())
    assert html.count('name="how_other"') == 1
    opened = html.split('id="conditional-id_how-2"')[1]
    assert 'name="how_other"' in opened.split('name="kinds"')[0]


def test_none_of_these_stands_alone():
    assert "alone" in sent(kinds=["a", "n"]).errors["kinds"][0]
    assert sent(kinds=["a", "a"]).cleaned_data["kinds"] == ["a"]


@pytest.mark.parametrize(
    ("given", "answer"), [("yes", True), ("no", False), (True, True), (False, False), ("", None), (None, None)]
)
def test_yes_no_and_no_answer_are_three_things(given, answer):
    assert sent(safe=given, why_not="x").cleaned_data["safe"] is answer
    assert str(Contact(initial={"safe": answer})).count(" checked") == (0 if answer is None else 1)


def test_fields_stand_under_their_headings_and_the_rest_follow():
    html = str(Contact())
    assert html.index("About you") < html.index('name="name"') < html.index("</fieldset>") < html.index('name="told"')
    assert html.index('type="hidden"') < html.index("About you")


def test_labels_say_what_may_be_left_empty_unless_the_form_is_a_workspace():
    assert "Level of need (optional)" in str(Contact())
    assert "Say how (optional)" not in str(Contact())
    assert "This cannot wait (optional)" not in str(Contact())

    class Workspace(Contact):
        mark_optional = False

    assert "(optional)" not in str(Workspace())


def test_a_select_never_chooses_by_itself():
    html = str(Contact())
    assert '<option value="">Choose</option>' in html.replace(" selected", "")
    assert '<option value="1" selected' not in html


def test_hint_and_error_describe_the_control_in_that_order():
    html = str(Contact({}))
    assert 'id="id_name" name="name" type="text" aria-describedby="id_name-hint id_name-error"' in html


def test_a_field_can_be_the_heading_of_its_page():
    html = Template('{% load kith %}{% govuk_field form.name heading="l" %}').render(Context({"form": Contact()}))
    assert (
        '<h1 class="govuk-label-wrapper"><label class="govuk-label govuk-label--l" for="id_name">Your name</label></h1>'
        in html
    )


def test_a_draft_is_drawn_as_it_was_typed_and_without_faults():
    form = Contact(MultiValueDict({"name": [""], "how": ["other"]}))
    form.unchecked = True
    assert "govuk-error-message" not in str(form)
    assert 'value="other" checked' in str(form)


def test_the_browser_is_not_asked_to_fill_in_other_peoples_details():
    assert str(Contact()).count('autocomplete="off"') >= 6


class Dated(KithForm):
    born = DateParts("Date of birth")


def test_an_error_with_a_date_leads_to_the_wrong_box():
    assert summary_links(Dated({"born-day": "1", "born-year": "2018"}))[0]["href"] == "#id_born-month"
    assert summary_links(Dated({}))[0]["href"] == "#id_born-day"


def test_a_form_that_two_people_open_first_in_one_instant_has_its_rules_for_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Told(KithForm):
        words = LongText("What were you told?")

    at_work, may_end, said = Event(), Event(), called

    def slowly(label: str) -> str:
        at_work.set()
        assert may_end.wait(5)
        return said(label)

    monkeypatch.setattr(words, "called", slowly)
    with ThreadPoolExecutor(2) as pool:
        forms_of: list[Any] = [pool.submit(Told, {"words": "She\x00 said so"})]
        assert at_work.wait(5)
        forms_of.append(pool.submit(Told, {"words": "She\x00 said so"}))
        wait_for(forms_of[1:], 0.3)
        may_end.set()
        faults = [form.result().errors["words"] for form in forms_of]
    assert all("hidden character" in fault[0] for fault in faults), faults
