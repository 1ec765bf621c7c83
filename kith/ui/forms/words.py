"""The sentences a form speaks, and the text it will not take."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)

# One line of text, and a piece of writing: above these the form says so.
ONE_LINE = 200
WRITING = 20_000
# The largest whole number a column holds.
LARGEST = 2_147_483_647

# Line ends and tabs are text; a lone surrogate is half a character and cannot be stored; the rest of Cc is invisible.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def lower_first(label: str) -> str:
    """`Date of birth` as it stands inside a sentence; `NHS number` and `UPN` keep their capitals."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label


# A label that begins with one of these asks; one that begins with one of those tells. Neither is the name of a thing.
_ASKS = frozenset(
    (
        "are", "can", "could", "did", "do", "does", "had", "has", "have", "how", "is", "may",
        "should", "was", "were", "what", "when", "where", "which", "who", "whose", "why", "will",
    )
)  # fmt: skip
_POINTS = frozenset(("how", "what", "when", "where", "which", "who", "whose", "why"))
_TELLS = frozenset(("add", "choose", "describe", "enter", "explain", "give", "list", "say", "set", "tell", "write"))
_OWNS = frozenset(("a", "an", "any", "each", "every", "her", "his", "its", "the", "their", "this", "your"))


def _first(label: str) -> str:
    return re.split(r"\W", label.strip().lower(), maxsplit=1)[0]


def called(label: str) -> str:
    """How a sentence names a field: `the date of birth`, `your name`, `this answer` for a question."""
    text = str(label).strip().rstrip(":")
    if not text or text.endswith("?") or _first(text) in _ASKS | _TELLS:
        return "this answer"
    words = lower_first(text)
    return words if _first(text) in _OWNS else f"the {words}"


def missing(label: str, chosen: bool) -> str:
    """What to do about an empty field: `Enter the date of birth`, `Choose the outcome`, or to answer its question."""
    text = str(label).strip()
    if _first(text) in _TELLS:
        return text
    if text.endswith("?") or _first(text) in _ASKS - _POINTS:
        return f"Answer the question: {text}"
    if _first(text) in _POINTS:
        return f"Enter {lower_first(text)}"
    return f"{'Choose' if chosen else 'Enter'} {called(text)}"


def upper_first(words: str) -> str:
    """`the date of birth` at the start of a sentence."""
    return words[:1].upper() + words[1:]


class StorableText:
    """Refuses text with characters that cannot be stored or seen, naming the words just before them.

    Letters of every script, marks that join or turn them, and emoji all pass.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, value: Any) -> None:
        found = _UNSTORABLE.search(value) if isinstance(value, str) else None
        if found:
            before = value[max(0, found.start() - 20) : found.start()].strip()
            where = f"after “{before}”" if before else "at the start"
            raise ValidationError(
                f"{upper_first(self.name)} has a hidden character {where} that cannot be kept, perhaps from a copied "
                "document. Delete that place and type it again.",
                code="hidden_character",
            )


def house_rules(field: forms.Field, label: str) -> None:
    """Give any form field Kith's sentences and limits, unless its author chose others. Once given, they stay.

    Args:
        field: a field, changed in place.
        label: the label the person sees.
    """
    if getattr(field, "kith_ruled", False):
        return
    field.kith_ruled = True  # type: ignore[attr-defined]  # copied with the field
    name = getattr(field, "called", "") or called(label)
    chosen = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField))
    sentences = {
        "required": getattr(field, "missing", "") or missing(label, chosen),
        "invalid_choice": f"Choose one of the answers offered for {name}",
        "invalid_list": f"Choose from the answers offered for {name}",
        "invalid_pk_value": f"Choose one of the answers offered for {name}",
        "max_length": f"{upper_first(name)} must be {_limit(field):,} characters or fewer. It now has %(show_value)s",
        "min_length": f"{upper_first(name)} must be %(limit_value)s characters or more",
        "max_value": f"{upper_first(name)} must be %(limit_value)s or less",
        "min_value": f"{upper_first(name)} must be %(limit_value)s or more",
    }
    if isinstance(field, forms.IntegerField):
        sentences["invalid"] = f"{upper_first(name)} must be a whole number, such as 3"
    standard: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            standard |= getattr(kind, "default_error_messages", {})
    for code, sentence in sentences.items():
        if field.error_messages.get(code) == standard.get(code):
            field.error_messages[code] = sentence
    if isinstance(field, forms.CharField):
        _limit_text(field, name)
    if isinstance(field, forms.IntegerField):
        _limit_number(field)


def _limit(field: forms.Field) -> int:
    """The most characters a field takes; house limits where its author set none."""
    return getattr(field, "max_length", None) or (WRITING if isinstance(field.widget, forms.Textarea) else ONE_LINE)


def _limit_text(field: forms.CharField, name: str) -> None:
    field.validators = [rule for rule in field.validators if not isinstance(rule, ProhibitNullCharactersValidator)]
    field.validators.append(StorableText(name))
    if field.max_length is None:
        field.max_length = _limit(field)
        field.validators.append(MaxLengthValidator(field.max_length))


def _limit_number(field: forms.IntegerField) -> None:
    if field.max_value is None:
        field.max_value = LARGEST
        field.validators.append(MaxValueValidator(LARGEST))
    if field.min_value is None:
        field.min_value = -LARGEST
        field.validators.append(MinValueValidator(-LARGEST))
