"""How the options of GOV.UK's fixtures are said to our other components, and which function speaks for which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html

from tests.ui.govuk_controls import (
    Options,
    Uncovered,
    as_choices,
    as_date,
    as_file,
    as_input,
    as_password,
    as_select,
    as_textarea,
)


def as_summary(options: Options) -> tuple[dict[str, Any], Any]:
    given: dict[str, Any] = {"class": options.pop("classes", "") or "", "heading": options.words("title")}
    given |= {"description": options.words("description"), **options.attributes()}
    if (focus := options.pop("disableAutoFocus", None)) is not None:
        given["data-disable-auto-focus"] = str(focus).lower()
    items = []
    for raw in options.pop("errorList", None) or []:
        item = Options(raw)
        items.append({"text": item.words(), "href": item.pop("href", ""), "attributes": item.attributes()})
        item.done()
    if not items:
        raise Uncovered("a summary that lists nothing")
    return given | {"items": items}, ""


def as_button(options: Options) -> tuple[dict[str, Any], Any]:
    given: dict[str, Any] = {"class": options.pop("classes", "") or "", **options.attributes()}
    slot = options.words()
    for name in ("href", "type", "name", "value", "id"):
        if value := options.pop(name, None):
            given[name] = value
    given["start"] = options.pop("isStartButton", False)
    if given["start"] and not getattr(slot, "__html__", None):
        raise Uncovered("start buttons with plain text: ours always wraps the words")
    if options.pop("disabled", False):
        given["disabled"] = True
    if (prevent := options.pop("preventDoubleClick", None)) is not None:
        given["prevent-double-click"] = str(prevent).lower()
    if "href" in given and {"disabled", "type", "name", "value"} & set(given):
        raise Uncovered("a link with a button's attributes")
    options.pop("element", None)
    return given, slot


def as_slot(*named: str, **renamed: str) -> Callable[[Options], tuple[dict[str, Any], Any]]:
    """For components that are an element round some words."""

    def mapped(options: Options) -> tuple[dict[str, Any], Any]:
        given: dict[str, Any] = {"class": options.pop("classes", "") or "", **options.attributes()}
        for name in (*named, *renamed):
            value = options.pop(name, None)
            if value is not None and (value != "" or name in renamed):
                given[renamed.get(name, name)] = value
        return given, options.words()

    return mapped


def as_skip_link(options: Options) -> tuple[dict[str, Any], Any]:
    """Ours goes to our `main` unless told otherwise, GOV.UK's to its own."""
    given, slot = as_slot("href")(options)
    return {"href": "#content", **given}, slot


def as_details(options: Options) -> tuple[dict[str, Any], Any]:
    given, slot = as_slot("id", "open")(options)
    return given | {"summary": options.words("summary")}, slot


def as_fieldset(options: Options) -> tuple[dict[str, Any], Any]:
    given, slot = as_slot("role", describedBy="described-by")(options)
    if legend := options.part("legend"):
        given |= {"legend": legend.words(), "legend-class": legend.pop("classes", "") or ""}
        given["page-heading"] = legend.pop("isPageHeading", False)
        legend.done()
    return given, slot


def as_banner(options: Options) -> tuple[dict[str, Any], Any]:
    given: dict[str, Any] = {"class": options.pop("classes", "") or "", **options.attributes()}
    given |= {"success": options.pop("type", "") == "success", "title": options.words("title")}
    for name, ours in {"titleId": "title-id", "titleHeadingLevel": "level", "role": "role"}.items():
        if value := options.pop(name, None):
            given[ours] = value
    if (focus := options.pop("disableAutoFocus", None)) is not None:
        given["data-disable-auto-focus"] = str(focus).lower()
    words = options.words()
    return (given, words) if hasattr(words, "__html__") else (given | {"heading": words}, "")


def as_breadcrumbs(options: Options) -> tuple[dict[str, Any], Any]:
    given: dict[str, Any] = {"class": options.pop("classes", "") or "", **options.attributes()}
    given["collapse"] = options.pop("collapseOnMobile", False)
    if label := options.pop("labelText", None):
        given["label"] = label
    items = []
    for raw in options.pop("items", []):
        item = Options(raw)
        items.append({"label": item.words(), "href": item.pop("href", ""), "attributes": item.attributes()})
        item.done()
    return given | {"items": items}, ""


def as_pagination(options: Options) -> tuple[dict[str, Any], Any]:
    given: dict[str, Any] = {"class": options.pop("classes", "") or "", **options.attributes()}
    if label := options.pop("landmarkLabel", None):
        given["label"] = label
    for side in ("previous", "next"):
        if link := options.part(side):
            given[side] = {"href": link.pop("href", ""), "label": link.words(), "about": link.pop("labelText", "")}
            given[side]["attributes"] = link.attributes()
            link.done()
    if items := options.pop("items", None):
        given["items"] = [page(Options(raw)) if raw else None for raw in items]
    return given, ""


def page(item: Options) -> dict[str, Any]:
    if item.pop("ellipsis", False):
        return {"ellipsis": True}
    row = {"number": item.pop("number", ""), "href": item.pop("href", ""), "current": item.pop("current", False)}
    row |= {"label": item.pop("visuallyHiddenText", ""), "attributes": item.attributes()}
    item.done()
    return row


def as_summary_list(options: Options) -> tuple[dict[str, Any], Any]:
    given: dict[str, Any] = {"class": options.pop("classes", "") or "", **options.attributes()}
    return given | {"rows": [summary_row(Options(raw)) if raw else None for raw in options.pop("rows", [])]}, ""


def summary_row(row: Options) -> dict[str, Any]:
    key, value, actions = row.part("key") or Options(), row.part("value") or Options(), row.part("actions") or Options()
    given = {"class": row.pop("classes", ""), "key": key.words(), "key_class": key.pop("classes", "")}
    given |= {
        "value": value.words(),
        "value_class": value.pop("classes", ""),
        "actions_class": actions.pop("classes", ""),
    }
    given["actions"] = []
    for raw in actions.pop("items", []):
        action = Options(raw)
        shown = {"label": action.words(), "href": action.pop("href", ""), "class": action.pop("classes", "")}
        shown |= {"about": action.pop("visuallyHiddenText", ""), "attributes": action.attributes()}
        action.done()
        given["actions"].append(shown)
    for part in (key, value, actions, row):
        part.done()
    return given


def as_tabs(options: Options) -> tuple[dict[str, Any], Any]:
    given: dict[str, Any] = {"class": options.pop("classes", "") or "", **options.attributes()}
    for name, ours in {"id": "id", "idPrefix": "prefix", "title": "title"}.items():
        if value := options.pop(name, None):
            given[ours] = value
    items = []
    for raw in options.pop("items", []):
        item = Options(raw or {})
        panel = item.part("panel") or Options()
        text = panel.words()
        body = text if hasattr(text, "__html__") else format_html('<p class="govuk-body">{}</p>', text)
        shown = {
            "label": item.pop("label", ""),
            "id": item.pop("id", ""),
            "attributes": item.attributes(),
            "panel": body,
        }
        items.append(shown | {"panel_attributes": panel.attributes()})
        item.done()
        panel.done()
        if not raw:
            raise Uncovered("an empty tab")
    return given | {"items": items}, ""


MAPPERS: dict[str, Callable[[Options], tuple[dict[str, Any], Any]]] = {
    "back-link": as_slot("href"),
    "breadcrumbs": as_breadcrumbs,
    "button": as_button,
    "checkboxes": as_choices,
    "date-input": as_date,
    "details": as_details,
    "error-message": as_slot("id", visuallyHiddenText="hidden-text"),
    "error-summary": as_summary,
    "fieldset": as_fieldset,
    "file-upload": as_file,
    "hint": as_slot("id"),
    "input": as_input,
    "inset-text": as_slot("id"),
    "label": as_slot("for", isPageHeading="page-heading"),
    "notification-banner": as_banner,
    "pagination": as_pagination,
    "password-input": as_password,
    "radios": as_choices,
    "select": as_select,
    "skip-link": as_skip_link,
    "summary-list": as_summary_list,
    "tabs": as_tabs,
    "tag": as_slot(),
    "textarea": as_textarea,
    "warning-text": as_slot(iconFallbackText="icon-text"),
}
