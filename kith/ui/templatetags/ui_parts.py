"""Small tags that only the components in templates/cotton use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape, escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def html_attrs(attrs: Any) -> SafeString:
    """Attributes a page passed to a component and the component did not name, escaped, each with a space before it.

    Cotton's own `{{ attrs }}` writes values without escaping them, so no component may use it.
    """
    given: Mapping[str, Any] = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else (attrs or {})
    pairs = ((name, value) for name, value in given.items() if value is not None and value is not False)
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in pairs))


def _attribute(name: str, value: Any) -> SafeString:
    if value is True:
        return format_html_join("", " {}", ((name,),))
    return format_html_join("", ' {}="{}"', ((name, value),))


@register.filter
def given(value: Any) -> bool:
    """Whether there is something to show: 0 and False are something, None and empty text are not."""
    return value is not None and value != ""


@register.simple_tag
def describes(part_id: str, hint: Any = "", error: Any = "", before: str = "") -> str:
    """The ids that describe a control: what the page says first, then its hint, then its error."""
    ids = [before, f"{part_id}-hint" if hint else "", f"{part_id}-error" if error else ""]
    return " ".join(part for part in ids if part)


@register.simple_tag
def choice_rows(items: Iterable[Any], prefix: str, chosen: Any = None) -> list[dict[str, Any]]:
    """Radios, checkboxes or options, ready to draw.

    Args:
        items: pairs `(value, label)` or mappings with value, label, hint, checked, disabled, divider, conditional, id,
            name, exclusive, attributes. Empty entries are left out but still counted, as GOV.UK does.
        prefix: id of the first control; later ones add their number, so that an error can link to the first.
        chosen: the chosen value, or several.
    """
    several = isinstance(chosen, (list, tuple, set, frozenset))
    wanted = {str(value) for value in chosen} if several else ({str(chosen)} if chosen not in (None, "") else set())
    rows = []
    for number, item in enumerate(items or (), start=1):
        if not item:
            continue
        row = dict(item) if isinstance(item, Mapping) else {"value": item[0], "label": item[1]}
        row["id"] = row.get("id") or (prefix if number == 1 else f"{prefix}-{number}")
        if row.get("checked") is None:
            row["checked"] = row.get("value") is not None and str(row["value"]) in wanted
        rows.append(row)
    return rows


@register.filter
def trimmed(value: Any) -> SafeString:
    """A slot without the blank lines around it; it was escaped when it was drawn."""
    return mark_safe(str(value).strip())  # noqa: S308  # a slot is template output, already escaped


@register.filter
def dial(used: Any) -> int:
    """How much of a clock is gone, rounded down to what the dial can draw: 0, 25, 50, 75 or 100."""
    return max(0, min(100, int(float(used or 0)) // 25 * 25))


REASONS = (
    ("Rule", "rule"),
    ("Source", "source"),
    ("Started by", "started_by"),
    ("Limit", "limit"),
    ("Needed by", "needed_by"),
    ("Due", "due"),
    ("Counted", "counted"),
    ("Reason", "reason"),
)


@register.filter
def clock_reasons(clock: Any) -> list[tuple[str, Any]]:
    """What a date says for itself, in the order a practitioner asks: only what the clock knows."""
    read = clock.get if isinstance(clock, Mapping) else lambda name: getattr(clock, name, None)
    return [(term, words) for term, name in REASONS if (words := read(name)) not in (None, "")]


@register.simple_tag
def chip_html(words: Any, state: str = "", used: Any = None, css: str = "", attrs: Any = None) -> SafeString:
    """A chip: words, with a dial of how much is used where that is known."""
    dial_html = f'<span class="kith-dial" data-used="{dial(used)}" aria-hidden="true"></span>' if given(used) else ""
    classes = " ".join(part for part in ("kith-chip", f"kith-chip--{state}" if state else "", css) if part)
    said = str(conditional_escape(words)).strip()
    return mark_safe(f'<span class="{escape(classes)}"{html_attrs(attrs)}>{dial_html}{said}</span>')  # noqa: S308  # escaped above


@register.simple_tag
def clock_html(of: Any, at_end: bool = False, css: str = "", attrs: Any = None, slot: Any = "") -> SafeString | str:
    """A clock's chip, which opens to say what it knows: rule, source, when it started, how it was counted.

    Lists of fifty draw it by this tag: as a component each takes ten times as long, for the same HTML.
    """
    if not of:
        return ""
    read = of.get if isinstance(of, Mapping) else lambda name: getattr(of, name, None)
    chip = chip_html(read("words"), read("state") or "", read("used"))
    if not (read("rule") or read("source") or read("started_by")):
        return chip
    classes = " ".join(part for part in ("kith-clock", "kith-clock--end" if at_end else "", css) if part)
    reasons = "".join(f"<dt>{term}</dt><dd>{conditional_escape(words)}</dd>" for term, words in clock_reasons(of))
    href = read("href")
    link = f'<p><a class="govuk-link" href="{conditional_escape(href)}">Show the counting</a></p>' if href else ""
    return mark_safe(  # noqa: S308  # every part was escaped; a slot is template output
        f'<details class="{escape(classes)}" name="clock"{html_attrs(attrs)}><summary>{chip}</summary>'
        f'<div class="kith-clock__why"><dl>{reasons}</dl>{link}{slot}</div></details>'
    )


@register.simple_tag
def any_actions(rows: Iterable[Any]) -> bool:
    """Whether any row of a summary list offers an action: the others then keep its column free."""
    return any(row and row.get("actions") for row in rows or ())


@register.simple_tag
def badge_list(items: Iterable[Any], most: int = 4) -> list[dict[str, str]]:
    """Badges in the order given, at most four, then how many more there are.

    Args:
        items: pairs `(kind, words)` or things with `.kind` and `.words`.
    """
    shown = [
        {"kind": item[0], "words": item[1]} if isinstance(item, (list, tuple)) else _badge(item) for item in items or ()
    ]
    if len(shown) > most:
        return [*shown[:most], {"kind": "", "words": f"and {len(shown) - most} more"}]
    return shown


def _badge(item: Any) -> dict[str, str]:
    read = item.get if isinstance(item, Mapping) else lambda name: getattr(item, name, "")
    return {"kind": str(read("kind") or ""), "words": str(read("words") or "")}
