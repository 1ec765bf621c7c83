"""What a form takes, as JSON Schema, for the API that is generated from the steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from kith.ui.forms.dates import DateParts, MomentParts
from kith.ui.forms.fields import YesNo
from kith.ui.forms.repeats import Repeat
from kith.ui.forms.words import LARGEST, ONE_LINE, WRITING

Schema = dict[str, Any]


def form_schema(form: Callable[[], forms.Form] | forms.Form) -> Schema:
    """The JSON Schema of one form: strict types, no unknown properties, the label and hint as description.

    Args:
        form: a form class, or a form already built for its target (its choices are then the target's own).

    Raises:
        TypeError: the form takes a file, or a field of a kind the API cannot carry.
    """
    built = form if isinstance(form, forms.BaseForm) else form()
    properties = {name: _described(field, str(built[name].label)) for name, field in built.fields.items()}
    required = [name for name, field in built.fields.items() if field.required]
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | ({"required": required} if required else {})


def _described(field: forms.Field, label: str) -> Schema:
    words = ". ".join(part.rstrip(".") for part in (label, str(field.help_text or "")) if part)
    return {**_typed(field), "description": words}


def _typed(field: forms.Field) -> Schema:
    for kinds, schema in _KINDS:
        if isinstance(field, kinds):
            return schema(field)
    if isinstance(field, forms.FileField):
        raise TypeError(f"{field.label}: a form with a file needs an address of its own in the API")
    raise TypeError(f"{field.label}: the API does not know how to carry a {type(field).__name__}")


def _repeated(field: Any) -> Schema:
    least, most = field.least, field.most
    return {"type": "array", "items": form_schema(field.form_class), "minItems": least, "maxItems": most}


def _several(field: Any) -> Schema:
    return {"type": "array", "items": {"type": "string", **_enum(field)}, "uniqueItems": True}


def _whole(field: Any) -> Schema:
    least = -LARGEST if field.min_value is None else field.min_value
    return {"type": "integer", "minimum": least, "maximum": LARGEST if field.max_value is None else field.max_value}


def _text(field: forms.CharField) -> Schema:
    limit = field.max_length or (WRITING if isinstance(field.widget, forms.Textarea) else ONE_LINE)
    schema: Schema = {"type": "string", "maxLength": limit}
    if field.required:
        schema["minLength"] = max(1, field.min_length or 0)
    return schema | ({"format": "email"} if isinstance(field, forms.EmailField) else {})


def _enum(field: Any) -> Schema:
    """The answers, where they are known beforehand; those of a queryset are not."""
    if isinstance(field, forms.ModelChoiceField):
        return {}
    values: list[str] = []
    for value, label in field.choices:
        values += [str(inner) for inner, _ in label] if isinstance(label, (list, tuple)) else [str(value)]
    return {"enum": [value for value in values if value or not field.required]} if values else {}


# The first kind a field belongs to decides; narrower kinds stand before the ones they are made from.
_KINDS: list[tuple[Any, Callable[[Any], Schema]]] = [
    (Repeat, _repeated),
    ((MomentParts, forms.DateTimeField), lambda field: {"type": "string", "format": "date-time"}),
    ((DateParts, forms.DateField), lambda field: {"type": "string", "format": "date"}),
    ((YesNo, forms.BooleanField), lambda field: {"type": "boolean"}),
    ((forms.MultipleChoiceField, forms.ModelMultipleChoiceField), _several),
    ((forms.ChoiceField, forms.ModelChoiceField), lambda field: {"type": "string", **_enum(field)}),
    ((forms.FloatField, forms.DecimalField), lambda field: {"type": "number"}),
    (forms.IntegerField, _whole),
    (forms.CharField, _text),
]
