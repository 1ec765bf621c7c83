"""How the options of GOV.UK's fixtures are said to our form controls."""

from __future__ import annotations

import re
from typing import Any

from django.utils.safestring import mark_safe


class Uncovered(Exception):
    """The fixture asks for something our component does not offer."""


class Options(dict):
    """A fixture's options, which must all be taken."""

    def words(self, name: str = "") -> Any:
        """Text, or HTML that is to stand as it is."""
        text_key, html_key = (f"{name}Text", f"{name}Html") if name else ("text", "html")
        text, html = self.pop(text_key, None), self.pop(html_key, None)
        if html:
            return mark_safe(str(html))  # noqa: S308  # GOV.UK's own markup, to stand as it is
        return "" if text is None else str(text)

    def part(self, name: str) -> Options | None:
        """A nested set of options."""
        value = self.pop(name, None)
        return None if value is None or value is False else Options(value if isinstance(value, dict) else {})

    def attributes(self, name: str = "attributes") -> dict[str, Any]:
        """Attributes as GOV.UK writes them: true as the word."""
        found = self.pop(name, None) or {}
        if not isinstance(found, dict) or any(isinstance(value, dict | list) for value in found.values()):
            raise Uncovered(f"attributes {found}")
        return {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in found.items()}

    def done(self) -> None:
        """Refuse the fixture when something was left."""
        if left := {key: value for key, value in self.items() if value is not None}:
            raise Uncovered(f"options {sorted(left)}")


def labelled(options: Options) -> dict[str, Any]:
    """What every control shares: label, hint, error, group."""
    given: dict[str, Any] = {"id": options.pop("id", ""), "name": options.pop("name", "")}
    if label := options.part("label"):
        given["label"] = label.words()
        given["label-class"] = label.pop("classes", "") or ""
        given["page-heading"] = label.pop("isPageHeading", False)
        label.pop("for", None)
        label.done()
    return given | described(options)


def described(options: Options) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if hint := options.part("hint"):
        given["hint"], given["hint-class"] = hint.words(), hint.pop("classes", "") or ""
        hint.pop("id", None)
        hint.done()
    if error := options.part("errorMessage"):
        given["error"] = error.words()
        error.pop("id", None)
        error.done()
    if group := options.part("formGroup"):
        given["group-class"] = group.pop("classes", "") or ""
        given["group-attrs"] = group.attributes()
        group.done()
    return given


def shared(options: Options) -> dict[str, Any]:
    given: dict[str, Any] = {"class": options.pop("classes", "") or "", **options.attributes()}
    if options.pop("disabled", False):
        given["disabled"] = True
    for name in ("autocomplete", "autocapitalize", "pattern", "inputmode"):
        if value := options.pop(name, None):
            given[name] = value
    if isinstance(spell := options.pop("spellcheck", None), bool):
        given["spellcheck"] = str(spell).lower()
    if by := options.pop("describedBy", None):
        given["described-by"] = by
    return given


def as_input(options: Options) -> tuple[dict[str, Any], Any]:
    given = labelled(options) | shared(options) | {"type": options.pop("type", None) or "text"}
    given["value"] = options.pop("value", "")
    for side in ("prefix", "suffix"):
        if affix := options.part(side):
            given[side] = affix.words()
            affix.done()
    if wrapper := options.part("inputWrapper"):
        given["wrapper-class"] = wrapper.pop("classes", "")
        wrapper.done()
    return given, ""


def as_textarea(options: Options) -> tuple[dict[str, Any], Any]:
    given = labelled(options) | shared(options)
    return given | {"rows": options.pop("rows", None) or "5", "value": options.pop("value", "")}, ""


def as_password(options: Options) -> tuple[dict[str, Any], Any]:
    given = labelled(options) | shared(options) | {"value": options.pop("value", "")}
    if button := options.part("button"):
        given["button-class"] = button.pop("classes", "")
        button.done()
    return given, ""


def as_file(options: Options) -> tuple[dict[str, Any], Any]:
    given = labelled(options) | shared(options)
    if options.pop("multiple", False):
        given["multiple"] = True
    given["drop"] = options.pop("javascript", False)
    return given, ""


def as_select(options: Options) -> tuple[dict[str, Any], Any]:
    given, value = labelled(options) | shared(options), options.pop("value", None)
    rows = []
    for raw in options.pop("items", []):
        item = Options(raw or {})
        effective = item.get("value", item.get("text"))
        row = {"value": item.pop("value", None), "label": item.pop("text", ""), "attributes": item.attributes()}
        chosen = item.pop("selected", None)
        row["value"] = str(row["value"]).lower() if isinstance(row["value"], bool) else row["value"]
        row["checked"] = bool(chosen) or (chosen is None and bool(value) and effective == value)
        row["disabled"] = item.pop("disabled", False)
        item.done()
        rows.append(row if raw else None)
    return given | {"items": rows}, ""


def as_choices(options: Options) -> tuple[dict[str, Any], Any]:
    given = described(options) | {"id": options.pop("idPrefix", ""), "name": options.pop("name", "")}
    given |= {"class": options.pop("classes", "") or "", **options.attributes()}
    given["value"] = options.pop("values", options.pop("value", ""))
    given |= fieldset_options(options)
    return given | {"items": [choice(Options(raw)) if raw else None for raw in options.pop("items", [])]}, ""


def fieldset_options(options: Options) -> dict[str, Any]:
    fieldset = options.part("fieldset")
    if fieldset is None:
        return {}
    legend = fieldset.part("legend")
    if legend is None or not (words := legend.words()):
        raise Uncovered("a fieldset without a legend")
    given = {"legend": words, "legend-class": legend.pop("classes", "") or ""}
    given["page-heading"] = legend.pop("isPageHeading", False)
    legend.done()
    given |= {
        "described-by": fieldset.pop("describedBy", "") or "",
        "fieldset-class": fieldset.pop("classes", "") or "",
    }
    given["fieldset-attrs"] = fieldset.attributes()
    fieldset.done()
    return given


def choice(item: Options) -> dict[str, Any]:
    if divider := item.pop("divider", None):
        return {"divider": divider}
    row: dict[str, Any] = {"value": item.pop("value", None), "label": item.words(), "id": item.pop("id", None)}
    row |= {
        "checked": item.pop("checked", None),
        "disabled": item.pop("disabled", False),
        "name": item.pop("name", None),
    }
    row |= {"attributes": item.attributes(), "exclusive": item.pop("behaviour", "") == "exclusive"}
    if hint := item.part("hint"):
        row["hint"] = hint.words()
        hint.done()
    if label := item.part("label"):
        row |= {"label_class": label.pop("classes", "") or "", "label_attributes": label.attributes()}
        label.done()
    if conditional := item.part("conditional"):
        row["conditional"] = conditional.words()
        conditional.done()
    item.done()
    return row


def as_date(options: Options) -> tuple[dict[str, Any], Any]:
    given = described(options) | fieldset_options(options) | {"id": options.pop("id", "")}
    given |= {"name": options.pop("namePrefix", ""), "class": options.pop("classes", "") or "", **options.attributes()}
    values = options.pop("values", None) or {}
    items = options.pop("items", None) or []
    if not items:
        parts = {part: options.pop(part, {}) for part in ("day", "month", "year")}
        items = [{"name": part, "part": part, **(item or {})} for part, item in parts.items() if item is not False]
    boxes = [box(Options(item), values, given["name"]) for item in items]
    if given.get("error") and not any(b["error"] for b in boxes):
        boxes = [{**b, "error": b["error"] is None} for b in boxes]
    return given | {"boxes": boxes}, ""


def box(item: Options, values: dict[str, Any], prefix: str) -> dict[str, Any]:
    part = item.pop("name")
    value = item.pop("value", None) or values.get(f"{prefix}-{part}" if prefix else part, "")
    classes = (item.pop("classes", "") or "").split()
    row = {"part": part, "label": item.pop("label", None) or part.capitalize(), "value": value}
    row |= {
        "width": 4 if item.pop("part", part) == "year" else 2,
        "inputmode": item.pop("inputmode", None) or "numeric",
    }
    row["error"] = item.pop("error", None)
    for name in classes:
        if width := re.fullmatch(r"govuk-input--width-(\d+)", name):
            row["width"] = width[1]
        elif name == "govuk-input--error":
            row["error"] = True
        else:
            raise Uncovered(f"class {name} on a box")
    attributes = item.attributes()
    for name in ("autocomplete", "pattern"):
        if given := item.pop(name, None):
            attributes[name] = given
    item.done()
    return row | {"attributes": attributes}
