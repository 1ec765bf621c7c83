"""Our components draw what GOV.UK Frontend draws: each is compared with the fixtures GOV.UK publishes."""

from __future__ import annotations

import pytest

from tests.ui.govuk import fixtures, normal, rendered
from tests.ui.govuk_controls import Uncovered
from tests.ui.govuk_options import MAPPERS

# Fixtures our components do not answer, and why. All others that GOV.UK publishes for them are compared.
NOT_ANSWERED = {
    "button": {"start", "start link"},  # words of a start button always stand in a span here
    "checkboxes": {  # one box without a fieldset, described from outside: our forms never draw it
        "with single option set 'aria-describedby' on input, and describedBy",
        "with single option (and hint) set 'aria-describedby' on input, and describedBy",
    },
    "date-input": {  # ids and classes of single boxes are Kith's own affair
        "with id on items",
        "with item value",
        "with field value and items",
        "with field value and item value",
        "with field value, item value and values",
        "items with classes",
    },
    "error-summary": {  # a summary that lists nothing is not shown
        "with description only",
        "autofocus disabled",
        "autofocus explicitly enabled",
    },
    "file-upload": {  # Kith speaks English; browsers ignore a value
        "enhanced, custom wrapper classes and attributes",
        "with value",
        "translated, no javascript enhancement",
        "translated",
    },
    "input": {  # a prefix is a sign such as a pound, and has no class or attribute of its own
        "with prefix with classes",
        "with prefix with attributes",
        "with suffix with classes",
        "with suffix with attributes",
        "with customised input wrapper",
    },
    "password-input": {"with translations"},
    "summary-list": {  # Kith has panels of its own in place of summary cards
        "as a summary card with a text header",
        "as a summary card with a html header",
        "as a summary card with actions",
        "as a summary card with actions plus summary list actions",
        "as a summary card extreme",
        "summary card with custom classes",
        "summary card with custom attributes",
        "summary card with only 1 action",
        "as a summary card with a custom header level",
    },
    "tabs": {"with falsy values"},  # empty tabs
}


@pytest.mark.parametrize("component", sorted(MAPPERS))
def test_a_component_draws_what_gov_uk_draws(component):
    different, unanswered = {}, set()
    for fixture in fixtures(component):
        try:
            ours = rendered(component, fixture["options"])
        except Uncovered:
            unanswered.add(fixture["name"])
            continue
        if normal(ours) != normal(fixture["html"]):
            different[fixture["name"]] = f"{fixture['options']}\nOURS {ours}\nTHEIRS {fixture['html']}"
    assert not different, "\n\n".join(f"{name}: {what}" for name, what in different.items())
    assert unanswered == NOT_ANSWERED.get(component, set())


def test_the_comparison_sees_a_difference():
    assert normal('<p class="b a">One  two</p>') == normal('<p class="a b">\n One two</p>')
    assert normal("<p>One</p>") != normal("<p>Two</p>")
    assert normal('<input disabled name="a">') != normal('<input name="a">')
    assert normal("<p><b>One</b></p>") != normal("<p>One</p>")
