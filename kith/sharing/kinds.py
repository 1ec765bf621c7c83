"""The kinds of agency that may be spoken to about a child, and how a list of them is said."""

from __future__ import annotations

from kith.standards.codesets import kinds_of_agency
from kith.standards.words import listed
from kith.ui.forms.words import lower_first

ANY, NONE = "any", "none"


def kind_words(keys: list[str]) -> str:
    """ "School and GP practice", "any agency that knows the family", or "no agency"."""
    if ANY in keys:
        return "any agency that knows the family"
    named = dict(kinds_of_agency())
    words = [named[key] for key in keys if key in named]
    return listed([words[0], *(lower_first(word) for word in words[1:])]) if words else "no agency"
