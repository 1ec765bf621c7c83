"""Kith's own components: what they say, and that nothing given to them becomes markup."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from kith.ui.forms import KithForm, Text
from tests.ui.gallery import CLOCK, page

COMPONENTS = sorted((Path(__file__).parents[2] / "kith/ui/templates/cotton").glob("*.html"))
NASTY = '"x" onmouseover="alert(1)"><script>alert(\'1\')</script>'


def drawn(component: str, slot: str = "", **given) -> str:
    template = Template('{% cotton component :is="kind" :attrs="given" %}{{ words }}{% endcotton %}')
    return template.render(Context({"kind": component, "given": given, "words": slot}))


@pytest.mark.parametrize("file", COMPONENTS, ids=lambda file: file.stem)
def test_no_component_writes_attributes_without_escaping_them(file):
    """Cotton's `{{ attrs }}` does not escape; ours goes through a filter that does."""
    source = file.read_text()
    assert "{{ attrs }}" not in source
    assert "|safe" not in source
    assert "autoescape off" not in source
    assert "style=" not in source
    assert "<script" not in source


@pytest.mark.parametrize("file", COMPONENTS, ids=lambda file: file.stem)
def test_whatever_is_given_to_a_component_stays_text(file):
    names = [
        "id",
        "name",
        "label",
        "legend",
        "hint",
        "error",
        "value",
        "heading",
        "href",
        "title",
        "summary",
        "caption",
        "cite",
        "words",
        "about",
        "state",
        "class",
        "icon-text",
        "title-id",
        "prefix",
        "action",
        "intro",
        "data-note",
        "aria-label",
    ]
    items = [
        {
            "label": NASTY,
            "href": NASTY,
            "words": NASTY,
            "kind": NASTY,
            "number": NASTY,
            "title": NASTY,
            "name": NASTY,
            "phone": NASTY,
            "about": NASTY,
            "value": NASTY,
            "key": NASTY,
            "text": NASTY,
            "part": NASTY,
            "panel": NASTY,
            "state": NASTY,
            "lines": [NASTY],
            "by": NASTY,
            "actions": [{"label": NASTY, "href": NASTY}],
            "attributes": {"data-x": NASTY},
        }
    ]
    several = dict.fromkeys(("items", "rows", "steps", "people", "facts", "badges", "boxes"), items)
    clock = {**CLOCK, "words": NASTY, "rule": NASTY, "href": NASTY, "state": NASTY}
    html = drawn(file.stem.replace("_", "-"), NASTY, **dict.fromkeys(names, NASTY), **several, of=clock, next=items[0])
    assert "<script" not in html
    assert 'onmouseover="' not in html.replace("&quot;", "'")


def test_variables_of_the_page_do_not_leak_into_a_component():
    page_names = {
        "hint": "LEAK",
        "error": "LEAK",
        "value": "LEAK",
        "heading": "LEAK",
        "items": ["LEAK"],
        "class": "LEAK",
        "summary": "LEAK",
        "caption": "LEAK",
        "cite": "LEAK",
        "state": "LEAK",
        "rows": "LEAK",
        "aside": "LEAK",
        "title": "LEAK",
        "legend": "LEAK",
        "actions": "LEAK",
        "described_by": "LEAK",
        "prefix": "LEAK",
    }
    for file in COMPONENTS:
        if file.stem == "density":
            continue  # its value is the page's own
        template = Template(f'{{% cotton {file.stem.replace("_", "-")} name="n" %}}words{{% endcotton %}}')
        assert "LEAK" not in template.render(Context(page_names)), file.stem


def test_a_clock_opens_without_script_and_says_why():
    html = drawn("clock", of=CLOCK)
    assert html.startswith('<details class="kith-clock" name="clock">')
    assert '<span class="kith-dial" data-used="75" aria-hidden="true"></span>Assessment due in 8 working days' in html
    terms = ["Rule", "Source", "Started by", "Limit", "Counted"]
    assert [html.index(f"<dt>{term}</dt>") for term in terms] == sorted(
        html.index(f"<dt>{term}</dt>") for term in terms
    )
    assert "<dt>Reason</dt>" not in html  # what the clock does not know is not asked
    assert 'href="#counting">Show the counting' in html


def test_a_clock_may_be_an_object_and_without_a_rule_is_a_plain_chip():
    html = drawn("clock", of=SimpleNamespace(state="late", words="Overdue by 2 working days", used=100))
    assert "<details" not in html
    assert "kith-chip--late" in html
    assert drawn("clock", of=None).strip() == ""


def test_a_stage_of_the_ribbon_says_in_words_where_it_stands():
    html = drawn("ribbon", steps=[{"label": "Contact", "state": "done"}, {"label": "Assessment", "state": "now"}])
    assert 'Contact<span class="govuk-visually-hidden">, done</span>' in html
    assert 'aria-current="step"' in html.split("Assessment")[0].rsplit("<li", 1)[1]


def test_safe_markup_stands_and_text_does_not():
    assert "<b>bold</b>" in drawn("note", mark_safe("<b>bold</b>"))
    assert "&lt;b&gt;" in drawn("note", "<b>bold</b>")


def test_a_false_or_missing_attribute_is_not_written():
    html = drawn("button", "Save", disabled=False, name=None, form="f")
    assert "disabled" not in html
    assert " name=" not in html
    assert 'form="f"' in html


class Named(KithForm):
    name = Text("Name")


def test_the_frame_shows_the_faults_of_its_form_and_says_so_in_the_title(plain_static):
    html = page("base.html", form=Named({}))
    assert "<title>Error: Kith - Kith</title>" in html
    assert html.index("govuk-error-summary") > html.index('<main class="kith-main" id="main"')
    assert '<a href="#id_name">Enter the name</a>' in html
    assert "<title>Kith - Kith</title>" in page("base.html", form=Named())


def test_the_frame_has_nothing_inline(plain_static):
    for html in (page(), page("base.html"), page("door.html", user=SimpleNamespace(is_authenticated=False))):
        assert " style=" not in html
        assert "<style" not in html
        assert html.count("<script") == 1
        assert "javascript:" not in html
        assert " onclick" not in html


def test_a_visitor_sees_no_search_no_menu_and_no_key_for_texts(plain_static):
    html = page("base.html", user=SimpleNamespace(is_authenticated=False), may_search=False, nav=[])
    assert 'role="search"' not in html
    assert "kith-nav" not in html
    assert "kith-person" not in html
    assert "Sign in" in html


def test_the_banner_of_a_simulated_authority_stands_only_there(plain_static):
    assert "made up" in page("base.html")
    assert "made up" not in page("base.html", training_copy=False)


def test_the_next_page_tells_the_browser_to_forget_an_accepted_text(plain_static):
    assert 'data-draft-accepted="/drafts/contact/"' in page("base.html", draft_accepted="contact")
    assert "data-draft-accepted" not in page("base.html")


def test_messages_are_notices_and_say_themselves_aloud():
    quiet = SimpleNamespace(tags="success", extra_tags="", __str__=lambda self: "Saved")
    html = render_to_string("ui/parts/messages.html", {"messages": [quiet]})
    assert 'kith-note--calm" role="status"' in html
    html = render_to_string("ui/parts/messages.html", {"messages": [SimpleNamespace(tags="error", extra_tags="")]})
    assert 'class="kith-note" role="alert"' in html


def test_a_clock_in_a_long_list_is_the_same_as_the_component():
    """Lists draw fifty of them by a tag, in a tenth of the time."""
    clock = {**CLOCK, "words": NASTY, "rule": NASTY, "href": NASTY, "state": NASTY}
    template = Template("{% load kith %}{% clock_face of at_end=True %}")
    for of in (clock, CLOCK, SimpleNamespace(state="late", words="Overdue", used=100), None):
        assert template.render(Context({"of": of})) == drawn("clock", of=of, **{"at-end": True}).strip()
