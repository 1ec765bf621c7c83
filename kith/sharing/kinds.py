"""The kinds of agency that may be spoken to about a child, and how a list of them is said."""

from __future__ import annotations

from kith.standards.codesets import agency_kinds
from kith.standards.words import listed
from kith.ui.forms.words import lower_first

ANY, NONE = "any", "none"
# Kinds that are the family, the public or nobody: they are not agencies and are not asked to share.
NOT_AGENCIES = ("family", "acquaintance", "self", "public", "anonymous", "unknown")


def kinds_of_agency() -> list[tuple[str, str]]:
    """The kinds of agency that may be spoken to about a child, with their labels."""
    return [(kind.key, kind.label) for kind in agency_kinds().values() if kind.key not in NOT_AGENCIES]


def kind_words(keys: list[str]) -> str:
    """ "School and GP practice", "any agency that knows the family", or "no agency"."""
    if ANY in keys:
        return "any agency that knows the family"
    named = dict(kinds_of_agency())
    words = [named[key] for key in keys if key in named]
    return listed([words[0], *(lower_first(word) for word in words[1:])]) if words else "no agency"
