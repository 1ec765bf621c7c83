"""From a Django form field to a GOV.UK component; and the faults of a form, each with a link to its control."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from kith.ui.forms.base import KithForm

SIZES = {"xl", "l", "m", "s"}
PARTS = {"day": ("Day", 2), "month": ("Month", 2), "year": ("Year", 4), "time": ("Time", 5)}


def field_html(bound: BoundField, **changes: Any) -> SafeString:
    """A field with its label, hint, error and control.

    Args:
        bound: a field of a form, one of ours or any of Django's own kinds.
        changes: `heading="l"` makes the label the page's heading; `label` and `hint` reword it; anything else goes to
            the component (`width=10`, `autocomplete="email"`).
    """
    if bound.is_hidden:
        return mark_safe(str(bound.as_hidden()))  # noqa: S308  # Django's own rendering, already escaped
    kind, attrs = component(bound, changes)
    context = {"kind": kind, "attrs_": attrs, "field": bound}
    template = "ui/repeat.html" if kind == "repeat" else "ui/field.html"
    return mark_safe(render_to_string(template, context).strip())  # noqa: S308  # a template's output, escaped


def kind_of(bound: BoundField) -> str:
    """Which component draws a field."""
    widget = bound.field.widget
    if kind := getattr(widget, "kind", ""):
        return str(kind)
    for widget_class, kind in (
        (forms.CheckboxInput, "tick"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.SelectMultiple, "checkboxes"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.PasswordInput, "password-input"),
        (forms.FileInput, "file-upload"),
    ):
        if isinstance(widget, widget_class):
            return kind
    return "input"


def component(bound: BoundField, changes: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The component's name and everything it is given, in the component's own spelling."""
    kind = kind_of(bound)
    heading = changes.pop("heading", "") or getattr(bound.field, "heading", "")
    size = heading if heading in SIZES else "s"
    grouped = kind in ("radios", "checkboxes", "date-input")
    label = "legend" if grouped else "label"
    attrs: dict[str, Any] = {
        "id": bound.auto_id or bound.html_name,
        "name": bound.html_name,
        label: changes.pop("label", "") or _label(bound),
        f"{label}-class": f"govuk-{'fieldset__legend' if grouped else 'label'}--{size}",
        "page-heading": bool(heading),
        "hint": bound.field.help_text or "",
        "error": " ".join(text for fault in bound.errors.as_data() if fault.code != "block" for text in fault.messages),
        **_plain(bound.field.widget.attrs),
        **_plain(getattr(bound.field, "show", {})),
        **_plain({name.replace("_", "-"): value for name, value in changes.items()}),
    }
    if bound.field.disabled:
        attrs["disabled"] = True
    drawn = _CONTENTS.get(kind, _typed)(bound, attrs)
    width = drawn.pop("width", None)
    if width:
        drawn["class"] = " ".join(filter(None, (str(drawn.get("class", "")), f"govuk-input--width-{width}")))
    return ("checkboxes" if kind == "tick" else kind), drawn


def _label(bound: BoundField) -> Any:
    """The label, marked where the form marks what may be left empty."""
    form, field = bound.form, bound.field
    needed = field.required or bound.name in getattr(form, "needed_when_open", ())
    marked = getattr(form, "mark_optional", False) and not needed
    return f"{bound.label} (optional)" if marked and not isinstance(field.widget, forms.CheckboxInput) else bound.label


def _plain(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value not in (None, "", False)}


def _typed(bound: BoundField, attrs: dict[str, Any]) -> dict[str, Any]:
    """Text controls. The browser is told not to fill them in: they are about other people than the one typing."""
    widget = bound.field.widget
    value = widget.format_value(bound.value())
    kind = {"type": getattr(widget, "input_type", "text")} if not isinstance(widget, forms.Textarea) else {}
    if kind.get("type") == "number":
        kind = {"type": "text", "inputmode": "numeric"}
    for name in ("cols", "maxlength", "minlength", "step", "min", "max"):
        attrs.pop(name, None)
    return {"dir": "auto", "autocomplete": "off", **kind, **attrs, "value": "" if value is None else value}


def _password(bound: BoundField, attrs: dict[str, Any]) -> dict[str, Any]:
    return {**attrs, "value": ""}


def _file(bound: BoundField, attrs: dict[str, Any]) -> dict[str, Any]:
    return attrs


def _tick(bound: BoundField, attrs: dict[str, Any]) -> dict[str, Any]:
    """A single box: its label stands beside it, so there is no legend."""
    checked = bool(bound.field.widget.check_test(bound.value()))
    label, hint = attrs.pop("label"), attrs.pop("hint", "")
    attrs.pop("label-class", None)
    row = {"value": "on", "label": label, "hint": hint, "checked": checked, "conditional": _revealed(bound, "on")}
    return {**attrs, "items": [row]}


def _choices(bound: BoundField, attrs: dict[str, Any]) -> dict[str, Any]:
    in_list = kind_of(bound) == "select"
    rows: list[dict[str, Any]] = []
    for group, options, _ in bound.field.widget.optgroups(bound.html_name, _values(bound)):
        members = [_row(bound, option) for option in options if in_list or option["value"] not in ("", None)]
        if group and in_list:
            rows.append({"group": group, "members": members})
        else:
            rows += [{"divider": group}, *members] if group else members
    return {**attrs, "items": _with_empty(bound, rows) if in_list else rows}


def _with_empty(bound: BoundField, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A first line that asks for a choice, in place of Django's row of dashes."""
    empty = getattr(bound.field, "empty", "Choose")
    if rows and rows[0].get("value") in ("", None) and "group" not in rows[0]:
        return [{**rows[0], "label": empty}, *rows[1:]] if set(str(rows[0]["label"])) == {"-"} else rows
    return [{"value": "", "label": empty}, *rows]


def _values(bound: BoundField) -> list[str]:
    value = bound.field.widget.format_value(bound.value())
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _row(bound: BoundField, option: dict[str, Any]) -> dict[str, Any]:
    field, value = bound.field, str(option["value"])
    row = {"value": value, "label": option["label"], "checked": bool(option["selected"])}
    if hint := getattr(field, "hints", {}).get(value):
        row["hint"] = hint
    if option["attrs"].get("disabled"):
        row["disabled"] = True
    if getattr(field, "exclusive", None) == value:
        row["exclusive"] = True
    return {**row, "conditional": _revealed(bound, value)}


def _revealed(bound: BoundField, answer: str) -> SafeString:
    """The fields that an answer opens."""
    names: Iterable[str] = getattr(bound.field, "reveal", {}).get(answer, ())
    return mark_safe("\n".join(field_html(bound.form[name]) for name in names))  # noqa: S308  # our own rendering


def _date(bound: BoundField, attrs: dict[str, Any]) -> dict[str, Any]:
    widget = bound.field.widget
    shown = widget.boxes(bound.value())
    wrong = {box for fault in bound.errors.as_data() for box in (fault.params or {}).get("boxes", widget.parts)}
    boxes = []
    for part in widget.parts:
        label, width = PARTS[part]
        box = {"part": part, "label": label, "width": width, "value": shown.get(part, ""), "error": part in wrong}
        # Months may be typed as words and times with am or pm, so those boxes get the whole keyboard.
        boxes.append({**box, "inputmode": "text" if part in ("month", "time") else "numeric"})
    return {**attrs, "boxes": boxes}


_CONTENTS = {
    "password-input": _password,
    "file-upload": _file,
    "tick": _tick,
    "radios": _choices,
    "checkboxes": _choices,
    "select": _choices,
    "date-input": _date,
    "repeat": _file,
}


def summary_links(form: BaseForm) -> list[dict[str, Any]]:
    """Every fault of a form, in the order of the page, with a link to the control that mends it."""
    links: list[dict[str, Any]] = [{"text": text} for text in form.errors.get(NON_FIELD_ERRORS, ())]
    for name in form.names_in_order() if isinstance(form, KithForm) else form.fields:
        bound = form[name]
        for fault in form.errors.as_data().get(name, ()):
            if fault.code == "block":
                continue  # said by the block itself, with a link to its control
            for text in fault.messages:
                links.append({"text": text, "href": "" if bound.is_hidden else f"#{control_id(bound, fault)}"})
        for block in getattr(bound, "filled", ()) if name in form.errors else ():
            links += [{**link, "text": f"{block.title}: {link['text']}"} for link in summary_links(block)]
    return links


def control_id(bound: BoundField, fault: Any = None) -> str:
    """The id of the control a person must go to for this fault: the first box that is wrong, or the first answer."""
    field_id = bound.auto_id or bound.html_name
    if kind_of(bound) == "date-input":
        boxes = (getattr(fault, "params", None) or {}).get("boxes") or ("day",)
        return f"{field_id}-{boxes[0]}"
    return field_id
